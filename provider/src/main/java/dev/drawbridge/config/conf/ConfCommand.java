package dev.drawbridge.config.conf;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The commands of {@code SSL_CONF_cmd} in the form they have in files, what their values are, and who has them. */
public enum ConfCommand {
    CIPHER_STRING("CipherString", Kind.CIPHER_STRING),
    CIPHERSUITES("Ciphersuites", Kind.CIPHERSUITES),
    PROTOCOL("Protocol", Kind.PROTOCOLS),
    MIN_PROTOCOL("MinProtocol", Kind.VERSION),
    MAX_PROTOCOL("MaxProtocol", Kind.VERSION),
    GROUPS("Groups", Kind.GROUPS),
    /** The older name of {@code Groups}. */
    CURVES("Curves", Kind.GROUPS),
    ECDH_PARAMETERS("ECDHParameters", Kind.ONE_GROUP, ConfRole.SERVER),
    SIGNATURE_ALGORITHMS("SignatureAlgorithms", Kind.SCHEMES),
    CLIENT_SIGNATURE_ALGORITHMS("ClientSignatureAlgorithms", Kind.SCHEMES),
    OPTIONS("Options", Kind.OPTIONS),
    VERIFY_MODE("VerifyMode", Kind.VERIFY_MODE),
    CERTIFICATE("Certificate", Kind.PATH, ConfRole.CERTIFICATE),
    PRIVATE_KEY("PrivateKey", Kind.PATH, ConfRole.CERTIFICATE),
    CHAIN_CA_FILE("ChainCAFile", Kind.PATH, ConfRole.CERTIFICATE),
    CHAIN_CA_PATH("ChainCAPath", Kind.PATH, ConfRole.CERTIFICATE),
    CHAIN_CA_STORE("ChainCAStore", Kind.STORE, ConfRole.CERTIFICATE),
    VERIFY_CA_FILE("VerifyCAFile", Kind.PATH, ConfRole.CERTIFICATE),
    VERIFY_CA_PATH("VerifyCAPath", Kind.PATH, ConfRole.CERTIFICATE),
    VERIFY_CA_STORE("VerifyCAStore", Kind.STORE, ConfRole.CERTIFICATE),
    ADD_CA_FILE("AddCAFile", Kind.PATH, ConfRole.CERTIFICATE),
    ADD_CA_PATH("AddCAPath", Kind.PATH, ConfRole.CERTIFICATE),
    REQUEST_CA_FILE("RequestCAFile", Kind.PATH, ConfRole.CERTIFICATE),
    REQUEST_CA_PATH("RequestCAPath", Kind.PATH, ConfRole.CERTIFICATE),
    REQUEST_CA_STORE("RequestCAStore", Kind.STORE, ConfRole.CERTIFICATE),
    CLIENT_CA_FILE("ClientCAFile", Kind.PATH, ConfRole.SERVER, ConfRole.CERTIFICATE),
    CLIENT_CA_PATH("ClientCAPath", Kind.PATH, ConfRole.SERVER, ConfRole.CERTIFICATE),
    CLIENT_CA_STORE("ClientCAStore", Kind.STORE, ConfRole.SERVER, ConfRole.CERTIFICATE),
    SERVER_INFO_FILE("ServerInfoFile", Kind.PATH, ConfRole.SERVER, ConfRole.CERTIFICATE),
    DH_PARAMETERS("DHParameters", Kind.PATH, ConfRole.SERVER, ConfRole.CERTIFICATE),
    RECORD_PADDING("RecordPadding", Kind.PADDING),
    NUM_TICKETS("NumTickets", Kind.NUMBER, ConfRole.SERVER),
    SET_CERTIFICATE_FLAGS("SetCertificateFlags", Kind.CERTIFICATE_FLAGS),
    SET_HOST_FLAGS("SetHostFlags", Kind.HOST_FLAGS),
    SET_EXPECTED_DNS_NAME("SetExpectedDNSName", Kind.NAMES),
    ADD_EXPECTED_DNS_NAME("AddExpectedDNSName", Kind.NAMES),
    SET_EXPECTED_IP_ADDRESS("SetExpectedIPAddress", Kind.ADDRESSES),
    ADD_EXPECTED_IP_ADDRESS("AddExpectedIPAddress", Kind.ADDRESSES);

    /** What a value is. */
    enum Kind {
        CIPHER_STRING, CIPHERSUITES, PROTOCOLS, VERSION, GROUPS, ONE_GROUP, SCHEMES, OPTIONS, VERIFY_MODE, PATH, STORE, PADDING, NUMBER,
        CERTIFICATE_FLAGS, HOST_FLAGS, NAMES, ADDRESSES
    }

    private final String fileName;
    private final Kind kind;
    private final Set<ConfRole> roles;

    ConfCommand(String fileName, Kind kind, ConfRole... roles) {
        this.fileName = fileName;
        this.kind = kind;
        Set<ConfRole> all = EnumSet.noneOf(ConfRole.class);
        all.addAll(Set.of(roles));
        this.roles = all;
    }

    /** The command with a name, case ignored as in files, or null. */
    static ConfCommand named(String name) {
        for (ConfCommand command : values()) {
            if (command.fileName.equalsIgnoreCase(name)) {
                return command;
            }
        }
        return null;
    }

    Kind kind() {
        return kind;
    }

    /** The first of its roles that is not among {@code given}, or null when the command may be used. */
    ConfRole missing(Set<ConfRole> given) {
        return roles.stream().filter(role -> !given.contains(role)).findFirst().orElse(null);
    }

    /** What a role that is missing means, for messages. */
    static String forWhom(ConfRole missing) {
        return missing == ConfRole.CERTIFICATE ? "where certificates may be named" : "for a " + missing.name().toLowerCase(Locale.ROOT);
    }

    /** The name in files, as the manual writes it. */
    @Override
    public String toString() {
        return fileName;
    }
}
