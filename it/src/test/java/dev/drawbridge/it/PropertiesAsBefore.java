package dev.drawbridge.it;

import java.security.Security;
import java.util.Properties;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests that change the JVM's properties: all of them, and {@code jdk.tls.disabledAlgorithms}, are as before when a test is over. */
final class PropertiesAsBefore implements BeforeEachCallback, AfterEachCallback {
    /** The security property that says which algorithms and versions the JDK forbids. */
    static final String DISABLED = "jdk.tls.disabledAlgorithms";

    private Properties system;
    private String disabled;

    @Override
    public void beforeEach(ExtensionContext context) {
        system = (Properties) System.getProperties().clone();
        disabled = Security.getProperty(DISABLED);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        System.setProperties(system);
        Security.setProperty(DISABLED, disabled);
    }
}
