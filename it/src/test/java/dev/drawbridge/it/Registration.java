package dev.drawbridge.it;

import java.security.Security;

/** Our provider among those of this JVM for as long as it is open, for programs that ask by name or take whichever stands first. */
final class Registration implements AutoCloseable {
    private Registration(int position) {
        if (Security.insertProviderAt(Contexts.DRAWBRIDGE, position) < 0) {
            throw new IllegalStateException("Drawbridge is registered already");
        }
    }

    /** Before all others. */
    static Registration first() {
        return new Registration(1);
    }

    /** Behind all others, where only those find it who ask for its name. */
    static Registration last() {
        return new Registration(Security.getProviders().length + 1);
    }

    @Override
    public void close() {
        Security.removeProvider(Contexts.DRAWBRIDGE.getName());
    }
}
