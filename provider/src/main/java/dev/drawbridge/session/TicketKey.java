package dev.drawbridge.session;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Hmac;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.TicketCipher;
import dev.drawbridge.spec.HashAlgorithm;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Seals tickets and opens them: the construction of RFC 5077 section 4 as OpenSSL and nginx have it, AES-CBC under HMAC-SHA-256. Safe for
 * many threads, also while it is wiped.
 *
 * <pre>
 * struct {
 *     opaque key_name[16];
 *     opaque iv[16];
 *     opaque encrypted_state[length of the ticket - 64];   // here the RFC has a length in front, OpenSSL not
 *     opaque mac[32];                                      // over all before it
 * } ticket;
 * </pre>
 */
public final class TicketKey {
    static final int NAME_LENGTH = 16;
    private static final int TEXT = NAME_LENGTH + TicketCipher.BLOCK_LENGTH;
    private static final int MAC_LENGTH = HashAlgorithm.SHA256.length();
    private static final int KEY_LENGTH = 32;
    /** OpenSSL makes no longer ones; the wire has room for 65535 bytes. */
    private static final int LONGEST_TICKET = 0xff00;

    private final byte[] name;
    private final Secret aes;
    private final Secret hmac;
    private final AtomicReference<Tools> idle = new AtomicReference<>();
    private boolean wiped;

    /** Takes the secrets over. */
    TicketKey(byte[] name, Secret aes, Secret hmac) {
        if (name.length != NAME_LENGTH) {
            throw new IllegalArgumentException("a name of " + name.length + " bytes");
        }
        this.name = name.clone();
        this.aes = aes;
        this.hmac = hmac;
    }

    /** A new one, at random. */
    static TicketKey random(Crypto crypto) {
        return new TicketKey(random(crypto, NAME_LENGTH), new Secret(random(crypto, KEY_LENGTH)), new Secret(random(crypto, KEY_LENGTH)));
    }

    private static byte[] random(Crypto crypto, int length) {
        byte[] bytes = new byte[length];
        crypto.random(bytes);
        return bytes;
    }

    /** Whether a ticket says that this key sealed it. */
    public boolean named(byte[] ticket) {
        return ticket.length >= NAME_LENGTH && Arrays.mismatch(ticket, 0, NAME_LENGTH, name, 0, NAME_LENGTH) < 0;
    }

    /** Both keys, ready for use: costly to make, so the last call's are kept for the next. Calls that meet have their own. */
    private record Tools(TicketCipher cipher, Hmac mac) {
    }

    /** What work does with the keys; null when they are wiped already. */
    private byte[] with(Crypto crypto, Function<Tools, byte[]> work) {
        Tools kept = idle.getAndSet(null);
        Tools tools = kept != null ? kept : tools(crypto);
        if (tools == null) {
            return null;
        }
        byte[] result = work.apply(tools);
        synchronized (this) {
            if (!wiped) {
                idle.set(tools);
            }
        }
        return result;
    }

    private synchronized Tools tools(Crypto crypto) {
        if (wiped) {
            return null;
        }
        Hmac mac = crypto.hmac(HashAlgorithm.SHA256);
        mac.key(hmac.bytes());
        return new Tools(crypto.ticketCipher(aes.bytes()), mac);
    }

    /** The ticket of some state; null when it would be too long, or this key is wiped. */
    public byte[] seal(Crypto crypto, byte[] state) {
        return with(crypto, tools -> seal(crypto, state, tools));
    }

    private byte[] seal(Crypto crypto, byte[] state, Tools tools) {
        byte[] iv = random(crypto, TicketCipher.BLOCK_LENGTH);
        byte[] text = tools.cipher.encrypt(iv, state);
        int end = TEXT + text.length;
        if (end + MAC_LENGTH > LONGEST_TICKET) {
            return null;
        }
        byte[] ticket = new byte[end + MAC_LENGTH];
        System.arraycopy(name, 0, ticket, 0, NAME_LENGTH);
        System.arraycopy(iv, 0, ticket, NAME_LENGTH, iv.length);
        System.arraycopy(text, 0, ticket, TEXT, text.length);
        tools.mac.update(ticket, 0, end);
        tools.mac.finish(ticket, end);
        return ticket;
    }

    /** The state in a ticket, for the caller to wipe; null when there is anything wrong with it. */
    public byte[] open(Crypto crypto, byte[] ticket) {
        int length = ticket.length - TEXT - MAC_LENGTH;
        if (!named(ticket) || length < TicketCipher.BLOCK_LENGTH || length % TicketCipher.BLOCK_LENGTH != 0) {
            return null;
        }
        return with(crypto, tools -> open(ticket, tools));
    }

    private static byte[] open(byte[] ticket, Tools tools) {
        int end = ticket.length - MAC_LENGTH;
        tools.mac.update(ticket, 0, end);
        byte[] mac = new byte[MAC_LENGTH];
        tools.mac.finish(mac, 0);
        // RFC 5077 section 5.3: "This attack is not possible if the ticket is protected using a strong integrity protection algorithm". The
        // MAC comes first and takes the same time for every forgery, so that nobody learns anything from the padding.
        if (!MessageDigest.isEqual(mac, Arrays.copyOfRange(ticket, end, ticket.length))) {
            return null;
        }
        return tools.cipher.decrypt(Arrays.copyOfRange(ticket, NAME_LENGTH, TEXT), ticket, TEXT, end - TEXT);
    }

    /** Wipes both keys; what is under way ends well. */
    void wipe() {
        synchronized (this) {
            wiped = true;
            idle.set(null);
            aes.wipe();
            hmac.wipe();
        }
    }

    /** Its name, without its keys. */
    @Override
    public String toString() {
        return "TicketKey[" + HexFormat.of().formatHex(name, 0, 4) + "...]";
    }
}
