package dev.drawbridge.config.conf;

import java.util.EnumSet;
import java.util.Set;

/** The words of the command {@code VerifyMode}. */
enum VerifyMode implements ConfWord {
    PEER("Peer", ConfRole.CLIENT, EnumSet.of(VerifyBit.PEER)),
    REQUEST("Request", ConfRole.SERVER, EnumSet.of(VerifyBit.PEER)),
    REQUIRE("Require", ConfRole.SERVER, EnumSet.of(VerifyBit.PEER, VerifyBit.FAIL_IF_NO_PEER_CERT)),
    ONCE("Once", ConfRole.SERVER, EnumSet.of(VerifyBit.PEER, VerifyBit.CLIENT_ONCE)),
    REQUEST_POST_HANDSHAKE("RequestPostHandshake", ConfRole.SERVER, EnumSet.of(VerifyBit.PEER, VerifyBit.POST_HANDSHAKE)),
    REQUIRE_POST_HANDSHAKE("RequirePostHandshake", ConfRole.SERVER,
            EnumSet.of(VerifyBit.PEER, VerifyBit.POST_HANDSHAKE, VerifyBit.FAIL_IF_NO_PEER_CERT));

    private final String word;
    private final ConfRole role;
    private final Set<VerifyBit> flags;

    VerifyMode(String word, ConfRole role, Set<VerifyBit> flags) {
        this.word = word;
        this.role = role;
        this.flags = flags;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public ConfRole role() {
        return role;
    }

    /** The flags that the word sets, or with a minus clears. */
    Set<VerifyBit> flags() {
        return flags;
    }
}
