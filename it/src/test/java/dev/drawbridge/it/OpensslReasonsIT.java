package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.fault.SslReason;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.Alert;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers and words of {@code SslFailure} and of the error queue are those that {@code openssl errstr} prints. */
class OpensslReasonsIT {
    @Test
    void areOpenssls() throws Exception {
        List<SslReason.Told> told = new ArrayList<>();
        for (SslReason reason : SslReason.values()) {
            told.add(reason.told());
        }
        for (Alert alert : Alert.values()) {
            if (alert != Alert.CLOSE_NOTIFY) { // which is no error to OpenSSL
                told.add(SslReason.of(TlsFault.received(alert.code())));
            }
        }
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "errstr"));
        List<String> expected = new ArrayList<>();
        for (SslReason.Told t : told) {
            String code = "%08X".formatted(t.code());
            command.add(code);
            expected.add("error:" + code + ":SSL routines::" + t.text());
        }
        try (Programs.Running openssl = Programs.start(command)) {
            assertEquals(0, openssl.await());
            assertEquals(String.join("\n", expected), openssl.output().strip());
        }
    }
}
