package org.entrepot.torture.chaos;

import java.util.Map;
import org.entrepot.spi.Exporter;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

/** The chaotic vendor's bundle: a heap that is preferred to others. */
public final class Chaos implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        context.registerService(
                Exporter.class,
                new ChaosHeap(),
                FrameworkUtil.asDictionary(
                        Map.of(Exporter.NAME_PROPERTY, ChaosHeap.NAME, Constants.SERVICE_RANKING, 100)));
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the service back; memory stays.
    }
}
