package dev.drawbridge.it.bogo;

import java.util.Collection;
import java.util.List;

/** A test that asks for what this shim does not have; not a failure. */
final class Unimplemented extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> features;

    Unimplemented(Collection<String> features) {
        super(String.join(", ", features));
        this.features = List.copyOf(features);
    }

    Unimplemented(String feature) {
        this(List.of(feature));
    }

    /** The flags that ask for it. */
    List<String> features() {
        return features;
    }
}
