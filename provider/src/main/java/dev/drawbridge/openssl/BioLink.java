package dev.drawbridge.openssl;

/** A {@link Bio} as a link of a chain ({@code BIO_push(3)}). */
abstract sealed class BioLink extends BioState permits Bio {
    private Bio next;
    private BioLink previous;

    BioLink(BioType type) {
        super(type);
    }

    private Bio self() {
        return (Bio) this;
    }

    /**
     * Puts another Bio, with what follows it, at the end of this chain ({@code BIO_push}). The reference to it is still the caller's to give
     * back, which {@link #freeAll} of this one does.
     *
     * @param bio which stands in no other chain
     * @return this
     * @throws IllegalArgumentException when it is in this chain already
     */
    public final Bio push(Bio bio) {
        requireAlive();
        bio.requireAlive();
        BioLink last = this;
        while (last.next != null) {
            last = last.next;
        }
        for (BioLink b = bio; b != null; b = b.next) {
            if (b == last) {
                throw new IllegalArgumentException("push of a " + bio.type().methodName() + " BIO would close its chain to a ring");
            }
        }
        last.next = bio;
        ((BioLink) bio).previous = last;
        pushed();
        return self();
    }

    /**
     * Takes this Bio out of its chain ({@code BIO_pop}).
     *
     * @return the one after it, or null
     */
    public final Bio pop() {
        requireAlive();
        Bio rest = next;
        popping();
        if (previous != null) {
            previous.next = rest;
        }
        if (rest != null) {
            ((BioLink) rest).previous = previous;
        }
        next = null;
        previous = null;
        return rest;
    }

    /**
     * The next Bio of the chain ({@code BIO_next}).
     *
     * @return null for the last
     */
    public final Bio next() {
        return next;
    }

    /** {@code BIO_set_next}: one way only. */
    final void setNext(Bio bio) {
        next = bio;
    }

    /**
     * Looks for a kind in the chain ({@code BIO_find_type}).
     *
     * @param wanted the kind
     * @return the first of this and those after it that is of the kind, or null
     */
    public final Bio findType(BioType wanted) {
        Bio b = self();
        while (b != null && b.type() != wanted) {
            b = b.next();
        }
        return b;
    }

    /**
     * Which Bio of the chain it is that waits ({@code BIO_get_retry_BIO}).
     *
     * @return the last in a row, from this one on, that asks for a retry; this one if none does
     */
    public final Bio retryBio() {
        Bio last = self();
        for (Bio b = last; b != null && b.shouldRetry(); b = b.next()) {
            last = b;
        }
        return last;
    }

    final void copyNextRetry() {
        if (next != null) {
            copyRetry(next);
        }
    }

    /** {@link Bio#close} for this and those after it, up to the first that somebody else refers to as well ({@code BIO_free_all}). */
    public final void freeAll() {
        Bio b = self();
        boolean shared = false;
        while (b != null && !shared) {
            Bio following = b.next();
            shared = b.isShared();
            b.close();
            b = following;
        }
    }

    /** Something was put at the end of the chain from here on. */
    void pushed() {
    }

    void popping() {
    }
}
