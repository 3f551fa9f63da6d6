package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * early_data of NewSessionTicket (RFC 8446 section 4.2.10).
 *
 * @param bytes max_early_data_size: the most application data that the ticket is good for early
 */
public record EarlyDataLimit(long bytes) implements Extension {
    static EarlyDataLimit read(WireReader in) throws TlsFault {
        return new EarlyDataLimit(in.u32());
    }

    @Override
    public int code() {
        return ExtensionType.EARLY_DATA.code();
    }

    @Override
    public void write(WireWriter out) {
        out.u32(bytes);
    }
}
