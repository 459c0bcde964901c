package org.entrepot.console.internal;

import java.util.Arrays;
import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** The bundles that were active when a demonstration began: those that it stopped are started again. */
final class StoppedBundles {
    private final BundleContext context;
    private final List<Bundle> active;

    StoppedBundles(BundleContext context) {
        this.context = context;
        this.active = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .toList();
    }

    void startAgain() {
        if (context.getBundle(0).getState() != Bundle.ACTIVE) {
            return;
        }
        for (Bundle bundle : active) {
            if (bundle.getState() == Bundle.RESOLVED) {
                start(bundle);
            }
        }
    }

    private static void start(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
        } catch (BundleException e) {
            throw new EntrepotException(
                    Reason.IO,
                    "a bundle that was stopped starts again: bundle=" + bundle.getSymbolicName() + " (" + e.getMessage()
                            + "); see the log",
                    e);
        }
    }
}
