package dev.drawbridge.tls13;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.OfferedPsk;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.extension.PreSharedKeyOffer;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.tls13.KeySchedule13.TrafficSecret;
import java.time.Duration;
import java.time.Instant;

/** Early data (RFC 8446 sections 2.3, 4.2.10 and 8): when it is sent, and when it is taken. */
public final class Early13 {
    /** How far the age of a ticket may be off, as the client tells it; OpenSSL's figure. */
    private static final Duration TOLERANCE = Duration.ofSeconds(10);
    /** More than the 16,384 bytes that servers commonly let clients send early, protection included. */
    private static final int LEAST_TO_SKIP = 1 << 15;

    private Early13() {
    }

    // ---- clients

    /**
     * Whether what the program wants to say early can be said with a session, if there is one. Suite and application protocol must be those of the session,
     * or the server would refuse it; part of it is no use, so all of it must fit.
     */
    public static boolean mayOffer(TlsConfig config, Session session) {
        EarlyData early = config.resumption().early();
        return early != null && session != null && early.fits(session.ticket().maxEarlyData()) && config.cipherSuites().contains(session.suite())
                && (session.applicationProtocol().isEmpty() || config.names().applicationProtocols().contains(session.applicationProtocol()))
                && !config.tuning().disabledExtensions().contains(ExtensionType.EARLY_DATA);
    }

    /** What protects early data after a ClientHello, binders included. */
    public static WriteProtection writeProtection(Crypto crypto, ClientHello hello, OfferedPsk psk) {
        Transcript transcript = new Transcript(crypto);
        transcript.select(psk.hash(), false);
        transcript.absorb(Messages.encode(hello));
        KeySchedule13 schedule = new KeySchedule13(crypto, psk.suite());
        TrafficSecret secret = schedule.early(psk.secret(), transcript.hash());
        WriteProtection protection = schedule.writeProtection(secret);
        secret.wipe();
        return protection;
    }

    /** After the ClientHello. */
    public static void send(TlsConfig config, WriteProtection protection, Records records) throws TlsFault {
        // RFC 8446 appendix D.4: "If offering early data, the record is placed immediately after the first ClientHello."
        if (config.tuning().compatibilityMode()) {
            records.sendChangeCipherSpec();
        }
        records.writeKeys(protection);
        records.sendEarlyData(config.resumption().early().toSend());
    }

    /**
     * What EncryptedExtensions say of it.
     *
     * @param taken whether they have the extension
     * @return whether the server takes what we sent, so that its end is to be told
     */
    static boolean settle(Client13.Handshake13 hs, boolean taken, Records records) throws TlsFault {
        if (!hs.offered().has(ExtensionType.EARLY_DATA)) {
            return false; // nobody who was offered none may take it, which was checked
        }
        Session session = hs.resumed();
        // RFC 8446 section 4.2.11: "If the server supplies an "early_data" extension, the client MUST verify that the server's
        // selected_identity is 0. If any other value is returned, the client MUST abort the handshake with an "illegal_parameter" alert."
        // It is the session's, which is why the rest must be the session's too.
        if (taken && (session == null || hs.schedule().suite() != session.suite()
                || !hs.facts().applicationProtocol().equals(session.applicationProtocol()))) {
            throw new TlsFault(Fault.BAD_EARLY_DATA);
        }
        EarlyData early = hs.base().config().resumption().early();
        early.status(taken ? EarlyDataStatus.ACCEPTED : EarlyDataStatus.REJECTED);
        // RFC 8446 section 4.5: "If the server does not send an "early_data" extension in EncryptedExtensions, then the client MUST NOT send
        // an EndOfEarlyData message."
        if (!taken && session != null) {
            records.writeKeys(hs.schedule().writeProtection(hs.secrets().client()));
        }
        return taken;
    }

    // ---- servers

    /** How much of refused early data is skipped: as much as our tickets allow, and its protection. */
    static int toSkip(ServerSessions sessions) {
        long most = Math.min(Integer.MAX_VALUE / 2, sessions.maxEarlyData());
        return (int) Math.max(LEAST_TO_SKIP, most + most / 8 + LEAST_TO_SKIP / 2);
    }

    /**
     * Whether early data is taken, after the PSK was. RFC 8446 section 4.2.10: "In order to accept early data, the server MUST have accepted a
     * PSK cipher suite and selected the first key offered in the client's "pre_shared_key" extension. In addition, it MUST verify that the
     * following values are the same as those associated with the selected PSK:" version, suite and application protocol. What was sent before
     * a HelloRetryRequest is refused by that.
     */
    static boolean accepts(Handshake hs, ServerFlight13.Choice choice, Psk13.Accepted resumed, String protocol) {
        TlsConfig.Resumption resumption = hs.config().resumption();
        if (resumed == null || resumed.session() == null || resumption.early() == null || choice.retried() || !choice.hello().extensions().has(ExtensionType.EARLY_DATA)) {
            return false;
        }
        Session session = resumed.session();
        return resumed.selected() == 0 && session.ticket() != null && session.ticket().maxEarlyData() > 0 && resumption.server().maxEarlyData() > 0
                && session.suite() == choice.suite() && session.applicationProtocol().equals(protocol)
                && fresh(session.ticket(), choice.hello().extensions().get(PreSharedKeyOffer.class)) && resumption.early().permitted();
    }

    /**
     * RFC 8446 section 4.2.10: "For PSKs provisioned via NewSessionTicket, a server MUST validate that the ticket age for the selected PSK
     * identity (computed by subtracting ticket_age_add from PskIdentity.obfuscated_ticket_age modulo 2^32) is within a small tolerance of the
     * time since the ticket was issued (see Section 8)."
     */
    private static boolean fresh(Session.Ticket ticket, PreSharedKeyOffer offer) {
        long told = offer.identities().get(0).obfuscatedAge() - ticket.ageAdd() & 0xffffffffL;
        Duration age = Duration.between(ticket.received(), Instant.now());
        return age.minusMillis(told).abs().compareTo(TOLERANCE) <= 0;
    }

    /** What a server reads early data with. */
    static ReadProtection readProtection(Crypto crypto, OfferedPsk psk, byte[] helloHash) {
        KeySchedule13 schedule = new KeySchedule13(crypto, psk.suite());
        TrafficSecret secret = schedule.early(psk.secret(), helloHash);
        ReadProtection protection = schedule.readProtection(secret);
        secret.wipe();
        return protection;
    }
}
