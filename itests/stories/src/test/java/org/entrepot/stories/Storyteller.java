package org.entrepot.stories;

import java.io.IOException;
import java.util.function.Function;
import javax.inject.Inject;
import org.entrepot.api.Counter;
import org.entrepot.control.ControlPlane;
import org.junit.Before;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** What every story begins with: a gateway that runs, with the two heaps that the distribution has. */
@RunWith(PaxExam.class)
public class Storyteller {
    @Inject
    protected BundleContext context;

    @Inject
    protected ConfigurationAdmin configurations;

    @Inject
    protected ControlPlane control;

    protected Heaps heaps;

    /** The bundles. */
    @Configuration
    public Option[] gateway() {
        return Gateway.bundles();
    }

    /** The heaps. */
    @Before
    public void configureHeaps() throws IOException {
        heaps = new Heaps(configurations, control);
        heaps.configureBoth();
    }

    /** What the engine has copied because buffers moved. */
    protected long movedBytes() {
        return control.counters().stream()
                .filter(counter -> counter.name().equals("moved bytes"))
                .mapToLong(Counter::value)
                .sum();
    }

    /** Takes a service for one call, and gives it back. */
    protected <S, T> T visit(Class<S> type, Function<S, T> call) {
        ServiceReference<S> reference = context.getServiceReference(type);
        try {
            return call.apply(context.getService(reference));
        } finally {
            context.ungetService(reference);
        }
    }
}
