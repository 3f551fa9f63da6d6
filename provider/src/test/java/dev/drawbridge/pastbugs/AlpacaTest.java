package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.EncryptedExtensions;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.tls13.Hellos;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * ALPACA (Brinkmann et al., USENIX Security 2021): a browser's connection to a web server was led to the mail server that has the same
 * certificate, which took the request for its own protocol. The paper's answer is strict ALPN and strict SNI. A second certificate for
 * every connection is also what virtual host confusion was made of (Delignat-Lavaud, Bhargavan, WWW 2015).
 *
 * <p>Shown: a server with protocols refuses a client without a common one (RFC 7301 section 3.2), one with names refuses others (RFC 6066
 * section 3); a client refuses a protocol that it did not offer. What stays with the program: a client that offers no protocol, or no name, is
 * served, as both RFCs have it, and looks at what was agreed.
 */
class AlpacaTest {
    private static Pair pair(Scenario scenario, TestConfig client, TestConfig server) {
        return new Pair(client, server).format(scenario.tls13() ? MessageFormat.TLS13 : MessageFormat.TLS12);
    }

    private static Fault server(Scenario scenario, TlsConfig.Names client, TlsConfig.Names server) {
        return pair(scenario, scenario.config(true).names(client), scenario.config(false).names(server)).run().server.fault();
    }

    private static TlsConfig.Names protocols(String... protocols) {
        return new TlsConfig.Names(null, null, List.of(protocols), null);
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void noCommonProtocol(Scenario scenario) {
        assertEquals(Fault.NO_APPLICATION_PROTOCOL, server(scenario, protocols("http/1.1", "h2"), protocols("imap")));
        assertEquals(Fault.NO_APPLICATION_PROTOCOL, server(scenario, protocols("H2"), protocols("h2")));
        assertEquals(Fault.NO_APPLICATION_PROTOCOL, server(scenario, protocols("h2c"), protocols("h2")));
        for (String choice : new String[] {null, "imap"}) {
            TlsConfig.Names chooses = new TlsConfig.Names(null, null, List.of(), offered -> choice);
            assertEquals(Fault.NO_APPLICATION_PROTOCOL, server(scenario, protocols("h2"), chooses));
        }
        assertEquals(Alert.NO_APPLICATION_PROTOCOL, Fault.NO_APPLICATION_PROTOCOL.alert());
        assertEquals(120, Alert.NO_APPLICATION_PROTOCOL.code());
        assertNull(server(scenario, protocols(), protocols("imap")), "a client that does not ask");
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void nobodyOfThatName(Scenario scenario) {
        TlsConfig.Names serves = new TlsConfig.Names(null, "www.example"::equals, List.of(), null);
        assertEquals(Fault.UNRECOGNIZED_NAME, server(scenario, new TlsConfig.Names("mail.example", null, List.of(), null), serves));
        assertEquals(Alert.UNRECOGNIZED_NAME, Fault.UNRECOGNIZED_NAME.alert());
        assertNull(server(scenario, new TlsConfig.Names("www.example", null, List.of(), null), serves));
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void aProtocolThatWasNotOffered(Scenario scenario) {
        HandshakeType type = scenario.tls13() ? HandshakeType.ENCRYPTED_EXTENSIONS : HandshakeType.SERVER_HELLO;
        for (String protocol : new String[] {"imap", "H2", "h2c", "h"}) {
            Pair pair = pair(scenario, scenario.config(true).protocols("h2", "http/1.1"), scenario.config(false).protocols("h2"));
            pair.fromServer(type, m -> with(m, new ApplicationProtocols(List.of(protocol)))).run();
            pair.assertClientFails(Fault.BAD_APPLICATION_PROTOCOL);
        }
        Pair unasked = pair(scenario, scenario.config(true), scenario.config(false));
        unasked.fromServer(type, m -> with(m, new ApplicationProtocols(List.of("h2")))).run();
        unasked.assertClientFails(Fault.UNSOLICITED_EXTENSION);
    }

    private static HandshakeMessage with(HandshakeMessage m, Extension e) {
        return m instanceof ServerHello h ? Hellos.serverWith(h, e)
                : new EncryptedExtensions(((EncryptedExtensions) m).extensions().with(e));
    }
}
