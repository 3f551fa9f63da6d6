package dev.drawbridge.rfc8448;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The traces prove themselves: every HKDF step in them is computed again from its inputs. */
class TraceTest {
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7})
    void everyDerivationFollowsFromItsInputs(int section) throws GeneralSecurityException {
        int proven = 0;
        for (Trace.Step step : Trace.ofSection(section).steps()) {
            Map<String, byte[]> v = step.values();
            if (v.containsKey("IKM")) {
                // The salt of the early secret is a string of zeros, which the traces write as "0".
                byte[] salt = v.getOrDefault("salt", new byte[32]);
                assertArrayEquals(v.get("secret"), hmac(salt, v.get("IKM")), step.action());
                proven++;
            }
            for (String prefix : new String[] {"", "key ", "iv "}) {
                byte[] expanded = v.get(prefix + "expanded");
                if (expanded != null) {
                    byte[] info = v.get(prefix + "info");
                    byte[] block = hmac(v.get("PRK"), concat(info, new byte[] {1}));
                    assertArrayEquals(expanded, Arrays.copyOf(block, expanded.length), step.action());
                    proven++;
                }
            }
        }
        assertTrue(proven >= 20, proven + " derivations");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7})
    void theFirstHelloIsWhatTheFirstRecordCarries(int section) {
        Trace trace = Trace.ofSection(section);
        byte[] record = trace.value("client", "send handshake record", "complete record");
        byte[] payload = trace.value("client", "send handshake record", "payload");
        assertArrayEquals(payload, Arrays.copyOfRange(record, 5, record.length));
    }

    @Test
    void whatIsNotThereIsAnError() {
        assertThrows(IllegalArgumentException.class, () -> Trace.ofSection(3).value("client", "send", "nothing"));
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] c = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, c, a.length, b.length);
        return c;
    }
}
