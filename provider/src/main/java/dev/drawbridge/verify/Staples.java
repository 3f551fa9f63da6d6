package dev.drawbridge.verify;

import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a server stapled to its chain: DER-encoded OCSP responses, not yet judged. */
public final class Staples {
    /** Nobody asked for any, so that none can be missing. */
    public static final Staples NOT_ASKED = new Staples(false, List.of());

    private final boolean asked;
    private final List<byte[]> responses;

    private Staples(boolean asked, List<byte[]> responses) {
        this.asked = asked;
        this.responses = List.copyOf(responses);
    }

    /**
     * What came.
     *
     * @param asked whether it is known that we asked: only then a certificate that demands a staple is refused without one
     * @param responses by position in the chain as the server sent it; an empty array, or none at the end, is no response
     */
    public static Staples of(boolean asked, List<byte[]> responses) {
        return new Staples(asked, responses);
    }

    /** For example {@code 1 staple}. */
    @Override
    public String toString() {
        return responses.size() + (responses.size() == 1 ? " staple" : " staples");
    }

    boolean asked() {
        return asked;
    }

    boolean isEmpty() {
        return responses.isEmpty();
    }

    /** The first response to each certificate of the chain as it was sent. */
    Map<X509Certificate, byte[]> by(List<X509Certificate> chain) {
        Map<X509Certificate, byte[]> found = new HashMap<>();
        for (int i = 0; i < chain.size(); i++) {
            if (at(i) != null) {
                found.putIfAbsent(chain.get(i), at(i));
            }
        }
        return found;
    }

    /** The response to the certificate at a position of the chain as it was sent, or null. */
    byte[] at(int position) {
        byte[] response = position < 0 || position >= responses.size() ? null : responses.get(position);
        return response == null || response.length == 0 ? null : response;
    }
}
