package dev.drawbridge.record;

import dev.drawbridge.fault.TlsFault;

/** Where a server's early data goes. */
public interface EarlyDataSink {
    /**
     * Takes the content of one record.
     *
     * @throws TlsFault {@code TOO_MUCH_EARLY_DATA}
     */
    void accept(byte[] buf, int off, int len) throws TlsFault;
}
