package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.drawbridge.config.DhChoice;
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.crypto.FiniteField;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.DheParams;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.SignedParams;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** DHE with certificates: which group a server takes, and which ones a client accepts. */
class Dhe12Test {
    private final Setup client = Setup.client();
    private final Setup server = Setup.server(Identity.RSA);

    Dhe12Test() {
        client.suites = List.of(CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
    }

    private NamedGroup chosen() {
        Pair pair = new Pair(client, server).connect();
        assertEquals(pair.server.facts.group(), pair.client.facts.group());
        return pair.client.facts.group();
    }

    private Pair offering(int... groups) {
        return new Pair(client, server, Pair.with(Pair.hello(client), Pair.hello(client).extensions()
                .with(new SupportedGroups(CodePoints.of(groups)))));
    }

    /** As OpenSSL has it: the key of this server has 2048 bits. */
    @Test
    void theGroupIsAsLargeAsTheKeyOrTheLevelDemands() {
        assertEquals(NamedGroup.FFDHE2048, chosen());
        server.limits = server.limits.withFiniteFieldBits(3072);
        assertEquals(NamedGroup.FFDHE3072, chosen());
        server.limits = server.limits.withFiniteFieldBits(Integer.MAX_VALUE);
        assertEquals(Fault.NO_FINITE_FIELD, new Pair(client, server).run().server.fault());
    }

    /** RFC 7919 section 4: "the server MUST NOT select an FFDHE cipher suite" where the client names groups and none that we have. */
    @Test
    void theGroupIsOneThatTheClientNames() {
        assertEquals(NamedGroup.FFDHE4096, offering(NamedGroup.X25519.code(), NamedGroup.FFDHE4096.code()).run().server.facts.group());
        assertEquals(Fault.NO_FINITE_FIELD, offering(NamedGroup.X25519.code(), 0x01ff).run().server.fault());
        server.limits = server.limits.withFiniteFieldBits(3072);
        assertEquals(Fault.NO_FINITE_FIELD, offering(NamedGroup.FFDHE2048.code()).run().server.fault());
    }

    /** What a configuration gives is taken whatever the client names, as in OpenSSL, unless it is too small. */
    @Test
    void aGroupThatIsGiven() {
        FiniteField given = Setup.CRYPTO.anyFiniteField(Setup.CRYPTO.finiteField(NamedGroup.FFDHE3072).prime(), new byte[] {5});
        for (CipherSuite suite : List.of(CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_DH_anon_WITH_AES_256_CBC_SHA)) {
            client.suites = List.of(suite);
            server.suites = client.suites;
            server.tuning = Tuning.DEFAULT.with(DhChoice.of(given));
            Pair pair = offering(NamedGroup.X25519.code(), NamedGroup.FFDHE4096.code());
            List<DheParams> sent = new ArrayList<>();
            pair.toClient = m -> {
                if (m instanceof ServerKeyExchange exchange) {
                    sent.add(params(exchange, suite));
                }
                return m;
            };
            pair.run();
            assertEquals(5, sent.get(0).generator()[0]);
            assertNull(pair.server.facts.group());
            assertNull(chosen());
            server.limits = Limits.DEFAULT.withFiniteFieldBits(4096);
            assertEquals(Fault.NO_FINITE_FIELD, new Pair(client, server).run().server.fault());
            server.limits = Limits.DEFAULT;
            server.tuning = Tuning.DEFAULT.with(DhChoice.NONE);
            assertEquals(Fault.NO_FINITE_FIELD, new Pair(client, server).run().server.fault());
        }
    }

    private static DheParams params(ServerKeyExchange exchange, CipherSuite suite) {
        try {
            return suite.anonymous() ? SignedParams.unsignedDhe(exchange) : SignedParams.dhe(exchange, ProtocolVersion.TLS12).params();
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    private Fault faultWith(UnaryOperator<DheParams> by) {
        UnaryOperator<HandshakeMessage> bend = m -> {
            if (!(m instanceof ServerKeyExchange exchange)) {
                return m;
            }
            try {
                DheParams params = by.apply(SignedParams.dhe(exchange, ProtocolVersion.TLS12).params());
                return new SignedParams<>(params, params.encoded(), SignatureScheme.RSA_PSS_RSAE_SHA256.code(), new byte[256]).toMessage();
            } catch (TlsFault e) {
                throw new AssertionError(e);
            }
        };
        Pair pair = new Pair(client, server);
        pair.toClient = bend;
        return pair.run().client.fault();
    }

    /** Logjam: what is too small, or no group, is refused before anything is computed; any other is as good as its signature. */
    @Test
    void aClientTakesNoGroupThatIsTooSmall() {
        byte[] odd = new byte[256];
        odd[0] = (byte) 0x80;
        odd[255] = 1;
        byte[] even = odd.clone();
        even[255] = 2;
        assertEquals(Fault.BAD_SIGNATURE, faultWith(p -> p));
        assertEquals(Fault.BAD_SIGNATURE, faultWith(p -> new DheParams(odd, p.generator(), p.share())), "a group of nobody's, but signed");
        assertEquals(Fault.DH_GROUP_REFUSED, faultWith(p -> new DheParams(even, p.generator(), p.share())));
        byte[] small = new byte[64];
        small[0] = (byte) 0xff;
        small[63] = 1;
        assertEquals(Fault.DH_GROUP_REFUSED, faultWith(p -> new DheParams(small, p.generator(), p.share())));
        byte[] huge = new byte[1025];
        huge[0] = 1;
        huge[1024] = 1;
        assertEquals(Fault.DH_GROUP_REFUSED, faultWith(p -> new DheParams(huge, p.generator(), p.share())));
        for (byte[] generator : List.of(new byte[] {0}, new byte[] {1}, odd)) {
            assertEquals(Fault.DH_GROUP_REFUSED, faultWith(p -> new DheParams(odd, generator, p.share())));
        }
        client.limits = client.limits.withFiniteFieldBits(3072);
        assertEquals(Fault.DH_GROUP_REFUSED, faultWith(p -> p));
    }

    @Test
    void groupsWithoutANameHaveNone() {
        byte[] odd = new byte[128];
        odd[0] = (byte) 0x80;
        odd[127] = 1;
        assertNull(Setup.CRYPTO.anyFiniteField(odd, new byte[] {5}).group());
        assertEquals(1024, Setup.CRYPTO.anyFiniteField(odd, new byte[] {5}).bits());
        for (byte[] small : List.of(new byte[0], new byte[] {23}, new byte[] {(byte) 0xff, 1})) {
            assertNull(Setup.CRYPTO.anyFiniteField(small, new byte[] {5}));
        }
        assertEquals(NamedGroup.FFDHE2048, Setup.CRYPTO.anyFiniteField(Setup.CRYPTO.finiteField(NamedGroup.FFDHE2048).prime(),
                new byte[] {2}).group());
    }
}
