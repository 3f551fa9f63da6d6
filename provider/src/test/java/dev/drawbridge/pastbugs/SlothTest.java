package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.EcdheParams;
import dev.drawbridge.message.SignedParams;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.start.Pair;
import dev.drawbridge.tls13.Hellos;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SLOTH (Bhargavan, Leurent, "Transcript Collision Attacks", NDSS 2016, CVE-2015-7575): with MD5, or SHA-1 for more money, two handshakes can
 * have one hash, so that a signature of the one is good in the other. TLS 1.2 clients took MD5 signatures that they had not offered.
 *
 * <p>Shown: MD5, SHA-1 and SHA-224 are offered by nobody, accepted from nobody, and chosen by nobody when they are all that is offered; the
 * same for DSA and for schemes that do not exist, and in TLS 1.3 for PKCS#1 v1.5. (RFC 9155; RFC 8446 section 4.4.3.)
 */
class SlothTest {
    /** Hash 1 MD5, 2 SHA-1, 3 SHA-224 and 0 none, with signature 1 RSA, 2 DSA, 3 ECDSA; DSA with SHA-2; and numbers that are no scheme. */
    private static final List<Integer> BROKEN = List.of(0x0101, 0x0102, 0x0103, 0x0201, 0x0202, 0x0203, 0x0301, 0x0302, 0x0303, 0x0001, 0x0003,
            0x0402, 0x0502, 0x0602, 0x0400, 0x0404, 0x0704, 0x0800, 0x08ff, 0x0a0a, 0, 0xffff);

    private static Pair pair(Scenario scenario) {
        return new Pair(scenario.config(true), scenario.config(false)).format(scenario.tls13() ? MessageFormat.TLS13 : MessageFormat.TLS12);
    }

    private static List<Integer> refusedIn(Scenario scenario) {
        List<Integer> all = new ArrayList<>(BROKEN);
        if (scenario.tls13()) {
            all.addAll(List.of(0x0401, 0x0501, 0x0601));
        }
        return all;
    }

    private static HandshakeMessage signedBy(HandshakeMessage m, int scheme) {
        if (m instanceof CertificateVerify verify) {
            return new CertificateVerify(scheme, verify.signature());
        }
        try {
            SignedParams<EcdheParams> signed = SignedParams.ecdhe((ServerKeyExchange) m, ProtocolVersion.TLS12);
            return new SignedParams<>(signed.params(), signed.paramsBytes(), scheme, signed.signature()).toMessage();
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void brokenHashesAreNotAccepted(Scenario scenario) {
        HandshakeType signed = scenario.tls13() ? HandshakeType.CERTIFICATE_VERIFY : HandshakeType.SERVER_KEY_EXCHANGE;
        for (int scheme : refusedIn(scenario)) {
            Pair client = pair(scenario).fromServer(signed, m -> signedBy(m, scheme)).run();
            assertEquals(Fault.SIGNATURE_SCHEME_NOT_OFFERED, client.client.fault(), Integer.toHexString(scheme));
            assertEquals(Alert.ILLEGAL_PARAMETER, client.client.fault().alert());
            if (scenario.name().endsWith("CLIENT_CERTIFICATE")) {
                Pair server = pair(scenario).fromClient(HandshakeType.CERTIFICATE_VERIFY, m -> signedBy(m, scheme)).run();
                assertEquals(Fault.SIGNATURE_SCHEME_NOT_OFFERED, server.server.fault(), Integer.toHexString(scheme));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void brokenHashesAreNotOffered(Scenario scenario) {
        Pair pair = pair(scenario);
        pair.fromClient(HandshakeType.CLIENT_HELLO, m -> {
            assertNone(((ClientHello) m).extensions().get(SignatureAlgorithms.class).schemes());
            return m;
        });
        pair.fromServer(HandshakeType.CERTIFICATE_REQUEST, m -> {
            assertNone(m instanceof CertificateRequest12 r ? r.signatureSchemes()
                    : ((CertificateRequest13) m).extensions().get(SignatureAlgorithms.class).schemes());
            return m;
        });
        pair.run().assertConnected();
        for (int scheme : BROKEN) {
            assertNull(SignatureScheme.of(scheme));
        }
    }

    private static void assertNone(CodePoints offered) {
        for (int scheme : BROKEN) {
            assertFalse(offered.contains(scheme), Integer.toHexString(scheme));
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void brokenHashesAreNotChosen(Scenario scenario) {
        CodePoints broken = CodePoints.of(refusedIn(scenario), Integer::intValue);
        Pair server = pair(scenario);
        server.fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.with(m, new SignatureAlgorithms(broken))).run();
        server.assertServerFails(Fault.NO_COMMON_SIGNATURE_SCHEME);
        assertEquals(Alert.HANDSHAKE_FAILURE, server.server.fault().alert());
        // RFC 5246 section 7.4.1.4.1: without the extension the client means SHA-1.
        Pair silent = pair(scenario);
        silent.fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.without(m, ExtensionType.SIGNATURE_ALGORITHMS)).run();
        silent.assertServerFails(scenario.tls13() ? Fault.MISSING_EXTENSION : Fault.NO_COMMON_SIGNATURE_SCHEME);
    }

    /** A client that is asked to sign with a broken hash does not sign: it says that it has no certificate. */
    @ParameterizedTest
    @EnumSource(value = Scenario.class, names = {"TLS13_CLIENT_CERTIFICATE", "TLS12_CLIENT_CERTIFICATE"})
    void brokenHashesAreNotSigned(Scenario scenario) {
        CodePoints broken = CodePoints.of(refusedIn(scenario), Integer::intValue);
        Pair pair = pair(scenario);
        pair.fromServer(HandshakeType.CERTIFICATE_REQUEST, m -> m instanceof CertificateRequest12 r
                ? new CertificateRequest12(r.certificateTypes(), broken, r.authorities())
                : new CertificateRequest13(new byte[0], ((CertificateRequest13) m).extensions().with(new SignatureAlgorithms(broken))));
        boolean[] signed = new boolean[1];
        pair.fromClient(HandshakeType.CERTIFICATE_VERIFY, m -> {
            signed[0] = true;
            return m;
        }).run();
        assertFalse(signed[0]);
        assertFalse(pair.server.connected());
    }
}
