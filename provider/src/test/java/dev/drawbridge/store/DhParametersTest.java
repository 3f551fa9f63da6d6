package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DhParametersTest {
    /** {@code openssl dhparam 2048}. */
    private static final String OWN = """
            -----BEGIN DH PARAMETERS-----
            MIIBCAKCAQEAwDafl4ZwXgAz2Kkil5gfSXWQA7M6Zzp8qlvwmB5AvmNZskbWnmsa
            Hi35EOl6sUsiHiDYFnPyPw9afUZr0O/UMBAIXMpqvIQRfl0QnjlB9OC4HZxzdAtz
            gmG9yfFq1A8Fv5v+7r841gIsAelHPE4WjVrDDB3i7WwR5oFDy+Kpm1rdwSaA9NEZ
            Z14EVfL+xx2XsA6kCbF9l60SwL6/hpSOKXG5N8zPLJRAdVG92pOSTug77AK2Nxfk
            JVP4qSNg5IfCdBzXrkdgHwt1IsE+pLl1OtVOYubHYaAkP7LYbjODc3zpJsOeRuQE
            uoBYTQS0g1l9Sxz+NPKjdzLkUJAsGNVjFwIBAg==
            -----END DH PARAMETERS-----
            """;
    /** {@code openssl genpkey -genparam -algorithm DHX -pkeyopt dh_rfc5114:2}, with its subgroup. */
    private static final String X942 = """
            -----BEGIN X9.42 DH PARAMETERS-----
            MIICKQKCAQEArRB+HpEjqdDWYPqnlVnFH6INZOVoO5/RtUsVl7YdCnXm+hQd+VpW
            26+aPEB7od8V6z1oijCcGA4d5rhaEnSgpm0/gVKtasISkDfJ7e/aTfjZHo/vVbc5
            S3rVt9C2wSIHyfmNEe002/bGugssi7wnvmoA4KC5xJcIs7+KMXCRiDaBKGEwvImF
            2xYC5xRBXZMwJ4Jzx94x79xzEPcSH9WgdBWYfZrcCkhtzfk6zEQyg4cxXXXhmMZB
            pIDNhqG55YfovmDmnMkosrnFIXLkEwQumyPxCw4W55djybU9z0uoCinj+3PBa451
            uX7zY+L/ox9xz53lOE5xuBwKxN/+DBDmTwKCAQEArEAy708tmuOd8wtcj/2sUGze
            vnuJmYyvdIZqCM/k/+OmgkpOELmm8N2SHwGnDEr6q3OddwDCn1LFfbF8YgqGUr5e
            kAGo1mrXwXZpEBmZAkr00CcnWsE0i7inYtBSG8mK4kcVBCLqHtQJk51U2nRgzbX2
            xrJQcXy+8YDrNBGOmNEZUppF1vg0Vm4wJeMWozDvu3eobwwasVsFGuPUKMj4rLcK
            gTcVC47rEOGD7dGZY93Z4mPkdwWJ72qiHn9fL/OBtTnM40CdE81Wavu0jWwBkYHh
            vP6UswJp7f5y/ptqpL17Wg8ccc//TBnEGOH27AF5gbwIfypwZbOEuJDTGR8r+gId
            AIAcDTTFjZP+mXF3EB+AU1pHOM68vziambNjces=
            -----END X9.42 DH PARAMETERS-----
            """;

    @TempDir
    Path directory;

    private DhParameters read(byte[] bytes) throws Exception {
        Path file = directory.resolve("dh.pem");
        Files.write(file, bytes);
        return DhParameters.read(file);
    }

    private DhParameters read(String pem) throws Exception {
        return read(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(BigInteger... numbers) throws IOException {
        ASN1EncodableVector all = new ASN1EncodableVector();
        for (BigInteger n : numbers) {
            all.add(new ASN1Integer(n));
        }
        return new DERSequence(all).getEncoded();
    }

    private void refused(byte[] bytes, String reason, String expected) {
        StoreException e = assertThrows(StoreException.class, () -> read(bytes));
        assertEquals(reason, e.reason());
        assertTrue(e.getMessage().contains("dh.pem") && e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void pemAndDer() throws Exception {
        DhParameters own = read("text before\n" + OWN);
        assertEquals(2048, own.prime().bitLength());
        assertEquals(BigInteger.TWO, own.generator());
        assertEquals(own, read(Base64.getMimeDecoder().decode(OWN.replaceAll("-----.*-----", ""))));
        assertEquals(own, read(der(own.prime(), own.generator(), BigInteger.valueOf(225))), "with the length of private numbers");
        DhParameters x942 = read(X942);
        assertEquals(2048, x942.prime().bitLength());
        assertTrue(x942.generator().bitLength() > 1000);
        assertEquals(x942, read(X942 + OWN), "the first counts");
        assertEquals(own, DhParameters.of(own.prime(), own.generator(), "a program"));
    }

    @Test
    void whatIsNone() throws Exception {
        BigInteger p = read(OWN).prime();
        refused(new byte[0], "bad object header", "openssl dhparam");
        refused("hello".getBytes(StandardCharsets.US_ASCII), "bad object header", "openssl dhparam");
        refused("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".getBytes(StandardCharsets.US_ASCII), "no start line", "DH PARAMETERS");
        refused("-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----\n".getBytes(StandardCharsets.US_ASCII), "bad object header",
                "block 1 at line 1");
        refused(der(p), "bad object header", "openssl dhparam");
        refused(der(p.negate(), BigInteger.TWO), "check p not prime", "no prime");
        refused(der(BigInteger.valueOf(23), BigInteger.TWO), "modulus too small", "5 bits; expected 512 to 8192");
        refused(der(BigInteger.ONE.shiftLeft(100_000), BigInteger.TWO), "modulus too large", "100001 bits; expected 512 to 8192");
        refused(der(p.add(BigInteger.TWO), BigInteger.TWO), "check p not prime", "no prime");
        for (BigInteger g : new BigInteger[] {BigInteger.ZERO, BigInteger.ONE, p.subtract(BigInteger.ONE), p}) {
            refused(der(p, g), "not suitable generator", "generator");
        }
    }
}
