package org.entrepot.torture.chaos;

import java.util.Map;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.PageFrames;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/** The chaotic vendor's bundle: a heap that is preferred to others, while there is a machine. */
public final class Chaos implements BundleActivator {
    private ServiceTracker<PageFrames, Life> machine;

    /** One life of the heap. */
    private record Life(ChaosHeap heap, ServiceRegistration<Exporter> registration) {
        void end() {
            registration.unregister();
            heap.close();
        }
    }

    @Override
    public void start(BundleContext context) {
        machine = new ServiceTracker<>(context, PageFrames.class, null) {
            @Override
            public Life addingService(ServiceReference<PageFrames> reference) {
                return begin(context, context.getService(reference));
            }

            @Override
            public void removedService(ServiceReference<PageFrames> reference, Life life) {
                life.end();
                context.ungetService(reference);
            }
        };
        machine.open();
    }

    private static Life begin(BundleContext context, PageFrames frames) {
        ChaosHeap heap = new ChaosHeap(frames);
        return new Life(
                heap,
                context.registerService(
                        Exporter.class,
                        heap,
                        FrameworkUtil.asDictionary(
                                Map.of(Exporter.NAME_PROPERTY, ChaosHeap.NAME, Constants.SERVICE_RANKING, 100))));
    }

    /** Memory stays. */
    @Override
    public void stop(BundleContext context) {
        machine.close();
    }
}
