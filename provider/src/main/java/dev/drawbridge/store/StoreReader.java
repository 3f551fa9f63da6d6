package dev.drawbridge.store;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERTags;

/** Files into certificates, CRLs and keys; PEM, DER and PKCS#12 are told apart by their content. */
final class StoreReader {
    private static final String TRUSTED = "TRUSTED CERTIFICATE";
    private static final String CRL = "X509 CRL";
    private static final int RSA_PARTS = 9;
    private static final int DSA_PARTS = 6;

    private StoreReader() {
    }

    /**
     * All of a file. Keys stay as they are; blocks that are none of the three are passed over.
     *
     * @param passphrase opens a PKCS#12 file
     */
    static List<StoreItem> read(Path file, Passphrase passphrase) throws StoreException {
        byte[] bytes = FileBytes.read(file);
        try {
            return read(bytes, file.toString(), passphrase);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The same of bytes, which are not kept; DER of certificates is copied. */
    static List<StoreItem> read(byte[] bytes, String origin, Passphrase passphrase) throws StoreException {
        if (PemReader.looksLikePem(bytes, bytes.length)) {
            return pem(bytes, origin);
        }
        Place place = Place.whole(origin);
        if (bytes.length == 0) {
            throw place.error("is empty; expected PEM, DER or PKCS#12", "no start line");
        }
        if (bytes[0] != (BERTags.SEQUENCE | BERTags.CONSTRUCTED)) {
            throw place.error(looksLikeUtf16(bytes) ? "is a text in UTF-16; expected PEM as ASCII or UTF-8"
                    : "has no line that begins with -----BEGIN and is not DER; expected PEM, DER or PKCS#12", "no start line");
        }
        return der(bytes.clone(), place, passphrase);
    }

    private static boolean looksLikeUtf16(byte[] b) {
        return b.length > 1 && (b[0] == (byte) 0xFE && b[1] == (byte) 0xFF || b[0] == (byte) 0xFF && b[1] == (byte) 0xFE);
    }

    /** The items of a PEM text, which may have none. */
    static List<StoreItem> pem(byte[] text, String origin) throws StoreException {
        List<StoreItem> items = new ArrayList<>();
        PemReader reader = new PemReader(origin, text);
        for (PemBlock block = reader.next(); block != null; block = reader.next()) {
            StoreItem item = item(block);
            if (item != null) {
                items.add(item);
            }
        }
        return items;
    }

    private static StoreItem item(PemBlock block) throws StoreException {
        String label = block.label();
        Place place = block.place();
        if (label.endsWith(EncodedKey.PKCS8)) {
            return new StoreItem.OfKey(new EncodedKey(label, block.header(), block.der(), place), block.friendlyName(), place);
        }
        boolean certificate = label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
        if (!certificate && !label.equals(TRUSTED) && !label.equals(CRL)) {
            return null;
        }
        if (!block.header().isEmpty()) {
            throw place.error("this " + label + " has a header or a blank line inside; expected base64 only", "not proc type");
        }
        if (label.equals(CRL)) {
            return crl(block.der(), block.friendlyName(), place);
        }
        return certificate ? certificate(block.der(), block.friendlyName(), place) : trusted(block);
    }

    private static StoreItem.OfCertificate certificate(byte[] der, String name, Place place) throws StoreException {
        try {
            return new StoreItem.OfCertificate(Cert.of(DerElement.first(der)), false, name, place);
        } catch (CertificateException e) {
            throw place.error("this CERTIFICATE is not one: " + e.getMessage(), "wrong tag", e);
        }
    }

    private static StoreItem.OfCertificate trusted(PemBlock block) throws StoreException {
        byte[] certificate = DerElement.first(block.der());
        TrustSettings settings = TrustSettings.NONE;
        if (certificate.length < block.der().length) {
            settings = AuxiliarySettings.decode(Arrays.copyOfRange(block.der(), certificate.length, block.der().length), block.place());
        }
        try {
            String name = settings.alias() == null ? block.friendlyName() : settings.alias();
            return new StoreItem.OfCertificate(Cert.of(certificate, settings), true, name, block.place());
        } catch (CertificateException e) {
            throw block.place().error("this TRUSTED CERTIFICATE is not one: " + e.getMessage(), "wrong tag", e);
        }
    }

    private static StoreItem crl(byte[] der, String name, Place place) throws StoreException {
        try {
            return new StoreItem.OfCrl(Crl.of(DerElement.first(der)), name, place);
        } catch (CRLException e) {
            throw place.error("this X509 CRL is not one: " + e.getMessage(), "wrong tag", e);
        }
    }

    /** What a DER file holds, told by its structure. */
    private static List<StoreItem> der(byte[] der, Place place, Passphrase passphrase) throws StoreException {
        ASN1Sequence parts;
        try {
            parts = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(DerElement.first(der)));
        } catch (IOException | RuntimeException e) {
            throw place.error("begins like DER but is damaged or cut off; expected PEM, DER or PKCS#12", "bad object header", e);
        }
        String key = keyLabel(parts);
        if (key != null) {
            return List.of(new StoreItem.OfKey(new EncodedKey(key, "", der, place), null, place));
        }
        if (Pkcs12File.is(parts)) {
            return Pkcs12File.read(DerElement.first(der), place, passphrase);
        }
        try {
            return List.of(new StoreItem.OfCertificate(Cert.of(DerElement.first(der)), false, null, place));
        } catch (CertificateException e) {
            try {
                return List.of(new StoreItem.OfCrl(Crl.of(DerElement.first(der)), null, place));
            } catch (CRLException f) {
                throw place.error("is DER, but of nothing known; expected a certificate, a CRL, a private key or PKCS#12", "unsupported", f);
            }
        }
    }

    /** The PEM label of a key of this structure, or null when it is none. */
    private static String keyLabel(ASN1Sequence parts) {
        if (parts.size() == 2 && parts.getObjectAt(0) instanceof ASN1Sequence && parts.getObjectAt(1) instanceof ASN1OctetString) {
            return EncodedKey.ENCRYPTED_PKCS8;
        }
        if (parts.size() < 2 || !(parts.getObjectAt(0) instanceof ASN1Integer)) {
            return null;
        }
        ASN1Encodable second = parts.getObjectAt(1);
        if (second instanceof ASN1OctetString) {
            return EncodedKey.EC;
        }
        if (second instanceof ASN1Integer) {
            return parts.size() == RSA_PARTS ? EncodedKey.RSA : parts.size() == DSA_PARTS ? EncodedKey.DSA : null;
        }
        return second instanceof ASN1Sequence && parts.size() > 2 && parts.getObjectAt(2) instanceof ASN1OctetString
                ? EncodedKey.PKCS8 : null;
    }
}
