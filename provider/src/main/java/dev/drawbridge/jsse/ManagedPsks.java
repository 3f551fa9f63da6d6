package dev.drawbridge.jsse;

import dev.drawbridge.PskKey;
import dev.drawbridge.PskKeyManager;
import dev.drawbridge.config.PskSource;

/** Asks the program's manager for the pre-shared keys of one connection. */
final class ManagedPsks implements PskSource {
    private final PskKeyManager manager;
    private final PskKeyManager.Peer peer;

    ManagedPsks(PskKeyManager manager, String host, int port, Party party) {
        this.manager = manager;
        this.peer = new PskKeyManager.Peer(host, port, party.engine(), party.socket());
    }

    @Override
    public PskKey ofClient(byte[] hint) {
        return manager.clientKey(hint, peer);
    }

    @Override
    public PskKey ofServer(byte[] identity) {
        return manager.serverKey(identity.clone(), peer);
    }

    @Override
    public byte[] hint() {
        return manager.identityHint(peer);
    }
}
