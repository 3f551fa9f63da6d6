package dev.drawbridge.verify;

import dev.drawbridge.HostFlag;
import dev.drawbridge.VerifyFlag;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

/** How a chain is verified: OpenSSL's {@code X509_VERIFY_PARAM}. Immutable; made by {@link Builder}. */
public final class VerifyParameters {
    /** As many certificates between leaf and anchor as OpenSSL's default. */
    public static final int DEFAULT_DEPTH = 100;

    private final Set<VerifyFlag> flags;
    private final int depth;
    private final int level;
    private final Purpose purpose;
    private final Instant time;
    private final Set<String> policies;
    private final List<String> hosts;
    private final Set<HostFlag> hostFlags;
    private final String email;
    private final List<byte[]> addresses;

    private VerifyParameters(Builder b) {
        flags = EnumSet.copyOf(b.flags);
        depth = b.depth;
        level = b.level;
        purpose = b.purpose;
        time = b.time;
        policies = Set.copyOf(b.policies);
        hosts = List.copyOf(b.hosts);
        hostFlags = EnumSet.copyOf(b.hostFlags);
        email = b.email;
        addresses = List.copyOf(b.addresses);
    }

    Set<VerifyFlag> flags() {
        return flags;
    }

    boolean has(VerifyFlag flag) {
        return flags.contains(flag);
    }

    boolean has(HostFlag flag) {
        return hostFlags.contains(flag);
    }

    int depth() {
        return depth;
    }

    int level() {
        return level;
    }

    /** Or null for none in particular. */
    Purpose purpose() {
        return purpose;
    }

    Trust trust() {
        return purpose == null ? Trust.DEFAULT : purpose.trust();
    }

    /** The time to check at, or null for the time of the verification. */
    Instant time() {
        return time;
    }

    Set<String> policies() {
        return policies;
    }

    List<String> hosts() {
        return hosts;
    }

    String email() {
        return email;
    }

    List<byte[]> addresses() {
        return addresses;
    }

    /** The bytes of an IP address, or null when the text is none. */
    public static byte[] octets(String address) {
        return IPAddress.isValid(address)
                ? ASN1OctetString.getInstance(new GeneralName(GeneralName.iPAddress, address).getName()).getOctets() : null;
    }

    /** A builder that has all of this. */
    public Builder toBuilder() {
        Builder b = new Builder().depth(depth).level(level).purpose(purpose).time(time).policies(policies).hosts(hosts).email(email)
                .addresses(addresses);
        b.flags.addAll(flags);
        b.hostFlags.addAll(hostFlags);
        return b;
    }

    /** Collects parameters; what is not said is as in OpenSSL: no flag, depth 100, level 0, no purpose, names not checked. */
    public static final class Builder {
        private final Set<VerifyFlag> flags = EnumSet.noneOf(VerifyFlag.class);
        private final Set<HostFlag> hostFlags = EnumSet.noneOf(HostFlag.class);
        private int depth = DEFAULT_DEPTH;
        private int level;
        private Purpose purpose;
        private Instant time;
        private Set<String> policies = Set.of();
        private List<String> hosts = List.of();
        private String email;
        private List<byte[]> addresses = List.of();

        /** Adds a flag; each about policies turns their processing on. */
        public Builder flag(VerifyFlag flag) {
            flags.add(flag);
            if (flag == VerifyFlag.EXPLICIT_POLICY || flag == VerifyFlag.INHIBIT_ANY || flag == VerifyFlag.INHIBIT_MAP) {
                flags.add(VerifyFlag.POLICY_CHECK);
            }
            return this;
        }

        /** Adds a flag or takes it away. */
        public Builder flag(VerifyFlag flag, boolean on) {
            flags.remove(flag);
            return on ? flag(flag) : this;
        }

        /** Adds a flag about host names or takes it away. */
        public Builder flag(HostFlag flag, boolean on) {
            hostFlags.remove(flag);
            return on ? flag(flag) : this;
        }

        /** Adds a flag about host names. */
        public Builder flag(HostFlag flag) {
            hostFlags.add(flag);
            return this;
        }

        /** At most so many certificates between leaf and anchor (0 and more), neither counted. */
        public Builder depth(int certificates) {
            depth = Math.min(certificates, Integer.MAX_VALUE / 2);
            return this;
        }

        /** The security level of keys and digests, 0 to 5. */
        public Builder level(int securityLevel) {
            level = securityLevel;
            return this;
        }

        /** What the leaf is wanted for, or null. */
        public Builder purpose(Purpose p) {
            purpose = p;
            return this;
        }

        /** The time to check at instead of now, or null. */
        public Builder time(Instant instant) {
            time = instant;
            return this;
        }

        /** Dotted identifiers of the acceptable policies, which count when a policy is required; empty for none at all. */
        public Builder policies(Set<String> ids) {
            policies = ids;
            return this;
        }

        /** The leaf must name one of these hosts; none for no check. */
        public Builder hosts(List<String> names) {
            hosts = names;
            return this;
        }

        /** The leaf must name this mailbox, or null. */
        public Builder email(String mailbox) {
            email = mailbox;
            return this;
        }

        /** The leaf must name one of these IP addresses of 4 or 16 bytes; none for no check. */
        public Builder addresses(List<byte[]> bytes) {
            addresses = bytes;
            return this;
        }

        public VerifyParameters build() {
            return new VerifyParameters(this);
        }
    }
}
