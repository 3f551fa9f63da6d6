package dev.drawbridge.tool;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.CertificateFile;
import dev.drawbridge.store.Crl;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.TrustSource;
import dev.drawbridge.verify.Purpose;
import dev.drawbridge.verify.Staples;
import dev.drawbridge.verify.Verification;
import dev.drawbridge.VerifyFlag;
import dev.drawbridge.verify.VerifyParameters;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code drawbridge verify}: what {@code openssl verify} prints, and its exit status, for its options (openssl-verify(1)). */
@Command(name = "verify", description = "Verify certificate chains as openssl verify does.",
        footer = "The status is 0 when all are verified, 2 when one is not, 1 when an option or a file is wrong.")
final class VerifyCommand implements Callable<Integer> {
    /** What openssl verify prints and then passes over, to find more. */
    private static final Set<VerifyResult> GO_ON = EnumSet.of(VerifyResult.NO_EXPLICIT_POLICY, VerifyResult.CERT_HAS_EXPIRED,
            VerifyResult.DEPTH_ZERO_SELF_SIGNED_CERT, VerifyResult.INVALID_CA, VerifyResult.INVALID_NON_CA,
            VerifyResult.PATH_LENGTH_EXCEEDED, VerifyResult.CRL_HAS_EXPIRED, VerifyResult.CRL_NOT_YET_VALID,
            VerifyResult.UNHANDLED_CRITICAL_EXTENSION, VerifyResult.INVALID_PURPOSE, VerifyResult.PATHLEN_INVALID_FOR_NON_CA,
            VerifyResult.PATHLEN_WITHOUT_KU_KEY_CERT_SIGN, VerifyResult.CA_BCONS_NOT_CRITICAL, VerifyResult.CA_CERT_MISSING_KEY_USAGE,
            VerifyResult.KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA, VerifyResult.ISSUER_NAME_EMPTY, VerifyResult.SUBJECT_NAME_EMPTY,
            VerifyResult.EMPTY_SUBJECT_SAN_NOT_CRITICAL, VerifyResult.EMPTY_SUBJECT_ALT_NAME,
            VerifyResult.SIGNATURE_ALGORITHM_INCONSISTENCY, VerifyResult.AUTHORITY_KEY_IDENTIFIER_CRITICAL,
            VerifyResult.SUBJECT_KEY_IDENTIFIER_CRITICAL, VerifyResult.MISSING_AUTHORITY_KEY_IDENTIFIER,
            VerifyResult.MISSING_SUBJECT_KEY_IDENTIFIER, VerifyResult.EXTENSIONS_REQUIRE_VERSION_3);

    @Spec
    private CommandSpec spec;

    @Option(names = "-help", usageHelp = true, description = "Show this.")
    boolean help; // picocli looks at it

    @Mixin
    private final TrustOptions trust = new TrustOptions();

    @Mixin
    private final RuleOptions rules = new RuleOptions();

    @Option(names = "-untrusted", paramLabel = "FILE", description = "Certificates to build chains with; may be repeated.")
    private List<String> untrusted = List.of();

    @Option(names = "-CRLfile", paramLabel = "FILE", description = "CRLs; may be repeated.")
    private List<String> crlFiles = List.of();

    @Option(names = "-show_chain", description = "Print the chain that was built.")
    private boolean showChain;

    @Parameters(paramLabel = "CERTIFICATE", description = "Files whose first certificate is verified; standard input when there is none.")
    private List<String> files = List.of();

    VerifyCommand() {
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            VerifyParameters parameters = rules.parameters();
            TrustSource anchors = trust.source(err);
            List<Cert> chain = certificates(untrusted);
            List<Crl> crls = new ArrayList<>();
            for (String file : crlFiles) {
                crls.addAll(CertificateFile.read(Path.of(file)).crls());
            }
            Supplier<Verification> verifications = () -> new Verification(new Verification.Given(parameters, anchors, chain, crls,
                    Instant.now(), (ok, v) -> ok || goOn(v, err), Staples.NOT_ASKED));
            boolean all = true;
            for (String file : files.isEmpty() ? List.of("-") : files) {
                all &= verify(file, verifications.get(), out, err);
            }
            return all ? 0 : 2;
        } catch (StoreException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return 1;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static List<Cert> certificates(List<String> files) throws StoreException {
        List<Cert> all = new ArrayList<>();
        for (String file : files) {
            all.addAll(CertificateFile.read(Path.of(file)).certificates());
        }
        return all;
    }

    private static boolean goOn(Verification v, PrintWriter err) {
        if (v.current() != null) {
            err.println(NameLine.of(v.current().asn1().getSubject()));
        }
        err.println((v.ofCrl() ? "[CRL path] " : "") + "error " + v.error().number() + " at " + v.depth() + " depth lookup: "
                + v.error().text());
        return GO_ON.contains(v.error());
    }

    private boolean verify(String file, Verification v, PrintWriter out, PrintWriter err) {
        String name = file.equals("-") ? "stdin" : file;
        try {
            CertificateFile read = file.equals("-") ? CertificateFile.read(System.in, name) : CertificateFile.read(Path.of(file));
            if (read.certificates().isEmpty()) {
                throw new StoreException("Could not read certificate file from " + name + ": it has no certificate", null);
            }
            if (!v.run(read.certificates().get(0)) || v.error() != VerifyResult.OK) {
                err.println("error " + name + ": verification failed");
                return false;
            }
        } catch (StoreException e) {
            err.println(e.getMessage());
            return false;
        }
        out.println(name + ": OK");
        if (showChain) {
            out.println("Chain:");
            for (int i = 0; i < v.chain().size(); i++) {
                out.println("depth=" + i + ": " + NameLine.of(v.chain().get(i).asn1().getSubject())
                        + (i < v.fromPeer() ? " (untrusted)" : ""));
            }
        }
        return true;
    }

    /** How it is verified (openssl-verification-options(1)). */
    static final class RuleOptions {
        private final VerifyParameters.Builder builder = new VerifyParameters.Builder();

        @Option(names = "-crl_check", description = "Revocation of the leaf.")
        void crlCheck(boolean on) {
            builder.flag(VerifyFlag.CRL_CHECK);
        }

        @Option(names = "-crl_check_all", description = "Revocation of the whole chain.")
        void crlCheckAll(boolean on) {
            builder.flag(VerifyFlag.CRL_CHECK).flag(VerifyFlag.CRL_CHECK_ALL);
        }

        @Option(names = "-extended_crl", description = "Indirect CRLs and CRLs for some reasons.")
        void extendedCrl(boolean on) {
            builder.flag(VerifyFlag.EXTENDED_CRL_SUPPORT);
        }

        @Option(names = "-use_deltas", description = "Delta CRLs.")
        void useDeltas(boolean on) {
            builder.flag(VerifyFlag.USE_DELTAS);
        }

        @Option(names = "-ignore_critical", description = "Unknown critical extensions are passed over.")
        void ignoreCritical(boolean on) {
            builder.flag(VerifyFlag.IGNORE_CRITICAL);
        }

        @Option(names = "-x509_strict", description = "All rules of RFC 5280.")
        void strict(boolean on) {
            builder.flag(VerifyFlag.X509_STRICT);
        }

        @Option(names = "-partial_chain", description = "Any trusted certificate ends a chain.")
        void partialChain(boolean on) {
            builder.flag(VerifyFlag.PARTIAL_CHAIN);
        }

        @Option(names = "-check_ss_sig", description = "The anchor's own signature is checked.")
        void checkOwnSignature(boolean on) {
            builder.flag(VerifyFlag.CHECK_SS_SIGNATURE);
        }

        @Option(names = "-no_check_time", description = "Validity is not looked at.")
        void noCheckTime(boolean on) {
            builder.flag(VerifyFlag.NO_CHECK_TIME);
        }

        @Option(names = "-allow_proxy_certs", description = "Proxy certificates may be leaves.")
        void allowProxies(boolean on) {
            builder.flag(VerifyFlag.ALLOW_PROXY_CERTS);
        }

        @Option(names = "-suiteB_128_only", description = "Suite B at 128 bits, P-256 alone.")
        void suiteB128Only(boolean on) {
            builder.flag(VerifyFlag.SUITEB_128_LOS_ONLY);
        }

        @Option(names = "-suiteB_128", description = "Suite B at 128 bits, P-256 and P-384.")
        void suiteB128(boolean on) {
            builder.flag(VerifyFlag.SUITEB_128_LOS);
        }

        @Option(names = "-suiteB_192", description = "Suite B at 192 bits, P-384 alone.")
        void suiteB192(boolean on) {
            builder.flag(VerifyFlag.SUITEB_192_LOS);
        }

        @Option(names = {"-trusted_first", "-no_alt_chains", "-issuer_checks"}, description = "Always so; accepted as openssl does.")
        void always(boolean on) {
        }

        @Option(names = "-policy_check", description = "Policies are processed.")
        void policyCheck(boolean on) {
            builder.flag(VerifyFlag.POLICY_CHECK);
        }

        @Option(names = "-explicit_policy", description = "A policy is required.")
        void explicitPolicy(boolean on) {
            builder.flag(VerifyFlag.EXPLICIT_POLICY);
        }

        @Option(names = "-inhibit_any", description = "anyPolicy does not count.")
        void inhibitAny(boolean on) {
            builder.flag(VerifyFlag.INHIBIT_ANY);
        }

        @Option(names = "-inhibit_map", description = "Policies are not mapped.")
        void inhibitMapping(boolean on) {
            builder.flag(VerifyFlag.INHIBIT_MAP);
        }

        @Option(names = "-policy", paramLabel = "OID", description = "An acceptable policy; may be repeated.")
        private List<String> policies = List.of();

        @Option(names = "-purpose", paramLabel = "NAME", description = "sslserver, sslclient, ...")
        void purpose(String name) {
            Purpose p = Purpose.named(name);
            if (p == null) {
                throw new CommandLine.TypeConversionException("Invalid purpose " + name);
            }
            builder.purpose(p);
        }

        @Option(names = "-verify_depth", paramLabel = "N", description = "At most so many certificates between leaf and anchor.")
        void depth(int n) {
            builder.depth(n);
        }

        @Option(names = "-auth_level", paramLabel = "N", description = "The security level, 0 to 5.")
        void level(int n) {
            builder.level(n);
        }

        @Option(names = "-attime", paramLabel = "SECONDS", description = "The time to check at, in seconds since 1970.")
        void time(long seconds) {
            builder.time(Instant.ofEpochSecond(seconds));
        }

        @Option(names = "-verify_hostname", paramLabel = "HOST", description = "The host that the leaf must name.")
        void host(String host) {
            builder.hosts(List.of(host));
        }

        @Option(names = "-verify_email", paramLabel = "MAILBOX", description = "The mailbox that the leaf must name.")
        void email(String mailbox) {
            builder.email(mailbox);
        }

        @Option(names = "-verify_ip", paramLabel = "ADDRESS", description = "The IP address that the leaf must name.")
        private String address;

        VerifyParameters parameters() {
            if (address != null) {
                // The library's parser of addresses; it throws for what is none.
                builder.addresses(List.of(ASN1OctetString.getInstance(new GeneralName(GeneralName.iPAddress, address).getName()).getOctets()));
            }
            return builder.policies(Set.copyOf(policies)).build();
        }
    }
}
