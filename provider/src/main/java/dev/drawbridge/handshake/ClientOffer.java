package dev.drawbridge.handshake;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.extension.SupportedVersionsOffer;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.Map;

/**
 * What a client proposed: its ClientHello as sent, our private halves of the key shares in it, and what it wants to resume.
 *
 * @param session that it offers to resume, or null
 * @param agreements the key exchanges that the hello's key shares started, each to be used at most once
 * @param early what protects the early data that goes with it; null when there is none
 */
public record ClientOffer(ClientHello hello, Session session, Map<NamedGroup, KeyAgreement> agreements, WriteProtection early) {
    public ClientOffer {
        agreements = Map.copyOf(agreements);
    }

    /** Without early data. */
    public ClientOffer(ClientHello hello, Session session, Map<NamedGroup, KeyAgreement> agreements) {
        this(hello, session, agreements, null);
    }

    /** Whether the hello proposes {@code version}: by supported_versions, or by legacy_version where there is no such extension. */
    public boolean offers(ProtocolVersion version) {
        SupportedVersionsOffer versions = hello.extensions().get(SupportedVersionsOffer.class);
        return versions == null ? version.code() == hello.legacyVersion() : versions.versions().contains(version.code());
    }

    /** Wipes the private halves that were not used. */
    public void wipe() {
        agreements.values().forEach(KeyAgreement::wipe);
    }

    @Override
    public String toString() {
        return "ClientOffer[" + hello + ", key shares " + agreements.keySet() + (session == null ? "]" : ", " + session + "]");
    }
}
