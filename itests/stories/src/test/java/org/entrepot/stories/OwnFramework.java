package org.entrepot.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;

/**
 * A gateway in a framework that the test starts, stops and outlives. The packages of what both call come from the test's class path,
 * and the bundle of the contract is left out.
 */
final class OwnFramework {
    private static final Path BUNDLES = Path.of(System.getProperty("stories.bundles"));
    private static final String CONTRACT = "org.entrepot.api.jar";
    private static final List<String> FIRST =
            List.of("org.apache.felix.log.jar", "org.apache.felix.configadmin.jar", "org.apache.felix.scr.jar");
    private static final String COMPENDIUM = "org.osgi.service.cm;version=1.6.1,org.osgi.service.log;version=1.5";

    private final Framework framework;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    private OwnFramework(Framework framework) {
        this.framework = framework;
    }

    static OwnFramework start(Path folder) throws BundleException, IOException {
        OwnFramework own = new OwnFramework(ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        contract() + "," + COMPENDIUM,
                        "org.osgi.service.log.admin.loglevel",
                        "INFO")));
        own.framework.start();
        own.install();
        own.service(LogReaderService.class).addLogListener(own::keep);
        return own;
    }

    /** What the contract's bundle exports, in its own words. */
    private static String contract() throws IOException {
        try (JarFile bundle = new JarFile(BUNDLES.resolve(CONTRACT).toFile())) {
            return bundle.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
        }
    }

    /** In the order of the distribution's feature: the log first, so that it is the last to stop. */
    private void install() throws BundleException, IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> staged = Files.list(BUNDLES)) {
            staged.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
        }
        names.remove(CONTRACT);
        names.sort(Comparator.comparing(name -> FIRST.indexOf(name) < 0 ? FIRST.size() : FIRST.indexOf(name)));
        List<Bundle> bundles = new ArrayList<>();
        for (String name : names) {
            bundles.add(framework
                    .getBundleContext()
                    .installBundle(BUNDLES.resolve(name).toUri().toString()));
        }
        for (Bundle bundle : bundles) {
            if (bundle.getSymbolicName().matches("org\\.(entrepot|apache\\.felix)\\..*")) {
                bundle.start();
            }
        }
    }

    private void keep(LogEntry entry) {
        if (LogLevel.INFO.implies(entry.getLogLevel())) {
            log.add(entry.getLogLevel() + " " + entry.getMessage()
                    + (entry.getException() == null ? "" : " <- " + entry.getException()));
        }
    }

    boolean has(Class<?> service) {
        return framework.getBundleContext().getServiceReference(service) != null;
    }

    Bundle bundle(String name) {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    <S> S service(Class<S> type) {
        BundleContext context = framework.getBundleContext();
        ServiceReference<S> reference = context.getServiceReference(type);
        return context.getService(reference);
    }

    /** What was logged so far: the level, the words, and what was thrown. */
    List<String> log() {
        return List.copyOf(log);
    }

    /** Stops it, as a launcher does when the process is told to end; whether it had stopped in time. */
    boolean stop(Duration longest) throws BundleException, InterruptedException {
        framework.stop();
        return framework.waitForStop(longest.toMillis()).getType() == FrameworkEvent.STOPPED;
    }
}
