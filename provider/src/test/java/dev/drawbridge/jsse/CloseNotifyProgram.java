package dev.drawbridge.jsse;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Compares how connections end by ours and by SunJSSE, in a JVM whose properties say that close_notify is required and answered: SunJSSE
 * reads them once.
 */
public final class CloseNotifyProgram {
    private final String version;

    private CloseNotifyProgram(String version) {
        this.version = version;
    }

    /** Ends with an exception at the first difference that is none on purpose. */
    public static void main(String[] args) throws Exception {
        CloseNotifyProgram all = new CloseNotifyProgram(args[0]);
        all.theTransportEnds();
        for (boolean client : new boolean[] {true, false}) {
            all.thePeerEndsItsDirection(client);
            all.weEndOurs(client);
            all.thePeerCloses(client);
            all.enginesHearTheEnd(client);
            all.enginesEndTheirs(client);
        }
        all.inputIsShutEarly();
        System.out.println("compared");
    }

    private interface Talk {
        void talk(SSLSocket subject, SSLSocket peer) throws Exception;
    }

    private void connected(Differential.Lab lab, boolean client, SocketRelay relay, Talk talk) throws Exception {
        SSLContext subject = lab.context();
        SSLContext peer = Contexts.context(Contexts.SUN, Differential.CA, Differential.EC, Differential.RSA);
        try (SSLServerSocket l = (SSLServerSocket) (client ? peer : subject).getServerSocketFactory().createServerSocket(0, 1,
                InetAddress.getLoopbackAddress())) {
            l.setEnabledProtocols(new String[] {version});
            if (relay != null) {
                relay.start(l.getLocalPort());
            }
            SSLSocket c = (SSLSocket) (client ? subject : peer).getSocketFactory().createSocket("localhost",
                    relay == null ? l.getLocalPort() : relay.port());
            try (SocketPeers.Pair p = new SocketPeers.Pair(c, (SSLSocket) l.accept()).shake()) {
                SSLSocket mine = client ? p.client : p.server;
                mine.setSoTimeout(20_000);
                talk.talk(mine, client ? p.server : p.client);
            }
        }
    }

    private static void seeState(Differential.Lab lab, String when, SSLSocket s) {
        lab.see("state " + when, () -> "closed " + s.isClosed() + ", input " + s.isInputShutdown() + ", output " + s.isOutputShutdown());
    }

    private void theTransportEnds() throws Exception {
        Differential.compareAcrossJdks(lab -> {
            try (SocketRelay relay = new SocketRelay(1 << 14)) {
                connected(lab, true, relay, (subject, peer) -> {
                    peer.getOutputStream().write(9);
                    lab.see("data", () -> subject.getInputStream().read());
                    relay.cut();
                    lab.act("read", () -> subject.getInputStream().read());
                    seeState(lab, "after it", subject);
                    lab.act("read again", () -> subject.getInputStream().read());
                    lab.act("write", () -> subject.getOutputStream().write(1));
                    lab.act("close", subject::close);
                });
            }
        }, Boolean.getBoolean("com.sun.net.ssl.requireCloseNotify")
                ? Map.of("state after it", "closed true, input false, output true") // the peer is told
                : Map.of("state after it", "closed false, input true, output false", "write", "done")); // it may have ended its direction alone
    }

    private void thePeerEndsItsDirection(boolean client) throws Exception {
        Differential.compareAcrossJdks(lab -> connected(lab, client, null, (subject, peer) -> {
            peer.getOutputStream().write(9);
            peer.shutdownOutput();
            lab.see("data", () -> subject.getInputStream().read());
            lab.see("end", () -> subject.getInputStream().read());
            seeState(lab, "after it", subject);
            lab.see("the peer's end", () -> peer.getInputStream().read());
            lab.act("write", () -> subject.getOutputStream().write(1));
            lab.act("shutdownOutput", subject::shutdownOutput);
            lab.act("shutdownInput", subject::shutdownInput);
            lab.act("close", subject::close);
        }), Map.of());
    }

    private void weEndOurs(boolean client) throws Exception {
        Differential.compareAcrossJdks(lab -> connected(lab, client, null, (subject, peer) -> {
            subject.getOutputStream().write(9);
            subject.shutdownOutput();
            seeState(lab, "after ours", subject);
            lab.see("the peer's data", () -> peer.getInputStream().read());
            lab.see("the peer's end", () -> peer.getInputStream().read());
            lab.see("end", () -> subject.getInputStream().read());
            lab.act("shutdownInput", subject::shutdownInput);
            seeState(lab, "at the end", subject);
        }), Map.of());
    }

    private void thePeerCloses(boolean client) throws Exception {
        Differential.compareAcrossJdks(lab -> connected(lab, client, null, (subject, peer) -> {
            peer.getOutputStream().write(9);
            peer.close();
            lab.see("data", () -> subject.getInputStream().read());
            lab.see("end", () -> subject.getInputStream().read());
            seeState(lab, "after it", subject);
            lab.act("close", subject::close);
        }), Map.of());
    }

    private void inputIsShutEarly() throws Exception {
        Differential.compareAcrossJdks(lab -> connected(lab, true, null, (subject, peer) -> {
            lab.act("shutdownInput", subject::shutdownInput);
            seeState(lab, "after it", subject);
        }), Map.of());
    }

    private void enginesHearTheEnd(boolean client) throws Exception {
        Differential.compareAcrossJdks(lab -> {
            EnginePair p = lab.pair(client, version);
            p.handshake();
            EnginePair.Side subject = client ? p.client : p.server;
            EnginePair.Side peer = client ? p.server : p.client;
            peer.engine.closeOutbound();
            EnginePair.wrap(peer, subject, ByteBuffer.allocate(0));
            SSLEngineResult heard = subject.engine.unwrap(subject.in, subject.app);
            lab.see("unwrap", () -> heard.getStatus() + " " + heard.getHandshakeStatus());
            seeEngine(lab, "after it", subject.engine);
            EnginePair.wrap(subject, peer, ByteBuffer.allocate(0));
            seeEngine(lab, "after the answer", subject.engine);
            lab.act("closeInbound", subject.engine::closeInbound);
        }, Map.of());
    }

    private void enginesEndTheirs(boolean client) throws Exception {
        Differential.compareAcrossJdks(lab -> {
            EnginePair p = lab.pair(client, version);
            p.handshake();
            EnginePair.Side subject = client ? p.client : p.server;
            EnginePair.Side peer = client ? p.server : p.client;
            subject.engine.closeOutbound();
            seeEngine(lab, "before the goodbye", subject.engine);
            EnginePair.wrap(subject, peer, ByteBuffer.allocate(0));
            seeEngine(lab, "after the goodbye", subject.engine);
            peer.engine.unwrap(peer.in, peer.app);
            EnginePair.wrap(peer, subject, ByteBuffer.allocate(0));
            SSLEngineResult heard = subject.engine.unwrap(subject.in, subject.app);
            lab.see("unwrap", () -> heard.getStatus() + " " + heard.getHandshakeStatus());
            seeEngine(lab, "at the end", subject.engine);
        }, Map.of());
    }

    private static void seeEngine(Differential.Lab lab, String when, SSLEngine e) {
        lab.see("engine " + when, () -> e.getHandshakeStatus() + ", inbound " + e.isInboundDone() + ", outbound " + e.isOutboundDone());
    }
}
