package org.entrepot.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The framework with what features name in it. */
final class Gateway {
    private static final String STAMP = "provisioned-from";
    private static final long STOP_MILLIS = 20_000;

    private final Framework framework;
    private final AtomicInteger exitCode = new AtomicInteger();
    private final StandardOutput output = StandardOutput.take();
    private volatile Optional<PrintStream> log = Optional.empty();

    private Gateway(Framework framework) {
        this.framework = framework;
    }

    /**
     * Starts the framework, then the bundles in their order.
     *
     * @param home where the distribution is
     * @param wanted what is provisioned
     * @param data where state is kept
     * @param further properties of the framework beyond the features'
     */
    static Gateway start(Path home, Provision wanted, DataFolder data, Map<String, String> further)
            throws StartException {
        Map<String, String> properties = new HashMap<>(wanted.feature().properties());
        properties.putAll(ownProperties(home, data, isProvisioned(data, wanted)));
        properties.putAll(further);
        Gateway gateway = new Gateway(ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new StartException("a framework is in lib/: found=none; unpack the gateway anew"))
                .newFramework(properties));
        try {
            KeptConfigurations.forgetFiles(data.path());
            gateway.framework.init();
            gateway.provision(wanted.feature(), home.resolve("repository"), data);
            Files.writeString(data.path().resolve(STAMP), wanted.stamp(), StandardCharsets.UTF_8);
            return gateway;
        } catch (BundleException | IOException e) {
            gateway.stop();
            throw new StartException(
                    "the gateway starts: " + e.getMessage() + "; unpack the gateway anew"
                            + (data.isPassing() ? "" : ", or remove the folder " + data.path() + " and start again"),
                    e);
        } catch (StartException e) {
            gateway.stop();
            throw e;
        }
    }

    private static Map<String, String> ownProperties(Path home, DataFolder data, boolean provisioned)
            throws StartException {
        Map<String, String> own = new HashMap<>();
        own.put(Constants.FRAMEWORK_STORAGE, data.path().resolve("framework").toString());
        if (!provisioned) {
            own.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        }
        own.put("felix.fileinstall.dir", watched(home));
        own.put("felix.cm.dir", KeptConfigurations.within(data.path()).toString());
        own.put("felix.fileinstall.tmpdir", data.path().resolve("deployed").toString());
        own.put("entrepot.home", home.toString());
        own.put("entrepot.data", data.path().toString());
        own.put("entrepot.tty", System.getProperty("entrepot.tty", "false"));
        return own;
    }

    /** What File Install watches: a list that is taken apart at its commas. */
    private static String watched(Path home) throws StartException {
        if (home.toString().contains(",")) {
            throw new StartException(
                    "a gateway lies in a folder without a comma in its name: folder=" + home + "; move it");
        }
        return home.resolve("conf") + "," + home.resolve("deploy");
    }

    private static boolean isProvisioned(DataFolder data, Provision wanted) throws StartException {
        try {
            Path stamp = data.path().resolve(STAMP);
            return Files.exists(stamp)
                    && Files.readString(stamp, StandardCharsets.UTF_8).equals(wanted.stamp());
        } catch (IOException e) {
            throw new StartException(
                    "the gateway's state can be read: folder=" + data.path() + " (" + e.getMessage()
                            + "); remove it, or set ENTREPOT_DATA to another folder",
                    e);
        }
    }

    private void provision(Feature feature, Path repository, DataFolder data) throws BundleException, StartException {
        BundleContext context = framework.getBundleContext();
        String mode = String.valueOf(context.getProperty("entrepot.mode"));
        List<Bundle> bundles = new ArrayList<>();
        for (Feature.BundleId id : feature.bundles()) {
            Path jar = id.within(repository);
            if (!Files.isReadable(jar)) {
                throw new StartException("a bundle of the feature is in the repository: bundle=" + id + " file=" + jar
                        + "; unpack the gateway anew");
            }
            Bundle bundle = context.installBundle("reference:" + jar.toUri());
            if (id.startsIn(mode)) {
                bundles.add(bundle);
            }
        }
        // Bundles find their own resources; the terminal of the shell would look for its parts among the launcher's
        // instead.
        Thread.currentThread().setContextClassLoader(null);
        framework.start();
        for (Bundle bundle : bundles) {
            bundle.start(Bundle.START_TRANSIENT);
            if (bundle == bundles.get(0)) {
                log = LogTap.open(context, data.path().resolve("entrepot.log"), !mode.equals("console"));
            }
        }
    }

    /** Says that everything is there: commands that were asked for are executed from now on. */
    void ready() {
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(Map.of("entrepot.exit", "true"));
        IntConsumer exit = code -> {
            exitCode.set(code);
            Thread stopping = new Thread(this::stop, "entrepot-exit");
            stopping.start();
        };
        framework.getBundleContext().registerService(IntConsumer.class, exit, properties);
    }

    /** Waits until the gateway has ended; the exit code. */
    int await() throws InterruptedException {
        FrameworkEvent event = framework.waitForStop(0);
        if (event.getType() == FrameworkEvent.ERROR) {
            exitCode.compareAndSet(0, 1);
        }
        return exitCode.get();
    }

    /**
     * Stops the framework and waits for it, within bounds. Standard output holds answers of commands, of which there are no more: what
     * bundles print while they stop goes to the log. (Felix EventAdmin tells so of each event that it drops, once the log service left.)
     */
    void stop() {
        log.ifPresent(output::divert);
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
        } catch (BundleException e) {
            throw new IllegalStateException("a framework can be stopped: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
