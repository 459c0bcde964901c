package org.entrepot.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.entrepot.api.Allocator;
import org.entrepot.control.ControlPlane;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A gateway inside this process, of the real bundles on a real framework: what an application would call. It shares the contract's
 * classes with this program and has only the heaps that it is given.
 */
final class Gateway implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final String CONFIGURATION_ADMIN = "org.apache.felix.configadmin";
    private static final List<String> BUNDLES = List.of(
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "org.osgi.service.component",
            "org.apache.felix.log",
            CONFIGURATION_ADMIN,
            "org.apache.felix.scr",
            "jna",
            "org.entrepot.linux",
            "org.entrepot.core",
            "org.entrepot.emulation");
    private static final String CONTRACT =
            "org.entrepot.api;version=1.0.0,org.entrepot.spi;version=1.0.0,org.entrepot.control;version=1.0.0,"
                    + "org.entrepot.device;version=1.0.0,org.entrepot.fence;version=1.0.0,org.entrepot.pipeline;version=1.0.0,"
                    + "org.osgi.service.cm;version=1.6.1";

    private final Path storage;
    private final Framework framework;
    private final BundleContext context;

    /** Starts a gateway without heaps. */
    Gateway() {
        try {
            this.storage = Files.createTempDirectory("entrepot-bench");
            this.framework = ServiceLoader.load(FrameworkFactory.class)
                    .findFirst()
                    .orElseThrow()
                    .newFramework(Map.of(
                            Constants.FRAMEWORK_STORAGE,
                            storage.toString(),
                            Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                            CONTRACT,
                            "org.osgi.service.log.admin.loglevel",
                            "ERROR"));
            framework.start();
            this.context = framework.getBundleContext();
            for (String name : BUNDLES) {
                install(name);
                if (name.equals(CONFIGURATION_ADMIN)) {
                    configure("org.entrepot.core", Map.of("limit.bytesPerBundle", Long.MAX_VALUE));
                }
            }
        } catch (IOException | BundleException e) {
            throw new IllegalStateException("a gateway starts inside this process", e);
        }
    }

    private void install(String name) throws BundleException {
        context.installBundle(jar(name).toURI().toString()).start();
    }

    private static File jar(String name) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(File::new)
                .filter(file -> file.getName().matches(name.replace(".", "\\.") + "-[0-9].*\\.jar"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a bundle is on the class path: bundle=" + name));
    }

    /** Adds a bundle. */
    Gateway bundle(String name) {
        try {
            install(name);
        } catch (BundleException e) {
            throw new IllegalStateException("a bundle starts: bundle=" + name, e);
        }
        return this;
    }

    /** Adds a heap: the bundle, and a configuration for it. */
    Gateway heap(String bundle, Map<String, Object> configuration) {
        int before = service(ControlPlane.class).heaps().size();
        try {
            install(bundle);
            service(ConfigurationAdmin.class)
                    .getFactoryConfiguration(bundle, "bench", "?")
                    .update(dictionary(configuration));
        } catch (IOException | BundleException e) {
            throw new IllegalStateException("a heap starts: bundle=" + bundle, e);
        }
        await("a heap of " + bundle, () -> service(ControlPlane.class).heaps().size() > before);
        return this;
    }

    /** Stops a bundle, as an operator does. */
    void stop(String bundle) {
        try {
            named(bundle).stop();
        } catch (BundleException e) {
            throw new IllegalStateException("a bundle stops: bundle=" + bundle, e);
        }
    }

    /** Starts the bundle of a heap again, and waits for the heap. */
    void start(String bundle) {
        int before = service(ControlPlane.class).heaps().size();
        try {
            named(bundle).start();
        } catch (BundleException e) {
            throw new IllegalStateException("a bundle starts: bundle=" + bundle, e);
        }
        await("a heap of " + bundle, () -> service(ControlPlane.class).heaps().size() > before);
    }

    private Bundle named(String bundle) {
        return Arrays.stream(context.getBundles())
                .filter(one -> bundle.equals(one.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private void configure(String pid, Map<String, Object> values) throws IOException {
        service(ConfigurationAdmin.class).getConfiguration(pid, "?").update(dictionary(values));
    }

    private static Dictionary<String, Object> dictionary(Map<String, Object> values) {
        return FrameworkUtil.asDictionary(values);
    }

    /** The service that applications take. */
    Allocator allocator() {
        return service(Allocator.class);
    }

    /** A service of the contract, once it is there. */
    <T> T service(Class<T> type) {
        AtomicReference<@Nullable T> found = new AtomicReference<>();
        await("service " + type.getName(), () -> {
            ServiceReference<?> reference = first(type);
            found.set(reference == null ? null : type.cast(context.getService(reference)));
            return found.get() != null;
        });
        return Objects.requireNonNull(found.get());
    }

    /** Of all: a service that has another name beside may not be assignable to this program, which has those classes twice. */
    private @Nullable ServiceReference<?> first(Class<?> type) {
        try {
            ServiceReference<?>[] all = context.getAllServiceReferences(type.getName(), null);
            return all == null ? null : all[0];
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter is a filter", e);
        }
    }

    /** Waits for something that takes less than a minute. */
    static void await(String what, BooleanSupplier there) {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "a gateway is there in time: waited " + LONGEST_START.toSeconds() + " s for " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(LONGEST_START.toMillis());
            try (Stream<Path> files = Files.walk(storage)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException | BundleException e) {
            throw new IllegalStateException("a gateway ends", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
