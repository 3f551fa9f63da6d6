package dev.drawbridge.tls12;

import dev.drawbridge.PskKey;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.FiniteField;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientPsk;
import dev.drawbridge.message.DheParams;
import dev.drawbridge.message.EcdheParams;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.ServerPsk;
import dev.drawbridge.spec.NamedGroup;
import java.util.Arrays;
import java.util.Optional;

/**
 * Key exchange by pre-shared keys, alone (RFC 4279 section 2), with DHE (section 3) or with ECDHE (RFC 5489): what both sides make of their
 * messages. Nothing is signed; whoever has not the key fails at Finished.
 */
final class Psk12 {
    private static final byte[] NO_BYTES = {};

    private Psk12() {
    }

    // The client.

    /** How a client answers the server's ephemeral public key. Costly. */
    private interface Ephemeral {
        KeyAgreement.Answer answer(Crypto crypto) throws TlsFault;
    }

    /**
     * What ServerKeyExchange says.
     *
     * @param hint empty for none
     * @param ephemeral the other key exchange, or null in a suite without one
     */
    record Params(byte[] hint, Ephemeral ephemeral) {
        /** RFC 4279 section 2: "If no hint is provided, the ServerKeyExchange message is omitted." */
        static final Params NONE = new Params(NO_BYTES, null);

        static Params accept(Hellos12 hellos, ServerKeyExchange message) throws TlsFault {
            ServerPsk psk = ServerPsk.read(message, hellos.suite().keyExchange());
            if (psk.ecdhe().isPresent()) {
                EcdheParams params = psk.ecdhe().get();
                NamedGroup group = KeyExchange12.offeredGroup(hellos, params.group());
                hellos.facts().group(group);
                return new Params(psk.hint(), crypto -> crypto.answerAgreement(group, params.point()));
            }
            if (psk.dhe().isPresent()) {
                DheParams params = psk.dhe().get();
                FiniteField field = FiniteFields12.accepted(hellos, params);
                hellos.facts().group(field.group());
                return new Params(psk.hint(), crypto -> field.answer(params.share()));
            }
            return new Params(psk.hint(), null);
        }

        @Override
        public String toString() {
            return "Params[hint of " + hint.length + " bytes]";
        }
    }

    /**
     * The client's key for a server; the caller wipes the secret in it.
     *
     * @param bytes the key
     */
    record Chosen(byte[] identity, Secret bytes) {
    }

    /** Asks foreign code for the client's key. An imported one is for TLS 1.3 alone. */
    static Chosen ofClient(TlsConfig config, byte[] hint) throws TlsFault {
        PskKey key = config.authentication().psks().ofClient(hint.length == 0 ? null : hint);
        if (key == null || key.importedIdentity() != null) {
            throw new TlsFault(Fault.NO_PSK, key == null ? "" : "the key is imported for TLS 1.3");
        }
        return new Chosen(key.identity(), new Secret(key.key()));
    }

    /** Our key exchange message and the pre-master secret. Costly. */
    record Answer(ClientPsk message, Secret preMaster) {
        static Answer of(Hellos12 hellos, Chosen chosen, Params params) throws TlsFault {
            KeyAgreement.Answer agreed = params.ephemeral == null ? null : params.ephemeral.answer(hellos.crypto());
            byte[] share = agreed == null ? NO_BYTES : agreed.share();
            return new Answer(new ClientPsk(chosen.identity, hellos.suite().keyExchange(), share),
                    Psk12.preMaster(agreed == null ? null : agreed.secret(), chosen.bytes));
        }
    }

    // The server.

    /**
     * The other key exchange that a server starts.
     *
     * @param group of the curve or the finite field; null with RSA, and where the field has no name
     * @param field or null
     */
    record Started(NamedGroup group, FiniteField field, KeyAgreement agreement) {
        static Started of(FiniteField field) {
            return new Started(field.group(), field, field.start());
        }

        /** What is sent of a finite field. */
        DheParams dheParams() {
            return new DheParams(field.prime(), field.generator(), agreement.share());
        }
    }

    /** ServerKeyExchange, or nothing where there is nothing to say. Asks foreign code. */
    static Optional<ServerKeyExchange> message(TlsConfig config, Started started) {
        byte[] said = config.authentication().psks().hint();
        byte[] hint = said == null ? NO_BYTES : said;
        if (started == null) {
            // RFC 4279 section 2: "If no hint is provided, the ServerKeyExchange message is omitted."
            return hint.length == 0 ? Optional.empty() : Optional.of(new ServerPsk(hint, Optional.empty(), Optional.empty()).toMessage());
        }
        ServerPsk psk = started.field != null ? new ServerPsk(hint, Optional.empty(), Optional.of(started.dheParams()))
                : new ServerPsk(hint, Optional.of(new EcdheParams(started.group.code(), started.agreement.share())), Optional.empty());
        return Optional.of(psk.toMessage());
    }

    /**
     * The key that a client names; the caller wipes it. Asks foreign code. RFC 4279 section 2: "if the server wishes to hide the fact that the
     * PSK identity was not known, it MAY continue the protocol as if the PSK identity existed but the key was incorrect": under a key that
     * nobody has. OpenSSL says unknown_psk_identity, which tells anybody who asks.
     */
    static Secret ofServer(TlsConfig config, byte[] identity) {
        byte[] nobodys = new byte[PskKey.SHORTEST_KEY];
        config.crypto().random(nobodys);
        boolean possible = identity.length > 0 && identity.length <= PskKey.LONGEST_IDENTITY;
        PskKey key = possible ? config.authentication().psks().ofServer(identity) : null;
        return new Secret(key == null || key.importedIdentity() != null ? nobodys : key.key());
    }

    /** Whether a server has a key under an identity. Asks foreign code. */
    static boolean known(TlsConfig config, byte[] identity) {
        PskKey key = config.takesPsks() ? config.authentication().psks().ofServer(identity) : null;
        return key != null && key.importedIdentity() == null;
    }

    /**
     * The pre-master secret: {@code opaque other_secret<0..2^16-1>; opaque psk<0..2^16-1>;}. Both inputs are wiped. RFC 4279 section 2, of
     * suites without another key exchange: "if the PSK is N octets long, concatenate a uint16 with the value N, N zero octets, a second uint16
     * with the value N, and the PSK itself." Section 3 and RFC 5489 section 2 have the shared secret of DHE or ECDHE in the place of the zeros.
     *
     * @param other the shared secret of the other key exchange, or null
     */
    static Secret preMaster(Secret other, Secret psk) {
        byte[] first = other == null ? new byte[psk.length()] : other.bytes();
        byte[] second = psk.bytes();
        byte[] all = new byte[2 + first.length + 2 + second.length];
        all[0] = (byte) (first.length >> 8);
        all[1] = (byte) first.length;
        System.arraycopy(first, 0, all, 2, first.length);
        all[2 + first.length] = (byte) (second.length >> 8);
        all[3 + first.length] = (byte) second.length;
        System.arraycopy(second, 0, all, 4 + first.length, second.length);
        Arrays.fill(first, (byte) 0);
        psk.wipe();
        if (other != null) {
            other.wipe();
        }
        return new Secret(all);
    }
}
