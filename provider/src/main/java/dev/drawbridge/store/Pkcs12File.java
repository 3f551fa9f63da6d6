package dev.drawbridge.store;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.CRLBag;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDefaultDigestProvider;

/** A PKCS#12 file into its items; the order is the file's. */
final class Pkcs12File {
    /** OpenSSL's word for a wrong passphrase of such a file. */
    static final String MAC_FAILURE = "mac verify failure";
    private static final int VERSION = 3;
    private static final int MOST_ITERATIONS = 10_000_000;
    /** Bags may hold bags. */
    private static final int DEEPEST = 8;

    private final Place place;
    private final char[] passphrase;
    private final List<StoreItem> items = new ArrayList<>();

    private Pkcs12File(Place place, char[] passphrase) {
        this.place = place;
        this.passphrase = passphrase;
    }

    /** Whether a structure is a PFX: version 3, then content info. */
    static boolean is(ASN1Sequence parts) {
        return parts.size() >= 2 && parts.size() <= 3 && parts.getObjectAt(0) instanceof ASN1Integer version && version.hasValue(VERSION)
                && parts.getObjectAt(1) instanceof ASN1Sequence content && content.size() > 0
                && content.getObjectAt(0) instanceof ASN1ObjectIdentifier;
    }

    static List<StoreItem> read(byte[] der, Place place, Passphrase passphrase) throws StoreException {
        char[] secret = passphrase.of(place.toString());
        Pkcs12File file = new Pkcs12File(place, secret == null ? new char[0] : secret);
        try {
            Pfx pfx = Pfx.getInstance(der);
            if (!pfx.getAuthSafe().getContentType().equals(PKCSObjectIdentifiers.data)) {
                throw place.error("is signed by a key instead of a passphrase; expected PKCS#12 with a MAC", "unsupported");
            }
            byte[] safe = ASN1OctetString.getInstance(pfx.getAuthSafe().getContent()).getOctets();
            file.checkMac(pfx.getMacData(), safe, secret == null);
            for (ContentInfo content : AuthenticatedSafe.getInstance(safe).getContentInfo()) {
                file.content(content);
            }
            return file.items;
        } catch (RuntimeException | IOException e) { // the parser throws whatever it stumbles over
            throw place.error("is PKCS#12, but a part of it is damaged", "wrong tag", e);
        } finally {
            Arrays.fill(file.passphrase, '\0');
        }
    }

    /** Without a MAC there is nothing to check, as OpenSSL has it. */
    private void checkMac(MacData mac, byte[] safe, boolean none) throws StoreException {
        if (mac == null) {
            return;
        }
        BigInteger iterations = mac.getIterationCount();
        KeyEncryption.number(place, "MAC iteration count", iterations, MOST_ITERATIONS);
        boolean right = false;
        for (byte[] secret : KeyEncryption.pkcs12Secrets(passphrase)) {
            right |= MessageDigest.isEqual(mac.getMac().getDigest(), mac(mac, safe, secret, iterations.intValue()));
            Arrays.fill(secret, (byte) 0);
        }
        if (!right) {
            throw none ? place.error("this PKCS#12 file has a passphrase and none was given", MAC_FAILURE)
                    : place.error("the passphrase does not open this PKCS#12 file", MAC_FAILURE);
        }
    }

    private byte[] mac(MacData mac, byte[] safe, byte[] secret, int iterations) throws StoreException {
        try {
            ExtendedDigest digest = BcDefaultDigestProvider.INSTANCE.get(mac.getMac().getAlgorithmId());
            PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(digest);
            generator.init(secret, mac.getSalt(), iterations);
            HMac hmac = new HMac(digest);
            hmac.init(generator.generateDerivedMacParameters(digest.getDigestSize() * 8));
            hmac.update(safe, 0, safe.length);
            byte[] out = new byte[hmac.getMacSize()];
            hmac.doFinal(out, 0);
            return out;
        } catch (OperatorCreationException e) {
            throw place.error("its MAC is of " + mac.getMac().getAlgorithmId().getAlgorithm() + "; expected SHA-1 or SHA-2",
                    "unknown digest algorithm", e);
        }
    }

    private void content(ContentInfo content) throws StoreException, IOException {
        if (content.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
            EncryptedData data = EncryptedData.getInstance(content.getContent());
            bags(ASN1Sequence.getInstance(KeyEncryption.decrypt(place, data.getEncryptionAlgorithm(), data.getContent().getOctets(),
                    passphrase)), 0);
        } else if (content.getContentType().equals(PKCSObjectIdentifiers.data)) {
            bags(ASN1Sequence.getInstance(ASN1OctetString.getInstance(content.getContent()).getOctets()), 0);
        } else {
            throw place.error("has a part of type " + content.getContentType() + "; expected data or data encrypted by a passphrase",
                    "unsupported");
        }
    }

    private void bags(ASN1Sequence bags, int depth) throws StoreException, IOException {
        if (depth > DEEPEST) {
            throw place.error("has bags in bags deeper than " + DEEPEST);
        }
        for (ASN1Encodable element : bags) {
            SafeBag bag = SafeBag.getInstance(element);
            ASN1ObjectIdentifier type = bag.getBagId();
            String name = friendlyName(bag.getBagAttributes());
            byte[] value = bag.getBagValue().toASN1Primitive().getEncoded();
            if (type.equals(PKCSObjectIdentifiers.keyBag)) {
                items.add(new StoreItem.OfKey(new EncodedKey(EncodedKey.PKCS8, "", value, place), name, place));
            } else if (type.equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
                items.add(new StoreItem.OfKey(new EncodedKey(EncodedKey.ENCRYPTED_PKCS8, "", value, place), name, place));
            } else if (type.equals(PKCSObjectIdentifiers.certBag)) {
                certificate(CertBag.getInstance(bag.getBagValue()), name);
            } else if (type.equals(PKCSObjectIdentifiers.crlBag)) {
                crl(CRLBag.getInstance(bag.getBagValue()), name);
            } else if (type.equals(PKCSObjectIdentifiers.safeContentsBag)) {
                bags(ASN1Sequence.getInstance(bag.getBagValue()), depth + 1);
            }
        }
    }

    private void certificate(CertBag bag, String name) throws StoreException {
        if (!bag.getCertId().equals(PKCSObjectIdentifiers.x509Certificate)) {
            return; // an SDSI certificate
        }
        try {
            Cert cert = Cert.of(ASN1OctetString.getInstance(bag.getCertValue()).getOctets());
            items.add(new StoreItem.OfCertificate(cert, false, name, place));
        } catch (CertificateException e) {
            throw place.error("a certificate in it is not one: " + e.getMessage(), "wrong tag", e);
        }
    }

    private void crl(CRLBag bag, String name) throws StoreException {
        try {
            items.add(new StoreItem.OfCrl(Crl.of(ASN1OctetString.getInstance(bag.getCrlValue()).getOctets()), name, place));
        } catch (CRLException e) {
            throw place.error("a CRL in it is not one: " + e.getMessage(), "wrong tag", e);
        }
    }

    private static String friendlyName(ASN1Set attributes) {
        if (attributes != null) {
            for (ASN1Encodable element : attributes) {
                ASN1Sequence attribute = ASN1Sequence.getInstance(element);
                if (PKCSObjectIdentifiers.pkcs_9_at_friendlyName.equals(attribute.getObjectAt(0))) {
                    return ASN1BMPString.getInstance(ASN1Set.getInstance(attribute.getObjectAt(1)).getObjectAt(0)).getString();
                }
            }
        }
        return null;
    }
}
