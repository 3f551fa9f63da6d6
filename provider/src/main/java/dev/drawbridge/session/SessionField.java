package dev.drawbridge.session;

import java.util.List;

/** The optional fields of OpenSSL's SSL_SESSION_ASN1, each by the number of its explicit tag, and in their order. */
enum SessionField {
    TIME(1, Kind.NUMBER, Long.MAX_VALUE),
    TIMEOUT(2, Kind.NUMBER, Long.MAX_VALUE),
    PEER(3, Kind.CERTIFICATE, SessionDer.LONGEST),
    CONTEXT(4, Kind.OCTETS, 32),
    VERIFY_RESULT(5, Kind.NUMBER, Integer.MAX_VALUE),
    HOST_NAME(6, Kind.OCTETS, 255),
    PSK_IDENTITY_HINT(7, Kind.OCTETS, 0xffff),
    PSK_IDENTITY(8, Kind.OCTETS, 0xffff),
    LIFETIME_HINT(9, Kind.NUMBER, 0xffff_ffffL),
    TICKET(10, Kind.OCTETS, 0xffff),
    FLAGS(13, Kind.NUMBER, Integer.MAX_VALUE),
    AGE_ADD(14, Kind.NUMBER, 0xffff_ffffL),
    MAX_EARLY_DATA(15, Kind.NUMBER, 0xffff_ffffL),
    ALPN(16, Kind.OCTETS, 255),
    MAX_FRAGMENT_LENGTH(17, Kind.NUMBER, 255),
    APPLICATION_DATA(18, Kind.OCTETS, SessionDer.LONGEST),
    GROUP(19, Kind.NUMBER, 0xffff);

    /** What stands under the tag. */
    enum Kind { NUMBER, OCTETS, CERTIFICATE }

    /** In the order of their tags, which is that of the structure. */
    static final List<SessionField> ALL = List.of(values());

    private final int tag;
    private final Kind kind;
    private final long most;

    /**
     * A field.
     *
     * @param most the largest number, or the most bytes
     */
    SessionField(int tag, Kind kind, long most) {
        this.tag = tag;
        this.kind = kind;
        this.most = most;
    }

    int tag() {
        return tag;
    }

    Kind kind() {
        return kind;
    }

    long most() {
        return most;
    }

    /** The field with a tag. */
    static SessionField of(int tag) throws SessionException {
        for (SessionField f : ALL) {
            if (f.tag == tag) {
                return f;
            }
        }
        throw new SessionException(switch (tag) {
            case 0 -> "the session has a key argument, as SSL 2.0 had";
            case 11 -> "the session is of a compressed connection";
            case 12 -> "the session is of a user of SRP";
            default -> "the session has a field with the tag " + tag + ", which OpenSSL 3.0 does not have";
        });
    }
}
