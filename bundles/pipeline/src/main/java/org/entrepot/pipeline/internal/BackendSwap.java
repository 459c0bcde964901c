package org.entrepot.pipeline.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.Logger;

/** Takes the backend away from under a run: stops the bundle of the exporter that most stages use for which another could serve. */
final class BackendSwap {
    private static final String EXPORTER = "org.entrepot.spi.Exporter";
    private static final String NAME = "entrepot.exporter";

    private final BundleContext context;
    private final Logger log;

    BackendSwap(BundleContext context, Logger log) {
        this.context = context;
        this.log = log;
    }

    /**
     * Stops the bundle.
     *
     * @throws EntrepotException if the exporter or its bundle cannot be found or stopped
     */
    void stopBackendOf(List<Stage> stages) {
        String exporter = stages.stream()
                .filter(stage -> !stage.tally().exporter().isEmpty())
                .collect(Collectors.groupingBy(stage -> stage.tally().exporter()))
                .entrySet()
                .stream()
                .max(Comparator.<Map.Entry<String, List<Stage>>>comparingLong(uses -> replaceable(uses.getValue()))
                        .thenComparingInt(uses -> uses.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow(() -> new EntrepotException(
                        Reason.GONE, "a swap has a backend to stop: frames=0; let frames flow first"))
                .getKey();
        stop(bundleOf(exporter), exporter);
    }

    /** How many of the stages another backend could serve, too. */
    private static long replaceable(List<Stage> stages) {
        return stages.stream().filter(Stage::couldMove).count();
    }

    private Bundle bundleOf(String exporter) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(EXPORTER, null);
            for (ServiceReference<?> reference : found == null ? new ServiceReference<?>[0] : found) {
                Bundle bundle = reference.getBundle();
                if (exporter.equals(reference.getProperty(NAME)) && bundle != null) {
                    return bundle;
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter is a good filter", e);
        }
        throw new EntrepotException(
                Reason.GONE, "a backend is stopped while it is here: exporter=" + exporter + "; see dma:heaps");
    }

    private void stop(Bundle bundle, String exporter) {
        try {
            log.info("Stopping bundle {} of heap {} while frames flow", bundle.getSymbolicName(), exporter);
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException e) {
            throw new EntrepotException(
                    Reason.IO,
                    "a bundle can be stopped: bundle=" + bundle.getSymbolicName() + " (" + e.getMessage()
                            + "); see the log",
                    e);
        }
    }
}
