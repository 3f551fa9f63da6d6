package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ClientOffer;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.EcPointFormats;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A client and a server, and who sits between them. */
final class Pair {
    final Endpoint client;
    final Endpoint server;
    /** What the client proposes to resume: a copy of its own, as caches give it out. */
    final Session offered;
    UnaryOperator<HandshakeMessage> toClient = m -> m;
    UnaryOperator<HandshakeMessage> toServer = m -> m;
    /** Called before an item arrives, with who gets it. */
    Runnable beforeArrival = () -> { };

    Pair(Setup client, Setup server) {
        this(client, server, hello(client));
    }

    Pair(Setup client, Setup server, ClientHello hello) {
        this.offered = client.session == null ? null : client.session.copy();
        this.client = Endpoint.client(client, new ClientOffer(hello, offered, Map.of()));
        this.server = Endpoint.server(server);
    }

    /** The ClientHello that the start of a connection would make. */
    static ClientHello hello(Setup client) {
        byte[] random = new byte[32];
        Setup.CRYPTO.random(random);
        List<Extension> extensions = new ArrayList<>(List.of(new SupportedGroups(CodePoints.of(client.groups, NamedGroup::code)),
                new EcPointFormats(new byte[] {0}), new SignatureAlgorithms(CodePoints.of(client.schemes, SignatureScheme::code)),
                new ExtendedMasterSecret()));
        if (client.askForStaples) {
            extensions.add(StatusRequest.forOcsp());
        }
        if (client.names.serverName() != null) {
            extensions.add(new ServerName(client.names.serverName()));
        }
        if (!client.names.applicationProtocols().isEmpty()) {
            extensions.add(new ApplicationProtocols(client.names.applicationProtocols()));
        }
        if (client.takesTickets) {
            extensions.add(Resumption12.ticket(client.session));
        }
        byte[] id = client.session == null ? new byte[0] : Resumption12.sessionId(Setup.CRYPTO, client.session);
        return new ClientHello(Setup.version(client.versions).code(), random, id,
                CodePoints.of(client.suites, CipherSuite::code).plus(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV), new byte[1],
                Extensions.of(extensions));
    }

    static ClientHello with(ClientHello hello, Extensions extensions) {
        return new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.cipherSuites(),
                hello.compressionMethods(), extensions);
    }

    static ClientHello with(ClientHello hello, CodePoints suites) {
        return new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(), suites, hello.compressionMethods(),
                hello.extensions());
    }

    static Extensions without(Extensions all, Class<? extends Extension> type) {
        return Extensions.of(all.all().stream().filter(e -> !type.isInstance(e)).toList());
    }

    /** Lets everything flow until both wait or one fails. */
    Pair run() {
        while (client.failure() == null && server.failure() == null && (!client.out.isEmpty() || !server.out.isEmpty())) {
            if (!client.out.isEmpty()) {
                beforeArrival.run();
                server.receive(tampered(client.out.poll(), toServer));
            } else {
                beforeArrival.run();
                client.receive(tampered(server.out.poll(), toClient));
            }
        }
        return this;
    }

    Pair connect() {
        run();
        assertNull(client.failure(), () -> String.valueOf(client.failure()));
        assertNull(server.failure(), () -> String.valueOf(server.failure()));
        assertTrue(client.connected());
        assertTrue(server.connected());
        return this;
    }

    private Endpoint.Item tampered(Endpoint.Item item, UnaryOperator<HandshakeMessage> by) {
        if (item.message() == null) {
            return item;
        }
        HandshakeMessage before = decode(item.message(), MessageFormat.of12(Setup.version(client.hs.config().versions())));
        HandshakeMessage after = by.apply(before);
        return after == before ? item : new Endpoint.Item(Messages.encode(after), item.isProtected());
    }

    static HandshakeMessage decode(byte[] message) {
        return decode(message, MessageFormat.TLS12);
    }

    private static HandshakeMessage decode(byte[] message, MessageFormat format) {
        try {
            return Messages.read(HandshakeType.of(message[0]), message, 4, message.length - 4, format);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }
}
