package dev.drawbridge.message;

import dev.drawbridge.message.extension.Extensions;

/** CertificateEntry (RFC 8446 section 4.4.2): one X.509 certificate and what was sent with it. */
public record CertificateEntry(byte[] der, Extensions extensions) {
    @Override
    public String toString() {
        return "CertificateEntry[" + der.length + " bytes, extensions " + extensions + "]";
    }
}
