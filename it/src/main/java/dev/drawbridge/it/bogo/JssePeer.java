package dev.drawbridge.it.bogo;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/** The {@link Party} of the moment as JSSE's managers. */
final class JssePeer {
    private static final String ALIAS = "shim";

    private JssePeer() {
    }

    /** Its certificate, whenever a key of its type is asked for. */
    static final class Keys extends X509ExtendedKeyManager {
        private final Supplier<Party> party;

        Keys(Supplier<Party> party) {
            this.party = party;
        }

        private String alias(Principal[] issuers, String... types) {
            List<byte[]> authorities = new ArrayList<>();
            for (Principal p : issuers == null ? new Principal[0] : issuers) {
                authorities.add(((X500Principal) p).getEncoded());
            }
            if (!party.get().authenticates(authorities)) {
                return null;
            }
            String algorithm = party.get().chain().get(0).getPublicKey().getAlgorithm();
            return Arrays.asList(types).contains(algorithm) ? ALIAS : null;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return alias(issuers, types);
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return alias(issuers, type);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return alias(issuers, types);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return alias(issuers, type);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return party.get().chain().toArray(new X509Certificate[0]);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return party.get().key();
        }
    }

    /** Its judgement of everybody. */
    static final class Trust extends X509ExtendedTrustManager {
        private final Supplier<Party> party;

        Trust(Supplier<Party> party) {
            this.party = party;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            party.get().judge(List.of(chain), authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            party.get().judge(List.of(chain), authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
            party.get().judge(List.of(chain), authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
            party.get().judge(List.of(chain), authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            party.get().judge(List.of(chain), authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            party.get().judge(List.of(chain), authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
