package dev.drawbridge.jsse;

import dev.drawbridge.PskKey;
import dev.drawbridge.PskKeyManager;
import dev.drawbridge.config.Properties;
import dev.drawbridge.config.PskFileSource;
import dev.drawbridge.store.StoreException;
import javax.net.ssl.KeyManager;

/** The pre-shared keys of the files that properties name, for contexts whose program gives no key managers. */
final class FilePsks implements PskKeyManager {
    /** Null for none. */
    private final PskFileSource client;
    /** Null for none. */
    private final PskFileSource server;

    private FilePsks(PskFileSource client, PskFileSource server) {
        this.client = client;
        this.server = server;
    }

    /** The one manager of these properties, or none. */
    static KeyManager[] of(Properties properties) throws StoreException {
        PskFileSource client = PskFileSource.of(properties, true);
        PskFileSource server = PskFileSource.of(properties, false);
        return client == null && server == null ? new KeyManager[0] : new KeyManager[] {new FilePsks(client, server)};
    }

    /** Whether there is a file for a role. */
    boolean serves(boolean asClient) {
        return (asClient ? client : server) != null;
    }

    /** Which keys clients have now: an object that is another when they have changed. */
    Object held() {
        return client == null ? null : client.held();
    }

    @Override
    public PskKey clientKey(byte[] identityHint, Peer peer) {
        return client == null ? null : client.ofClient(identityHint);
    }

    @Override
    public PskKey serverKey(byte[] identity, Peer peer) {
        return server == null ? null : server.ofServer(identity);
    }

    @Override
    public String toString() {
        return "FilePsks[client " + client + ", server " + server + "]";
    }
}
