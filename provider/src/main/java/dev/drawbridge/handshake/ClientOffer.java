package dev.drawbridge.handshake;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.NamedGroup;
import java.util.List;
import java.util.Map;

/**
 * What a client proposed: its ClientHello as sent, our private halves of the key shares in it, and what it wants to resume.
 *
 * @param session that it offers to resume, or null
 * @param psks what is in pre_shared_key, in its order: the session of TLS 1.3, then an external PSK; the secrets are the offer's
 * @param agreements the key exchanges that the hello's key shares started, each to be used at most once
 * @param early what protects the early data that goes with it; null when there is none
 */
public record ClientOffer(ClientHello hello, Session session, List<OfferedPsk> psks, Map<NamedGroup, KeyAgreement> agreements,
        WriteProtection early) {
    public ClientOffer {
        psks = List.copyOf(psks);
        agreements = Map.copyOf(agreements);
    }

    /** An offer without a PSK of TLS 1.3. */
    public ClientOffer(ClientHello hello, Session session, Map<NamedGroup, KeyAgreement> agreements) {
        this(hello, session, List.of(), agreements, null);
    }

    /** Wipes the private halves that were not used, and the PSKs. */
    public void wipe() {
        wipeShares();
        psks.forEach(OfferedPsk::wipe);
    }

    /** Wipes the private halves that were not used. */
    public void wipeShares() {
        agreements.values().forEach(KeyAgreement::wipe);
    }

    @Override
    public String toString() {
        return "ClientOffer[" + hello + ", key shares " + agreements.keySet() + (session == null ? "" : ", " + session)
                + (psks.isEmpty() ? "]" : ", " + psks + "]");
    }
}
