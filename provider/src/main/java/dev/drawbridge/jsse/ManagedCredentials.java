package dev.drawbridge.jsse;

import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.Notices;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.ChainRules;
import dev.drawbridge.verify.KeyStrength;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import javax.security.auth.x500.X500Principal;

/** Asks a key manager, ours or any other, for credentials of one connection. */
final class ManagedCredentials implements CredentialSource {
    private final X509KeyManager manager;
    private final Party party;
    private final Crypto crypto;
    private final int level;
    private final StatusSource status;

    /**
     * Credentials from a manager.
     *
     * @param level the security level that keys must reach
     * @param status what is stapled to them
     */
    ManagedCredentials(X509KeyManager manager, Party party, Crypto crypto, int level, StatusSource status) {
        this.manager = manager;
        this.party = party;
        this.crypto = crypto;
        this.level = level;
        this.status = status;
    }

    /** The key types are asked in the order of the schemes, so that the best scheme decides. */
    @Override
    public Credentials choose(Request request) {
        List<String> types = request.decrypts() ? List.of("RSA")
                : request.schemes().stream().map(ParametersMapper::keyType).distinct().toList();
        Principal[] issuers = issuers(request.authorities());
        if (types.isEmpty() || issuers == null) {
            return null;
        }
        if (request.client()) {
            Credentials first = usable(clientAlias(types, issuers), request);
            if (first != null || types.size() == 1) {
                return first;
            }
        }
        for (String type : types) {
            String alias = request.client() ? clientAlias(List.of(type), issuers) : serverAlias(type, issuers);
            Credentials c = usable(alias, request);
            if (c != null) {
                return c;
            }
        }
        return null;
    }

    @Override
    public byte[] staple(Credentials ours, StatusRequest asked) {
        return status.response(ours, asked);
    }

    /** Names that can be read; null when there are some and none can, because "any" is not what the peer said. */
    private static Principal[] issuers(List<byte[]> authorities) {
        List<Principal> names = new ArrayList<>(authorities.size());
        for (byte[] der : authorities) {
            X500Principal name = readable(der);
            if (name != null) {
                names.add(name);
            }
        }
        return names.isEmpty() && !authorities.isEmpty() ? null : names.toArray(new Principal[0]);
    }

    /** The name, or null when it is malformed, so that no certificate of ours can have it as issuer. */
    private static X500Principal readable(byte[] der) {
        try {
            return new X500Principal(der);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private String clientAlias(List<String> types, Principal[] issuers) {
        String[] t = types.toArray(new String[0]);
        if (party.engine() != null && manager instanceof X509ExtendedKeyManager extended) {
            return extended.chooseEngineClientAlias(t, issuers, party.engine());
        }
        return manager.chooseClientAlias(t, issuers, party.socket());
    }

    private String serverAlias(String type, Principal[] issuers) {
        // JSSE: "null if it does not matter which issuers are used".
        Principal[] orNull = issuers.length == 0 ? null : issuers;
        if (party.engine() != null && manager instanceof X509ExtendedKeyManager extended) {
            return extended.chooseEngineServerAlias(type, orNull, party.engine());
        }
        return manager.chooseServerAlias(type, orNull, party.socket());
    }

    /** The alias's chain and key when they are complete and can make one of the signatures, or decrypt. */
    private Credentials usable(String alias, Request request) {
        if (alias == null) {
            return null;
        }
        PrivateKey key = manager.getPrivateKey(alias);
        X509Certificate[] chain = manager.getCertificateChain(alias);
        if (key == null || chain == null || chain.length == 0 || !request.suits().test(List.of(chain))
                || !(request.decrypts() ? ChainRules.mayDecrypt(chain[0]) : ChainRules.maySign(chain[0]))) {
            return null;
        }
        // OpenSSL does not even load such a key; what a key manager has is seen only now.
        if (!KeyStrength.reaches(chain[0].getPublicKey(), level)) {
            Notices.tell("the key of " + chain[0].getSubjectX500Principal() + " is not used: security level " + level + " demands "
                    + KeyStrength.bits(level) + " bits of security (ee key too small)");
            return null;
        }
        if (request.decrypts()) {
            return crypto.canDecrypt(key, chain[0].getPublicKey()) ? credentials(chain, key) : null;
        }
        for (SignatureScheme s : request.schemes()) {
            if (canSign(key, chain[0], s, request.version())) {
                return credentials(chain, key);
            }
        }
        return null;
    }

    private boolean canSign(PrivateKey key, X509Certificate leaf, SignatureScheme s, ProtocolVersion version) {
        // RFC 8446 section 4.2.3: ECDSA schemes of TLS 1.3 are tied to a curve; RFC 5246 leaves the curve to supported_groups.
        return crypto.canSign(key, leaf.getPublicKey(), s)
                && (version != ProtocolVersion.TLS13 || s.curve() == null || s.curve() == crypto.curveOf(leaf.getPublicKey()));
    }

    private static Credentials credentials(X509Certificate[] chain, PrivateKey key) {
        try {
            return Credentials.of(List.of(chain), key);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the key manager's certificate cannot be encoded", e);
        }
    }
}
