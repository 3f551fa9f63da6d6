package dev.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCodecTest {
    private static final byte[] CONTEXT = {7, 8, 9};

    private static byte[] encoded(Session session) throws SessionException {
        return SessionCodec.encode(session, CONTEXT);
    }

    private static void same(Session a, Session b) {
        assertEquals(a.version(), b.version());
        assertEquals(a.suite(), b.suite());
        assertArrayEquals(a.id(), b.id());
        assertArrayEquals(a.secret().bytes(), b.secret().bytes());
        assertEquals(a.extendedMasterSecret(), b.extendedMasterSecret());
        assertEquals(a.serverName(), b.serverName());
        assertEquals(a.applicationProtocol(), b.applicationProtocol());
        assertEquals(a.peer().chain(), b.peer().chain());
        assertArrayEquals(a.peer().staples().toArray(), b.peer().staples().toArray());
        assertEquals(a.created(), b.created());
        assertEquals(a.lifetime(), b.lifetime());
        assertEquals(a.ticket() == null, b.ticket() == null);
    }

    @Test
    void aSessionOfAServerComesOutAsItWentIn() throws Exception {
        Session session = TestSessions.tls12(1);
        byte[] der = encoded(session);
        SessionCodec.Decoded decoded = SessionCodec.decode(der);
        same(session, decoded.session());
        assertArrayEquals(CONTEXT, decoded.context());
        assertArrayEquals(der, encoded(decoded.session()));
        assertArrayEquals(der, SessionDer.parse(der).encoded());
        session.secret().bytes(); // still the caller's
    }

    @Test
    void whatWasStapledComesOutToo() throws Exception {
        Session session = TestSessions.tls13(1);
        Session stapled = session.of(session.peer().withStaples(List.of(new byte[] {1, 2}, new byte[0], new byte[1000])));
        same(stapled, SessionCodec.decode(encoded(stapled)).session());
    }

    @Test
    void aTicketIsCountedFromItsComingAndTheHandshakeIsStillKnown() throws Exception {
        Session session = TestSessions.tls13(1);
        byte[] der = encoded(session);
        Session again = SessionCodec.decode(der).session();
        same(session, again);
        assertArrayEquals(session.ticket().bytes(), again.ticket().bytes());
        assertEquals(0xfedcba98L, again.ticket().ageAdd());
        assertEquals(session.ticket().received(), again.ticket().received());
        assertEquals(16384, again.ticket().maxEarlyData());
        assertEquals(VerifyResult.CERT_HAS_EXPIRED, again.peer().judgement().result());
        SessionDer fields = SessionDer.parse(der);
        assertEquals(TestSessions.CREATED.getEpochSecond() + 60, fields.number(SessionField.TIME));
        assertEquals(2 * 3600 - 60, fields.number(SessionField.TIMEOUT));
        assertEquals(2 * 3600 - 60, fields.number(SessionField.LIFETIME_HINT));
    }

    /** Field 17 of OpenSSL's, which leaves it out where there is no limit, as older sessions of ours do. */
    @Test
    void theLimitOfRecordsComesOutToo() throws Exception {
        for (FragmentLimit limit : FragmentLimit.values()) {
            Session limited = TestSessions.limitedTo(TestSessions.tls12(1), limit);
            byte[] der = encoded(limited);
            assertEquals(limit.code(), SessionDer.parse(der).number(SessionField.MAX_FRAGMENT_LENGTH));
            assertEquals(limit != FragmentLimit.NONE, HexFormat.of().formatHex(der).contains("b1030201"));
            assertEquals(limit, SessionCodec.decode(der).session().limit());
            assertEquals(limit, SessionCodec.decode(der).session().with(null).copy().lasting(Duration.ofHours(1)).without().limit());
        }
        SessionDer unspecified = SessionDer.parse(encoded(TestSessions.tls12(1))).with(SessionField.MAX_FRAGMENT_LENGTH, 255);
        assertEquals(FragmentLimit.NONE, SessionCodec.decode(unspecified.encoded()).session().limit());
        SessionDer unknown = SessionDer.parse(encoded(TestSessions.tls12(1))).with(SessionField.MAX_FRAGMENT_LENGTH, 5);
        byte[] bytes = unknown.encoded();
        assertEquals("the maximum fragment length 5 is not a number from 0 to 4",
                assertThrows(SessionException.class, () -> SessionCodec.decode(bytes)).getMessage());
    }

    /** Put together by hand after ssl_asn1.c. */
    @Test
    void theFormIsOpenssls() throws Exception {
        Session s = TestSessions.tls12(1);
        Session plain = new Session(s.version(), s.suite(), new byte[] {5}, s.secret(), true, null, "h2", s.peer(), s.created(), s.lifetime(), null,
                s.limit());
        String expected = "3065" + "020101" + "02020303" + "0402c02b" + "040105" + "0430" + "02".repeat(48)
                + "a10602046b49d200" + "a20402021c20" + "a4050403070809" + "ad03020101" + "b00404026832" + "b303020100";
        assertEquals(expected, HexFormat.of().formatHex(encoded(plain)));
    }

    @Test
    void whatOthersKeepWithASessionIsPassedOver() throws Exception {
        SessionDer der = SessionDer.parse(encoded(TestSessions.tls12(1)));
        der.with(SessionField.APPLICATION_DATA, "anything".getBytes(StandardCharsets.US_ASCII)).with(SessionField.GROUP, 29);
        byte[] bytes = der.encoded();
        same(TestSessions.tls12(1), SessionCodec.decode(bytes).session());
        assertArrayEquals(bytes, SessionDer.parse(bytes).encoded());
    }

    @Test
    void theGroupComesBackWithATicketOfTls13() throws Exception {
        Session s = TestSessions.tls13(1);
        for (NamedGroup group : new NamedGroup[] {NamedGroup.X25519MLKEM768, NamedGroup.SECP256R1, null}) {
            Session.Ticket ticket = new Session.Ticket(new byte[] {1}, 2, s.ticket().received(), 3, group);
            byte[] bytes = encoded(s.with(ticket));
            assertEquals(group == null ? 0 : group.code(), SessionDer.parse(bytes).number(SessionField.GROUP));
            assertEquals(group, SessionCodec.decode(bytes).session().ticket().group());
        }
        SessionDer unknown = SessionDer.parse(encoded(s)).with(SessionField.GROUP, 0xfefe);
        assertNull(SessionCodec.decode(unknown.encoded()).session().ticket().group());
    }

    @Test
    void ofTimeoutAndHintTheShorterCountsAndNeitherBeyondAWeek() throws Exception {
        assertEquals(Duration.ofSeconds(100), lifetime(ProtocolVersion.TLS13, 7200, 100));
        assertEquals(Duration.ofSeconds(7200), lifetime(ProtocolVersion.TLS13, 7200, 9999));
        assertEquals(Duration.ZERO, lifetime(ProtocolVersion.TLS13, 7200, 0));
        assertEquals(Duration.ofSeconds(7200), lifetime(ProtocolVersion.TLS12, 7200, 0));
        assertEquals(Duration.ofDays(7), lifetime(ProtocolVersion.TLS12, Long.MAX_VALUE, 0));
        SessionDer late = SessionDer.parse(encoded(TestSessions.tls13(1))).with(SessionField.TIME, 1_900_000_000L);
        assertEquals(Duration.ofDays(7), SessionCodec.decode(late.encoded()).session().lifetime(), "from the handshake on");
    }

    private static Duration lifetime(ProtocolVersion version, long timeout, long hint) throws SessionException {
        Session s = version == ProtocolVersion.TLS12 ? TestSessions.tls12(1) : TestSessions.tls13(1);
        SessionDer der = new SessionDer(s.version().code(), s.suite().code(), s.id(), s.secret());
        der.with(SessionField.TIME, 1_800_000_000L).with(SessionField.TIMEOUT, timeout).with(SessionField.TICKET, new byte[] {1});
        return SessionCodec.decode(der.with(SessionField.LIFETIME_HINT, hint).encoded()).session().lifetime();
    }

    @Test
    void anEmptyTicketIsNone() throws Exception {
        SessionDer der = SessionDer.parse(encoded(TestSessions.tls12(1))).with(SessionField.TICKET, new byte[0]);
        assertNull(SessionCodec.decode(der.encoded()).session().ticket());
        Session.Ticket ticket = SessionCodec.decode(der.with(SessionField.AGE_ADD, 77).encoded()).session().ticket();
        assertEquals(77, ticket.ageAdd());
        assertEquals(0, ticket.bytes().length);
    }

    private static SessionException refused(byte[] der) {
        SessionException e = assertThrows(SessionException.class, () -> SessionCodec.decode(der));
        assertTrue(e.getMessage().length() < 300, e.getMessage());
        return e;
    }

    private static SessionException refused(int version, int suite, int secret) throws SessionException {
        return refused(new SessionDer(version, suite, new byte[0], new Secret(new byte[secret])).encoded());
    }

    @Test
    void whatWeDoNotSpeakIsRefused() throws Exception {
        assertTrue(refused(0x0200, 0xc013, 48).getMessage().contains("version 0x0200"));
        assertTrue(refused(0x0300, 0xc013, 48).getMessage().contains("none of ours in SSLv3"));
        assertTrue(refused(0x0301, 0xc02b, 48).getMessage().contains("none of ours in TLSv1"));
        assertTrue(refused(0xfefd, 0xc02b, 48).getMessage().contains("version 0xfefd"));
        assertTrue(refused(0x0303, 0x0007, 48).getMessage().contains("cipher suite 0x0007"));
        assertTrue(refused(0x0303, 0x1301, 48).getMessage().contains("none of ours in TLSv1.2"));
        assertTrue(refused(0x0304, 0xc02b, 48).getMessage().contains("none of ours in TLSv1.3"));
        assertTrue(refused(0x0303, 0xc02b, 47).getMessage().contains("47 bytes; expected 48"));
        assertTrue(refused(0x0304, 0x1302, 32).getMessage().contains("32 bytes; expected 48"));
        assertTrue(refused(0x0304, 0x1301, 48).getMessage().contains("48 bytes; expected 32"));
    }

    private static byte[] with(ASN1Encodable... more) throws IOException, SessionException {
        ASN1EncodableVector all = new ASN1EncodableVector();
        for (ASN1Encodable e : ASN1Sequence.getInstance(encoded(TestSessions.tls12(1)))) {
            all.add(e);
        }
        for (ASN1Encodable e : more) {
            all.add(e);
        }
        return new DERSequence(all).getEncoded();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 11, 12, 19, 20, 1000})
    void fieldsThatWeDoNotKnowOrThatStandTwiceAreRefused(int tag) throws Exception {
        refused(with(new DERTaggedObject(true, tag, new ASN1Integer(1))));
    }

    /** A tag of the class PRIVATE is another one. */
    @Test
    void onlyTagsOfTheStructureCount() throws Exception {
        byte[] der = new SessionDer(0x303, 0xc02b, new byte[0], new Secret(new byte[48])).with(SessionField.TIME, 5).encoded();
        assertEquals((byte) 0xa1, der[der.length - 5]);
        der[der.length - 5] = (byte) 0xe1;
        assertTrue(refused(der).getMessage().contains("another class"));
    }

    @Test
    void numbersAndStringsHaveBounds() throws Exception {
        Session s = TestSessions.tls12(1);
        SessionDer der = new SessionDer(s.version().code(), s.suite().code(), s.id(), s.secret());
        byte[] good = der.encoded();
        assertEquals(0, SessionCodec.decode(good).session().created().getEpochSecond());
        for (SessionField field : SessionField.values()) {
            ASN1EncodableVector all = new ASN1EncodableVector();
            ASN1Sequence.getInstance(good).forEach(all::add);
            boolean number = field.kind() == SessionField.Kind.NUMBER;
            all.add(new DERTaggedObject(true, field.tag(), number ? new ASN1Integer(-1) : new DEROctetString(new byte[SessionDer.LONGEST + 1])));
            refused(new DERSequence(all).getEncoded());
        }
        refused(new SessionDer(0x303, 0xc02b, new byte[33], s.secret()).encoded());
        refused(new SessionDer(0x303, 0xc02b, s.id(), s.secret()).with(SessionField.TIME, Long.MAX_VALUE).encoded());
        refused(new SessionDer(0x303, 0xc02b, s.id(), s.secret()).with(SessionField.CONTEXT, new byte[33]).encoded());
        byte[] leaf = s.secret().copy().bytes();
        refused(new SessionDer(0x303, 0xc02b, s.id(), s.secret()).with(SessionField.PEER, TestSessions.peer().chain().get(0).getEncoded())
                .with(SessionField.VERIFY_RESULT, 95).encoded());
        assertFalse(Arrays.equals(leaf, new byte[48]));
    }

    @Test
    void onlyDerOfOneStructureIsTaken() throws Exception {
        byte[] der = encoded(TestSessions.tls12(1));
        refused(new byte[0]);
        refused(new BERSequence(ASN1Sequence.getInstance(der).toArray()).getEncoded());
        refused(Arrays.copyOf(der, der.length + 1));
        refused(new byte[SessionDer.LONGEST + 1]);
        ASN1EncodableVector other = new ASN1EncodableVector();
        other.add(new ASN1Integer(2));
        ASN1Sequence all = ASN1Sequence.getInstance(der);
        for (int i = 1; i < all.size(); i++) {
            other.add(all.getObjectAt(i));
        }
        assertTrue(refused(new DERSequence(other).getEncoded()).getMessage().contains("version 2"));
        for (int length = 0; length < der.length; length++) {
            refused(Arrays.copyOf(der, length));
        }
    }

    /** Ten thousand levels of nothing, which a parser that calls itself would not survive. */
    @Test
    void deepNestingIsRefused() {
        byte[] definite = new byte[4 * 10_000];
        for (int i = 0; i < definite.length; i += 4) {
            int left = definite.length - i - 4;
            definite[i] = 0x30;
            definite[i + 1] = (byte) 0x82;
            definite[i + 2] = (byte) (left >> 8);
            definite[i + 3] = (byte) left;
        }
        refused(definite);
        byte[] indefinite = new byte[2 * 10_000];
        for (int i = 0; i < indefinite.length; i += 2) {
            indefinite[i] = 0x30;
            indefinite[i + 1] = (byte) 0x80;
        }
        refused(indefinite);
    }

    @Test
    void anAdditionOfOursMustBeWhole() throws Exception {
        SessionDer good = SessionDer.parse(encoded(TestSessions.tls13(1)));
        byte[] addition = good.octets(SessionField.APPLICATION_DATA);
        String marker = "drawbridge session 1\n";
        assertEquals(marker, new String(addition, 0, marker.length(), StandardCharsets.US_ASCII));
        for (int length = marker.length(); length < addition.length; length++) {
            refused(good.with(SessionField.APPLICATION_DATA, Arrays.copyOf(addition, length)).encoded());
        }
        refused(good.with(SessionField.APPLICATION_DATA, Arrays.copyOf(addition, addition.length + 1)).encoded());
        byte[] later = addition.clone();
        later[marker.length() + 3] = 1;
        assertTrue(refused(good.with(SessionField.APPLICATION_DATA, later).encoded()).getMessage().contains("after its ticket"));
    }

    @Test
    void noMessageAndNoTextHasTheSecret() throws Exception {
        Session s = TestSessions.tls12(1);
        byte[] der = encoded(s);
        for (int i = 0; i < der.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bent = der.clone();
                bent[i] ^= (byte) (1 << bit);
                try {
                    assertArrayEquals(bent, SessionDer.parse(bent).encoded());
                    SessionCodec.decode(bent);
                } catch (SessionException e) {
                    for (String text : List.of(e.toString(), String.valueOf(e.getCause()))) {
                        assertFalse(text.contains("0202") || text.contains("2, 2"), text);
                    }
                }
            }
        }
        assertFalse((SessionDer.parse(der) + "" + SessionCodec.decode(der)).contains("0202"));
        assertNull(SessionCodec.decode(der).session().ticket());
        assertTrue(ASN1OctetString.getInstance(ASN1Sequence.getInstance(der).getObjectAt(4)).getOctets()[0] == 2);
    }
}
