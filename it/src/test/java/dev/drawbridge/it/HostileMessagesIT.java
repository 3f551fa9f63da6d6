package dev.drawbridge.it;

import dev.drawbridge.spec.ProtocolVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A peer with the right keys that bends one of its own handshake messages before it protects it. */
class HostileMessagesIT {
    @ParameterizedTest
    @CsvSource({"true, TLS13", "false, TLS13", "true, TLS12", "false, TLS12"})
    void endInTheAlertOfTheRfc(boolean client, ProtocolVersion version) throws Exception {
        // RFC 8446 section 6.2: "The phrases "terminate the connection with an X alert" and "abort the handshake with an X alert" mean that
        // the implementation MUST send alert X".
        new HostileRun(client, version, true).run();
    }
}
