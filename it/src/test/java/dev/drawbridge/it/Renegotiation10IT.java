package dev.drawbridge.it;

import java.security.Security;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** The same in TLS 1.0, where the security level and the JDK allow it. */
class Renegotiation10IT extends RenegotiationIT {
    @Override
    String version() {
        return "TLSv1";
    }

    @Override
    List<String> theirs() {
        return List.of("-tls1", "-cipher", "ALL:@SECLEVEL=0");
    }

    /** Lines are not split in two records, so that nothing that -msg tells comes between. */
    @BeforeEach
    void allow() {
        Security.setProperty(PropertiesAsBefore.DISABLED, "SSLv3");
        System.setProperty("drawbridge.CipherString", "ALL:@SECLEVEL=0");
        System.setProperty("jsse.enableCBCProtection", "false");
    }
}
