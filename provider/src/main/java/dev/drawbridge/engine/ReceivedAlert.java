package dev.drawbridge.engine;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.record.RecordWriter;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ProtocolVersion;

/**
 * An alert of the peer and what it means in the agreed version.
 *
 * @param code the description's byte, which may be unknown to us
 * @param meaning what to do about it
 */
record ReceivedAlert(int code, Meaning meaning) {
    enum Meaning {
        CLOSE_NOTIFY, FATAL, WARNING
    }

    /**
     * Reads the content of an alert record.
     *
     * @param version the agreed version, null before there is one
     */
    static ReceivedAlert read(byte[] content, ProtocolVersion version) throws TlsFault {
        // RFC 8446 section 5.1: "Alert messages (Section 6) MUST NOT be fragmented across records, and multiple alert messages MUST NOT be
        // coalesced into a single TLSPlaintext record. In other words, a record with an Alert type MUST contain exactly one message."
        if (content.length != 2) {
            throw new TlsFault(Fault.BAD_ALERT, content.length + " bytes");
        }
        int level = content[0] & 0xff;
        int code = content[1] & 0xff;
        if (code == Alert.CLOSE_NOTIFY.code()) {
            return new ReceivedAlert(code, Meaning.CLOSE_NOTIFY);
        }
        return new ReceivedAlert(code, fatal(level, code, version) ? Meaning.FATAL : Meaning.WARNING);
    }

    private static boolean fatal(int level, int code, ProtocolVersion version) throws TlsFault {
        if (version == ProtocolVersion.TLS13) {
            // RFC 8446 section 6: "All the alerts listed in Section 6.2 MUST be sent with AlertLevel=fatal and MUST be treated as error
            // alerts when received regardless of the AlertLevel in the message. Unknown Alert types MUST be treated as error alerts."
            return code != Alert.USER_CANCELED.code();
        }
        if (level != RecordWriter.WARNING && level != RecordWriter.FATAL) {
            throw new TlsFault(Fault.BAD_ALERT_LEVEL, "level " + level);
        }
        return level == RecordWriter.FATAL;
    }
}
