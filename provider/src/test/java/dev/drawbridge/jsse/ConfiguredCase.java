package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.config.Properties;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.verify.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A client and a server whose programs say nothing: properties and files do, of a root, an authority below it, and a server's leaf. */
abstract class ConfiguredCase {
    @TempDir
    Path directory;

    final Map<String, String> environment = new HashMap<>();
    final Map<String, String> security = new HashMap<>();
    TestCa root;
    TestCa middle;
    TestCa.Identity leaf;
    X509Certificate[] chain;
    Path rootFile;
    Path middleFile;
    Path server;
    Path serverKey;

    @BeforeEach
    void files() throws Exception {
        root = TestCa.root("Root");
        middle = root.intermediate("Middle");
        leaf = middle.issue("EC", TestCa.Leaf.of("leaf", "ec.test"));
        rootFile = write("root.pem", pem("CERTIFICATE", root.certificate().getEncoded()));
        middleFile = write("middle.pem", pem("CERTIFICATE", middle.certificate().getEncoded()));
        chain = leaf.chain().toArray(new X509Certificate[0]);
        StringBuilder text = new StringBuilder();
        for (X509Certificate c : chain) {
            text.append(pem("CERTIFICATE", c.getEncoded()));
        }
        server = write("server.pem", text.toString());
        serverKey = write("server.key", pem("PRIVATE KEY", leaf.keys().getPrivate().getEncoded()));
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    Properties properties(Object... properties) {
        Map<String, String> m = new HashMap<>(Map.of("java.home", System.getProperty("java.home")));
        for (int i = 0; i < properties.length; i += 2) {
            m.put(properties[i].toString(), properties[i + 1].toString());
        }
        return Properties.of(m, security::get, environment::get, directory);
    }

    ContextCore core(Object... properties) throws StoreException {
        return new ContextCore(ContextProtocol.TLS, properties(properties), null, null, null);
    }

    EnginePair pair(ContextCore client) throws Exception {
        ContextCore serving = core("drawbridge.server.Certificate", server, "drawbridge.server.PrivateKey", serverKey);
        return new EnginePair(new EngineAdapter(client, "ec.test", 443), new EngineAdapter(serving, null, -1));
    }

    void assertTrusts(ContextCore client) throws Exception {
        EnginePair pair = pair(client);
        pair.handshake();
        assertEquals("CN=leaf", pair.client.engine.getSession().getPeerPrincipal().getName());
    }

    void assertRefuses(ContextCore client) throws Exception {
        EnginePair pair = pair(client);
        assertThrows(SSLException.class, pair::handshake);
    }
}
