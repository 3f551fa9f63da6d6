package dev.drawbridge.session;

import dev.drawbridge.crypto.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Enumeration;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/**
 * A session as OpenSSL writes it (i2d_SSL_SESSION): SSL_SESSION_ASN1 in DER, field for field, whatever the fields mean to us. What
 * OpenSSL wrote comes out again byte for byte.
 */
public final class SessionDer {
    /** The most bytes that are read: OpenSSL's largest ticket and some chains of certificates. */
    public static final int LONGEST = 1 << 17;
    private static final int STRUCTURE_VERSION = 1;
    /** TLS13_MAX_RESUMPTION_PSK_LENGTH. */
    private static final int LONGEST_SECRET = 256;
    private static final int LONGEST_ID = 32;
    /** Tags, lengths and numbers of all fields together take less. */
    private static final int OVERHEAD = 512;

    private final int version;
    private final int suite;
    private final byte[] id;
    private final Secret secret;
    private final Map<SessionField, Long> numbers = new EnumMap<>(SessionField.class);
    private final Map<SessionField, byte[]> octets = new EnumMap<>(SessionField.class);

    /** Without optional fields; takes the secret over. */
    SessionDer(int version, int suite, byte[] id, Secret secret) {
        this.version = version;
        this.suite = suite;
        this.id = id;
        this.secret = secret;
    }

    /** Reads one. The bytes stay the caller's to wipe. */
    public static SessionDer parse(byte[] der) throws SessionException {
        if (der.length > LONGEST) {
            throw new SessionException("the session has " + der.length + " bytes; expected at most " + LONGEST);
        }
        SessionDer read = null;
        try {
            ASN1Sequence all = ASN1Sequence.getInstance(der);
            read = read(all);
            // BER has many encodings of one value; a session has one.
            byte[] again = encode(all, der.length);
            boolean same = MessageDigest.isEqual(again, der);
            Arrays.fill(again, (byte) 0);
            if (!same) {
                throw new SessionException("the session is not in DER");
            }
            SessionDer whole = read;
            read = null;
            return whole;
        } catch (IOException | RuntimeException e) {
            // The parser's own words may hold a part of what it read, so they go no further.
            throw new SessionException("the session is no SSL_SESSION_ASN1 in DER (" + e.getClass().getSimpleName() + ")");
        } finally {
            if (read != null) {
                read.wipe();
            }
        }
    }

    private static SessionDer read(ASN1Sequence all) throws SessionException, IOException {
        Enumeration<?> parts = all.getObjects();
        long structure = number(parts.nextElement(), "the version of the structure", Integer.MAX_VALUE);
        if (structure != STRUCTURE_VERSION) {
            throw new SessionException("the structure has the version " + structure + "; expected " + STRUCTURE_VERSION);
        }
        int version = (int) number(parts.nextElement(), "the protocol version", 0xffff);
        byte[] suite = octets(parts.nextElement(), "the cipher suite", 2);
        if (suite.length != 2) {
            throw new SessionException("the cipher suite has " + suite.length + " bytes; expected 2");
        }
        byte[] id = octets(parts.nextElement(), "the session id", LONGEST_ID);
        Secret secret = new Secret(octets(parts.nextElement(), "the master secret", LONGEST_SECRET));
        SessionDer read = new SessionDer(version, (suite[0] & 0xff) << 8 | suite[1] & 0xff, id, secret);
        SessionField last = null;
        while (parts.hasMoreElements()) {
            ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(parts.nextElement());
            if (!tagged.hasContextTag()) {
                throw new SessionException("the session has a field whose tag is of another class");
            }
            SessionField field = SessionField.of(tagged.getTagNo());
            if (last != null && field.compareTo(last) <= 0) {
                throw new SessionException("the field " + field + " stands after " + last);
            }
            last = field;
            read.take(field, tagged.getExplicitBaseObject().toASN1Primitive());
        }
        return read;
    }

    private void take(SessionField field, ASN1Primitive value) throws SessionException, IOException {
        switch (field.kind()) {
            case NUMBER -> numbers.put(field, number(value, field.name(), field.most()));
            case OCTETS -> octets.put(field, octets(value, field.name(), field.most()));
            case CERTIFICATE -> octets.put(field, value.getEncoded(ASN1Encoding.DER));
        }
    }

    private static long number(Object value, String name, long most) throws SessionException {
        BigInteger number = ASN1Integer.getInstance(value).getValue();
        if (number.signum() < 0 || number.bitLength() > 63 || number.longValue() > most) {
            throw new SessionException(name + " is not a number from 0 to " + most);
        }
        return number.longValue();
    }

    private static byte[] octets(Object value, String name, long most) throws SessionException {
        byte[] bytes = ASN1OctetString.getInstance(value).getOctets();
        if (bytes.length > most) {
            throw new SessionException(name + " has " + bytes.length + " bytes; expected at most " + most);
        }
        return bytes;
    }

    int version() {
        return version;
    }

    int suite() {
        return suite;
    }

    byte[] id() {
        return id;
    }

    /** The secret itself, which belongs to whoever takes this apart. */
    Secret secret() {
        return secret;
    }

    /** A number, 0 when it is not there. */
    long number(SessionField field) {
        return numbers.getOrDefault(field, 0L);
    }

    /** Bytes, or null. */
    byte[] octets(SessionField field) {
        return octets.get(field);
    }

    /** Sets a number; OpenSSL leaves out those that are 0, except for the group. */
    SessionDer with(SessionField field, long number) {
        if (number != 0 || field == SessionField.GROUP) {
            numbers.put(field, number);
        }
        return this;
    }

    /** Sets bytes, unless they are null. */
    SessionDer with(SessionField field, byte[] bytes) {
        if (bytes != null) {
            octets.put(field, bytes);
        }
        return this;
    }

    /** The DER; the caller wipes it. */
    public byte[] encoded() throws SessionException {
        try {
            ASN1EncodableVector all = new ASN1EncodableVector();
            all.add(new ASN1Integer(STRUCTURE_VERSION));
            all.add(new ASN1Integer(version));
            all.add(new DEROctetString(new byte[] {(byte) (suite >> 8), (byte) suite}));
            all.add(new DEROctetString(id));
            all.add(new DEROctetString(secret.bytes()));
            int length = OVERHEAD;
            for (SessionField field : SessionField.ALL) {
                ASN1Encodable value = value(field);
                if (value != null) {
                    all.add(new DERTaggedObject(true, field.tag(), value));
                    length += octets.containsKey(field) ? octets.get(field).length : 0;
                }
            }
            return encode(new DERSequence(all), length);
        } catch (IOException e) {
            throw new SessionException("the session cannot be encoded", e);
        }
    }

    private ASN1Encodable value(SessionField field) throws SessionException, IOException {
        if (field.kind() == SessionField.Kind.NUMBER) {
            Long number = numbers.get(field);
            return number == null ? null : new ASN1Integer(number);
        }
        byte[] bytes = octets.get(field);
        if (bytes == null || field.kind() == SessionField.Kind.OCTETS) {
            return bytes == null ? null : new DEROctetString(bytes);
        }
        ASN1Primitive certificate = ASN1Primitive.fromByteArray(bytes);
        if (!MessageDigest.isEqual(certificate.getEncoded(ASN1Encoding.DER), bytes)) {
            throw new SessionException("the certificate of the peer is not in DER, so it would not come out as it went in");
        }
        return certificate;
    }

    private static byte[] encode(ASN1Sequence all, int length) throws IOException {
        Erasable out = new Erasable(length);
        try {
            all.encodeTo(out, ASN1Encoding.DER);
            return out.toByteArray();
        } finally {
            out.erase();
        }
    }

    /** A buffer that is large enough, so that it leaves no copies behind while it grows, and is wiped. */
    private static final class Erasable extends ByteArrayOutputStream {
        Erasable(int length) {
            super(length);
        }

        void erase() {
            Arrays.fill(buf, (byte) 0);
        }
    }

    /** Wipes the secret. */
    public void wipe() {
        secret.wipe();
    }

    @Override
    public String toString() {
        return "SessionDer[" + numbers.keySet() + ", " + octets.keySet() + "]";
    }
}
