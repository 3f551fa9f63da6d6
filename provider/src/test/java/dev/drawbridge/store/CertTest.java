package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.verify.TestCa;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

class CertTest {
    private static final int EXTENSIONS = 7;

    /** A certificate of which the parts of the signed structure are changed. */
    private static byte[] changed(Consumer<List<ASN1Encodable>> change) throws Exception {
        byte[] der = TestCa.root("Root").issue("EC", TestCa.Leaf.of("leaf", "a.test")).leaf().getEncoded();
        List<ASN1Encodable> outer = list(ASN1Sequence.getInstance(der));
        List<ASN1Encodable> tbs = list(ASN1Sequence.getInstance(outer.get(0)));
        change.accept(tbs);
        outer.set(0, sequence(tbs));
        return sequence(outer).getEncoded();
    }

    private static byte[] withExtensions(UnaryOperator<List<ASN1Encodable>> change) throws Exception {
        return changed(tbs -> {
            ASN1Sequence all = ASN1Sequence.getInstance((ASN1TaggedObject) tbs.get(EXTENSIONS), true);
            tbs.set(EXTENSIONS, new DERTaggedObject(true, 3, sequence(change.apply(list(all)))));
        });
    }

    private static List<ASN1Encodable> list(ASN1Sequence s) {
        List<ASN1Encodable> l = new ArrayList<>();
        s.forEach(l::add);
        return l;
    }

    private static DERSequence sequence(List<ASN1Encodable> l) {
        ASN1EncodableVector v = new ASN1EncodableVector();
        l.forEach(v::add);
        return new DERSequence(v);
    }

    @Test
    void extensionsNeedVersion3() throws Exception {
        byte[] der = changed(tbs -> tbs.remove(0));
        assertThrows(CertificateException.class, () -> Cert.of(der));
    }

    /** RFC 5280 section 4.2: "A certificate MUST NOT include more than one instance of a particular extension." */
    @Test
    void anExtensionComesOnce() throws Exception {
        assertFalse(Cert.of(withExtensions(UnaryOperator.identity())).facts().invalid());
        byte[] der = withExtensions(all -> {
            all.addAll(List.copyOf(all));
            return all;
        });
        assertThrows(CertificateException.class, () -> Cert.of(der));
    }

    @Test
    void anExtensionThatMakesNoSenseIsNoted() throws Exception {
        for (byte[] content : new byte[][] {{}, {0x05, 0x00}, {0x30, 0x05, 0x01}}) {
            Cert c = Cert.of(withExtensions(all -> {
                all.replaceAll(e -> Extension.getInstance(e).getExtnId().equals(Extension.subjectAlternativeName)
                        ? new Extension(Extension.subjectAlternativeName, false, new DEROctetString(content)) : e);
                return all;
            }));
            assertTrue(c.facts().invalid());
            assertEquals(null, c.facts().alternativeNames());
        }
    }

    /** Blanks and capitals do not make another name, another order does. */
    @Test
    void namesAreComparedCanonically() throws IOException {
        CanonicalName name = CanonicalName.of(new X500Name("C=AU,O=Some Zoo,CN=x"));
        assertEquals(name, CanonicalName.of(new X500Name("C=au,O=\\ some  ZOO,CN=X")));
        assertNotEquals(name, CanonicalName.of(new X500Name("O=Some Zoo,C=AU,CN=x")));
        assertTrue(name.startsWith(CanonicalName.of(new X500Name("C=AU,O=some zoo"))));
        assertFalse(name.startsWith(CanonicalName.of(new X500Name("C=AU,O=some"))));
        assertTrue(name.startsWith(CanonicalName.of(new X500Name(new org.bouncycastle.asn1.x500.RDN[0]))));
    }
}
