package dev.drawbridge.it;

import dev.drawbridge.crypto.Secret;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.extension.ExtensionContext;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.SessionCodec;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PeerVerified;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Records the inputs that fuzzing begins with: what our own engines, SunJSSE and openssl say to a peer of ours, in both versions and
 * roles, with and without client certificates. Each is written once into {@code src/test/resources}, named by its hash; regression
 * inputs there, which have other names, stay.
 */
public final class FuzzSeeds {
    private static final Path ROOT = Path.of(System.getProperty("fuzz.inputs", "src/test/resources/dev/drawbridge"));
    private static final UnaryOperator<byte[]> HONEST = UnaryOperator.identity();

    private FuzzSeeds() {
    }

    /** Where the inputs of a target lie, seeds and findings alike. */
    static Path directory(String target) {
        String[] names = target.split("/");
        return ROOT.resolve(names[0].equals("TraceLineFuzz") ? "tool" : "it").resolve(names[0] + "Inputs").resolve(names[1]);
    }

    /** Records everything. */
    public static void main(String[] arguments) throws Exception {
        handWritten();
        files();
        ssl2Hellos();
        sessions();
        for (ProtocolVersion version : List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12)) {
            List<HostileScenario> scenarios = HostileScenario.of(version);
            for (HostileScenario scenario : scenarios) {
                for (boolean client : new boolean[] {true, false}) {
                    our(scenario, client);
                    if (!scenario.retry()) {
                        Duel duel = new Duel(Contexts.SUN, scenario, client, HONEST);
                        if (!duel.accepted()) {
                            throw new IllegalStateException("SunJSSE, " + scenario, duel.victim.failure);
                        }
                        messages(version, duel.peer.heard);
                    }
                }
            }
            messages(version, opensslServer(scenarios.get(1)));
            messages(version, opensslClient(scenarios.get(1)));
        }
    }

    // ---- our own

    /** Whole flights of a peer with keys that do not change, as the raw targets get them, and each of its messages. */
    private static void our(HostileScenario scenario, boolean victimClient) throws Exception {
        List<HostileScenario> all = new ArrayList<>(HostileScenario.of(ProtocolVersion.TLS13));
        all.addAll(HostileScenario.of(ProtocolVersion.TLS12));
        HostileBench.Recording recording = HostileBench.record(scenario, victimClient);
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(all.indexOf(scenario));
        input.write(0);
        input.writeBytes(recording.wire());
        seed(victimClient ? "BytesFuzz/client" : "BytesFuzz/server", input.toByteArray());
        messages(scenario.version(), recording.messages());
    }

    private static void ssl2Hellos() throws Exception {
        for (String version : List.of("0002", "0300", "0301", "0303")) {
            seed("CodecFuzz/ssl2Hello", HexFormat.of().parseHex("01" + version + "000900000010" + "0000350000ff010080" + "07".repeat(16)));
        }
    }

    private static void messages(ProtocolVersion version, List<byte[]> messages) throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.write(100);
        stream.write(0);
        for (byte[] m : messages) {
            stream.writeBytes(m);
            MessageFormat format = version == ProtocolVersion.TLS13 ? MessageFormat.TLS13 : MessageFormat.TLS12;
            HandshakeType type = HandshakeType.of(m[0]);
            seed("CodecFuzz/message", behind(new byte[] {(byte) format.ordinal(), (byte) type.ordinal()}, Arrays.copyOfRange(m, 4, m.length)));
            byte[] block = Fields.of(m).block();
            if (block.length > 0) {
                seed("CodecFuzz/extensions", behind(new byte[] {(byte) context(version, type).ordinal()}, block));
                seed("CodecFuzz/wire", behind(new byte[] {4, 8, 6, 1, 6}, block));
            }
        }
        seed("RecordFuzz/messages", stream.toByteArray());
    }

    private static ExtensionContext context(ProtocolVersion version, HandshakeType type) {
        return switch (type) {
            case CLIENT_HELLO -> ExtensionContext.CLIENT_HELLO;
            case SERVER_HELLO -> version == ProtocolVersion.TLS13 ? ExtensionContext.SERVER_HELLO13 : ExtensionContext.SERVER_HELLO12;
            default -> ExtensionContext.ENCRYPTED_EXTENSIONS;
        };
    }

    // ---- openssl

    private static List<byte[]> opensslServer(HostileScenario scenario) throws Exception {
        Keys keys = Keys.of(Keys.Kind.EC);
        int port = Programs.freePort();
        try (Programs.Running server = Programs.start(Programs.require("openssl", "openssl"), "s_server", "-accept", "127.0.0.1:" + port,
                "-rev", "-cert", keys.certificateFile().toString(), "-key", keys.keyFile().toString(), "-Verify", "1", "-CAfile",
                Keys.caFile().toString(), "-verify_quiet")) {
            server.awaitOutput("ACCEPT");
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return talk(socket, peer(scenario, true));
            }
        }
    }

    private static List<byte[]> opensslClient(HostileScenario scenario) throws Exception {
        Keys keys = Keys.of(Keys.Kind.EC);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Programs.Running client = Programs.start(Programs.require("openssl", "openssl"), "s_client", "-connect",
                        "127.0.0.1:" + listener.getLocalPort(), "-servername", "hostile.test", "-cert", keys.certificateFile().toString(),
                        "-key", keys.keyFile().toString(), "-alpn", "h2,http/1.1")) {
            try (Socket socket = listener.accept()) {
                List<byte[]> heard = talk(socket, peer(scenario, false));
                client.write("Q\n");
                return heard;
            }
        }
    }

    private static HostilePeer peer(HostileScenario scenario, boolean client) {
        return new HostilePeer(scenario, client, new HostileCrypto(new HostileCrypto.Memory(), client), false, ByteBuffer.allocate(1 << 15),
                HONEST);
    }

    /** A handshake over a socket, until nothing has come for a while. */
    private static List<byte[]> talk(Socket socket, HostilePeer peer) throws Exception {
        socket.setSoTimeout(2000);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        try {
            while (peer.failure() == null) {
                for (HostilePeer.WireRecord r : peer.pack(peer.takeUnits())) {
                    socket.getOutputStream().write(r.bytes());
                }
                byte[] header = in.readNBytes(5);
                if (header.length < 5) {
                    throw new EOFException();
                }
                byte[] fragment = in.readNBytes((header[3] & 0xff) << 8 | header[4] & 0xff);
                peer.receive(behind(header, fragment));
            }
        } catch (java.net.SocketTimeoutException e) {
            if (!peer.connected()) {
                throw new IOException("no handshake: " + peer.failure(), e);
            }
        }
        return peer.heard;
    }

    // ---- what has no peer

    private static void handWritten() throws Exception {
        seed("InputFuzz/certificate", HostileScenario.SERVER.chain().get(0).getEncoded());
        for (Keys.Kind kind : Keys.Kind.values()) {
            seed("InputFuzz/certificate", Keys.of(kind).certificate.getEncoded());
        }
        StaplePki pki = new StaplePki(Files.createTempDirectory("staples"));
        for (char status : new char[] {'V', 'R'}) {
            seed("InputFuzz/staple", Files.readAllBytes(pki.response("plain", status, status == 'V' ? "responder" : "ca")));
        }
        seed("InputFuzz/staple", new byte[] {0x30, 3, 10, 1, 3}); // tryLater
        for (String names : List.of("hostile.test\0hostile.test", "www.hostile.test\0*.hostile.test\0other.test",
                "b\u00fccher.example\0xn--bcher-kva.example", "127.0.0.1\0localhost", "[::1]\0::1", "a.b.\0A.B")) {
            seed("InputFuzz/names", names.getBytes(StandardCharsets.UTF_8));
        }
        String[] values = {"TLSv1.3,TLSv1.2", "TLSv1.2", "TLS_AES_128_GCM_SHA256, TLS_FOO", "x25519,secp256r1", "rsa_pss_rsae_sha256,ed25519",
            "65536", "true", "false", "true", "false", "true", "false", "0", "/tmp/trace", "NONE",
            "SSLv3, RC4, DH keySize < 1024, EC keySize < 224, TLS_RSA_*, SHA1 jdkCA & usage TLSServer"};
        for (int i = 0; i < values.length; i++) {
            seed("InputFuzz/properties", behind(new byte[] {(byte) i}, values[i].getBytes(StandardCharsets.UTF_8)));
        }
        seed("InputFuzz/store", behind(new byte[] {1}, Files.readAllBytes(Keys.trustStoreFile())));
        seed("TraceLineFuzz/written", "localhost:443\0CN=\"x\"\0h2".getBytes(StandardCharsets.UTF_16BE));
        seed("TraceLineFuzz/read", "{\"event\":\"handshake\",\"alpn\":null,\"localChain\":[],\"peerChain\":[\"CN=a\\u00e9\"],\"millis\":12}"
                .getBytes(StandardCharsets.UTF_8));
        for (int setup = 0; setup < 16; setup++) {
            seed("RecordFuzz/records", behind(new byte[] {(byte) setup, 3}, noise(200, setup)));
        }
        for (int i = 0; i < 8; i++) {
            seed("HandshakeFuzz/strikes", behind(new byte[] {(byte) i, (byte) i}, noise(12, i)));
            seed("HandshakeFuzz/bends", behind(new byte[] {(byte) i, (byte) i}, noise(40, i)));
            seed("EngineFuzz/calls", behind(new byte[] {(byte) i, 1, 15, 1, 15}, noise(60, i)));
        }
    }

    /** A key in each form, alone and with its certificate, PKCS#12, a certificate with trust settings, and configuration with includes. */
    private static void files() throws Exception {
        Keys keys = Keys.of(Keys.Kind.EC);
        byte[] certificate = Files.readAllBytes(keys.certificateFile());
        seed("FileFuzz/store", behind(new byte[] {0}, behind(Files.readAllBytes(keys.keyFile()), certificate)));
        seed("FileFuzz/store", behind(new byte[] {0}, behind(Files.readAllBytes(Keys.caFile()), certificate)));
        seed("FileFuzz/store", behind(new byte[] {0}, keys.certificate.getEncoded()));
        seed("FileFuzz/store", behind(new byte[] {0}, keys.key.getEncoded()));
        String[][] forms = {{"pkcs8", "-topk8", "-iter", "10"}, {"pkcs8", "-topk8", "-scrypt", "-scrypt_N", "16"},
            {"pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-iter", "10"}, {"ec", "-aes256"}, {"ec"}};
        for (String[] form : forms) {
            List<String> command = new ArrayList<>(List.of(form));
            command.addAll(List.of("-in", keys.keyFile().toString(), "-passout", "pass:geheim"));
            seed("FileFuzz/store", behind(new byte[] {1}, behind(openssl(command), certificate)));
        }
        seed("FileFuzz/store", behind(new byte[] {1}, openssl(List.of("pkcs12", "-export", "-inkey", keys.keyFile().toString(), "-in",
                keys.certificateFile().toString(), "-passout", "pass:geheim", "-iter", "10"))));
        seed("FileFuzz/store", behind(new byte[] {0}, openssl(List.of("x509", "-in", keys.certificateFile().toString(), "-trustout", "-addtrust",
                "serverAuth", "-setalias", "name"))));
        String names = "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n";
        for (String text : List.of(names + "MinProtocol = TLSv1.2\nCipherString = DEFAULT@SECLEVEL=2\nOptions = -SessionTicket,ServerPreference\n",
                names + "Groups = X25519:P-256\nSignatureAlgorithms = ECDSA+SHA256:RSA-PSS+SHA256\nVerifyMode = Peer\n.include 1.cnf\n\377Ciphersuites"
                + " = TLS_AES_128_GCM_SHA256\n.include = 2.cnf\n\377[d]\nx = ${c::Groups} \"q\" \\n \\\n more # comment\n",
                ".pragma dollarid:on\n.pragma includedir:.\n.include 0.cnf\n")) {
            seed("FileFuzz/conf", behind(new byte[] {1}, text.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    /** A session of a client with a ticket, one of a server, and what a ticket of such a session holds. */
    static void sessions() throws Exception {
        Keys keys = Keys.of(Keys.Kind.EC);
        PeerVerified peer = PeerVerified.remembered(List.of(keys.certificate, Keys.CA), Judgement.OF_PROGRAM);
        Instant now = Instant.now();
        Session.Ticket ticket = new Session.Ticket(noise(200, 1), 0xfedcba98L, now.plusSeconds(60), 16384);
        for (CipherSuite suite : List.of(CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)) {
            ProtocolVersion version = suite.tls13() ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12;
            Session client = new Session(version, suite, noise(32, 2), new Secret(noise(48, 3)), true, "localhost", "h2", peer, now,
                    Session.LONGEST_LIFETIME, ticket, FragmentLimit.BYTES_512);
            Session server = new Session(version, suite, noise(32, 2), new Secret(noise(48, 3)), true, null, "",
                    PeerVerified.unauthenticated(), now, Session.LONGEST_LIFETIME, null, FragmentLimit.NONE);
            seed("SessionFuzz/session", SessionCodec.encode(client, new byte[0]));
            seed("SessionFuzz/session", SessionCodec.encode(server, noise(32, 4)));
            seed("SessionFuzz/ticket", SessionCodec.encode(server, new byte[0]));
        }
        seed("SessionFuzz/ticket", noise(128, 5));
    }

    private static byte[] openssl(List<String> arguments) throws Exception {
        Path out = Files.createTempFile("drawbridge-seed", ".out");
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl")));
        command.addAll(arguments);
        command.addAll(List.of("-out", out.toString()));
        try (Programs.Running openssl = Programs.start(command)) {
            if (openssl.await() != 0) {
                throw new IOException(openssl.output());
            }
        }
        byte[] bytes = Files.readAllBytes(out);
        Files.delete(out);
        return bytes;
    }

    private static byte[] noise(int length, int seed) {
        byte[] noise = new byte[length];
        new java.util.SplittableRandom(seed).nextBytes(noise);
        return noise;
    }

    private static byte[] behind(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    private static void seed(String target, byte[] input) throws Exception {
        String hash = String.format(Locale.ROOT, "%040x", new BigInteger(1, MessageDigest.getInstance("SHA-1").digest(input)));
        Path directory = Files.createDirectories(directory(target));
        Files.write(directory.resolve("seed-" + hash.substring(0, 12)), input);
    }
}
