package dev.drawbridge.tool;

import dev.drawbridge.store.CertificateFile;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.TrustSource;
import dev.drawbridge.store.TrustSources;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Whom a command trusts, by openssl's options (openssl-verification-options(1), "Trusted Certificate Options"). */
final class TrustOptions {
    @Option(names = "-CAfile", paramLabel = "FILE", description = "Trusted certificates, and CRLs.")
    private String caFile;

    @Option(names = "-CApath", paramLabel = "DIR", description = "A directory of them with the links of rehash.")
    private String caPath;

    @Option(names = "-CAstore", paramLabel = "URI", description = "A file: URI of a file or directory.")
    private String caStore;

    @Option(names = "-no-CAfile", description = "OpenSSL's default file does not count.")
    private boolean noCaFile;

    @Option(names = "-no-CApath", description = "OpenSSL's default directory does not count.")
    private boolean noCaPath;

    @Option(names = "-trusted", paramLabel = "FILE", description = "Trusted certificates, and nobody else; may be repeated.")
    private List<String> trusted = List.of();

    @Option(names = "-no-CAstore", description = "Always so; accepted as openssl does.")
    void noCaStore(boolean on) {
        // OpenSSL's default store is its default directory, searched without the links; here the links have to be there.
    }

    /** All that is named, and what OpenSSL trusts by default as far as it is not excluded. */
    TrustSource source(PrintWriter err) throws StoreException {
        Consumer<StoreException> report = e -> err.println(e.getMessage());
        List<TrustSource> sources = new ArrayList<>();
        for (String file : trusted) {
            sources.add(CertificateFile.read(Path.of(file)).trusted());
        }
        if (!trusted.isEmpty()) {
            if (caFile != null || caPath != null || caStore != null) {
                throw new IllegalArgumentException("verify: Cannot use -trusted with -CAfile, -CApath or -CAstore");
            }
            return TrustSources.of(sources);
        }
        Path openssl = TrustSources.opensslDirectory();
        if (caFile != null) {
            sources.add(TrustSources.caFile(Path.of(caFile)));
        } else if (!noCaFile) {
            String named = System.getenv("SSL_CERT_FILE");
            Path file = named == null ? openssl.resolve("cert.pem") : Path.of(named);
            if (Files.exists(file)) {
                sources.add(TrustSources.caFile(file));
            }
        }
        if (caPath != null || !noCaPath) {
            String named = System.getenv("SSL_CERT_DIR");
            sources.add(TrustSources.caPath(caPath != null ? caPath : named != null ? named : openssl.resolve("certs").toString(), false, report));
        }
        if (caStore != null) {
            sources.add(TrustSources.caStore(caStore, report));
        }
        return TrustSources.of(sources);
    }
}
