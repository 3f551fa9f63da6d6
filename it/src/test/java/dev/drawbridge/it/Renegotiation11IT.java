package dev.drawbridge.it;

import java.util.List;

/** The same in TLS 1.1. */
class Renegotiation11IT extends Renegotiation10IT {
    @Override
    String version() {
        return "TLSv1.1";
    }

    @Override
    List<String> theirs() {
        return List.of("-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
    }
}
