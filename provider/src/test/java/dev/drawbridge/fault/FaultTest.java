package dev.drawbridge.fault;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.drawbridge.spec.Alert;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {
    /**
     * RFC 5246 section 7.2.2: "decryption_failed_RESERVED [...] It MUST NOT be sent by compliant implementations. [...]
     * no_certificate_RESERVED [...] It MUST NOT be sent by compliant implementations. [...] export_restriction_RESERVED [...] It MUST NOT
     * be sent by compliant implementations."
     */
    @ParameterizedTest
    @EnumSource
    void noFaultSendsAReservedAlert(Fault fault) {
        assertFalse(Set.of(Alert.DECRYPTION_FAILED, Alert.NO_CERTIFICATE, Alert.EXPORT_RESTRICTION)
                .contains(fault.alert() == null ? Alert.CLOSE_NOTIFY : fault.alert()));
    }
}
