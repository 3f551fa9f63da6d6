package dev.drawbridge.message.extension;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * pre_shared_key of ClientHello (RFC 8446 section 4.2.11): the PSKs that a client can use, and for each the proof that it has it.
 *
 * @param identities in the client's order
 * @param binders one for each identity
 */
public record PreSharedKeyOffer(List<Identity> identities, List<byte[]> binders) implements Extension {
    private static final int SHORTEST_BINDER = 32;

    public PreSharedKeyOffer {
        identities = List.copyOf(identities);
        binders = List.copyOf(binders);
    }

    /**
     * What stands for a PSK.
     *
     * @param ticket or the name of an external PSK
     * @param obfuscatedAge milliseconds since the ticket was received, plus its age_add, modulo 2^32
     */
    public record Identity(byte[] ticket, long obfuscatedAge) {
        @Override
        public String toString() {
            return "Identity[" + ticket.length + " bytes]";
        }
    }

    static PreSharedKeyOffer read(WireReader in) throws TlsFault {
        List<Identity> identities = new ArrayList<>();
        WireReader list = in.vector16(7, 0xffff);
        while (!list.isEmpty()) {
            identities.add(new Identity(list.opaque16(1, 0xffff), list.u32()));
        }
        List<byte[]> binders = new ArrayList<>();
        WireReader proofs = in.vector16(SHORTEST_BINDER + 1, 0xffff);
        while (!proofs.isEmpty()) {
            binders.add(proofs.opaque8(SHORTEST_BINDER, 0xff));
        }
        // RFC 8446 section 4.2.11: binders: "A series of HMAC values, one for each value in the "identities" list and in the same order".
        if (identities.size() != binders.size()) {
            throw new TlsFault(Fault.ILLEGAL_VALUE, identities.size() + " identities and " + binders.size() + " binders");
        }
        return new PreSharedKeyOffer(identities, binders);
    }

    @Override
    public int code() {
        return ExtensionType.PRE_SHARED_KEY.code();
    }

    @Override
    public void write(WireWriter out) {
        out.vector16(list -> identities.forEach(i -> list.opaque16(i.ticket).u32(i.obfuscatedAge)));
        out.vector16(list -> binders.forEach(list::opaque8));
    }

    /** Bytes of the list of binders with its length: what the end of a ClientHello has and the binders do not cover. */
    public int bindersLength() {
        int length = 2;
        for (byte[] binder : binders) {
            length += 1 + binder.length;
        }
        return length;
    }

    @Override
    public String toString() {
        return "PreSharedKeyOffer" + identities;
    }
}
