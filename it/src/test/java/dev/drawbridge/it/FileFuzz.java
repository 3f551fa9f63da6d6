package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drawbridge.config.conf.ConfCommands;
import dev.drawbridge.config.conf.ConfException;
import dev.drawbridge.config.conf.ConfFile;
import dev.drawbridge.config.conf.ConfReading;
import dev.drawbridge.config.conf.ConfRole;
import dev.drawbridge.store.CertificateFile;
import dev.drawbridge.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/** The files of OpenSSL that we read ourselves: certificates, CRLs and keys in PEM, DER and PKCS#12, and its configuration. */
class FileFuzz {
    /** Most of it is what scrypt may take (OpenSSL's 32 MiB) and the fuzzer's own hooks. */
    private static final long MAX_ALLOCATION = 128 << 20;
    private static final List<String> PASSPHRASES = List.of("", "geheim", "x");
    private static final char SEPARATOR = 0xFF;
    private static final int MOST_FILES = 4;
    private static final Path DIRECTORY = directory();

    /** The passphrase, then a file: a key store of type PEM whose keys are opened, and a file of certificates and CRLs. */
    @FuzzTest
    void store(byte[] input) {
        Choices choices = new Choices(input);
        String passphrase = PASSPHRASES.get(choices.nextInt(PASSPHRASES.size()));
        char[] password = passphrase.isEmpty() ? null : passphrase.toCharArray();
        byte[] file = choices.rest();
        Allocation.within(MAX_ALLOCATION, () -> {
            keyStore(file, password);
            try {
                CertificateFile read = CertificateFile.read(new ByteArrayInputStream(file), "file");
                assertNotNull(read.trusted().toString());
            } catch (StoreException e) {
                assertTrue(e.getMessage().startsWith("file"), e.getMessage());
            }
        });
    }

    private static void keyStore(byte[] file, char[] password) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PEM", Contexts.DRAWBRIDGE);
        try {
            store.load(new ByteArrayInputStream(file), password);
        } catch (IOException e) {
            assertTrue(e.getCause() instanceof StoreException || e.getCause() instanceof UnrecoverableKeyException, () -> "not ours: " + e);
            return;
        }
        for (String alias : Collections.list(store.aliases())) {
            assertNotNull(store.getCertificate(alias));
            if (store.isKeyEntry(alias)) {
                assertNotNull(store.getCertificateChain(alias));
                try {
                    assertNotNull(store.getKey(alias, password));
                } catch (UnrecoverableKeyException e) {
                    assertNotNull(e.getMessage());
                }
            }
        }
    }

    /** Whether reading is strict, then configuration files with 0xFF between them, the first of which is read and may include the others. */
    @FuzzTest
    void conf(byte[] input) {
        Choices choices = new Choices(input);
        ConfReading reading = new ConfReading(name -> null, DIRECTORY, choices.nextBoolean(), warning -> { });
        write(choices.rest());
        Allocation.within(MAX_ALLOCATION, () -> {
            try {
                ConfFile file = ConfFile.read(DIRECTORY.resolve("0.cnf"), reading);
                for (String section : file.sections()) {
                    assertNotNull(file.section(section));
                }
                ConfCommands.named("system_default", file, EnumSet.allOf(ConfRole.class), reading);
            } catch (ConfException e) {
                assertTrue(e.getMessage().contains(DIRECTORY.toString()), e.getMessage());
            }
        });
    }

    /** The files 0.cnf to 3.cnf; those that the input does not have are empty. */
    private static void write(byte[] input) {
        int start = 0;
        for (int i = 0; i < MOST_FILES; i++) {
            int end = Math.min(start, input.length);
            while (end < input.length && (input[end] & 0xff) != SEPARATOR) {
                end++;
            }
            try {
                Files.write(DIRECTORY.resolve(i + ".cnf"), start < input.length ? Arrays.copyOfRange(input, start, end) : new byte[0]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            start = end + 1;
        }
    }

    private static Path directory() {
        try {
            Path directory = Files.createTempDirectory("drawbridge-fuzz");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
