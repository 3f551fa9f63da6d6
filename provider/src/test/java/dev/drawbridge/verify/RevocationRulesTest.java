package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.Crl;
import dev.drawbridge.store.TrustSources;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What CRLs come to; how openssl agrees is compared in bulk by VerifyAgreementIT. */
class RevocationRulesTest {
    private TestCa root;
    private TestCa.Identity leaf;

    @BeforeEach
    void chain() throws Exception {
        root = TestCa.root("Root");
        leaf = root.issue("EC", TestCa.Leaf.of("leaf"));
    }

    private VerifyResult verify(Crl... crls) throws Exception {
        VerifyParameters p = new VerifyParameters.Builder().flag(VerifyFlag.CRL_CHECK).flag(VerifyFlag.USE_DELTAS).build();
        Verification v = new Verification(new Verification.Given(p, TrustSources.anchors(new Anchors(List.of(root.certificate()), "the test")),
                List.of(), List.of(crls), Instant.now(), (ok, x) -> ok, Staples.NOT_ASKED));
        v.run(Cert.of(leaf.leaf()));
        return v.error();
    }

    private Crl crl(boolean revoked, ASN1ObjectIdentifier id, ASN1Encodable value) throws Exception {
        X509v2CRLBuilder b = new X509v2CRLBuilder(new X500Name("CN=Root"), Date.from(Instant.now().minusSeconds(60)));
        b.setNextUpdate(Date.from(Instant.now().plusSeconds(3_600)));
        b.addExtension(Extension.cRLNumber, false, new ASN1Integer(3));
        if (revoked) {
            b.addCRLEntry(leaf.leaf().getSerialNumber(), new Date(), CRLReason.keyCompromise);
        }
        if (id != null) {
            b.addExtension(id, true, value);
        }
        return Crl.of(b.build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.keys().getPrivate())).getEncoded());
    }

    @Test
    void revokedOrNot() throws Exception {
        assertEquals(VerifyResult.UNABLE_TO_GET_CRL, verify());
        assertEquals(VerifyResult.OK, verify(crl(false, null, null)));
        assertEquals(VerifyResult.CERT_REVOKED, verify(crl(true, null, null)));
    }

    /** OpenSSL 3.0.19 takes it for a complete one, and so finds that a certificate is not revoked of which it says nothing. */
    @Test
    void aDeltaAloneTellsNothing() throws Exception {
        assertEquals(VerifyResult.UNABLE_TO_GET_CRL, verify(crl(false, Extension.deltaCRLIndicator, new ASN1Integer(BigInteger.TWO))));
    }

    /** RFC 5280 section 5.2.5: of "only" user certificates, authorities and attributes, a CRL says one at most. */
    @Test
    void aScopeThatMakesNoSenseIsNoScope() throws Exception {
        assertEquals(VerifyResult.UNABLE_TO_GET_CRL, verify(crl(false, Extension.issuingDistributionPoint,
                new DERSequence(new ASN1Encodable[] {new DERTaggedObject(false, 1, ASN1Boolean.TRUE), new DERTaggedObject(false, 2, ASN1Boolean.TRUE)}))));
        assertEquals(VerifyResult.DIFFERENT_CRL_SCOPE,
                verify(crl(false, Extension.issuingDistributionPoint, new IssuingDistributionPoint(null, false, true, null, false, false))));
    }
}
