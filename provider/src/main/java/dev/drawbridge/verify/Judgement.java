package dev.drawbridge.verify;

import dev.drawbridge.VerifyResult;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a judge found who lets a connection go on.
 *
 * @param result {@link VerifyResult#OK}, or the last error that a callback or the verify mode passed over
 * @param path the chain that was built, leaf first, without its anchor; a leaf that is itself the anchor stays. Empty when it is not
 *     known, because a trust manager of the program judged
 * @param anchor what the path ends at, or null when that is the leaf itself or is not known
 */
public record Judgement(VerifyResult result, List<X509Certificate> path, X509Certificate anchor) {
    /** A trust manager of the program did not object. */
    public static final Judgement OF_PROGRAM = new Judgement(VerifyResult.OK, List.of(), null);

    public Judgement {
        path = List.copyOf(path);
    }

    /** The path and its anchor. */
    public List<X509Certificate> chain() {
        if (anchor == null) {
            return path;
        }
        List<X509Certificate> all = new ArrayList<>(path);
        all.add(anchor);
        return List.copyOf(all);
    }
}
