package dev.drawbridge.it.bogo;

import dev.drawbridge.config.ContextDefaults;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the flags of one test say. Filled by {@link Flags}. */
final class Settings {
    int port;
    long shimId;
    boolean ipv6;
    boolean server;

    // What is configured.
    int minVersion;
    int maxVersion = 0xffff;
    final List<ProtocolVersion> excluded = new ArrayList<>();
    List<CipherSuite> cipherSuites = Stream.of(CipherSuite.values()).filter(s -> !s.weak()).toList();
    boolean serverPreference;
    boolean fallback;
    final List<NamedGroup> groups = new ArrayList<>();
    final List<SignatureScheme> verifyPreferences = new ArrayList<>();
    final List<SignatureScheme> signingPreferences = new ArrayList<>();
    String certificateFile;
    String keyFile;
    String hostName;
    List<String> advertisedProtocols = List.of();
    String selectedProtocol;
    boolean declineProtocols;
    boolean rejectProtocols;
    boolean requireClientCertificate;
    boolean verifyPeer;
    boolean verifyFail;
    boolean leafOnly;
    boolean failCertificateCallback;
    List<byte[]> clientAuthorities = List.of();
    int maxCertificateList;
    boolean ocspStapling;
    boolean noTicket;
    byte[] ticketKey;
    boolean renewTicket;
    boolean skipTicket;
    boolean enableEarlyData;

    // What is done.
    int resumeCount;
    int resumptionDelay;
    boolean async;
    boolean implicitHandshake;
    boolean handshakeTwice;
    boolean shimWritesFirst;
    boolean writeDifferentRecordSizes;
    boolean readWithUnfinishedWrite;
    int readSize = 512;
    boolean keyUpdate;
    boolean keyUpdateBeforeRead;
    /** How many renegotiations the peer may start; BoringSSL takes none unless it is told to. */
    int renegotiations;
    int expectRenegotiations = -1;
    boolean shimShutsDown;
    boolean checkCloseNotify;

    // What is expected.
    boolean handshakeNeverDone;
    int expectVersion;
    int expectCipher;
    int expectGroup;
    int expectPeerScheme;
    String expectProtocol = "";
    List<String> expectAdvertisedProtocols;
    String expectServerName;
    boolean expectNoServerName;
    boolean expectExtendedMasterSecret;
    boolean expectVerifyResult;
    boolean expectRetry;
    boolean expectNoRetry;
    String expectPeerCertificateFile;
    byte[] expectOcspResponse;
    List<byte[]> expectClientAuthorities;
    final List<Integer> expectPeerPreferences = new ArrayList<>();
    boolean expectSessionMiss;
    boolean expectTicketRenewal;
    boolean expectNoSession;
    boolean expectSessionId;
    boolean expectNoSessionId;
    boolean expectTicketSupportsEarlyData;
    boolean expectAcceptEarlyData;
    boolean expectRejectEarlyData;
    boolean expectNoOfferEarlyData;
    String expectEarlyDataReason;

    /** The enabled versions of those that Drawbridge and BoringSSL speak, newest first; the latter has no SSL 3.0. */
    List<ProtocolVersion> versions() {
        List<ProtocolVersion> versions = new ArrayList<>();
        for (ProtocolVersion v : ContextDefaults.SUPPORTED) {
            if (v != ProtocolVersion.SSL30 && v.code() >= minVersion && v.code() <= maxVersion && !excluded.contains(v)) {
                versions.add(v);
            }
        }
        return versions;
    }

    /** Whether the peer's certificate is judged at all: OpenSSL's SSL_VERIFY_NONE goes on whatever its judge says. */
    boolean judges() {
        return verifyPeer || requireClientCertificate;
    }
}
