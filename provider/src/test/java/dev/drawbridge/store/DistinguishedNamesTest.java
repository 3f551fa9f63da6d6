package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinguishedNamesTest {
    /** A name of one commonName, whose value is a string of this ASN.1 type and these bytes. */
    private static X500Principal name(String typeAndValue) {
        byte[] string = HexFormat.of().parseHex(typeAndValue);
        byte[] head = HexFormat.ofDelimiter(" ").parseHex("30 00 31 00 30 00 06 03 55 04 03");
        byte[] der = new byte[head.length + string.length];
        System.arraycopy(head, 0, der, 0, head.length);
        System.arraycopy(string, 0, der, head.length, string.length);
        der[1] = (byte) (der.length - 2);
        der[3] = (byte) (der.length - 4);
        der[5] = (byte) (der.length - 6);
        return new X500Principal(der);
    }

    @Test
    void theLastCommonNameIsTheMostSpecific() {
        assertEquals("www.example.com", DistinguishedNames.commonName(new X500Principal("CN=www.example.com,CN=example.org,C=DE")));
        assertNull(DistinguishedNames.commonName(new X500Principal("O=www.example.com")));
        assertEquals("a", DistinguishedNames.commonName(name("0c0161")));
    }

    /** UTF-8 that ends early, that begins in the middle, and a number: found by fuzzing certificates, where it was an exception. */
    @ParameterizedTest
    @ValueSource(strings = {"0c01c3", "0c0180", "0c02c328", "020101"})
    void whatIsNoTextIsNoName(String typeAndValue) {
        assertNull(DistinguishedNames.commonName(name(typeAndValue)));
    }
}
