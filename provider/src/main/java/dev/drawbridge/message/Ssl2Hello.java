package dev.drawbridge.message;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.wire.WireReader;
import java.util.Arrays;

/**
 * The ClientHello of SSL 3.0 and TLS in the form of SSL 2.0 (RFC 5246 appendix E.2), which is read and never written. RFC 6176 section 3: "TLS clients
 * MUST NOT send the SSL version 2.0 compatible CLIENT-HELLO message format."
 */
public final class Ssl2Hello {
    /** From the type on: RFC 5246 appendix E.2: "The value MUST be 1." */
    public static final int TYPE = 1;

    private static final String NAME = "ClientHello in the form of SSL 2.0";
    private static final int SPEC_LENGTH = 3;
    private static final int OLD_SESSION_ID_LENGTH = 16;
    private static final int LEAST_CHALLENGE = 16;

    private Ssl2Hello() {
    }

    /**
     * The hello that a message means. RFC 5246 appendix E.2: "For negotiation purposes, 2.0 CLIENT-HELLO is interpreted the same way as a ClientHello
     * with a "null" compression method and no extensions."
     *
     * @param message all of it but its length, as it goes into the transcript
     */
    public static ClientHello read(byte[] message, MessageFormat format) throws TlsFault {
        WireReader in = new WireReader(NAME, message);
        if (in.u8() != TYPE) {
            throw new TlsFault(Fault.NOT_TLS, "another message in the form of SSL 2.0");
        }
        int version = in.u16();
        // RFC 6176 section 3: "TLS servers MUST NOT reply with an SSL 2.0 SERVER-HELLO with a protocol version that is less than { 0x03, 0x00 } and
        // instead MUST abort the connection, i.e., when the highest protocol version offered by the client is { 0x02, 0x00 }, the TLS connection
        // will be refused." On the wire SSL 2.0 is 0x0002.
        if (version >> 8 < 3) {
            throw new TlsFault(Fault.SSL2_REFUSED, "version 0x" + Integer.toHexString(version));
        }
        if (ServerHello.isRefusedSsl(version, format.ssl())) {
            throw new TlsFault(Fault.NO_COMMON_VERSION, "client offers 0x" + Integer.toHexString(version));
        }
        int specs = in.u16();
        int sessionId = in.u16();
        int challenge = in.u16();
        // "It cannot be zero and MUST be a multiple of the V2CipherSpec length (3)." Of the challenge: "permissible values are between 16 and 32 bytes
        // inclusive". Clients before TLS 1.2 have 16 bytes of a session there, or none (RFC 2246 appendix E).
        if (specs == 0 || specs % SPEC_LENGTH != 0 || sessionId != 0 && sessionId != OLD_SESSION_ID_LENGTH || challenge < LEAST_CHALLENGE
                || challenge > ServerHello.RANDOM_LENGTH) {
            throw in.malformed(specs + " bytes of cipher specs, " + sessionId + " of a session id, " + challenge + " of a challenge");
        }
        CodePoints suites = suites(in, specs);
        // "Note: Requests to resume a TLS session MUST use a TLS client hello." So what session is named here does not count.
        in.bytes(sessionId);
        // "If the challenge length is less than 32, the TLS server will pad the data with leading (note: not trailing) zero bytes to make it 32 bytes
        // long."
        byte[] random = new byte[ServerHello.RANDOM_LENGTH];
        System.arraycopy(in.bytes(challenge), 0, random, random.length - challenge, challenge);
        in.finish();
        return new ClientHello(version, random, new byte[0], suites, new byte[1], Extensions.none());
    }

    /** RFC 5246 appendix E.2: "each cipher suite prefixed by a zero byte". What has another is of SSL 2.0. */
    private static CodePoints suites(WireReader in, int length) throws TlsFault {
        int[] codes = new int[length / SPEC_LENGTH];
        int n = 0;
        for (int i = 0; i < codes.length; i++) {
            boolean suite = in.u8() == 0;
            int code = in.u16();
            if (suite) {
                codes[n++] = code;
            }
        }
        if (n == 0) {
            throw new TlsFault(Fault.NO_COMMON_CIPHER_SUITE, "client offers those of SSL 2.0 alone");
        }
        return CodePoints.of(Arrays.copyOf(codes, n));
    }
}
