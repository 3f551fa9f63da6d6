package dev.drawbridge.handshake;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.MaxFragmentLength;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.FragmentLimit;

/**
 * What both sides agree on about the length of records (RFC 6066 section 4). As in OpenSSL a server agrees to whatever a client asks for.
 * RFC 6066 section 4: "The negotiated length applies for the duration of the session including session resumptions." So a session is only
 * resumed where the client asks for the same once more; otherwise the handshake is a full one, and the length is negotiated anew.
 */
public final class FragmentLimits {
    private FragmentLimits() {
    }

    /** What a client wants. */
    public static FragmentLimit wanted(TlsConfig config) {
        return config.tuning().disabledExtensions().contains(ExtensionType.MAX_FRAGMENT_LENGTH) ? FragmentLimit.NONE : config.tuning().limit();
    }

    /** What a ClientHello asks for. */
    public static FragmentLimit asked(Extensions offered) {
        MaxFragmentLength extension = offered.get(MaxFragmentLength.class);
        return extension == null ? FragmentLimit.NONE : extension.limit();
    }

    /**
     * A client's look at the answer, which was asked for.
     *
     * @param resumed the session that the server resumes, or null
     * @return what holds from now on
     * @throws TlsFault {@code BAD_MAX_FRAGMENT_LENGTH}
     */
    public static FragmentLimit accept(Extensions offered, Extensions answer, Session resumed) throws TlsFault {
        FragmentLimit asked = asked(offered);
        MaxFragmentLength agreed = answer.get(MaxFragmentLength.class);
        // RFC 6066 section 4: "Similarly, if a client receives a maximum fragment length negotiation response that differs from the length it
        // requested, it MUST also abort the handshake with an "illegal_parameter" alert."
        if (agreed != null && agreed.limit() != asked) {
            throw new TlsFault(Fault.BAD_MAX_FRAGMENT_LENGTH, agreed.limit().bytes() + " bytes, expected " + asked.bytes());
        }
        return resumed != null ? resumed.limit() : agreed != null ? agreed.limit() : FragmentLimit.NONE;
    }

    /** It is settled. */
    public static void settle(ConnectionFacts facts, FragmentLimit limit, Records records) {
        facts.limit(limit);
        records.limit(limit, limit);
    }
}
