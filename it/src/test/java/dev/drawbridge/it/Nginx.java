package dev.drawbridge.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx on loopback with HTTP/2, the test leaf and two files. */
final class Nginx implements AutoCloseable {
    final int port = Programs.freePort();
    private final Programs.Running running;

    /** With more lines for its server. */
    Nginx(Path directory, String more) throws Exception {
        String nginx = Programs.require("nginx", "nginx-light");
        Keys keys = Keys.of(Keys.Kind.EC);
        Path www = Files.createDirectories(directory.resolve("www"));
        Files.writeString(www.resolve("index.html"), "hello nginx");
        Files.write(www.resolve("big"), new byte[3_000_000]);
        Path conf = Files.writeString(directory.resolve("nginx.conf"), String.join("\n",
                "daemon off; master_process off; pid " + directory.resolve("pid") + ";",
                "error_log stderr; events { worker_connections 64; }",
                "http { access_log off; " + temporary(directory),
                "server { listen 127.0.0.1:" + port + " ssl http2; listen 127.0.0.2:" + port + " ssl http2;",
                "ssl_protocols TLSv1.2 TLSv1.3;",
                "ssl_certificate " + keys.certificateFile() + "; ssl_certificate_key " + keys.keyFile() + ";",
                more,
                "root " + www + "; } }"));
        running = Programs.start(nginx, "-c", conf.toString(), "-p", directory.toString(), "-e", "stderr");
        running.awaitPort(port);
    }

    private static String temporary(Path directory) {
        StringBuilder s = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            s.append(kind).append("_temp_path ").append(directory.resolve(kind)).append("; ");
        }
        return s.toString();
    }

    @Override
    public void close() {
        running.close();
    }
}
