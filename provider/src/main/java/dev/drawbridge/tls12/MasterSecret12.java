package dev.drawbridge.tls12;

import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.Finished;
import dev.drawbridge.session.Session;
import java.security.MessageDigest;
import java.util.Arrays;

/** The master secret and what is made of it: key block and verify data. Its owner wipes it when both Finished are done. */
final class MasterSecret12 {
    /** RFC 5246 section 8.1: "The master secret is always exactly 48 bytes in length." */
    private static final int LENGTH = 48;
    /** RFC 5246 section 7.4.9: a suite that does not specify verify_data_length "has a verify_data_length equal to 12". */
    private static final int VERIFY_DATA_LENGTH = 12;
    /** RFC 5746 section 4.5 on SSL 3.0: "verify_data values, which are 36 bytes long each". */
    private static final int VERIFY_DATA_LENGTH_SSL30 = 36;

    private final Hellos12 hellos;
    private final Prf prf;
    private final Secret secret;
    /** Of both Finished, the client's first, as far as they have come; no secret. */
    private final byte[] verifyData;

    private MasterSecret12(Hellos12 hellos, Prf prf, Secret secret) {
        this.hellos = hellos;
        this.prf = prf;
        this.secret = secret;
        this.verifyData = new byte[2 * verifyDataLength()];
    }

    private int verifyDataLength() {
        return hellos.version().ssl() ? VERIFY_DATA_LENGTH_SSL30 : VERIFY_DATA_LENGTH;
    }

    /**
     * Derives the master secret and wipes {@code preMaster}: RFC 5246 section 8.1, "The pre_master_secret should be deleted from memory
     * once the master_secret has been computed."
     *
     * @param sessionHash RFC 7627 section 3: the hash over "all handshake messages sent or received, starting at the ClientHello up to
     *     and including the ClientKeyExchange message"
     */
    static MasterSecret12 derive(Hellos12 hellos, Secret preMaster, byte[] sessionHash) {
        // RFC 5246 section 7.4.9: "the Hash MUST be the Hash used as the basis for the PRF." The transcript has the same.
        Prf prf = Prf.of(hellos);
        try {
            // RFC 7627 section 5.2: "If the client and server choose to continue a full handshake without the extension, they MUST use
            // the standard master secret derivation for the new session."
            byte[] master = hellos.extendedMasterSecret()
                    ? prf.compute(preMaster.bytes(), "extended master secret", sessionHash, LENGTH)
                    : prf.compute(preMaster.bytes(), "master secret", hellos.clientThenServerRandom(), LENGTH);
            return new MasterSecret12(hellos, prf, new Secret(master));
        } finally {
            preMaster.wipe();
        }
    }

    /**
     * The master secret of a session that was given out to us, so that it is ours to wipe. RFC 5246 appendix F.1.4: "When a connection is
     * established by resuming a session, new ClientHello.random and ServerHello.random values are hashed with the session's master_secret."
     */
    static MasterSecret12 resumed(Hellos12 hellos, Session session) {
        return new MasterSecret12(hellos, Prf.of(hellos), session.secret());
    }

    /** The secret itself, to be handed over in a session: it stays ours. */
    Secret secret() {
        return secret;
    }

    /** The protections of both directions as our role has them. */
    KeyBlock12 keyBlock() {
        byte[] block = prf.compute(secret.bytes(), "key expansion", hellos.serverThenClientRandom(),
                KeyBlock12.length(hellos));
        try {
            return KeyBlock12.of(hellos, block);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    /**
     * What a client's CertificateVerify signs, or the hashes that it signs as they are.
     *
     * @param messages all of them before it
     */
    byte[] signed(byte[] messages) {
        return hellos.version().ssl() ? new Ssl30(hellos.crypto()).signed(secret.bytes(), messages) : messages;
    }

    /** Our own Finished after all messages of the transcript. */
    Finished finished() {
        Transcript transcript = hellos.transcript();
        return new Finished(verifyData(hellos.config().client(), hellos.version().ssl() ? transcript.raw() : transcript.hash()));
    }

    /**
     * Checks the peer's Finished, the last message of the transcript. RFC 5246 section 7.4.9: "Recipients of Finished messages
     * MUST verify that the contents are correct."
     */
    FinishedVerified12 check(Finished received) throws TlsFault {
        // RFC 5246 section 7.4.9: "struct { opaque verify_data[verify_data_length]; } Finished": another length is malformed, not merely
        // wrong.
        if (received.verifyData().length != verifyDataLength()) {
            throw new TlsFault(Fault.DECODE_ERROR, "Finished of " + received.verifyData().length + " bytes");
        }
        Transcript transcript = hellos.transcript();
        byte[] covered = hellos.version().ssl() ? transcript.rawBeforeLast() : transcript.hashBeforeLast();
        if (!MessageDigest.isEqual(verifyData(!hellos.config().client(), covered), received.verifyData())) {
            throw new TlsFault(Fault.BAD_FINISHED);
        }
        return new FinishedVerified12();
    }

    /** What both Finished said, the client's first, once both are done. */
    byte[] verifyData() {
        return verifyData.clone();
    }

    void wipe() {
        secret.wipe();
    }

    /** {@code covered} is the hash of all messages before, or in SSL 3.0 the messages. */
    private byte[] verifyData(boolean ofClient, byte[] covered) {
        int length = verifyDataLength();
        byte[] computed = hellos.version().ssl() ? new Ssl30(hellos.crypto()).finished(secret.bytes(), ofClient, covered)
                : prf.compute(secret.bytes(), ofClient ? "client finished" : "server finished", covered, length);
        System.arraycopy(computed, 0, verifyData, ofClient ? 0 : length, length);
        return computed;
    }

    @Override
    public String toString() {
        return "MasterSecret12[" + secret + "]";
    }
}
