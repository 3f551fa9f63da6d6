package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    private static X509Certificate named(String... dnsNames) throws Exception {
        return TestCa.selfSigned(TestCa.Leaf.of("not.used", dnsNames)).leaf();
    }

    private static X509Certificate commonName(String dn) throws Exception {
        return TestCa.selfSigned(TestCa.Leaf.of("x").subject(dn)).leaf();
    }

    /** An address and a mask, as name constraints have them, of which the mask has gaps: an unexpected exception of the JDK's. */
    @Test
    void anAddressThatIsNoneIsACertificateError() throws Exception {
        byte[] gaps = new byte[32];
        gaps[16] = 0x55;
        TestCa.Leaf leaf = TestCa.Leaf.of("x", "www.example.com");
        List<GeneralName> names = new ArrayList<>(leaf.names());
        names.add(new GeneralName(GeneralName.iPAddress, new DEROctetString(gaps)));
        X509Certificate c = TestCa.selfSigned(
                new TestCa.Leaf(leaf.subject(), names, leaf.purposes(), leaf.keyUsage(), leaf.from(), leaf.to())).leaf();
        assertThrows(CertificateException.class, () -> HostNames.check(c, "www.example.com"));
        assertThrows(CertificateException.class, () -> HostNames.check(c, "127.0.0.1"));
    }

    /** RFC 6125 section 6.4 and RFC 9525 section 6.3: examples of both and of the libraries that follow them. */
    @ParameterizedTest
    @CsvSource({
        "www.example.com, www.example.com",
        "WWW.Example.COM, www.example.com",
        "www.example.com, WWW.EXAMPLE.COM",
        "www.example.com, www.example.com.",
        "*.example.com, foo.example.com",
        "*.example.com, FOO.example.com",
        "*.example.co.uk, a.example.co.uk",
        "localhost, localhost",
        "3com.1st.example, 3com.1st.example",
        "server.4u, server.4u",
        "xn--bcher-kva.example, bücher.example",
        "*.xn--bcher-kva.example, www.bücher.example",
        "my_host.example.com, my_host.example.com",
        "*.example.com, xn--bcher-kva.example.com"})
    void matches(String inCertificate, String host) throws Exception {
        X509Certificate c = named(inCertificate);
        assertDoesNotThrow(() -> HostNames.check(c, host));
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com, example.com",
        "example.com, www.example.com",
        "*.example.com, example.com",
        "*.example.com, bar.foo.example.com",
        "*.example.com, .example.com",
        "f*.example.com, foo.example.com",
        "*oo.example.com, foo.example.com",
        "f*o.example.com, foo.example.com",
        "foo.*.com, foo.example.com",
        "www.*.example.com, www.foo.example.com",
        "*.*.example.com, a.b.example.com",
        "*, example",
        "*, example.com",
        "*.com, example.com",
        "*., example.com",
        "xn--*.example, xn--bcher-kva.example",
        "www.example.com, www.example.org",
        "www.example.com, www.example.com.evil.org",
        "www.example.com, wwwXexample.com",
        "192.168.1.1, 192.168.1.1",
        "*.168.1.1, 192.168.1.1",
        "192.168.1.1, 192.168.1.1.",
        "*.168.1.1, 192.168.1.1.",
        "www.0x7f000001, www.0x7f000001",
        "www.example.com, ''",
        "www.example.com, www..example.com",
        "www.example.com, ' www.example.com'"})
    void doesNotMatch(String inCertificate, String host) throws Exception {
        X509Certificate c = named(inCertificate);
        assertThrows(CertificateException.class, () -> HostNames.check(c, host));
    }

    @Test
    void aNullByteEndsNoName() throws Exception {
        X509Certificate c = named("www.example.com\0.evil.org");
        assertThrows(CertificateException.class, () -> HostNames.check(c, "www.example.com"));
        assertThrows(CertificateException.class, () -> HostNames.check(c, "www.example.com\0.evil.org"));
        X509Certificate plain = named("www.example.com");
        assertThrows(CertificateException.class, () -> HostNames.check(plain, "www.example.com\0"));
        assertThrows(CertificateException.class, () -> HostNames.check(plain, null));
    }

    @Test
    void anyOfSeveralNamesWillDo() throws Exception {
        X509Certificate c = named("a.example.com", "b.example.com");
        HostNames.check(c, "b.example.com");
        CertificateException e = assertThrows(CertificateException.class, () -> HostNames.check(c, "c.example.com"));
        assertTrue(e.getMessage().startsWith("No subject alternative DNS name matching c.example.com found"), e.getMessage());
        assertTrue(e.getMessage().contains("b.example.com"), e.getMessage());
    }

    /** The lower case of the Kelvin sign is the letter k, in Java and in Unicode. */
    @Test
    void aCommonNameThatOnlyLooksLikeTheHostIsAnotherName() throws Exception {
        HostNames.check(commonName("CN=BANK.example.com"), "bank.example.com");
        assertThrows(CertificateException.class, () -> HostNames.check(commonName("CN=ban\u212a.example.com"), "bank.example.com"));
        assertThrows(CertificateException.class, () -> HostNames.check(commonName("CN=*.ban\u212a.com"), "www.bank.com"));
    }

    @Test
    void commonNameCountsOnlyWithoutDnsNames() throws Exception {
        HostNames.check(commonName("CN=www.example.com"), "www.example.com");
        HostNames.check(commonName("CN=*.example.com"), "www.example.com");
        // The most specific one, which is the last.
        HostNames.check(commonName("C=DE,CN=www.example.org,CN=www.example.com"), "www.example.com");
        assertThrows(CertificateException.class, () -> HostNames.check(commonName("C=DE,CN=www.example.org,CN=www.example.com"),
                "www.example.org"));
        assertThrows(CertificateException.class, () -> HostNames.check(commonName("O=www.example.com"), "www.example.com"));
        X509Certificate both = TestCa.selfSigned(TestCa.Leaf.of("www.example.com", "other.example.com")).leaf();
        assertThrows(CertificateException.class, () -> HostNames.check(both, "www.example.com"));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.1", "2001:db8::1, 2001:db8::1", "2001:db8::1, 2001:0DB8:0:0:0:0:0:1", "2001:db8::1, [2001:db8::1]"})
    void addressesMatchByOctets(String inCertificate, String host) throws Exception {
        HostNames.check(TestCa.selfSigned(TestCa.Leaf.of("x").address(inCertificate)).leaf(), host);
    }

    @Test
    void addressesNeverMatchNames() throws Exception {
        X509Certificate byName = TestCa.selfSigned(TestCa.Leaf.of("192.0.2.1", "192.0.2.1")).leaf();
        assertThrows(CertificateException.class, () -> HostNames.check(byName, "192.0.2.1"));
        X509Certificate byCommonName = commonName("CN=192.0.2.1");
        assertThrows(CertificateException.class, () -> HostNames.check(byCommonName, "192.0.2.1"));
        X509Certificate byAddress = TestCa.selfSigned(TestCa.Leaf.of("x").address("192.0.2.1")).leaf();
        assertThrows(CertificateException.class, () -> HostNames.check(byAddress, "192.0.2.2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "::1", "[::1]", "fe80::1%eth0", "::ffff:192.0.2.1"})
    void isAddress(String host) {
        assertTrue(HostNames.isAddress(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"www.example.com", "1.2.3", "1.2.3.4.5", "300.1.1.1", "localhost", "a::b::c", "",
        "www.example.com:443", "face:443", "zz::1", "::g", ".::1", ":", "1.2.3.4%eth0"})
    void isNoAddress(String host) {
        assertFalse(HostNames.isAddress(host));
    }
}
