package dev.drawbridge.message.extension;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * max_fragment_length, asked for or agreed to. RFC 6066 section 4: "The "extension_data" field of this extension SHALL contain: [...] whose
 * value is the desired maximum fragment length." And of the answer: "The "extension_data" field of this extension SHALL contain a
 * "MaxFragmentLength" whose value is the same as the requested maximum fragment length."
 *
 * @param limit any but {@link FragmentLimit#NONE}
 */
public record MaxFragmentLength(FragmentLimit limit) implements Extension {
    static MaxFragmentLength read(WireReader in) throws TlsFault {
        int code = in.u8();
        FragmentLimit limit = FragmentLimit.of(code);
        // RFC 6066 section 4: "If a server receives a maximum fragment length negotiation request for a value other than the allowed
        // values, it MUST abort the handshake with an "illegal_parameter" alert." No other value can be what a client asked for either.
        if (limit == null || limit == FragmentLimit.NONE) {
            throw new TlsFault(Fault.BAD_MAX_FRAGMENT_LENGTH, code + ", expected 1 to 4");
        }
        return new MaxFragmentLength(limit);
    }

    @Override
    public int code() {
        return ExtensionType.MAX_FRAGMENT_LENGTH.code();
    }

    @Override
    public void write(WireWriter out) {
        out.u8(limit.code());
    }
}
