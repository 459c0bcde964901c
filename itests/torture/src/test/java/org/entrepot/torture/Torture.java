package org.entrepot.torture;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The process in which it happens: a framework with the bundles of the distribution, the chaotic vendor's, and the load. */
public final class Torture {
    private static final Path FOLDER = Path.of(System.getProperty("torture.folder"));

    private Torture() {}

    /** Ends the process with what the load answers, also when it fails: threads of bundles would keep it. */
    public static void main(String[] words) {
        int code = 2;
        try {
            code = run(words[0]);
        } catch (Exception e) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text, true));
            System.out.println("torture: cannot begin: " + text);
        }
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }

    private static int run(String storage) throws Exception {
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .iterator()
                .next()
                .newFramework(
                        Map.of(Constants.FRAMEWORK_STORAGE, storage, Constants.FRAMEWORK_STORAGE_CLEAN, "onFirstInit"));
        framework.start();
        for (Bundle bundle : install(framework.getBundleContext())) {
            bundle.start();
        }
        return run(framework.getBundleContext());
    }

    private static List<Bundle> install(BundleContext context) throws Exception {
        List<Bundle> bundles = new ArrayList<>();
        for (Path file : files()) {
            bundles.add(context.installBundle(file.toUri().toString()));
        }
        return bundles;
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> staged = Files.list(FOLDER.resolve("bundles"))) {
            staged.sorted().forEach(files::add);
        }
        Path classes = FOLDER.resolve("test-classes");
        files.add(BundleJar.of(classes, "chaos", "Chaos").write(FOLDER.resolve("chaos.jar")));
        files.add(BundleJar.of(classes, "load", "Load").write(FOLDER.resolve("load.jar")));
        return files;
    }

    private static int run(BundleContext context) throws Exception {
        for (ServiceReference<?> reference : context.getServiceReferences(Callable.class, "(torture=load)")) {
            return (Integer) ((Callable<?>) context.getService(reference)).call();
        }
        throw new IllegalStateException("the load registers what is to be run: service=" + Callable.class.getName());
    }
}
