package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.config.Properties;
import dev.drawbridge.config.PropertyException;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.store.TrustSources;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.StoreFile;
import dev.drawbridge.verify.ChainVerifier;
import dev.drawbridge.verify.DisabledAlgorithms;
import dev.drawbridge.verify.HostNames;
import dev.drawbridge.verify.PeerCheck;
import dev.drawbridge.verify.PathJudge;
import dev.drawbridge.verify.PkixJudge;
import dev.drawbridge.verify.Presented;
import dev.drawbridge.verify.Staples;
import dev.drawbridge.verify.VerifyException;
import dev.drawbridge.verify.VerifyParameters;
import dev.drawbridge.verify.VerifyWishes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;

/** What is no TLS message but comes from a peer, a user or a file: certificates, names, properties, stores. */
class InputFuzz {
    /** Names and certificates cost a tenth of it; the fuzzer's own hooks in comparisons of strings take the most. */
    private static final long MAX_ALLOCATION = 32 << 20;
    private static final BcCrypto CRYPTO = new BcCrypto(new SecureRandom());
    private static final Anchors ANCHORS = new Anchors(HostileScenario.SERVER.chain(), "a test");
    private static final PathJudge JDK = new PkixJudge(() -> ANCHORS, false);
    private static final PathJudge OURS = ours(ANCHORS);
    private static final PathJudge STAPLED = ours(new Anchors(List.of(Keys.CA), "a test"));
    private static final Path STORE = storeFile();

    /** A certificate in DER: refused as one, or all that is done with a peer's certificate works with it. */
    @FuzzTest
    void certificate(byte[] der) {
        Allocation.within(MAX_ALLOCATION, () -> {
            X509Certificate leaf;
            try {
                leaf = PeerCheck.parse(List.of(der)).get(0);
            } catch (TlsFault f) {
                assertEquals(Fault.BAD_CERTIFICATE, f.fault());
                return;
            }
            use(leaf);
        });
    }

    private static PathJudge ours(Anchors anchors) {
        try {
            return new ChainVerifier(TrustSources.anchors(anchors),
                    new VerifyParameters.Builder().level(2).flag(VerifyFlag.PARTIAL_CHAIN).build());
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void use(X509Certificate leaf) {
        refusable(() -> HostNames.check(leaf, "hostile.test"));
        refusable(() -> HostNames.check(leaf, "127.0.0.1"));
        for (boolean server : new boolean[] {true, false}) {
            refusable(() -> JDK.judge(Presented.of(List.of(leaf), server), VerifyWishes.NONE));
            refusable(() -> OURS.judge(Presented.of(List.of(leaf, leaf), server), VerifyWishes.NONE));
        }
        PublicKey key = leaf.getPublicKey();
        new DisabledAlgorithms("RSA keySize < 2048, EC keySize < 224").permits(key);
        CRYPTO.curveOf(key);
        for (SignatureScheme scheme : SignatureScheme.NEGOTIABLE) {
            try {
                CRYPTO.verify(key, scheme, new byte[64], new byte[64]);
                throw new AssertionError("zeros are a signature of " + scheme);
            } catch (TlsFault f) {
                assertTrue(f.fault() != Fault.INTERNAL, () -> scheme + ": " + f);
            }
        }
    }

    private interface Check {
        void run() throws CertificateException;
    }

    private static void refusable(Check check) {
        try {
            check.run();
        } catch (CertificateException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
        }
    }

    /** An OCSP response in DER, as a server staples it: nobody here has the key that it would have to be signed with. */
    @FuzzTest
    void staple(byte[] response) {
        Allocation.within(MAX_ALLOCATION, () -> {
            try {
                STAPLED.judge(Presented.of(List.of(Keys.of(Keys.Kind.EC).certificate), true).with(Staples.of(true, List.of(response))),
                        VerifyWishes.NONE);
                assertEquals(0, response.length, "an empty one is none");
            } catch (VerifyException e) {
                assertEquals(VerifyResult.OCSP_VERIFY_FAILED, e.result());
            }
        });
    }

    /** A host, a zero byte, the names of a certificate with zero bytes between them. */
    @FuzzTest
    void names(byte[] input) {
        List<String> parts = List.of(new String(input, StandardCharsets.UTF_8).split("\0", -1));
        Allocation.within(MAX_ALLOCATION, () -> HostNameModel.check(parts.get(0), parts.subList(1, parts.size())));
    }

    private static final List<Function<Properties, ?>> READERS = List.of(p -> p.versions(true), p -> p.versions(false),
            p -> p.cipherSuites(true), Properties::groups, p -> p.signatureSchemes(false), p -> p.limits(true),
            p -> p.jdk().tuning(true), p -> p.jdk().tuning(false), p -> p.jdk().alpnCharset(), p -> p.jdk().sendAuthorities(),
            Properties::requireExtendedMasterSecret, Properties::allowUnsafeLegacy, Properties::sendServerName,
            Properties::checkRevocation, p -> p.requireCloseNotify(false), Properties::acknowledgeCloseNotify,
            Properties::sessionCacheSize, Properties::trace, Properties::keyStore, InputFuzz::disabled,
            Properties::askForStaples);

    /** Which reader of properties, then the value of every property. */
    @FuzzTest
    void properties(byte[] input) {
        Choices choices = new Choices(input);
        Function<Properties, ?> reader = READERS.get(choices.nextInt(READERS.size()));
        String value = new String(choices.rest(), StandardCharsets.UTF_8);
        Allocation.within(MAX_ALLOCATION, () -> {
            try {
                reader.apply(Properties.of(name -> value, name -> value));
            } catch (PropertyException e) {
                assertTrue(e.getMessage().contains("=" + value.strip() + ": expected "), e.getMessage());
            }
        });
    }

    private static boolean disabled(Properties p) {
        DisabledAlgorithms d = p.disabledAlgorithms();
        boolean all = d.permits(HostileScenario.SERVER.chain().get(0).getPublicKey());
        for (CipherSuite s : CipherSuite.values()) {
            all &= d.permits(s);
        }
        for (NamedGroup g : NamedGroup.values()) {
            all &= d.permits(g);
        }
        for (SignatureScheme s : SignatureScheme.NEGOTIABLE) {
            all &= d.permits(s);
        }
        return all && d.permits(ProtocolVersion.TLS13);
    }

    /** The type of a key store, then its file. */
    @FuzzTest
    void store(byte[] input) {
        Choices choices = new Choices(input);
        String type = choices.nextBoolean() ? "PKCS12" : "JKS";
        try {
            Files.write(STORE, choices.rest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Allocation.within(MAX_ALLOCATION, () -> {
            try {
                Anchors.of(new StoreFile("javax.net.ssl.trustStore", STORE.toString(), type, null, null).load(), STORE.toString());
            } catch (StoreException e) {
                assertTrue(e.getMessage().contains(STORE.toString()) && e.getMessage().contains("javax.net.ssl.trustStore"), e.getMessage());
            }
        });
    }

    private static Path storeFile() {
        try {
            Path file = Files.createTempFile("drawbridge-fuzz", ".store");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
