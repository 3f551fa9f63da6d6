package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.spec.HashAlgorithm;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The vectors that were published on the mailing list of the TLS working group ("Test vector for TLS1.2PRF"). */
class PrfTest {
    @Test
    void sha256() {
        check(HashAlgorithm.SHA256, "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c",
                "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17"
                + "abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66");
    }

    @Test
    void sha384() {
        check(HashAlgorithm.SHA384, "b80b733d6ceefcdc71566ea48e5567df", "cd665cf6a8447dd6ff8b27555edb7465",
                "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700"
                + "884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd4d90fa0d31e2dec479e4f1a2"
                + "6066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e0990703d73e56f");
    }

    @Test
    void sha512() {
        check(HashAlgorithm.SHA512, "b0323523c1853599584d88568bbb05eb", "d4640e12e4bcdbfb437f03e6ae418ee5",
                "1261f588c798c5c201ff036e7a9cb5edcd7fe3f94c669a122a4638d7d508b283042df6789875c7147e906d868bc75c45e20eb40c1cf4a171"
                + "3b27371f68432592f7dc8ea8ef223e12ea8507841311bf68653d0cfc4056d811f025c45ddfa6e6fec702f054b409d6f28dd0a3233e498da4"
                + "1a3e75c5630eedbe22fe254e33a1b0e9f6b9826675bec7d01a845658dc9c397545401d40b9f46c7a400ee1b8f81ca0a60d1a397a1028bff5"
                + "d2ef5066126842fb8da4197632bdb54ff6633f86bbc836e640d4d898");
    }

    /** RFC 4346 section 5 of the secret: "the possibility of one shared byte". Computed by a program of its own on Python's hmac. */
    @Test
    void md5AndSha1() {
        check(HashAlgorithm.MD5_SHA1, "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c",
                "661740e6f98bc901efd2738502a71c03f76dd2f86298549b1148eff06714cf0f6b7c532cd8c69f1530e0bb680e");
        check(HashAlgorithm.MD5_SHA1, "9bbe436ba940f017b17652849a71db", "a0ba9f936cda311827a6f796ffd5198c",
                "9cdd9053742667b628ac7c1c747825e1fcb0f2b91ed98fc3f52e811e4e0f105413343f357ddf4ab97ac55d24be");
    }

    /** RFC 6101 sections 6.1 and 6.2.2, 5.6.9 and 5.6.8. Computed by a program of its own on Python's hashlib. */
    @Test
    void ssl30() {
        HexFormat hex = HexFormat.of();
        byte[] secret = hex.parseHex("9bbe436ba940f017b17652849a71db35");
        byte[] seed = hex.parseHex("a0ba9f936cda311827a6f796ffd5198c");
        Ssl30 ssl = new Ssl30(new BcCrypto(null));
        assertEquals("808d751749e3199a086430d9a22f92cf9b3d7bc8f3e2bb5a649a006cc0c8671bd4905c378a85312df6da248fe89d0f6104e75f73b9e6f622"
                + "09365a39c60dcd09c18cd7ccd41f97145c0d886faa885bdd295061422f2f9f14bf9bf52718a7915c87a601bb",
                hex.formatHex(ssl.compute(secret, "of no use", seed, 100)));
        assertEquals("a3a6909801de5b92895aa483beaae8ae55e2f574e8b51a1aad536ca6b4f9e0225739eacd", hex.formatHex(ssl.finished(secret, true, seed)));
        assertEquals("d6cb80b08369b5a8c01e9abbd3793703bb82491e737b88a1372384ea4763d63388dffaa3", hex.formatHex(ssl.finished(secret, false, seed)));
        assertEquals("087f1d30d95b2e17c2170d20ed04b75588c68aaf3424d22b4d8ac5b563851c897e5681cd", hex.formatHex(ssl.signed(secret, seed)));
    }

    private static void check(HashAlgorithm hash, String secret, String seed, String expected) {
        HexFormat hex = HexFormat.of();
        byte[] out = Prf.of(new BcCrypto(null), hash)
                .compute(hex.parseHex(secret), "test label", hex.parseHex(seed), expected.length() / 2);
        assertEquals(expected, hex.formatHex(out));
    }
}
