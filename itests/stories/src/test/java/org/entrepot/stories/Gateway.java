package org.entrepot.stories;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The bundles of a gateway without console, and what the stories themselves need, out of the folder the build staged. */
final class Gateway {
    private Gateway() {}

    static Option[] bundles() {
        try (Stream<Path> staged = Files.list(Path.of(System.getProperty("stories.bundles")))) {
            Option[] all = staged.sorted().map(Gateway::install).toArray(Option[]::new);
            return new Option[] {
                cleanCaches(),
                junitBundles(),
                frameworkProperty("equinox.log.history.max").value("1000"),
                frameworkProperty("org.osgi.service.log.admin.loglevel").value("INFO"),
                composite(all)
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Option install(Path file) {
        return bundle(file.toUri().toString());
    }
}
