package org.entrepot.core.internal;

import java.time.Duration;
import org.entrepot.api.EntrepotException;
import org.entrepot.core.internal.buffer.Copies;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.spi.Copier;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Takes copiers in as they come, and lets them go as they leave. */
@Component(service = Copiers.class, immediate = true)
public final class Copiers {
    /** A call takes milliseconds: one that takes longer is left to itself. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Copies copies;
    private final CallWatch watch;
    private final Logger log;

    /** Serves the engine. */
    @Activate
    public Copiers(@Reference Engine engine, @Reference(service = LoggerFactory.class) Logger log) {
        this.copies = engine.buffers().copies();
        this.watch = engine.watch();
        this.log = log;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindCopier(Copier copier, ServiceReference<Copier> reference) {
        try {
            copies.engage(copier, ServiceFacts.bundleOf(reference), watch);
        } catch (EntrepotException e) {
            log.error("A copier of {} is not used: {}", ServiceFacts.bundleOf(reference), e.getMessage(), e);
        }
    }

    void unbindCopier(Copier copier, ServiceReference<Copier> reference) {
        int out = copies.dismiss(copier, LONGEST);
        if (out > 0) {
            log.warn(
                    "A copier of {} leaves with {} calls in flight after {} ms",
                    ServiceFacts.bundleOf(reference),
                    out,
                    LONGEST.toMillis());
        }
    }
}
