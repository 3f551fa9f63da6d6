package dev.drawbridge.config;

import dev.drawbridge.config.conf.ConfCommand;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.Said;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom OpenSSL's configuration has one role trust, and how it verifies.
 *
 * @param files by {@code VerifyCAFile}, {@code VerifyCAPath} and {@code VerifyCAStore} together, all of one place; empty when nobody says
 * @param verification how chains are verified, whoever is trusted
 */
public record TrustDefaults(List<Said<Path>> files, VerifySettings verification) {
    static List<Said<Path>> files(List<ConfSettings> layers) {
        for (ConfSettings layer : layers) {
            List<Said<Path>> all = new ArrayList<>(layer.paths(ConfCommand.VERIFY_CA_FILE));
            all.addAll(layer.paths(ConfCommand.VERIFY_CA_PATH));
            all.addAll(layer.paths(ConfCommand.VERIFY_CA_STORE));
            if (!all.isEmpty()) {
                return all;
            }
        }
        return List.of();
    }
}
