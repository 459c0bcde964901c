package org.entrepot.core.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.entrepot.core.internal.fence.BundleFences;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The fences of the bundle that took the service: they end when it gives it back, or stops. */
@Component(scope = ServiceScope.BUNDLE)
public final class FenceService implements Fences {
    private final BundleFences fences;

    /** Serves the bundle that the context names. */
    @Activate
    public FenceService(@Reference Engine engine, ComponentContext context) {
        this.fences = new BundleFences(
                engine.fences(), String.valueOf(context.getUsingBundle().getSymbolicName()));
    }

    @Override
    public Timeline timeline(String name, Duration bound) {
        return fences.timeline(name, bound);
    }

    @Override
    public Fence signalled() {
        return fences.signalled();
    }

    @Override
    public Fence merge(Collection<Fence> several) {
        return fences.merge(several);
    }

    @Override
    public Fence chain(Fence previous, Fence fence, long point) {
        return fences.chain(previous, fence, point);
    }

    @Override
    public Optional<Fence> find(Fence chain, long point) {
        return fences.find(chain, point);
    }

    @Override
    public ReservationLock lock(Collection<Reservation> reservations, Duration longest) {
        return fences.lock(reservations, longest);
    }

    @Deactivate
    void deactivate() {
        fences.close();
    }
}
