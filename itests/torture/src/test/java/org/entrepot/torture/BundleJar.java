package org.entrepot.torture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A bundle out of one package of these tests.
 *
 * @param classes the folder of the compiled tests
 * @param part last part of the package's name
 * @param activator simple name of its activator
 */
record BundleJar(Path classes, String part, String activator) {
    private static final String ROOT = "org.entrepot.torture.";
    private static final List<String> IMPORTS = List.of(
            "org.entrepot.api",
            "org.entrepot.control",
            "org.entrepot.device",
            "org.entrepot.fence",
            "org.entrepot.spi",
            "org.osgi.framework",
            "org.osgi.framework.wiring",
            "org.osgi.service.cm",
            "org.osgi.util.tracker");

    static BundleJar of(Path classes, String part, String activator) {
        return new BundleJar(classes, part, activator);
    }

    /** Writes the bundle. */
    Path write(Path file) throws IOException {
        Path own = Path.of((ROOT + part).replace('.', '/'));
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest());
                Stream<Path> found = Files.list(classes.resolve(own))) {
            for (Path entry : found.sorted().toList()) {
                jar.putNextEntry(new JarEntry(own.resolve(entry.getFileName()).toString()));
                Files.copy(entry, jar);
                jar.closeEntry();
            }
        }
        return file;
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", ROOT + part);
        headers.putValue("Bundle-Version", "1.0.0");
        headers.putValue("Bundle-Activator", ROOT + part + "." + activator);
        headers.putValue("Import-Package", String.join(",", IMPORTS));
        return manifest;
    }
}
