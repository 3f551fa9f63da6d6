package dev.drawbridge.it;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.HandshakeType;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an RFC allows a mutated connection to end in.
 *
 * @param alerts those that the victim may send, exactly one of them
 * @param fine whether it may go on to the honest end, because the mutation changes nothing that counts
 * @param waits whether it may wait for more, because what came is a beginning of something
 * @param told whether the honest peer may notice first, and end the connection with an alert of its own
 */
record HostileExpectation(Set<Alert> alerts, boolean fine, boolean waits, boolean told) {
    /** Any bytes may also look like a hello of SSL 3.0 or older, which ends in protocol_version wherever it comes. */
    private static final Alert[] SYNTAX = {Alert.DECODE_ERROR, Alert.ILLEGAL_PARAMETER, Alert.UNEXPECTED_MESSAGE, Alert.PROTOCOL_VERSION};

    static HostileExpectation of(Alert... alerts) {
        Set<Alert> set = EnumSet.noneOf(Alert.class);
        set.addAll(Set.of(alerts));
        return new HostileExpectation(set, false, false, false);
    }

    /** Malformed in some way. */
    static HostileExpectation syntax() {
        return of(SYNTAX);
    }

    /** Whatever there is but an internal error. */
    static HostileExpectation any() {
        return of(Alert.values()).orFine().orWaits().orTold();
    }

    HostileExpectation or(Alert... more) {
        return or(of(more));
    }

    HostileExpectation or(HostileExpectation other) {
        Set<Alert> set = EnumSet.noneOf(Alert.class);
        set.addAll(alerts);
        set.addAll(other.alerts);
        return new HostileExpectation(set, fine || other.fine, waits || other.waits, told || other.told);
    }

    /** The same, but fine as it is said here. */
    HostileExpectation but(boolean allowed) {
        return new HostileExpectation(alerts, allowed, waits, told);
    }

    HostileExpectation orFine() {
        return new HostileExpectation(alerts, true, waits, told);
    }

    HostileExpectation orWaits() {
        return new HostileExpectation(alerts, fine, true, told);
    }

    HostileExpectation orTold() {
        return new HostileExpectation(alerts, fine, waits, true);
    }

    /** Whether this end is allowed; {@code failure} null means fine or waiting. */
    boolean allows(TlsFault failure, boolean ended) {
        if (failure == null) {
            return ended ? fine : waits;
        }
        if (failure.received()) {
            return told;
        }
        return failure.fault() != Fault.INTERNAL && alerts.contains(failure.fault().alert());
    }

    /**
     * A message of this type whose header is right and whose body is damaged, without its syntax being known to be broken: a wrong field
     * in the sense of RFC 8446 section 6.2, or one that only the transcript shows to be wrong.
     */
    static HostileExpectation damaged(HandshakeType type, boolean tls13) {
        HostileExpectation malformed = of(Alert.DECODE_ERROR, Alert.ILLEGAL_PARAMETER);
        // Both sides have other transcripts then: the keys of TLS 1.3 differ, signatures and Finished do not verify.
        HostileExpectation unlike = of(Alert.BAD_RECORD_MAC, Alert.DECRYPT_ERROR).orTold();
        return switch (type) {
            case CLIENT_HELLO -> malformed.or(unlike).or(Alert.PROTOCOL_VERSION, Alert.HANDSHAKE_FAILURE, Alert.MISSING_EXTENSION,
                    Alert.INAPPROPRIATE_FALLBACK);
            case SERVER_HELLO -> malformed.or(unlike).or(Alert.PROTOCOL_VERSION, Alert.HANDSHAKE_FAILURE, Alert.MISSING_EXTENSION,
                    Alert.UNSUPPORTED_EXTENSION, Alert.UNEXPECTED_MESSAGE);
            case ENCRYPTED_EXTENSIONS -> malformed.or(Alert.UNSUPPORTED_EXTENSION, Alert.DECRYPT_ERROR);
            case CERTIFICATE_REQUEST -> tls13 ? malformed.or(Alert.MISSING_EXTENSION, Alert.DECRYPT_ERROR)
                    : malformed.or(Alert.HANDSHAKE_FAILURE).orTold();
            case CERTIFICATE -> malformed.or(Alert.BAD_CERTIFICATE, Alert.UNSUPPORTED_CERTIFICATE, Alert.UNSUPPORTED_EXTENSION,
                    Alert.DECRYPT_ERROR).or(tls13 ? of() : of().orTold());
            case CERTIFICATE_VERIFY, SERVER_KEY_EXCHANGE -> malformed.or(Alert.DECRYPT_ERROR);
            case CLIENT_KEY_EXCHANGE -> malformed.or(Alert.BAD_RECORD_MAC, Alert.DECRYPT_ERROR);
            case FINISHED -> of(Alert.DECRYPT_ERROR);
            case KEY_UPDATE -> of(Alert.ILLEGAL_PARAMETER).orFine();
            case NEW_SESSION_TICKET -> malformed.orFine();
            default -> malformed;
        };
    }

    @Override
    public String toString() {
        return alerts + (fine ? " or fine" : "") + (waits ? " or waiting" : "") + (told ? " or told" : "");
    }
}
