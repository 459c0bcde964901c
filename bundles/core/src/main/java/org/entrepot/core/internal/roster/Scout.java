package org.entrepot.core.internal.roster;

import java.util.List;
import org.entrepot.api.FoundDevice;
import org.entrepot.spi.DeviceDiscovery;

/** A device discovery as the engine holds it: behind leases. */
public final class Scout {
    private final DeviceDiscovery discovery;
    private final Callee callee;
    private final Leases leases = new Leases();

    /**
     * Takes a discovery in.
     *
     * @param discovery the service
     * @param bundle symbolic name of the bundle that registered it
     * @param watch over the calls into it
     */
    public Scout(DeviceDiscovery discovery, String bundle, CallWatch watch) {
        this.discovery = discovery;
        this.callee = new Callee("discovery of " + bundle, Standing.irreplaceable(watch));
    }

    /** The leases that calls into the discovery hold. */
    public Leases leases() {
        return leases;
    }

    /** What it finds now; nothing if it has left. */
    public List<FoundDevice> find() {
        if (!leases.tryTake()) {
            return List.of();
        }
        try {
            return ForeignCode.ask(callee, () -> List.copyOf(discovery.find()));
        } finally {
            leases.giveBack();
        }
    }

    @Override
    public String toString() {
        return callee.toString();
    }
}
