package dev.drawbridge.openssl;

import dev.drawbridge.HostFlag;
import dev.drawbridge.PskKey;
import dev.drawbridge.VerifyCallback;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.config.conf.ConfException;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.CertificateFile;
import dev.drawbridge.store.DhParameters;
import dev.drawbridge.store.OwnKey;
import dev.drawbridge.store.Passphrase;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.verify.VerifyParameters;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * What both a context and a connection can be told: the calls that OpenSSL has as {@code SSL_CTX_...} and as {@code SSL_...}. A connection begins
 * with what its context had when it was made; what the context is told later is for later connections. Safe for many threads.
 *
 * <p>What OpenSSL answers with 0 is an {@link SslException} here, whose error is in the {@link ErrorQueue} too.
 */
public abstract sealed class SslConfigurable permits SslContext, SslFacts {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Choices choices;

    SslConfigurable(Choices choices) {
        this.choices = choices;
    }

    final Choices choices() {
        return choices;
    }

    private void change(Consumer<Choices> change) {
        lock.lock();
        try {
            Choices changed = choices.copy();
            change.accept(changed);
            choices = changed;
        } finally {
            lock.unlock();
        }
    }

    private void change(String call, Consumer<Choices> change) throws SslException {
        lock.lock();
        try {
            Choices changed = choices.copy();
            change.accept(changed);
            changed.check();
            choices = changed;
        } catch (ConfException e) {
            throw Failures.of(call, e);
        } finally {
            lock.unlock();
        }
    }

    private interface Loading {
        void into(Choices choices) throws StoreException;
    }

    private void load(String call, Loading loading) throws SslException {
        lock.lock();
        try {
            Choices changed = choices.copy();
            loading.into(changed);
            choices = changed;
        } catch (StoreException e) {
            throw Failures.of(call, e);
        } finally {
            lock.unlock();
        }
    }

    // ---- certificate and key: SSL_CTX_use_certificate(3)

    /**
     * The first certificate of a file, PEM or DER ({@code SSL_CTX_use_certificate_file}, {@code SSL_use_certificate_file}).
     *
     * @throws SslException when there is none, or when it is not of the private key that was loaded last
     */
    public final void useCertificateFile(Path file) throws SslException {
        load("SSL_use_certificate_file", c -> c.certificate(List.of(chain(file).get(0))));
    }

    /** All certificates of a file, the own one first ({@code SSL_CTX_use_certificate_chain_file}). */
    public final void useCertificateChainFile(Path file) throws SslException {
        load("SSL_use_certificate_chain_file", c -> c.certificate(chain(file)));
    }

    /** A certificate ({@code SSL_CTX_use_certificate}). */
    public final void useCertificate(X509Certificate certificate) throws SslException {
        load("SSL_use_certificate", c -> c.certificate(List.of(certificate)));
    }

    /** A certificate in DER ({@code SSL_CTX_use_certificate_ASN1}). */
    public final void useCertificateAsn1(byte[] der) throws SslException {
        load("SSL_use_certificate_ASN1", c -> c.certificate(List.of(x509(der))));
    }

    /** Certificates to send after the own one ({@code SSL_CTX_add_extra_chain_cert} for each). */
    public final void addExtraChainCert(X509Certificate... issuers) {
        change(c -> {
            List<X509Certificate> all = new ArrayList<>(c.extraChain);
            all.addAll(List.of(issuers));
            c.extraChain = List.copyOf(all);
        });
    }

    /**
     * The first private key of a file, PEM or DER, of any kind ({@code SSL_CTX_use_PrivateKey_file} and {@code SSL_CTX_use_RSAPrivateKey_file}).
     *
     * @throws SslException when there is none, when it cannot be decrypted, or when it is not of the certificate that was loaded last
     */
    public final void usePrivateKeyFile(Path file) throws SslException {
        load("SSL_use_PrivateKey_file", c -> c.key(OwnKey.read(file, c.passphrase)));
    }

    /** A private key, perhaps of a provider for hardware ({@code SSL_CTX_use_PrivateKey}, {@code SSL_CTX_use_RSAPrivateKey}). */
    public final void usePrivateKey(PrivateKey key) throws SslException {
        load("SSL_use_PrivateKey", c -> c.key(OwnKey.of(key)));
    }

    /**
     * A private key in DER, PKCS#8 or traditional ({@code SSL_CTX_use_PrivateKey_ASN1}, {@code SSL_CTX_use_RSAPrivateKey_ASN1}). The array stays
     * the caller's.
     */
    public final void usePrivateKeyAsn1(byte[] der) throws SslException {
        load("SSL_use_PrivateKey_ASN1", c -> c.key(OwnKey.ofDer(der, c.passphrase)));
    }

    /**
     * Who knows the passphrase of encrypted keys that are loaded after this ({@code SSL_CTX_set_default_passwd_cb}).
     *
     * @param callback is told what the passphrase is for, and returns it or null; null for nobody
     */
    public final void setDefaultPasswdCb(Function<String, char[]> callback) {
        change(c -> c.passphrase = callback == null ? Passphrase.NONE : callback::apply);
    }

    /**
     * Is asked before a server chooses its certificate, and before a client that is asked for one does, and may set it then ({@code SSL_CTX_set_cert_cb},
     * {@code SSL_set_cert_cb}); null for nobody.
     *
     * @param callback returns 1 to go on, 0 to end the handshake; less suspends it: the call that makes it returns with
     *     {@link SslError#WANT_X509_LOOKUP}, and the next one asks again
     */
    public final void setCertCb(ToIntFunction<Ssl> callback) {
        change(c -> c.certCb = callback);
    }

    /**
     * That there is a certificate with its key ({@code SSL_CTX_check_private_key}). That both belong together is checked when they are loaded.
     *
     * @throws SslException when one of them is missing
     */
    public final void checkPrivateKey() throws SslException {
        Choices c = choices;
        if (!c.chainWithoutKey.isEmpty() || c.keys.isEmpty()) {
            boolean certificate = !c.chainWithoutKey.isEmpty();
            throw Failures.of("SSL_check_private_key", certificate ? SslReason.NO_PRIVATE_KEY_ASSIGNED : SslReason.NO_CERTIFICATE_ASSIGNED, "", null);
        }
    }

    private static List<X509Certificate> chain(Path file) throws StoreException {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Cert c : CertificateFile.read(file).certificates()) {
                chain.add(c.x509());
            }
        } catch (CertificateException e) {
            throw new StoreException(file + ": the JDK does not take a certificate of it: " + e.getMessage(), "wrong tag", e);
        }
        if (chain.isEmpty()) {
            throw new StoreException(file + ": has no certificate; expected CERTIFICATE", "no start line", null);
        }
        return chain;
    }

    private static X509Certificate x509(byte[] der) throws StoreException {
        try {
            return Cert.of(der).x509();
        } catch (CertificateException e) {
            throw new StoreException("the bytes are no certificate: " + e.getMessage(), "wrong tag", e);
        }
    }

    // ---- verification: SSL_CTX_set_verify(3)

    /**
     * How the peer is verified ({@code SSL_CTX_set_verify}, {@code SSL_set_verify}).
     *
     * @param mode no flag for {@code SSL_VERIFY_NONE}
     * @param callback is asked about each certificate and each error, or null
     */
    public final void setVerify(Set<VerifyMode> mode, VerifyCallback callback) {
        change(c -> {
            c.verifyMode = Set.copyOf(mode);
            c.verifyCallback = callback;
        });
    }

    /**
     * How many certificates there may be between the peer's and the trusted one, neither counted ({@code SSL_CTX_set_verify_depth}).
     *
     * @param depth 0 and more
     */
    public final void setVerifyDepth(int depth) {
        if (depth < 0) {
            throw new IllegalArgumentException("a depth of " + depth);
        }
        change(c -> c.verifyDepth = depth);
    }

    /** The server's certificate must be of this host, or this IP address ({@code SSL_set1_host}); null for no host, as at first. */
    public final void set1Host(String host) {
        if (host == null || !set1IpAsc(host)) {
            change(c -> c.hosts = host == null ? List.of() : List.of(host));
        }
    }

    /** Or of this one ({@code SSL_add1_host}); an {@code IllegalArgumentException} when it is a second IP address. */
    public final void add1Host(String host) {
        if (VerifyParameters.octets(host) == null) {
            change(c -> c.hosts = Stream.concat(c.hosts.stream(), Stream.of(host)).toList());
        } else if (choices().address != null || !set1IpAsc(host)) {
            throw new IllegalArgumentException(host + ": there is an IP address already, and can be one only");
        }
    }

    /** The server's certificate must be of this IP address ({@code X509_VERIFY_PARAM_set1_ip_asc}); false, and nothing is set, when it is none. */
    public final boolean set1IpAsc(String address) {
        byte[] octets = VerifyParameters.octets(address);
        change(c -> c.address = octets == null ? c.address : octets);
        return octets != null;
    }

    /** How host names are compared ({@code SSL_set_hostflags}). */
    public final void setHostflags(HostFlag... flags) {
        change(c -> c.hostFlags = Set.of(flags));
    }

    /** The flags of now, openssl.cnf's where the program said nothing ({@code SSL_CTX_get_verify_mode}, {@code SSL_get_verify_mode}). */
    public abstract Set<VerifyMode> getVerifyMode();

    /**
     * Verifies peers in place of all that is verified otherwise ({@code SSL_CTX_set_cert_verify_callback}), host names among it; null for the usual way.
     *
     * @param callback is given the connection and what the peer sent, its own certificate first, and returns what was found: anything but
     *     {@link VerifyResult#OK} ends the handshake, unless the verify mode lets it go on
     */
    public final void setCertVerifyCallback(BiFunction<Ssl, List<X509Certificate>, VerifyResult> callback) {
        change(c -> c.certVerify = callback);
    }

    /** The names of the authorities that a server tells its clients ({@code SSL_CTX_set_client_CA_list}). */
    public final void setClientCaList(List<X509Certificate> authorities) {
        List<byte[]> names = authorities.stream().map(a -> a.getSubjectX500Principal().getEncoded()).toList();
        change(c -> c.authorities = names);
    }

    /** Whether a client offers to be asked for its certificate after the handshake ({@code SSL_CTX_set_post_handshake_auth}). */
    public final void setPostHandshakeAuth(boolean on) {
        change(c -> c.postHandshakeAuth = on);
    }

    // ---- algorithms and options

    /** The cipher suites up to TLS 1.2, or a profile of Suite B, which stays ({@code SSL_CTX_set_cipher_list}; ciphers(1)). */
    public final void setCipherList(String list) throws SslException {
        change("SSL_CTX_set_cipher_list", c -> c.cipherList(list));
    }

    /** The cipher suites of TLS 1.3 ({@code SSL_CTX_set_ciphersuites}). */
    public final void setCiphersuites(String list) throws SslException {
        command("Ciphersuites", list, "SSL_CTX_set_ciphersuites");
    }

    /** The groups of the key exchange ({@code SSL_CTX_set1_groups_list}). */
    public final void set1GroupsList(String list) throws SslException {
        command("Groups", list, "SSL_CTX_set1_groups_list");
    }

    /**
     * The group of Diffie-Hellman that a server takes in TLS 1.2 and older ({@code SSL_CTX_set0_tmp_dh_pkey}, {@code SSL_CTX_set_tmp_dh}); clients take
     * what servers choose.
     *
     * @throws SslException when the security level forbids it: {@code dh key too small}, or it is none
     */
    public final void setTmpDh(BigInteger prime, BigInteger generator) throws SslException {
        String call = "SSL_CTX_set0_tmp_dh_pkey";
        Crypto crypto = this instanceof Ssl ssl ? ssl.getSslCtx().crypto() : ((SslContext) this).crypto();
        int least = choices.defaults(false, crypto).rules().finiteFieldBits();
        if (prime.bitLength() < least) {
            throw Failures.of(call, SslReason.DH_KEY_TOO_SMALL, prime.bitLength() + " bits; expected " + least, null);
        }
        load(call, c -> c.tmpDh = DhParameters.of(prime, generator, call));
    }

    /** Whether a server takes a group that suits its key ({@code SSL_CTX_set_dh_auto}): as long as nobody says, and no other is given, it does. */
    public final void setDhAuto(boolean on) {
        change(c -> c.dhAuto = on);
    }

    /** The signature algorithms ({@code SSL_CTX_set1_sigalgs_list}). */
    public final void set1SigalgsList(String list) throws SslException {
        command("SignatureAlgorithms", list, "SSL_CTX_set1_sigalgs_list");
    }

    /** The oldest version ({@code SSL_CTX_set_min_proto_version}): {@code TLSv1.2}, or {@code None}. */
    public final void setMinProtoVersion(String version) throws SslException {
        command("MinProtocol", version, "SSL_CTX_set_min_proto_version");
    }

    /** The newest version ({@code SSL_CTX_set_max_proto_version}): {@code TLSv1.2}, or {@code None}. */
    public final void setMaxProtoVersion(String version) throws SslException {
        command("MaxProtocol", version, "SSL_CTX_set_max_proto_version");
    }

    /**
     * The security level ({@code SSL_CTX_set_security_level}).
     *
     * @param level 0 to 5
     */
    public final void setSecurityLevel(int level) {
        if (level < 0 || level > 5) {
            throw new IllegalArgumentException("a security level of " + level);
        }
        change(c -> c.securityLevel = level);
    }

    /** Turns options on ({@code SSL_CTX_set_options}). */
    public final void setOptions(SslOption... options) {
        options(true, options);
    }

    /** Turns options off ({@code SSL_CTX_clear_options}). */
    public final void clearOptions(SslOption... options) {
        options(false, options);
    }

    private void options(boolean on, SslOption... options) {
        change(c -> {
            for (SslOption o : EnumSet.copyOf(List.of(options))) {
                c.command(o.command(), o.value(on), "SSL_CTX_set_options");
            }
        });
    }

    /**
     * A command of SSL_CONF_cmd(3) by its name in files: {@code conf("Groups", "X25519:P-256")}. Files that it names are read now.
     *
     * @throws SslException when it is none, or its value cannot be used; then nothing has changed
     */
    public final void conf(String command, String value) throws SslException {
        Choices before = choices;
        command(command, value, "SSL_CONF_cmd");
        try {
            check();
        } catch (SslException e) {
            choices = before;
            throw e;
        }
    }

    /** Finds mistakes in files that are named and in what is left to negotiate. */
    abstract void check() throws SslException;

    private void command(String name, String value, String call) throws SslException {
        change(call, c -> c.command(name, value, call));
    }

    /** The application protocols that a client offers, best first ({@code SSL_CTX_set_alpn_protos}). */
    public final void setAlpnProtos(List<String> protocols) {
        change(c -> c.alpn = List.copyOf(protocols));
    }

    /** Whether {@link Ssl#shutdown} tells the peer nothing ({@code SSL_CTX_set_quiet_shutdown}). */
    public final void setQuietShutdown(boolean on) {
        change(c -> c.quietShutdown = on);
    }

    /** Turns modes on ({@code SSL_CTX_set_mode}, {@code SSL_set_mode}). */
    public final void setMode(SslMode... modes) {
        modes(true, modes);
    }

    /** Turns modes off ({@code SSL_CTX_clear_mode}). */
    public final void clearMode(SslMode... modes) {
        modes(false, modes);
    }

    private void modes(boolean on, SslMode... modes) {
        change(c -> {
            Set<SslMode> changed = EnumSet.noneOf(SslMode.class);
            changed.addAll(c.modes);
            if (on) {
                changed.addAll(List.of(modes));
            } else {
                changed.removeAll(List.of(modes));
            }
            c.modes = Set.copyOf(changed);
        });
    }

    /** The modes that are on ({@code SSL_CTX_get_mode}). */
    public final Set<SslMode> getMode() {
        return choices.modes;
    }

    // ---- pre-shared keys: SSL_CTX_set_psk_client_callback(3)

    /**
     * The pre-shared key that a client uses ({@code SSL_CTX_set_psk_client_callback}, {@code SSL_CTX_set_psk_use_session_callback}). The callback is given
     * the connection and the hint of a server of TLS 1.2, or null, and returns null for none.
     */
    public final void setPskClientCallback(BiFunction<Ssl, byte[], PskKey> callback) {
        change(c -> c.pskClient = callback);
    }

    /**
     * The pre-shared keys that a server knows ({@code SSL_CTX_set_psk_server_callback}, {@code SSL_CTX_set_psk_find_session_callback}). The callback is
     * given the connection and the client's identity, and returns null when it knows none such.
     */
    public final void setPskServerCallback(BiFunction<Ssl, byte[], PskKey> callback) {
        change(c -> c.pskServer = callback);
    }

    /** What a server of TLS 1.2 says of the identity that it wants ({@code SSL_CTX_use_psk_identity_hint}), or null. */
    public final void usePskIdentityHint(String hint) {
        change(c -> c.pskHint = hint);
    }

    /** How much early data a server takes at most, though a ticket be good for more ({@code SSL_CTX_set_recv_max_early_data}); 16384 at first. */
    public final void setRecvMaxEarlyData(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes of early data");
        }
        change(c -> c.recvMaxEarlyData = bytes);
    }

    /** {@code SSL_CTX_get_recv_max_early_data}. */
    public final long getRecvMaxEarlyData() {
        return choices.recvMaxEarlyData;
    }

    /**
     * Has a client ask its servers for smaller records, in both directions ({@code SSL_CTX_set_tlsext_max_fragment_length},
     * {@code SSL_set_tlsext_max_fragment_length}; RFC 6066 section 4). A server needs not be told: it agrees to what its client asks for. Unlike in
     * OpenSSL a session that was made with another length is not resumed, but the handshake a full one.
     */
    public final void setTlsextMaxFragmentLength(MaxFragmentLength length) {
        FragmentLimit limit = length.limit();
        change(c -> c.limit = limit);
    }

    /** Is shown the messages of connections ({@code SSL_CTX_set_msg_callback}, {@code SSL_set_msg_callback}), or null. */
    public final void setMsgCallback(MsgCallback callback) {
        change(c -> c.msgCallback = callback);
    }

    /** Lets a subclass change what it alone has. */
    final void set(Consumer<Choices> change) {
        change(change);
    }
}
