package dev.drawbridge.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code drawbridge demo [URL]}: two plain JDK programs in JVMs of their own, unchanged, on Drawbridge. */
@Command(
        name = "demo",
        description = {
            "Run plain JDK programs on Drawbridge and print what happened.",
            "Without URL: an HttpsServer and an HttpsURLConnection program talk to each other.",
            "With URL: the HttpsURLConnection program fetches it, trusting what this JVM trusts.",
            "System properties javax.net.*, java.net.*, jdk.tls.*, http.* and https.* are handed on to the programs."
        })
final class DemoCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "URL", description = "an https URL to fetch")
    private URI url;

    @Option(names = "--keep", description = "leave the certificates, keys and traces where they are")
    private boolean keep;

    @Spec
    private CommandSpec spec;

    DemoCommand() {}

    @Override
    public Integer call() throws IOException, GeneralSecurityException, InterruptedException {
        if (url != null && (!"https".equalsIgnoreCase(url.getScheme()) || url.getHost() == null)) {
            throw new ParameterException(spec.commandLine(), "URL: expected https://host..., got " + url);
        }
        Path directory = Files.createTempDirectory("drawbridge-demo-");
        PrintWriter out = spec.commandLine().getOut();
        try {
            DemoPrograms programs = DemoPrograms.extract(directory);
            DemoReport report = new DemoReport(out);
            report.heading(directory, keep);
            boolean worked = url == null ? both(programs, directory, report) : client(programs, url, Map.of(), report);
            return worked ? 0 : 1;
        } finally {
            out.flush();
            if (!keep) {
                delete(directory);
            }
        }
    }

    private boolean both(DemoPrograms programs, Path directory, DemoReport report)
            throws IOException, GeneralSecurityException, InterruptedException {
        DemoFiles files = DemoFiles.write(directory);
        report.files(files);
        try (DemoPrograms.Running server = programs.start("PlainServer", files.serverProperties(), List.of())) {
            String port = server.waitFor("listening on ");
            boolean worked = port != null
                    && client(programs, URI.create("https://localhost:" + port + "/"), files.clientProperties(), report);
            return finish(server, "a com.sun.net.httpserver.HttpsServer", report) && worked;
        }
    }

    private static boolean client(DemoPrograms programs, URI address, Map<String, String> properties, DemoReport report)
            throws IOException, InterruptedException {
        try (DemoPrograms.Running client = programs.start("PlainClient", properties, List.of(address.toString()))) {
            return finish(client, "an HttpsURLConnection that fetches " + address, report);
        }
    }

    private static boolean finish(DemoPrograms.Running program, String what, DemoReport report) throws IOException, InterruptedException {
        int status = program.finish();
        String end = status == 0 ? "" : ", ended with status " + status;
        return report.program(program, what + end) && status == 0;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
