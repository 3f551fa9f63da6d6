package dev.drawbridge.tls12;

import dev.drawbridge.crypto.CbcForm;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.MacKeys;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.StreamAlgorithm;
import java.util.Arrays;

/**
 * The key block (RFC 5246 section 6.3), at once made into the protections of both directions, so that no copy of a key stays behind.
 *
 * @param read undoes what the peer's keys did
 * @param write protects what we send
 */
record KeyBlock12(ReadProtection read, WriteProtection write) {
    /** The bytes that a suite takes. */
    static int length(Hellos12 hellos) {
        CipherSuite suite = hellos.suite();
        return 2 * (suite.cipher().macLength() + suite.cipher().keyLength() + ivLength(hellos));
    }

    /**
     * RFC 5246 section 6.3: "The client_write_IV and server_write_IV are only generated for implicit nonce techniques": records of CBC carry theirs,
     * but in TLS 1.0, where the first is from here (RFC 2246 section 6.3).
     */
    private static int ivLength(Hellos12 hellos) {
        if (hellos.suite().cipher() instanceof CbcAlgorithm cbc) {
            return hellos.version().chainsIvs() ? cbc.blockLength() : 0;
        }
        return hellos.suite().cipher() instanceof AeadAlgorithm aead ? aead.fixedIvLength12() : 0;
    }

    /** RFC 5246 section 6.3: MAC keys, write keys and IVs, each of the client and then of the server. */
    static KeyBlock12 of(Hellos12 hellos, byte[] block) {
        CipherSuite suite = hellos.suite();
        int[] lengths = {suite.cipher().macLength(), suite.cipher().keyLength(), ivLength(hellos)};
        byte[][] ofClient = new byte[lengths.length][];
        byte[][] ofServer = new byte[lengths.length][];
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            ofClient[i] = Arrays.copyOfRange(block, at, at + lengths[i]);
            ofServer[i] = Arrays.copyOfRange(block, at + lengths[i], at + 2 * lengths[i]);
            at += 2 * lengths[i];
        }
        boolean client = hellos.config().client();
        try {
            return of(hellos, client ? ofServer : ofClient, client ? ofClient : ofServer);
        } finally {
            for (byte[][] keys : new byte[][][] {ofClient, ofServer}) {
                for (byte[] key : keys) {
                    Arrays.fill(key, (byte) 0);
                }
            }
        }
    }

    /** MAC key, key and IV of each direction. */
    private static KeyBlock12 of(Hellos12 hellos, byte[][] read, byte[][] write) {
        Crypto crypto = hellos.crypto();
        ProtocolVersion version = hellos.version();
        if (hellos.suite().cipher() instanceof CbcAlgorithm cbc) {
            CbcForm form = new CbcForm(cbc, version, hellos.encryptThenMac());
            return new KeyBlock12(ReadProtection.mac(crypto.cbcOpener(form, macKeys(read))),
                    WriteProtection.mac(version, crypto.cbcSealer(form, macKeys(write)), hellos.config().tuning().options().splitRecords()));
        }
        if (hellos.suite().cipher() instanceof StreamAlgorithm stream) {
            return new KeyBlock12(ReadProtection.mac(crypto.streamOpener(stream, version, macKeys(read))),
                    WriteProtection.mac(version, crypto.streamSealer(stream, version, macKeys(write)), false));
        }
        AeadAlgorithm aead = hellos.suite().aead();
        return new KeyBlock12(ReadProtection.tls12(aead, crypto.opener(aead, read[1]), read[2]),
                WriteProtection.tls12(aead, crypto.sealer(aead, write[1]), write[2]));
    }

    private static MacKeys macKeys(byte[][] direction) {
        return new MacKeys(direction[1], direction[0], direction[2]);
    }
}
