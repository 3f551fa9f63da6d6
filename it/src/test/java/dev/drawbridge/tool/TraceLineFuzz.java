package dev.drawbridge.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drawbridge.diag.HandshakeReport;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The trace: what a peer can have written into it, and what a file may hold where a trace should be. */
public class TraceLineFuzz {
    /** Strings of a peer with zero bytes between them. */
    @FuzzTest
    public void written(byte[] input) {
        List<String> strings = List.of(new String(input, StandardCharsets.UTF_16BE).split("\0", -1));
        String first = strings.get(0);
        String last = strings.get(strings.size() - 1);
        HandshakeReport report = new HandshakeReport("client", first,
                new HandshakeReport.Agreed(ProtocolVersion.TLS13, CipherSuite.TLS_AES_128_GCM_SHA256, NamedGroup.X25519,
                        SignatureScheme.ED25519, last, input.length % 2 == 0),
                new HandshakeReport.Chains(List.of(), strings, first), input.length, new HandshakeReport.Failure(null, last));
        String json = report.toJson();
        assertTrue(json.chars().allMatch(c -> c >= ' ' && c < 0x7f), "not plain ASCII");
        TraceLine line = TraceLine.parse(json);
        assertTrue(line.is("failure"));
        assertEquals(List.of(first), line.list("peer"));
        assertEquals(List.of(last), line.list("alpn"));
        assertEquals(strings, line.list("peerChain"));
        assertEquals(List.of(last), line.list("reason"));
        assertEquals(String.valueOf(input.length), line.text("millis"));
    }

    /** A line of a file. */
    @FuzzTest
    public void read(byte[] input) {
        try {
            TraceLine.parse(new String(input, StandardCharsets.UTF_8)).values().forEach((k, v) -> assertTrue(v != null, k));
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("expected "), e.toString());
        }
    }
}
