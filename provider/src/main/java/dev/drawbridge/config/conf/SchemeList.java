package dev.drawbridge.config.conf;

import dev.drawbridge.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of signature schemes as the commands {@code SignatureAlgorithms} and {@code ClientSignatureAlgorithms} have it: registry names, or
 * {@code RSA+SHA256} and the like, between colons, best first.
 *
 * @param schemes the schemes, in their order
 * @param passedOver unknown names that {@code ?} excused (OpenSSL 3.3)
 */
public record SchemeList(List<KnownScheme> schemes, List<ListWord> passedOver) {
    private static final String LIST = "list of signature algorithms";

    public SchemeList {
        schemes = List.copyOf(schemes);
        passedOver = List.copyOf(passedOver);
    }

    /** Reads a list; an unknown name and one that comes twice are errors, as they are to OpenSSL. */
    public static SchemeList parse(String text) throws ListException {
        List<KnownScheme> schemes = new ArrayList<>();
        List<ListWord> passedOver = new ArrayList<>();
        for (ListWord word : ListWord.split(text, ':')) {
            boolean excused = word.text().startsWith("?");
            KnownScheme scheme = KnownScheme.named(excused ? word.text().substring(1) : word.text());
            if (scheme == null && excused && word.text().length() > 1) {
                passedOver.add(word);
            } else if (scheme == null) {
                throw new ListException(LIST, "no such signature algorithm", word.position(), word.text(),
                        "a registry name such as rsa_pss_rsae_sha256, or an algorithm and a hash such as ECDSA+SHA256");
            } else if (schemes.contains(scheme)) {
                throw new ListException(LIST, "named twice", word.position(), word.text(), "each signature algorithm once");
            } else {
                schemes.add(scheme);
            }
        }
        if (schemes.isEmpty()) {
            throw new ListException(LIST, "none is left", 1, text, "at least one signature algorithm");
        }
        return new SchemeList(schemes, passedOver);
    }

    /** Those of {@code spoken} that are listed, best first. */
    public List<SignatureScheme> among(List<SignatureScheme> spoken) {
        return schemes.stream().map(s -> s.among(spoken)).filter(s -> s != null).toList();
    }

    /** The schemes that are listed but not {@code spoken}: known names that have no effect. */
    public List<KnownScheme> leftOut(List<SignatureScheme> spoken) {
        return schemes.stream().filter(s -> s.among(spoken) == null).toList();
    }
}
