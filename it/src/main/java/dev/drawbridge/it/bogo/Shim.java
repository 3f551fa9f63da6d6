package dev.drawbridge.it.bogo;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** One test: the connection that the runner's flags ask for, as BoringSSL's {@code bssl_shim.cc} makes it. */
final class Shim {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final int[] RECORD_SIZES = {1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769};

    private final Api api;
    private final Settings settings;
    private final Party party;

    Shim(Api api, Settings settings) throws IOException, GeneralSecurityException, Unimplemented {
        this.api = api;
        this.settings = settings;
        this.party = new Party(settings);
    }

    /** Connects to the runner and does what the flags say. */
    void run() throws IOException, GeneralSecurityException, Unimplemented, Failure, Mismatch {
        Endpoint tls = api.endpoint(settings, party);
        try (Socket socket = new Socket(InetAddress.getByName(settings.ipv6 ? "::1" : "127.0.0.1"), settings.port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            ByteBuffer id = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(settings.shimId);
            socket.getOutputStream().write(id.array());
            Link link = new Link(socket, tls, settings.async);
            try {
                exchange(tls, link);
            } catch (Failure f) {
                link.flushAlert();
                throw f;
            } finally {
                drain(socket);
            }
        }
    }

    /** Half-closes and reads to the end, so that a reset does not overtake our last words. */
    private static void drain(Socket socket) throws IOException {
        if (!socket.isOutputShutdown()) {
            socket.shutdownOutput();
        }
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private void exchange(Endpoint tls, Link link) throws IOException, Failure, Mismatch {
        if (!settings.implicitHandshake) {
            tls.begin();
            link.handshake();
            checkHandshake(tls, link);
            if (settings.handshakeTwice) {
                link.handshake();
            }
        }
        if (settings.writeDifferentRecordSizes) {
            for (int size : RECORD_SIZES) {
                byte[] data = new byte[size];
                Arrays.fill(data, (byte) 0x42);
                link.write(data);
            }
            end(link, false);
            return;
        }
        if (settings.readWithUnfinishedWrite) {
            link.writeFirstByte(HELLO);
        } else if (settings.shimWritesFirst) {
            link.write(HELLO);
        }
        end(link, settings.shimShutsDown || echo(tls, link));
    }

    /** Sends back what comes, inverted; returns whether the peer has yet to say close_notify. */
    private boolean echo(Endpoint tls, Link link) throws IOException, Failure {
        boolean rest = settings.readWithUnfinishedWrite;
        byte[] data = new byte[settings.readSize];
        while (true) {
            if (settings.keyUpdateBeforeRead) {
                tls.updateKeys();
            }
            int n;
            try {
                n = link.read(data, data.length);
            } catch (Failure f) {
                if (f.faultName().equals("TRUNCATED") && tls.connected()) {
                    return true; // an unclean end is an end
                }
                throw f;
            }
            if (n < 0) {
                return false;
            }
            if (rest) {
                link.writeRest();
                rest = false;
            }
            if (settings.keyUpdate) {
                tls.updateKeys();
            }
            byte[] inverted = new byte[n];
            for (int i = 0; i < n; i++) {
                inverted[i] = (byte) (data[i] ^ 0xff);
            }
            link.write(inverted);
        }
    }

    private void end(Link link, boolean peerOpen) throws IOException, Failure, Mismatch {
        if (!settings.checkCloseNotify) {
            return;
        }
        link.shutdown();
        if (peerOpen) {
            Mismatch.check(link.read(new byte[1], 1) < 0, "application data where close_notify was expected");
        }
    }

    private void checkHandshake(Endpoint tls, Link link) throws Mismatch {
        Mismatch.check(!settings.handshakeNeverDone, "the handshake is done");
        party.check();
        Facts facts = tls.facts();
        expect(settings.expectVersion, facts.version(), "version");
        expect(settings.expectCipher, facts.cipherSuite(), "cipher suite");
        expect(settings.expectGroup, facts.group(), "group");
        expect(settings.expectPeerScheme, facts.peerScheme(), "peer's signature scheme");
        String protocol = settings.server ? settings.selectedProtocol : settings.expectProtocol;
        Mismatch.equal(protocol == null ? "" : protocol, facts.applicationProtocol(), "application protocol");
        if (settings.expectServerName != null) {
            Mismatch.equal(settings.expectServerName, facts.serverName(), "server name");
        }
        Mismatch.check(!settings.expectNoServerName || facts.serverName() == null, "server name " + facts.serverName());
        if (!settings.server || settings.requireClientCertificate) {
            Mismatch.check(!facts.peerChain().isEmpty(), "no peer certificate");
        }
        if (settings.expectPeerCertificateFile != null) {
            checkPeerChain(facts);
        }
        if (settings.expectOcspResponse != null) {
            byte[] staple = facts.staples().isEmpty() ? new byte[0] : facts.staples().get(0);
            Mismatch.check(Arrays.equals(settings.expectOcspResponse, staple), "another OCSP response");
        }
        if (!settings.expectPeerPreferences.isEmpty()) {
            Mismatch.equal(settings.expectPeerPreferences, facts.peerSchemes(), "peer's signature schemes");
        }
        Mismatch.check(!settings.expectExtendedMasterSecret || Boolean.TRUE.equals(facts.extendedMasterSecret()),
                "no extended master secret");
        Mismatch.check(!settings.expectRetry || link.retried(), "no HelloRetryRequest");
        Mismatch.check(!settings.expectNoRetry || !link.retried(), "HelloRetryRequest");
    }

    private void checkPeerChain(Facts facts) throws Mismatch {
        try {
            Mismatch.check(facts.peerChain().equals(Pem.chain(settings.expectPeerCertificateFile)), "another peer chain");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(settings.expectPeerCertificateFile, e);
        }
    }

    private static void expect(int expected, int found, String what) throws Mismatch {
        Mismatch.check(expected == 0 || expected == found, what + " is " + found + ", expected " + expected);
    }

    /** Both ways into Drawbridge. */
    enum Api {
        ENGINE("Engine") {
            @Override
            Endpoint endpoint(Settings settings, Party party) throws GeneralSecurityException {
                return new EngineEndpoint(settings, party);
            }
        },
        SSLENGINE("SSLEngine") {
            @Override
            Endpoint endpoint(Settings settings, Party party) throws GeneralSecurityException, Unimplemented {
                return SslEngineEndpoint.of(settings, party);
            }
        };

        private final String title;

        Api(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        abstract Endpoint endpoint(Settings settings, Party party) throws GeneralSecurityException, Unimplemented;
    }
}
