package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.session.SessionFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers in two JVMs that never heard of each other, or of us, and are told by properties alone to share their sessions;
 * {@code openssl s_client} takes what one gave it to the other.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FleetIT {
    private static final String INFINISPAN = "-Djavax.cache.spi.CachingProvider=org.infinispan.jcache.embedded.JCachingProvider";
    private static final String REDISSON = "-Djavax.cache.spi.CachingProvider=org.redisson.jcache.JCachingProvider";
    private static final List<String> VERSIONS = List.of("-tls1_2", "-tls1_3");
    private static final int KEY_NAME = 16;

    @TempDir
    Path directory;
    private int asked;

    /** A server's process. */
    private record Member(Programs.Running program) implements AutoCloseable {
        int port() throws InterruptedException {
            program.awaitOutput("provider Drawbridge");
            return Integer.parseInt(program.output().lines().filter(l -> l.startsWith("port ")).findFirst().orElseThrow().substring(5));
        }

        /** One of {@code SslSessions.Counts}, now. */
        long count(String name) throws Exception {
            String line = "counts " + System.nanoTime();
            program.write(line + "\n");
            program.awaitOutput(line + " Counts[");
            Matcher m = Pattern.compile(line + " Counts\\[.*\\b" + name + "=(\\d+)").matcher(program.output());
            assertTrue(m.find(), name);
            return Long.parseLong(m.group(1));
        }

        @Override
        public void close() {
            program.close();
        }
    }

    private Member member(String program, String... options) throws IOException {
        Keys keys = Keys.of(Keys.Kind.EC);
        String all = System.getProperty("it.allJar");
        List<String> command = Programs.java("-javaagent:" + all, "-cp",
                all + File.pathSeparator + Path.of(System.getProperty("it.caches"), "*"), "-Ddrawbridge.conf=none",
                "-Ddrawbridge.Certificate=" + keys.certificateFile(), "-Ddrawbridge.PrivateKey=" + keys.keyFile(),
                "-Ddrawbridge.ticketKeyFile=" + keyDirectory());
        command.addAll(List.of(options));
        command.add(Path.of(System.getProperty("it.programs"), program + ".java").toString());
        return new Member(Programs.start(command));
    }

    private Path keyDirectory() throws IOException {
        Path keys = directory.resolve("keys");
        if (!Files.exists(keys)) {
            Files.createDirectory(keys);
            addKey("1.key");
        }
        return keys;
    }

    /** By renaming, as keys are replaced; returns its name. */
    private byte[] addKey(String name) throws IOException {
        byte[] key = new byte[80];
        new SecureRandom().nextBytes(key);
        Path fresh = Files.createFile(directory.resolve("fresh"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, key);
        Files.move(fresh, directory.resolve("keys").resolve(name), StandardCopyOption.ATOMIC_MOVE);
        return Arrays.copyOf(key, KEY_NAME);
    }

    /** One connection, which must not be lost; whether it resumed. */
    private boolean resumes(Member server, String version, Path in, Path out) throws Exception {
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_client", "-connect", "127.0.0.1:" + server.port(),
                "-servername", "localhost", "-CAfile", Keys.caFile().toString(), "-verify_return_error", version));
        if (in != null) {
            command.addAll(List.of("-sess_in", in.toString()));
        }
        if (out != null) {
            command.addAll(List.of("-sess_out", out.toString()));
        }
        try (Programs.Running client = Programs.start(command)) {
            client.write("GET / HTTP/1.0\r\n\r\n");
            client.await();
            asked++;
            assertTrue(client.output().contains("served plainly"), client.output() + server.program.output());
            assertEquals(1, client.output().lines().filter(l -> l.startsWith("New, TLSv") || l.startsWith("Reused, TLSv")).count(), client.output());
            return client.output().lines().anyMatch(l -> l.startsWith("Reused, TLSv"));
        }
    }

    private Path session(String name) {
        return directory.resolve(name + ".pem");
    }

    @Test
    void oneTicketKeyIsOneFleet() throws Exception {
        try (Member engines = member("ServeByHttpsServer"); Member sockets = member("ServeAndCount")) {
            for (String version : VERSIONS) {
                Path file = session(version);
                assertFalse(resumes(engines, version, null, file));
                for (int i = 0; i < 4; i++) {
                    assertTrue(resumes(i % 2 == 0 ? sockets : engines, version, file, file), version + ", connection " + i);
                }
            }
            assertEquals(4, sockets.count("hits"));
            assertEquals(0, sockets.count("misses"));
        }
    }

    @Test
    void keysAreRotatedAndNoConnectionIsLost() throws Exception {
        try (Member engines = member("ServeByHttpsServer"); Member sockets = member("ServeAndCount")) {
            Path file = session("rotated");
            assertFalse(resumes(engines, "-tls1_3", null, file));
            assertTrue(resumes(sockets, "-tls1_3", file, file));
            byte[] second = addKey("2.key");
            for (Member server : List.of(engines, sockets)) {
                while (!sealedBy(second, file)) { // the timeout ends it
                    resumes(server, "-tls1_3", file, file);
                }
                Files.delete(file);
                resumes(sockets, "-tls1_3", null, file);
            }
            while (!resumes(engines, "-tls1_3", file, file) || !resumes(sockets, "-tls1_3", file, file)) {
                continue;
            }
            Files.delete(keyDirectory().resolve("1.key"));
            byte[] third = addKey("3.key");
            while (!sealedBy(third, file)) {
                resumes(engines, "-tls1_3", file, file);
                resumes(sockets, "-tls1_3", file, file);
            }
            while (!resumes(engines, "-tls1_3", file, file) || !resumes(sockets, "-tls1_3", file, file)) {
                continue;
            }
            System.out.println("keys rotated twice under " + asked + " connections, none lost");
        }
    }

    private static boolean sealedBy(byte[] name, Path session) throws Exception {
        return Arrays.mismatch(name, Arrays.copyOf(SessionFile.read(session).ticket().bytes(), KEY_NAME)) < 0;
    }

    private Member cached(String provider, Path config) throws IOException {
        return member("ServeAndCount", provider, "-Ddrawbridge.Options=-SessionTicket", "-Ddrawbridge.sessionStore=jcache:tls-sessions",
                "-Ddrawbridge.sessionStore.config=" + config, "-Djava.net.preferIPv4Stack=true");
    }

    /** A session of one is resumed on the other, as soon as both have joined; until then it is a full handshake. */
    private void join(Member one, Member other, String version) throws Exception {
        Path file = session("join");
        do {
            assertFalse(resumes(one, version, null, file));
        } while (!resumes(other, version, file, null));
    }

    private Path infinispan() throws IOException {
        Path members = Files.createDirectory(directory.resolve("members"));
        return Files.writeString(directory.resolve("infinispan.xml"), """
                <infinispan xmlns="urn:infinispan:config:15.2">
                  <jgroups>
                    <stack name="loopback" extends="tcp">
                      <TCP bind_addr="127.0.0.1" bind_port="0"/>
                      <MPING stack.combine="REMOVE"/>
                      <FILE_PING xmlns="urn:org:jgroups" location="%s" stack.combine="INSERT_AFTER" stack.position="RED"/>
                    </stack>
                  </jgroups>
                  <cache-container>
                    <transport stack="loopback" cluster="fleet"/>
                    <distributed-cache name="tls-sessions" owners="1" mode="SYNC"/>
                  </cache-container>
                </infinispan>
                """.formatted(members));
    }

    /** Each session is on one of two members, so that about half of them die with one: they are full handshakes, the others are resumed. */
    @Test
    void aClusterLosesAMember() throws Exception {
        Path config = infinispan();
        try (Member one = cached(INFINISPAN, config); Member other = cached(INFINISPAN, config)) {
            for (String version : VERSIONS) {
                join(one, other, version);
                join(other, one, version);
            }
            assertTrue(other.count("storeHits") >= 2);
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                files.add(session("lost" + i));
                assertFalse(resumes(one, VERSIONS.get(i % 2), null, files.get(i)));
            }
            one.program.process.destroyForcibly().waitFor();
            long hits = other.count("hits");
            long misses = other.count("misses");
            int resumed = 0;
            int full = 0;
            while (resumed == 0) { // the cluster needs a moment to find out who is left
                for (int i = 0; i < files.size(); i++) {
                    if (resumes(other, VERSIONS.get(i % 2), files.get(i), null)) {
                        resumed++;
                    } else {
                        full++;
                    }
                }
            }
            assertTrue(full > 0);
            assertEquals(resumed, other.count("hits") - hits);
            assertEquals(full, other.count("misses") - misses);
            assertFalse(other.program.output().contains("connection lost"), other.program.output());
            System.out.println("a member of two killed: of " + (resumed + full) + " connections " + resumed + " resumed, " + full
                    + " were full handshakes, none lost");
        }
    }

    private Programs.Running redis(int port) throws Exception {
        Programs.Running redis = Programs.start(Programs.require("redis-server", "redis-server"), "--port", String.valueOf(port), "--bind",
                "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory.toString());
        redis.awaitPort(port);
        return redis;
    }

    @Test
    void redisDiesAndComesBack() throws Exception {
        int port = Programs.freePort();
        Path config = Files.writeString(directory.resolve("redisson.yaml"), "singleServerConfig:\n  address: redis://127.0.0.1:" + port
                + "\n  connectionMinimumIdleSize: 1\n  connectionPoolSize: 8\n  retryAttempts: 0\n");
        Programs.Running first = redis(port);
        try (Member one = cached(REDISSON, config); Member other = cached(REDISSON, config)) {
            for (String version : VERSIONS) {
                join(one, other, version);
            }
            Path file = session("redis");
            assertFalse(resumes(one, "-tls1_2", null, file));
            long failures = other.count("storeFailures");
            long dropped = other.count("storeDropped");
            first.process.destroyForcibly().waitFor();
            int before = other.program.output().length();
            for (int i = 0; i < 6; i++) {
                assertFalse(resumes(other, "-tls1_2", file, null), "it was in Redis alone");
            }
            assertTrue(resumes(one, "-tls1_2", file, null), "its own cache needs no Redis");
            assertTrue(other.count("storeFailures") >= failures + 3);
            assertTrue(other.count("storeDropped") > dropped, "it is left alone");
            String told = other.program.output().substring(before);
            assertEquals(1, told.lines().filter(l -> l.contains("does not answer")).count(), told);
            try (Programs.Running second = redis(port)) {
                join(one, other, "-tls1_3");
                assertTrue(second.process.isAlive());
                assertTrue(other.program.output().substring(before).contains("answers again"), other.program.output());
                System.out.println("Redis killed and started again under " + asked + " connections, none lost");
            }
            assertFalse(other.program.output().contains("connection lost"), other.program.output());
        } finally {
            first.close();
        }
    }
}
