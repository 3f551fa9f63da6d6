package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
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
        assertEquals(type, e.getClass().getSimpleName());
        assertEquals("(" + alert + ") " + fault.text() + ": detail", e.getMessage());
        assertSame(f, e.getCause());
    }

    @Test
    void theReasonOfATrustManagerIsTheCause() {
        CertificateException why = new CertificateException("no");
        SSLException e = ExceptionMapper.map(new TlsFault(Fault.CERTIFICATE_UNKNOWN, "no", why));
        assertEquals(SSLHandshakeException.class, e.getClass());
        assertSame(why, e.getCause());
    }

    @Test
    void receivedAlerts() {
        SSLException e = ExceptionMapper.map(TlsFault.received(40));
        assertEquals(SSLHandshakeException.class, e.getClass());
        assertEquals("(handshake_failure) Received fatal alert: handshake_failure", e.getMessage());
        assertEquals(SSLProtocolException.class, ExceptionMapper.map(TlsFault.received(10)).getClass());
        assertEquals(SSLException.class, ExceptionMapper.map(TlsFault.received(20)).getClass());
        assertEquals(SSLException.class, ExceptionMapper.map(TlsFault.received(250)).getClass());
    }

    @Test
    void truncationAndNonsense() {
        assertEquals("closing inbound before receiving peer's close_notify", ExceptionMapper.map(new TlsFault(Fault.TRUNCATED)).getMessage());
        SSLException e = ExceptionMapper.map(new TlsFault(Fault.NOT_TLS));
        assertEquals(SSLException.class, e.getClass());
        assertEquals("Unsupported or unrecognized SSL message", e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFaultHasAnExceptionWithACause(Fault fault) {
        SSLException e = ExceptionMapper.map(new TlsFault(fault));
        assertEquals(fault, ((TlsFault) e.getCause()).fault());
    }
}
