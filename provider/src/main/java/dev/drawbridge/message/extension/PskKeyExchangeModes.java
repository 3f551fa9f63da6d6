package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Arrays;

/** psk_key_exchange_modes (RFC 8446 section 4.2.9), one byte per mode. */
public record PskKeyExchangeModes(byte[] modes) implements Extension {
    /** PSK-only key establishment: psk_ke. */
    public static final int ALONE = 0;
    /** PSK with (EC)DHE key establishment: psk_dhe_ke. */
    public static final int WITH_KEY_EXCHANGE = 1;

    /** Whether a mode is among them. */
    public boolean has(int mode) {
        for (byte m : modes) {
            if (m == mode) {
                return true;
            }
        }
        return false;
    }

    static PskKeyExchangeModes read(WireReader in) throws TlsFault {
        return new PskKeyExchangeModes(in.opaque8(1, 0xff));
    }

    @Override
    public int code() {
        return ExtensionType.PSK_KEY_EXCHANGE_MODES.code();
    }

    @Override
    public void write(WireWriter out) {
        out.opaque8(modes);
    }

    @Override
    public String toString() {
        return "PskKeyExchangeModes" + Arrays.toString(modes);
    }
}
