package dev.drawbridge.config;

import dev.drawbridge.config.conf.ConfCommand;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.TrustSource;
import dev.drawbridge.store.TrustSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whom OpenSSL's configuration has one role trust, and how it verifies.
 *
 * @param files by {@code VerifyCAFile}, {@code VerifyCAPath}, {@code VerifyCAStore}, {@code AddCAFile} and {@code AddCAPath} together, all of
 *     one place; empty when nobody says
 * @param verification how chains are verified, whoever is trusted
 */
public record TrustDefaults(List<Said<Path>> files, VerifySettings verification) {
    private static final List<ConfCommand> TRUSTED = List.of(ConfCommand.VERIFY_CA_FILE, ConfCommand.VERIFY_CA_PATH, ConfCommand.VERIFY_CA_STORE,
            ConfCommand.ADD_CA_FILE, ConfCommand.ADD_CA_PATH);

    static List<Said<Path>> files(List<ConfSettings> layers) {
        return first(layers, TRUSTED);
    }

    /** The files that some commands name, of the first layer in which one does; empty when none does. */
    static List<Said<Path>> first(List<ConfSettings> layers, List<ConfCommand> commands) {
        for (ConfSettings layer : layers) {
            List<Said<Path>> all = new ArrayList<>();
            commands.forEach(command -> all.addAll(layer.paths(command)));
            if (!all.isEmpty()) {
                return all;
            }
        }
        return List.of();
    }

    /**
     * What such files have, together.
     *
     * @param report gets what is wrong with a file that is looked at later
     */
    public static TrustSource source(List<Said<Path>> files, Consumer<StoreException> report) throws StoreException {
        List<TrustSource> sources = new ArrayList<>();
        for (Said<Path> said : files) {
            String path = said.value().toString();
            try {
                sources.add(switch (said.command()) {
                    case VERIFY_CA_FILE, ADD_CA_FILE, CHAIN_CA_FILE -> TrustSources.caFile(said.value(), report);
                    case VERIFY_CA_PATH, ADD_CA_PATH, CHAIN_CA_PATH -> TrustSources.caPath(path, false, report);
                    default -> TrustSources.caStore(path, report);
                });
            } catch (StoreException e) {
                throw new StoreException(said.origin() + ": " + said.command() + " = " + path + ": " + e.getMessage(), e.reason(), e);
            }
        }
        return TrustSources.of(sources);
    }
}
