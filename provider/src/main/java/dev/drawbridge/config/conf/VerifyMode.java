package dev.drawbridge.config.conf;

import java.util.EnumSet;
import java.util.Set;

/** The words of the command {@code VerifyMode}. */
enum VerifyMode implements ConfWord {
    PEER("Peer", ConfRole.CLIENT, EnumSet.of(VerifyFlag.PEER)),
    REQUEST("Request", ConfRole.SERVER, EnumSet.of(VerifyFlag.PEER)),
    REQUIRE("Require", ConfRole.SERVER, EnumSet.of(VerifyFlag.PEER, VerifyFlag.FAIL_IF_NO_PEER_CERT)),
    ONCE("Once", ConfRole.SERVER, EnumSet.of(VerifyFlag.PEER, VerifyFlag.CLIENT_ONCE)),
    REQUEST_POST_HANDSHAKE("RequestPostHandshake", ConfRole.SERVER, EnumSet.of(VerifyFlag.PEER, VerifyFlag.POST_HANDSHAKE)),
    REQUIRE_POST_HANDSHAKE("RequirePostHandshake", ConfRole.SERVER,
            EnumSet.of(VerifyFlag.PEER, VerifyFlag.POST_HANDSHAKE, VerifyFlag.FAIL_IF_NO_PEER_CERT));

    private final String word;
    private final ConfRole role;
    private final Set<VerifyFlag> flags;

    VerifyMode(String word, ConfRole role, Set<VerifyFlag> flags) {
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
    Set<VerifyFlag> flags() {
        return flags;
    }
}
