package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.drawbridge.SslFailure;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExceptionMapperTest {
    /** The class and alert that SunJSSE gives a program in the same situation. */
    @ParameterizedTest
    @CsvSource({
        "NO_COMMON_CIPHER_SUITE, SSLHandshakeException, handshake_failure",
        "NO_COMMON_VERSION, SSLHandshakeException, protocol_version",
        "UNKNOWN_CA, SSLHandshakeException, unknown_ca",
        "CERTIFICATE_EXPIRED, SSLHandshakeException, certificate_expired",
        "DECODE_ERROR, SSLHandshakeException, decode_error",
        "BAD_FINISHED, SSLHandshakeException, decrypt_error",
        "NO_APPLICATION_PROTOCOL, SSLHandshakeException, no_application_protocol",
        "UNRECOGNIZED_NAME, SSLHandshakeException, unrecognized_name",
        "NO_CERTIFICATE, SSLHandshakeException, certificate_required",
        "UNEXPECTED_MESSAGE, SSLProtocolException, unexpected_message",
        "UNEXPECTED_CHANGE_CIPHER_SPEC, SSLProtocolException, unexpected_message",
        "BAD_RECORD_MAC, SSLException, bad_record_mac",
        "RECORD_TOO_LONG, SSLException, record_overflow",
        "INTERNAL, SSLException, internal_error"})
    void classAndMessage(Fault fault, String type, String alert) {
        TlsFault f = new TlsFault(fault, "detail");
        SSLException e = ExceptionMapper.map(f);
        assertEquals(type, Differential.kind(e));
        assertEquals("javax.net.ssl." + type + ": " + e.getMessage(), e.toString());
        assertEquals("(" + alert + ") " + fault.text() + ": detail", e.getMessage());
        assertSame(f, e.getCause());
    }

    @Test
    void theReasonOfATrustManagerIsTheCause() {
        CertificateException why = new CertificateException("no");
        SSLException e = ExceptionMapper.map(new TlsFault(Fault.CERTIFICATE_UNKNOWN, "no", why));
        assertInstanceOf(SSLHandshakeException.class, e);
        assertSame(why, e.getCause());
    }

    @Test
    void receivedAlerts() {
        SSLException e = ExceptionMapper.map(TlsFault.received(40));
        assertInstanceOf(SSLHandshakeException.class, e);
        assertEquals("(handshake_failure) Received fatal alert: handshake_failure", e.getMessage());
        assertInstanceOf(SSLProtocolException.class, ExceptionMapper.map(TlsFault.received(10)));
        assertEquals("SSLException", Differential.kind(ExceptionMapper.map(TlsFault.received(20))));
        assertEquals("SSLException", Differential.kind(ExceptionMapper.map(TlsFault.received(250))));
    }

    @Test
    void truncationAndNonsense() {
        assertEquals("closing inbound before receiving peer's close_notify", ExceptionMapper.map(new TlsFault(Fault.TRUNCATED)).getMessage());
        SSLException e = ExceptionMapper.map(new TlsFault(Fault.NOT_TLS));
        assertEquals("SSLException", Differential.kind(e));
        assertEquals("Unsupported or unrecognized SSL message", e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFaultHasAnExceptionWithACause(Fault fault) {
        SSLException e = ExceptionMapper.map(new TlsFault(fault));
        assertEquals(fault, ((TlsFault) e.getCause()).fault());
    }

    // ---- OpenSSL's reason

    /** As {@code openssl errstr} and the man pages of OpenSSL have them. */
    @ParameterizedTest
    @CsvSource({
        "NOT_TLS, wrong version number, 0A00010B, unexpected_message",
        "TRUNCATED, unexpected eof while reading, 0A000126, decode_error",
        "UNKNOWN_CA, certificate verify failed, 0A000086, unknown_ca",
        "NO_COMMON_CIPHER_SUITE, no shared cipher, 0A0000C1, handshake_failure",
        "BAD_RECORD_MAC, decryption failed or bad record mac, 0A000119, bad_record_mac",
        "NO_COMMON_VERSION, unsupported protocol, 0A000102, protocol_version",
        "INTERNAL, internal error, 0A0C0103, internal_error"})
    void opensslsReason(Fault fault, String reason, String code, String alert) {
        SslFailure f = assertInstanceOf(SslFailure.class, ExceptionMapper.map(new TlsFault(fault)));
        assertEquals(reason, f.reason());
        assertEquals(code, "%08X".formatted(f.code()));
        assertEquals(alert, f.alert());
    }

    @ParameterizedTest
    @CsvSource({"40, sslv3 alert handshake failure, 0A000410, handshake_failure", "48, tlsv1 alert unknown ca, 0A000418, unknown_ca",
        "70, tlsv1 alert protocol version, 0A00042E, protocol_version", "116, tlsv13 alert certificate required, 0A00045C, certificate_required"})
    void opensslsReasonOfAnAlert(int number, String reason, String code, String alert) {
        SslFailure f = assertInstanceOf(SslFailure.class, ExceptionMapper.map(TlsFault.received(number)));
        assertEquals(reason, f.reason());
        assertEquals(code, "%08X".formatted(f.code()));
        assertEquals(alert, f.alert());
    }

    @Test
    void anAlertThatNobodyKnowsHasNoName() {
        SslFailure f = assertInstanceOf(SslFailure.class, ExceptionMapper.map(TlsFault.received(250)));
        assertNull(f.alert());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFaultHasAReasonThatSurvivesSerialization(Fault fault) throws Exception {
        SSLException e = ExceptionMapper.map(new TlsFault(fault));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(e);
        }
        Object back = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        SslFailure before = assertInstanceOf(SslFailure.class, e);
        SslFailure after = assertInstanceOf(SslFailure.class, back);
        assertEquals(e.toString(), back.toString());
        assertEquals(before.reason(), after.reason());
        assertEquals(before.code(), after.code());
        assertEquals(before.alert(), after.alert());
        assertEquals(fault, ((TlsFault) ((SSLException) back).getCause()).fault());
        assertFalse(before.reason().isEmpty());
        assertEquals(0x0A, before.code() >>> 24);
    }
}
