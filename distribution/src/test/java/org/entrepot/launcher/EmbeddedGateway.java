package org.entrepot.launcher;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import org.entrepot.conformance.DeviceProbe;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * The bundles of the distribution in a framework within the JVM of the tests. The contract comes from the tests' own class path, so
 * that they can call what the bundles register.
 */
final class EmbeddedGateway {
    private static final Path HOME = Path.of(System.getProperty("gateway"));
    private static final String CONTRACT = "org.entrepot.api";
    private static final String BUS = "org.entrepot.emulation.internal.machine.EmulatedBus";

    private final Framework framework;

    private EmbeddedGateway(Framework framework) {
        this.framework = framework;
    }

    static EmbeddedGateway start(Path folder) throws StartException, BundleException, IOException {
        Feature feature = Feature.read(HOME.resolve("features/gateway.json"));
        Map<String, String> properties = new HashMap<>(feature.properties());
        properties.put(Constants.FRAMEWORK_STORAGE, folder.resolve("framework").toString());
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, contract(feature));
        properties.put("felix.fileinstall.dir", HOME.resolve("conf").toString());
        properties.put("felix.fileinstall.tmpdir", folder.resolve("deployed").toString());
        properties.put("felix.cm.dir", folder.resolve("configurations").toString());
        properties.put("entrepot.data", folder.toString());
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(properties);
        framework.start();
        for (Feature.BundleId id : feature.bundles()) {
            if (!id.artifact().equals(CONTRACT)) {
                framework
                        .getBundleContext()
                        .installBundle("reference:"
                                + id.within(HOME.resolve("repository")).toUri());
            }
        }
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            if (bundle.getSymbolicName().matches("(org\\.entrepot|org\\.apache\\.felix)(?!.*(gogo|console)).*")) {
                bundle.start();
            }
        }
        return new EmbeddedGateway(framework);
    }

    /** What the contract's bundle exports, in its own words. */
    private static String contract(Feature feature) throws IOException {
        Path jar = feature.bundles().stream()
                .filter(id -> id.artifact().equals(CONTRACT))
                .findFirst()
                .orElseThrow()
                .within(HOME.resolve("repository"));
        try (JarFile bundle = new JarFile(jar.toFile())) {
            return bundle.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
        }
    }

    <S> S service(Class<S> type) {
        BundleContext context = framework.getBundleContext();
        return context.getService(context.getServiceReference(type));
    }

    void startExporters() throws BundleException {
        for (Bundle exporter : exporters()) {
            exporter.start();
        }
    }

    void stopExporters() {
        try {
            for (Bundle exporter : exporters()) {
                exporter.stop();
            }
        } catch (BundleException e) {
            throw new IllegalStateException("a backend can be stopped: " + e.getMessage(), e);
        }
    }

    private List<Bundle> exporters() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("org.entrepot.exporter."))
                .toList();
    }

    /** How a device reads or writes: by its port, which only the emulation's own bundle can name. */
    DeviceProbe.Access access(String device, String bus, String kind) {
        BundleContext context = framework.getBundleContext();
        try {
            Object machine = context.getService(context.getAllServiceReferences(BUS, null)[0]);
            Method find = machine.getClass().getMethod("port", String.class, String.class);
            Object port = find.invoke(machine, device, bus);
            Method access = find.getReturnType().getMethod(kind, long.class, byte[].class, int.class, int.class);
            return (address, bytes) -> move(access, port, address, bytes);
        } catch (ReflectiveOperationException | InvalidSyntaxException e) {
            throw new IllegalStateException(
                    "the emulated bus has a port for each device: device=" + device + " bus=" + bus + ": " + e, e);
        }
    }

    private static void move(Method access, Object port, long address, byte[] bytes) {
        try {
            access.invoke(port, address, bytes, 0, bytes.length);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(20_000);
    }
}
