package dev.drawbridge.spec;

import java.util.Map;
import java.util.TreeMap;

/**
 * The cipher suites that Drawbridge speaks, in its order of preference: forward secrecy before none, certificates before pre-shared keys,
 * AES-256 first as OpenSSL has it. A suite that is not here passes as a number and is never chosen.
 */
public enum CipherSuite {
    TLS_AES_256_GCM_SHA384(0x1302, "TLS_AES_256_GCM_SHA384", KeyExchange.ANY, Authentication.ANY,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_CHACHA20_POLY1305_SHA256(0x1303, "TLS_CHACHA20_POLY1305_SHA256", KeyExchange.ANY, Authentication.ANY,
            AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_AES_128_GCM_SHA256(0x1301, "TLS_AES_128_GCM_SHA256", KeyExchange.ANY, Authentication.ANY,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384", KeyExchange.ECDHE,
            Authentication.ECDSA, AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(0xc030, "ECDHE-RSA-AES256-GCM-SHA384", KeyExchange.ECDHE,
            Authentication.RSA, AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_DHE_RSA_WITH_AES_256_GCM_SHA384(0x009f, "DHE-RSA-AES256-GCM-SHA384", KeyExchange.DHE, Authentication.RSA,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305", KeyExchange.ECDHE,
            Authentication.ECDSA, AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xcca8, "ECDHE-RSA-CHACHA20-POLY1305", KeyExchange.ECDHE,
            Authentication.RSA, AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xccaa, "DHE-RSA-CHACHA20-POLY1305", KeyExchange.DHE, Authentication.RSA,
            AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256", KeyExchange.ECDHE,
            Authentication.ECDSA, AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(0xc02f, "ECDHE-RSA-AES128-GCM-SHA256", KeyExchange.ECDHE,
            Authentication.RSA, AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_AES_128_GCM_SHA256(0x009e, "DHE-RSA-AES128-GCM-SHA256", KeyExchange.DHE, Authentication.RSA,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384(0xc024, "ECDHE-ECDSA-AES256-SHA384", KeyExchange.ECDHE, Authentication.ECDSA,
            CbcAlgorithm.AES_256_CBC_SHA384, HashAlgorithm.SHA384),
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384(0xc028, "ECDHE-RSA-AES256-SHA384", KeyExchange.ECDHE, Authentication.RSA,
            CbcAlgorithm.AES_256_CBC_SHA384, HashAlgorithm.SHA384),
    TLS_DHE_RSA_WITH_AES_256_CBC_SHA256(0x006b, "DHE-RSA-AES256-SHA256", KeyExchange.DHE, Authentication.RSA,
            CbcAlgorithm.AES_256_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256(0xc023, "ECDHE-ECDSA-AES128-SHA256", KeyExchange.ECDHE, Authentication.ECDSA,
            CbcAlgorithm.AES_128_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256(0xc027, "ECDHE-RSA-AES128-SHA256", KeyExchange.ECDHE, Authentication.RSA,
            CbcAlgorithm.AES_128_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_AES_128_CBC_SHA256(0x0067, "DHE-RSA-AES128-SHA256", KeyExchange.DHE, Authentication.RSA,
            CbcAlgorithm.AES_128_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA(0xc00a, "ECDHE-ECDSA-AES256-SHA", KeyExchange.ECDHE, Authentication.ECDSA,
            CbcAlgorithm.AES_256_CBC_SHA, HashAlgorithm.SHA256),
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA(0xc014, "ECDHE-RSA-AES256-SHA", KeyExchange.ECDHE, Authentication.RSA,
            CbcAlgorithm.AES_256_CBC_SHA, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_AES_256_CBC_SHA(0x0039, "DHE-RSA-AES256-SHA", KeyExchange.DHE, Authentication.RSA,
            CbcAlgorithm.AES_256_CBC_SHA, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA(0xc009, "ECDHE-ECDSA-AES128-SHA", KeyExchange.ECDHE, Authentication.ECDSA,
            CbcAlgorithm.AES_128_CBC_SHA, HashAlgorithm.SHA256),
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA(0xc013, "ECDHE-RSA-AES128-SHA", KeyExchange.ECDHE, Authentication.RSA,
            CbcAlgorithm.AES_128_CBC_SHA, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_AES_128_CBC_SHA(0x0033, "DHE-RSA-AES128-SHA", KeyExchange.DHE, Authentication.RSA,
            CbcAlgorithm.AES_128_CBC_SHA, HashAlgorithm.SHA256),
    // Those of RFC 8442 are not in OpenSSL's table, so that no cipher string of OpenSSL can name them.
    TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384(0xd002, "ECDHE-PSK-AES256-GCM-SHA384", KeyExchange.ECDHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256(0xccac, "ECDHE-PSK-CHACHA20-POLY1305", KeyExchange.ECDHE_PSK, Authentication.PSK,
            AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256(0xd001, "ECDHE-PSK-AES128-GCM-SHA256", KeyExchange.ECDHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_AES_256_GCM_SHA384(0x00ab, "DHE-PSK-AES256-GCM-SHA384", KeyExchange.DHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256(0xccad, "DHE-PSK-CHACHA20-POLY1305", KeyExchange.DHE_PSK, Authentication.PSK,
            AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_AES_128_GCM_SHA256(0x00aa, "DHE-PSK-AES128-GCM-SHA256", KeyExchange.DHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_RSA_WITH_AES_256_GCM_SHA384(0x009d, "AES256-GCM-SHA384", KeyExchange.RSA, Authentication.RSA,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_RSA_WITH_AES_128_GCM_SHA256(0x009c, "AES128-GCM-SHA256", KeyExchange.RSA, Authentication.RSA,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_256_GCM_SHA384(0x00a9, "PSK-AES256-GCM-SHA384", KeyExchange.PSK, Authentication.PSK,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_PSK_WITH_CHACHA20_POLY1305_SHA256(0xccab, "PSK-CHACHA20-POLY1305", KeyExchange.PSK, Authentication.PSK,
            AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_128_GCM_SHA256(0x00a8, "PSK-AES128-GCM-SHA256", KeyExchange.PSK, Authentication.PSK,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_RSA_WITH_AES_256_CBC_SHA256(0x003d, "AES256-SHA256", KeyExchange.RSA, Authentication.RSA,
            CbcAlgorithm.AES_256_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_RSA_WITH_AES_128_CBC_SHA256(0x003c, "AES128-SHA256", KeyExchange.RSA, Authentication.RSA,
            CbcAlgorithm.AES_128_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA384(0xc038, "ECDHE-PSK-AES256-CBC-SHA384", KeyExchange.ECDHE_PSK, Authentication.PSK,
            CbcAlgorithm.AES_256_CBC_SHA384, HashAlgorithm.SHA384),
    TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA(0xc036, "ECDHE-PSK-AES256-CBC-SHA", KeyExchange.ECDHE_PSK, Authentication.PSK,
            CbcAlgorithm.AES_256_CBC_SHA, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_AES_256_CBC_SHA384(0x00b3, "DHE-PSK-AES256-CBC-SHA384", KeyExchange.DHE_PSK, Authentication.PSK,
            CbcAlgorithm.AES_256_CBC_SHA384, HashAlgorithm.SHA384),
    TLS_DHE_PSK_WITH_AES_256_CBC_SHA(0x0091, "DHE-PSK-AES256-CBC-SHA", KeyExchange.DHE_PSK, Authentication.PSK,
            CbcAlgorithm.AES_256_CBC_SHA, HashAlgorithm.SHA256),
    TLS_RSA_WITH_AES_256_CBC_SHA(0x0035, "AES256-SHA", KeyExchange.RSA, Authentication.RSA,
            CbcAlgorithm.AES_256_CBC_SHA, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_256_CBC_SHA384(0x00af, "PSK-AES256-CBC-SHA384", KeyExchange.PSK, Authentication.PSK,
            CbcAlgorithm.AES_256_CBC_SHA384, HashAlgorithm.SHA384),
    TLS_PSK_WITH_AES_256_CBC_SHA(0x008d, "PSK-AES256-CBC-SHA", KeyExchange.PSK, Authentication.PSK,
            CbcAlgorithm.AES_256_CBC_SHA, HashAlgorithm.SHA256),
    TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256(0xc037, "ECDHE-PSK-AES128-CBC-SHA256", KeyExchange.ECDHE_PSK, Authentication.PSK,
            CbcAlgorithm.AES_128_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA(0xc035, "ECDHE-PSK-AES128-CBC-SHA", KeyExchange.ECDHE_PSK, Authentication.PSK,
            CbcAlgorithm.AES_128_CBC_SHA, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_AES_128_CBC_SHA256(0x00b2, "DHE-PSK-AES128-CBC-SHA256", KeyExchange.DHE_PSK, Authentication.PSK,
            CbcAlgorithm.AES_128_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_AES_128_CBC_SHA(0x0090, "DHE-PSK-AES128-CBC-SHA", KeyExchange.DHE_PSK, Authentication.PSK,
            CbcAlgorithm.AES_128_CBC_SHA, HashAlgorithm.SHA256),
    TLS_RSA_WITH_AES_128_CBC_SHA(0x002f, "AES128-SHA", KeyExchange.RSA, Authentication.RSA,
            CbcAlgorithm.AES_128_CBC_SHA, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_128_CBC_SHA256(0x00ae, "PSK-AES128-CBC-SHA256", KeyExchange.PSK, Authentication.PSK,
            CbcAlgorithm.AES_128_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_128_CBC_SHA(0x008c, "PSK-AES128-CBC-SHA", KeyExchange.PSK, Authentication.PSK,
            CbcAlgorithm.AES_128_CBC_SHA, HashAlgorithm.SHA256),
    // Not among the defaults, as in OpenSSL: only who asks for one gets it.
    TLS_AES_128_CCM_SHA256(0x1304, "TLS_AES_128_CCM_SHA256", KeyExchange.ANY, Authentication.ANY,
            AeadAlgorithm.AES_128_CCM, HashAlgorithm.SHA256),
    TLS_AES_128_CCM_8_SHA256(0x1305, "TLS_AES_128_CCM_8_SHA256", KeyExchange.ANY, Authentication.ANY,
            AeadAlgorithm.AES_128_CCM_8, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8(0xc0af, "ECDHE-ECDSA-AES256-CCM8", KeyExchange.ECDHE, Authentication.ECDSA,
            AeadAlgorithm.AES_256_CCM_8, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_256_CCM(0xc0ad, "ECDHE-ECDSA-AES256-CCM", KeyExchange.ECDHE, Authentication.ECDSA,
            AeadAlgorithm.AES_256_CCM, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_AES_256_CCM_8(0xc0a3, "DHE-RSA-AES256-CCM8", KeyExchange.DHE, Authentication.RSA,
            AeadAlgorithm.AES_256_CCM_8, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_AES_256_CCM(0xc09f, "DHE-RSA-AES256-CCM", KeyExchange.DHE, Authentication.RSA,
            AeadAlgorithm.AES_256_CCM, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8(0xc0ae, "ECDHE-ECDSA-AES128-CCM8", KeyExchange.ECDHE, Authentication.ECDSA,
            AeadAlgorithm.AES_128_CCM_8, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_128_CCM(0xc0ac, "ECDHE-ECDSA-AES128-CCM", KeyExchange.ECDHE, Authentication.ECDSA,
            AeadAlgorithm.AES_128_CCM, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_AES_128_CCM_8(0xc0a2, "DHE-RSA-AES128-CCM8", KeyExchange.DHE, Authentication.RSA,
            AeadAlgorithm.AES_128_CCM_8, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_AES_128_CCM(0xc09e, "DHE-RSA-AES128-CCM", KeyExchange.DHE, Authentication.RSA,
            AeadAlgorithm.AES_128_CCM, HashAlgorithm.SHA256),
    TLS_PSK_DHE_WITH_AES_256_CCM_8(0xc0ab, "DHE-PSK-AES256-CCM8", KeyExchange.DHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_256_CCM_8, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_AES_256_CCM(0xc0a7, "DHE-PSK-AES256-CCM", KeyExchange.DHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_256_CCM, HashAlgorithm.SHA256),
    TLS_RSA_WITH_AES_256_CCM_8(0xc0a1, "AES256-CCM8", KeyExchange.RSA, Authentication.RSA,
            AeadAlgorithm.AES_256_CCM_8, HashAlgorithm.SHA256),
    TLS_RSA_WITH_AES_256_CCM(0xc09d, "AES256-CCM", KeyExchange.RSA, Authentication.RSA,
            AeadAlgorithm.AES_256_CCM, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_256_CCM_8(0xc0a9, "PSK-AES256-CCM8", KeyExchange.PSK, Authentication.PSK,
            AeadAlgorithm.AES_256_CCM_8, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_256_CCM(0xc0a5, "PSK-AES256-CCM", KeyExchange.PSK, Authentication.PSK,
            AeadAlgorithm.AES_256_CCM, HashAlgorithm.SHA256),
    TLS_PSK_DHE_WITH_AES_128_CCM_8(0xc0aa, "DHE-PSK-AES128-CCM8", KeyExchange.DHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_128_CCM_8, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_AES_128_CCM(0xc0a6, "DHE-PSK-AES128-CCM", KeyExchange.DHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_128_CCM, HashAlgorithm.SHA256),
    TLS_RSA_WITH_AES_128_CCM_8(0xc0a0, "AES128-CCM8", KeyExchange.RSA, Authentication.RSA,
            AeadAlgorithm.AES_128_CCM_8, HashAlgorithm.SHA256),
    TLS_RSA_WITH_AES_128_CCM(0xc09c, "AES128-CCM", KeyExchange.RSA, Authentication.RSA,
            AeadAlgorithm.AES_128_CCM, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_128_CCM_8(0xc0a8, "PSK-AES128-CCM8", KeyExchange.PSK, Authentication.PSK,
            AeadAlgorithm.AES_128_CCM_8, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_128_CCM(0xc0a4, "PSK-AES128-CCM", KeyExchange.PSK, Authentication.PSK,
            AeadAlgorithm.AES_128_CCM, HashAlgorithm.SHA256),
    // Nobody authenticates. RFC 5246 appendix A.5: "These cipher suites MUST NOT be used by TLS 1.2 implementations unless the application layer
    // has specifically requested to allow anonymous key exchange."
    TLS_DH_anon_WITH_AES_256_GCM_SHA384(0x00a7, "ADH-AES256-GCM-SHA384", KeyExchange.DHE, Authentication.ANON,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_DH_anon_WITH_AES_128_GCM_SHA256(0x00a6, "ADH-AES128-GCM-SHA256", KeyExchange.DHE, Authentication.ANON,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_DH_anon_WITH_AES_256_CBC_SHA256(0x006d, "ADH-AES256-SHA256", KeyExchange.DHE, Authentication.ANON,
            CbcAlgorithm.AES_256_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_DH_anon_WITH_AES_128_CBC_SHA256(0x006c, "ADH-AES128-SHA256", KeyExchange.DHE, Authentication.ANON,
            CbcAlgorithm.AES_128_CBC_SHA256, HashAlgorithm.SHA256),
    TLS_ECDH_anon_WITH_AES_256_CBC_SHA(0xc019, "AECDH-AES256-SHA", KeyExchange.ECDHE, Authentication.ANON,
            CbcAlgorithm.AES_256_CBC_SHA, HashAlgorithm.SHA256),
    TLS_DH_anon_WITH_AES_256_CBC_SHA(0x003a, "ADH-AES256-SHA", KeyExchange.DHE, Authentication.ANON,
            CbcAlgorithm.AES_256_CBC_SHA, HashAlgorithm.SHA256),
    TLS_ECDH_anon_WITH_AES_128_CBC_SHA(0xc018, "AECDH-AES128-SHA", KeyExchange.ECDHE, Authentication.ANON,
            CbcAlgorithm.AES_128_CBC_SHA, HashAlgorithm.SHA256),
    TLS_DH_anon_WITH_AES_128_CBC_SHA(0x0034, "ADH-AES128-SHA", KeyExchange.DHE, Authentication.ANON,
            CbcAlgorithm.AES_128_CBC_SHA, HashAlgorithm.SHA256),
    // Nothing is encrypted.
    TLS_ECDHE_ECDSA_WITH_NULL_SHA(0xc006, "ECDHE-ECDSA-NULL-SHA", KeyExchange.ECDHE, Authentication.ECDSA,
            StreamAlgorithm.NULL_SHA, HashAlgorithm.SHA256),
    TLS_ECDHE_RSA_WITH_NULL_SHA(0xc010, "ECDHE-RSA-NULL-SHA", KeyExchange.ECDHE, Authentication.RSA,
            StreamAlgorithm.NULL_SHA, HashAlgorithm.SHA256),
    TLS_ECDH_anon_WITH_NULL_SHA(0xc015, "AECDH-NULL-SHA", KeyExchange.ECDHE, Authentication.ANON,
            StreamAlgorithm.NULL_SHA, HashAlgorithm.SHA256),
    TLS_RSA_WITH_NULL_SHA256(0x003b, "NULL-SHA256", KeyExchange.RSA, Authentication.RSA,
            StreamAlgorithm.NULL_SHA256, HashAlgorithm.SHA256),
    TLS_ECDHE_PSK_WITH_NULL_SHA384(0xc03b, "ECDHE-PSK-NULL-SHA384", KeyExchange.ECDHE_PSK, Authentication.PSK,
            StreamAlgorithm.NULL_SHA384, HashAlgorithm.SHA384),
    TLS_ECDHE_PSK_WITH_NULL_SHA256(0xc03a, "ECDHE-PSK-NULL-SHA256", KeyExchange.ECDHE_PSK, Authentication.PSK,
            StreamAlgorithm.NULL_SHA256, HashAlgorithm.SHA256),
    TLS_ECDHE_PSK_WITH_NULL_SHA(0xc039, "ECDHE-PSK-NULL-SHA", KeyExchange.ECDHE_PSK, Authentication.PSK,
            StreamAlgorithm.NULL_SHA, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_NULL_SHA384(0x00b5, "DHE-PSK-NULL-SHA384", KeyExchange.DHE_PSK, Authentication.PSK,
            StreamAlgorithm.NULL_SHA384, HashAlgorithm.SHA384),
    TLS_DHE_PSK_WITH_NULL_SHA256(0x00b4, "DHE-PSK-NULL-SHA256", KeyExchange.DHE_PSK, Authentication.PSK,
            StreamAlgorithm.NULL_SHA256, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_NULL_SHA(0x002d, "DHE-PSK-NULL-SHA", KeyExchange.DHE_PSK, Authentication.PSK,
            StreamAlgorithm.NULL_SHA, HashAlgorithm.SHA256),
    TLS_RSA_WITH_NULL_SHA(0x0002, "NULL-SHA", KeyExchange.RSA, Authentication.RSA,
            StreamAlgorithm.NULL_SHA, HashAlgorithm.SHA256),
    TLS_RSA_WITH_NULL_MD5(0x0001, "NULL-MD5", KeyExchange.RSA, Authentication.RSA,
            StreamAlgorithm.NULL_MD5, HashAlgorithm.SHA256),
    TLS_PSK_WITH_NULL_SHA384(0x00b1, "PSK-NULL-SHA384", KeyExchange.PSK, Authentication.PSK,
            StreamAlgorithm.NULL_SHA384, HashAlgorithm.SHA384),
    TLS_PSK_WITH_NULL_SHA256(0x00b0, "PSK-NULL-SHA256", KeyExchange.PSK, Authentication.PSK,
            StreamAlgorithm.NULL_SHA256, HashAlgorithm.SHA256),
    TLS_PSK_WITH_NULL_SHA(0x002c, "PSK-NULL-SHA", KeyExchange.PSK, Authentication.PSK,
            StreamAlgorithm.NULL_SHA, HashAlgorithm.SHA256),
    // Small blocks, of which 2^32 are likely to have two that are the same (Sweet32).
    TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA(0xc008, "ECDHE-ECDSA-DES-CBC3-SHA", KeyExchange.ECDHE, Authentication.ECDSA,
            CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA, HashAlgorithm.SHA256),
    TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA(0xc012, "ECDHE-RSA-DES-CBC3-SHA", KeyExchange.ECDHE, Authentication.RSA,
            CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA(0x0016, "DHE-RSA-DES-CBC3-SHA", KeyExchange.DHE, Authentication.RSA,
            CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA, HashAlgorithm.SHA256),
    TLS_DH_anon_WITH_3DES_EDE_CBC_SHA(0x001b, "ADH-DES-CBC3-SHA", KeyExchange.DHE, Authentication.ANON,
            CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA, HashAlgorithm.SHA256),
    TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA(0xc017, "AECDH-DES-CBC3-SHA", KeyExchange.ECDHE, Authentication.ANON,
            CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA, HashAlgorithm.SHA256),
    TLS_ECDHE_PSK_WITH_3DES_EDE_CBC_SHA(0xc034, "ECDHE-PSK-3DES-EDE-CBC-SHA", KeyExchange.ECDHE_PSK, Authentication.PSK,
            CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_3DES_EDE_CBC_SHA(0x008f, "DHE-PSK-3DES-EDE-CBC-SHA", KeyExchange.DHE_PSK, Authentication.PSK,
            CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA, HashAlgorithm.SHA256),
    TLS_RSA_WITH_3DES_EDE_CBC_SHA(0x000a, "DES-CBC3-SHA", KeyExchange.RSA, Authentication.RSA,
            CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA, HashAlgorithm.SHA256),
    TLS_PSK_WITH_3DES_EDE_CBC_SHA(0x008b, "PSK-3DES-EDE-CBC-SHA", KeyExchange.PSK, Authentication.PSK,
            CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA, HashAlgorithm.SHA256),
    // RFC 7465 section 2: "TLS clients MUST NOT include RC4 cipher suites in the ClientHello message." And: "TLS servers MUST NOT select an RC4
    // cipher suite when a TLS client sends such a cipher suite in the ClientHello message." That these do only where somebody names them.
    TLS_ECDHE_ECDSA_WITH_RC4_128_SHA(0xc007, "ECDHE-ECDSA-RC4-SHA", KeyExchange.ECDHE, Authentication.ECDSA,
            StreamAlgorithm.RC4_128_SHA, HashAlgorithm.SHA256),
    TLS_ECDHE_RSA_WITH_RC4_128_SHA(0xc011, "ECDHE-RSA-RC4-SHA", KeyExchange.ECDHE, Authentication.RSA,
            StreamAlgorithm.RC4_128_SHA, HashAlgorithm.SHA256),
    TLS_DH_anon_WITH_RC4_128_MD5(0x0018, "ADH-RC4-MD5", KeyExchange.DHE, Authentication.ANON,
            StreamAlgorithm.RC4_128_MD5, HashAlgorithm.SHA256),
    TLS_ECDH_anon_WITH_RC4_128_SHA(0xc016, "AECDH-RC4-SHA", KeyExchange.ECDHE, Authentication.ANON,
            StreamAlgorithm.RC4_128_SHA, HashAlgorithm.SHA256),
    TLS_ECDHE_PSK_WITH_RC4_128_SHA(0xc033, "ECDHE-PSK-RC4-SHA", KeyExchange.ECDHE_PSK, Authentication.PSK,
            StreamAlgorithm.RC4_128_SHA, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_RC4_128_SHA(0x008e, "DHE-PSK-RC4-SHA", KeyExchange.DHE_PSK, Authentication.PSK,
            StreamAlgorithm.RC4_128_SHA, HashAlgorithm.SHA256),
    TLS_RSA_WITH_RC4_128_SHA(0x0005, "RC4-SHA", KeyExchange.RSA, Authentication.RSA,
            StreamAlgorithm.RC4_128_SHA, HashAlgorithm.SHA256),
    TLS_RSA_WITH_RC4_128_MD5(0x0004, "RC4-MD5", KeyExchange.RSA, Authentication.RSA,
            StreamAlgorithm.RC4_128_MD5, HashAlgorithm.SHA256),
    TLS_PSK_WITH_RC4_128_SHA(0x008a, "PSK-RC4-SHA", KeyExchange.PSK, Authentication.PSK,
            StreamAlgorithm.RC4_128_SHA, HashAlgorithm.SHA256);

    /** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 section 3.3): a signal, not a suite. */
    public static final int EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff;
    /** TLS_FALLBACK_SCSV (RFC 7507): a signal, not a suite. */
    public static final int FALLBACK_SCSV = 0x5600;

    /** How the keys are agreed; {@code ANY} where TLS 1.3 decides it by extensions. */
    public enum KeyExchange { ANY, ECDHE, DHE, RSA, ECDHE_PSK, DHE_PSK, PSK }

    /** Who signs, or with RSA key exchange decrypts, or that nobody does; Ed25519 counts as ECDSA (RFC 8422 section 5.10); {@code ANY} in TLS 1.3. */
    public enum Authentication { ANY, ECDSA, RSA, PSK, ANON }

    private static final CipherSuite[] ALL = values();
    private static final Map<String, CipherSuite> BY_NAME = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        for (CipherSuite s : ALL) {
            BY_NAME.put(s.name(), s);
            BY_NAME.put(s.opensslName, s);
        }
    }

    private final int code;
    private final String opensslName;
    private final KeyExchange keyExchange;
    private final Authentication authentication;
    private final RecordCipher cipher;
    private final HashAlgorithm hash;

    CipherSuite(int code, String opensslName, KeyExchange keyExchange, Authentication authentication,
            RecordCipher cipher, HashAlgorithm hash) {
        this.code = code;
        this.opensslName = opensslName;
        this.keyExchange = keyExchange;
        this.authentication = authentication;
        this.cipher = cipher;
        this.hash = hash;
    }

    /** The two bytes on the wire. */
    public int code() {
        return code;
    }

    /** The name that {@code openssl ciphers} prints. The IANA name is {@link #name()}. */
    public String opensslName() {
        return opensslName;
    }

    public KeyExchange keyExchange() {
        return keyExchange;
    }

    public Authentication authentication() {
        return authentication;
    }

    /** What protects the records. */
    public RecordCipher cipher() {
        return cipher;
    }

    /** The AEAD of a suite that has one, as those of TLS 1.3 all have. */
    public AeadAlgorithm aead() {
        return (AeadAlgorithm) cipher;
    }

    /** Whether the suite is enabled where nobody names any. As with OpenSSL's DEFAULT, those with CCM are not, nor the weak ones. */
    public boolean byDefault() {
        return !weak() && !(cipher instanceof AeadAlgorithm aead && aead.ccm());
    }

    /**
     * Whether the suite leaves out a part of what TLS is for, or has a broken cipher, so that only who names it, and sets aside the rules of OpenSSL
     * and the JDK, gets it.
     */
    public boolean weak() {
        return anonymous() || cipher instanceof StreamAlgorithm || cipher instanceof CbcAlgorithm cbc && cbc.tripleDes();
    }

    /** Whether records are protected by CBC and HMAC. */
    public boolean cbc() {
        return cipher instanceof CbcAlgorithm;
    }

    /** The hash of the PRF (1.2; SHA-256 where the suite is older than it) or of HKDF and the transcript (1.3). */
    public HashAlgorithm hash() {
        return hash;
    }

    /** Whether a suite of TLS 1.3; all others are of TLS 1.2, and some of them of older versions too. */
    public boolean tls13() {
        return keyExchange == KeyExchange.ANY;
    }

    /** Whether a suite of TLS 1.2 in which both sides authenticate by a pre-shared key (RFC 4279), and nobody by a certificate. */
    public boolean psk() {
        return authentication == Authentication.PSK;
    }

    /** Whether a suite of TLS 1.2 in which nobody shows who he is. */
    public boolean anonymous() {
        return authentication == Authentication.ANON;
    }

    /** Whether a suite of TLS 1.2 whose keys are agreed on an elliptic curve. */
    public boolean ecdhe() {
        return keyExchange == KeyExchange.ECDHE || keyExchange == KeyExchange.ECDHE_PSK;
    }

    /** Whether a suite of TLS 1.2 whose keys are agreed in a finite field. */
    public boolean dhe() {
        return keyExchange == KeyExchange.DHE || keyExchange == KeyExchange.DHE_PSK;
    }

    /** Whether a suite of TLS 1.2 whose pre-master secret the client encrypts to the server's certificate (RFC 5246 section 7.4.7.1). */
    public boolean rsaKeyExchange() {
        return keyExchange == KeyExchange.RSA;
    }

    /** Whether a suite of TLS 1.2 in which the server signs its part of the key exchange. */
    public boolean signed() {
        return !tls13() && !psk() && !anonymous() && !rsaKeyExchange();
    }

    /**
     * Whether the suite may be negotiated in {@code version}; a version without suites is never chosen. Elliptic curves (RFC 8422) and pre-shared
     * keys (RFC 4279) are of TLS.
     */
    public boolean fits(ProtocolVersion version) {
        return switch (version) {
            case TLS13 -> tls13();
            case TLS12 -> !tls13();
            case TLS11, TLS10 -> cipher.mac() == HashAlgorithm.SHA1 || cipher.mac() == HashAlgorithm.MD5;
            case SSL30 -> fits(ProtocolVersion.TLS10) && (keyExchange == KeyExchange.RSA || keyExchange == KeyExchange.DHE);
        };
    }

    /**
     * What hashes the handshake, and is the basis of its keys. RFC 5246 section 1.2: "The MD5/SHA-1 combination in the pseudorandom function
     * (PRF) has been replaced with cipher-suite-specified PRFs."
     */
    public HashAlgorithm hash(ProtocolVersion version) {
        return version.namesSchemes() ? hash : HashAlgorithm.MD5_SHA1;
    }

    /** The suite of a wire number, or null when we do not speak it. */
    public static CipherSuite of(int code) {
        for (CipherSuite s : ALL) {
            if (s.code == code) {
                return s;
            }
        }
        return null;
    }

    /** The suite with an IANA or OpenSSL name, case ignored, or null. Those that are older than TLS have names of SSL too, as Java knows them. */
    public static CipherSuite named(String name) {
        boolean ofSsl = name.regionMatches(true, 0, "SSL_", 0, 4);
        return BY_NAME.get(ofSsl ? "TLS_" + name.substring(4) : name);
    }
}
