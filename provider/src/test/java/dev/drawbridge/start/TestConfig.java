package dev.drawbridge.start;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.PskSource;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.ChainJudge;
import dev.drawbridge.verify.Judgement;
import java.util.List;
import java.util.stream.Stream;

/** A configuration under construction; everything has a value that lets two of them meet. */
public final class TestConfig {
    public final boolean client;
    public List<ProtocolVersion> versions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
    public List<CipherSuite> suites = Stream.of(CipherSuite.values()).filter(s -> !s.weak()).toList();
    public boolean preferLocalOrder = true;
    public List<NamedGroup> groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1);
    public List<SignatureScheme> schemes = SignatureScheme.NEGOTIABLE;
    public TlsConfig.Names names = TlsConfig.Names.NONE;
    public ClientAuth clientAuth = ClientAuth.NONE;
    public CredentialSource credentials;
    public ChainJudge judge = (chain, server, authType) -> Judgement.OF_PROGRAM;
    public List<byte[]> authorities = List.of();
    public boolean askForStaples = true;
    public PskSource psks = PskSource.NONE;
    public Limits limits = Limits.DEFAULT;
    public TlsConfig.Resumption resumption = TlsConfig.Resumption.NONE;
    public Tuning tuning = Tuning.DEFAULT;
    public boolean postHandshake;
    public Crypto crypto = new RecordingCrypto();

    private TestConfig(boolean client) {
        this.client = client;
        this.credentials = client ? CredentialSource.NONE : TestCredentials.ECDSA_P256.source();
    }

    public static TestConfig client() {
        return new TestConfig(true);
    }

    public static TestConfig server() {
        return new TestConfig(false);
    }

    public TestConfig versions(ProtocolVersion... v) {
        versions = List.of(v);
        return this;
    }

    public TestConfig suites(CipherSuite... s) {
        suites = List.of(s);
        return this;
    }

    public TestConfig groups(NamedGroup... g) {
        groups = List.of(g);
        return this;
    }

    public TestConfig schemes(SignatureScheme... s) {
        schemes = List.of(s);
        return this;
    }

    public TestConfig names(TlsConfig.Names n) {
        names = n;
        return this;
    }

    public TestConfig protocols(String... p) {
        names = new TlsConfig.Names(names.serverName(), names.serverNameFilter(), List.of(p), null);
        return this;
    }

    public TestConfig clientAuth(ClientAuth a) {
        clientAuth = a;
        return this;
    }

    public TestConfig credentials(CredentialSource c) {
        credentials = c;
        return this;
    }

    public TestConfig judge(ChainJudge j) {
        judge = j;
        return this;
    }

    public TestConfig askForStaples(boolean b) {
        askForStaples = b;
        return this;
    }

    public TestConfig psks(PskSource p) {
        psks = p;
        return this;
    }

    public TestConfig limits(Limits l) {
        limits = l;
        return this;
    }

    public TestConfig resumption(TlsConfig.Resumption r) {
        resumption = r;
        return this;
    }

    public TestConfig tuning(Tuning t) {
        tuning = t;
        return this;
    }

    public TestConfig crypto(Crypto c) {
        crypto = c;
        return this;
    }

    public TlsConfig build() {
        return new TlsConfig(client, versions, suites, preferLocalOrder, groups, schemes, names,
                new TlsConfig.Authentication(clientAuth, schemes, credentials, judge, () -> authorities, askForStaples, psks, postHandshake, false), false, false, resumption, limits, tuning,
                crypto);
    }
}
