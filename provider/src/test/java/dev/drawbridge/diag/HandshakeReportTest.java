package dev.drawbridge.diag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandshakeReportTest {
    private static final HandshakeReport GOOD = new HandshakeReport("client", "localhost:443",
            new HandshakeReport.Agreed(ProtocolVersion.TLS13, CipherSuite.TLS_AES_256_GCM_SHA384, NamedGroup.X25519,
                    SignatureScheme.RSA_PSS_RSAE_SHA256, "h2", false),
            new HandshakeReport.Chains(List.of(), List.of("CN=a", "CN=ca"), "PKIX against 1 trust anchor from ca.p12"), 7, null);

    @Test
    void aHandshakeIsOneLineOfJson() {
        assertEquals("{\"event\":\"handshake\",\"role\":\"client\",\"peer\":\"localhost:443\",\"protocol\":\"TLSv1.3\","
                + "\"cipherSuite\":\"TLS_AES_256_GCM_SHA384\",\"opensslCipher\":\"TLS_AES_256_GCM_SHA384\",\"group\":\"x25519\","
                + "\"signatureScheme\":\"rsa_pss_rsae_sha256\",\"alpn\":\"h2\",\"resumed\":false,\"localChain\":[],\"peerChain\":[\"CN=a\",\"CN=ca\"],"
                + "\"verifiedBy\":\"PKIX against 1 trust anchor from ca.p12\",\"millis\":7}", GOOD.toJson());
    }

    @Test
    void aFailureSaysWhyAndNothingFromThePeerBreaksTheLine() {
        HandshakeReport r = new HandshakeReport("server", null, new HandshakeReport.Agreed(null, null, null, null, null, true),
                new HandshakeReport.Chains(List.of(), List.of("CN=\"\\\n\u001b[31m\u00e4"), null), 0,
                new HandshakeReport.Failure("bad_certificate", "why"));
        String json = r.toJson();
        assertEquals("{\"event\":\"failure\",\"role\":\"server\",\"peer\":null,\"protocol\":null,\"cipherSuite\":null,"
                + "\"opensslCipher\":null,\"group\":null,\"signatureScheme\":null,\"alpn\":null,\"resumed\":true,\"localChain\":[],"
                + "\"peerChain\":[\"CN=\\\"\\\\\\u000a\\u001b[31m\\u00e4\"],\"verifiedBy\":null,\"millis\":0,"
                + "\"alert\":\"bad_certificate\",\"reason\":\"why\"}", json);
        assertFalse(json.contains("\n"));
    }

    @Test
    void linesAreAppended(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("trace");
        Files.writeString(file, "first\n");
        new TraceFile(file).write(GOOD);
        new TraceFile(file).write(GOOD);
        assertEquals(List.of("first", GOOD.toJson(), GOOD.toJson()), Files.readAllLines(file));
    }

    @Test
    void aPathThatCannotBeWrittenIsKnownAtOnce(@TempDir Path dir) {
        assertThrows(IOException.class, () -> new TraceFile(dir));
    }
}
