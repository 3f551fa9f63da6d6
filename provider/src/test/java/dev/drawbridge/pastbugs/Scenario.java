package dev.drawbridge.pastbugs;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;

/** Honest handshakes that together wait in every state. */
enum Scenario {
    TLS13, TLS13_CLIENT_CERTIFICATE, TLS13_RETRY, TLS12, TLS12_CLIENT_CERTIFICATE;

    boolean tls13() {
        return this != TLS12 && this != TLS12_CLIENT_CERTIFICATE;
    }

    ProtocolVersion version() {
        return tls13() ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12;
    }

    TestConfig config(boolean client) {
        TestConfig config = (client ? TestConfig.client() : TestConfig.server()).versions(version());
        if (this == TLS13_RETRY && !client) {
            config.groups(NamedGroup.SECP256R1);
        }
        if (this == TLS13_CLIENT_CERTIFICATE || this == TLS12_CLIENT_CERTIFICATE) {
            config.clientAuth(client ? ClientAuth.NONE : ClientAuth.NEED).credentials(TestCredentials.ECDSA_P256.source());
        }
        return config;
    }
}
