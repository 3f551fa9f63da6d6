package dev.drawbridge.tls12;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.PskSource;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.ChainJudge;
import dev.drawbridge.verify.Judgement;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;

/** A mutable draft of a configuration; what a test does not say is as permissive as the protocol allows. */
final class Setup {
    static final Crypto CRYPTO = new BcCrypto(null);

    boolean client;
    List<ProtocolVersion> versions = List.of(ProtocolVersion.TLS12);
    List<CipherSuite> suites = Stream.of(CipherSuite.values()).filter(s -> s.fits(ProtocolVersion.TLS12) && !s.psk() && !s.weak()).toList();
    boolean preferLocalOrder = true;
    List<NamedGroup> groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1);
    List<SignatureScheme> schemes = SignatureScheme.NEGOTIABLE;
    TlsConfig.Names names = TlsConfig.Names.NONE;
    ClientAuth clientAuth = ClientAuth.NONE;
    CredentialSource credentials = CredentialSource.NONE;
    TlsConfig.Resumption resumption = TlsConfig.Resumption.NONE;
    /** As a client: what the hello proposes to resume, unchecked. */
    Session session;
    /** As a client: whether the hello has session_ticket. */
    boolean takesTickets;
    Tuning tuning = Tuning.DEFAULT;
    ChainJudge judge = (chain, server, authType) -> Judgement.OF_PROGRAM;
    boolean requireExtendedMasterSecret;
    boolean allowUnsafeLegacy;
    boolean askForStaples = true;
    PskSource psks = PskSource.NONE;
    Limits limits = Limits.DEFAULT;
    Crypto crypto = CRYPTO;

    /** The newest of this package. */
    static ProtocolVersion version(List<ProtocolVersion> versions) {
        return versions.get(0) == ProtocolVersion.TLS13 ? ProtocolVersion.TLS12 : versions.get(0);
    }

    static Setup client() {
        Setup s = new Setup();
        s.client = true;
        return s;
    }

    static Setup server(Identity... identities) {
        Setup s = new Setup();
        s.credentials = source(identities);
        return s;
    }

    /** A Crypto that claims every group, as one will that can do finite fields too. */
    static Crypto claimingEveryGroup() {
        return (Crypto) Proxy.newProxyInstance(Crypto.class.getClassLoader(), new Class<?>[] {Crypto.class},
                (proxy, method, args) -> method.getName().equals("supports") ? (Object) true : method.invoke(CRYPTO, args));
    }

    /** The first identity whose key makes one of the schemes asked for, as a key manager would answer. */
    static CredentialSource source(Identity... identities) {
        return request -> {
            for (Identity i : identities) {
                Credentials c = i.credentials();
                if (request.decrypts() && CRYPTO.canDecrypt(c.key(), c.leaf().getPublicKey()) || request.schemes().stream().anyMatch(s -> CRYPTO.canSign(c.key(), c.leaf().getPublicKey(), s))) {
                    return c;
                }
            }
            return null;
        };
    }

    TlsConfig config() {
        return new TlsConfig(client, versions, suites, preferLocalOrder, groups, schemes, names,
                new TlsConfig.Authentication(clientAuth, schemes, credentials, judge, List::of, askForStaples, psks, false, false), requireExtendedMasterSecret,
                allowUnsafeLegacy, resumption, limits, tuning, crypto);
    }
}
