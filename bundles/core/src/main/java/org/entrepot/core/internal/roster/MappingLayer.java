package org.entrepot.core.internal.roster;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.jspecify.annotations.Nullable;

/** A mapper as the engine holds it: behind leases. */
public final class MappingLayer {
    private static final Constraints ONE_SEGMENT =
            Constraints.builder().maxSegments(1).build();

    private final Mapper mapper;
    private final String name;
    private final IntSupplier ranking;
    private final Leases leases = new Leases();
    private volatile @Nullable Boolean joinsRuns;

    /**
     * Takes a mapper in.
     *
     * @param mapper the service
     * @param bundle symbolic name of the bundle that registered it
     * @param ranking the service's ranking, which may change while it is registered
     */
    public MappingLayer(Mapper mapper, String bundle, IntSupplier ranking) {
        this.mapper = mapper;
        this.ranking = ranking;
        this.name = ForeignCode.ask("mapper of " + bundle, mapper::name);
    }

    /** The mapper's name. */
    public String name() {
        return name;
    }

    /** The service's ranking now. */
    public int ranking() {
        return ranking.getAsInt();
    }

    /** The leases that calls into the mapper hold. */
    public Leases leases() {
        return leases;
    }

    /** Whether it stands before the device; a mapper that is leaving serves nobody. */
    public boolean serves(Device device) {
        return leases.granting() && leased(() -> mapper.serves(device.description()));
    }

    /** What it leaves of a device's constraints. */
    public Constraints lift(Constraints constraints) {
        return leased(() -> mapper.lift(constraints));
    }

    /** Whether it shows scattered memory as one run. */
    public boolean joinsRuns() {
        Boolean known = joinsRuns;
        if (known == null) {
            known = lift(ONE_SEGMENT).maxSegments() > 1;
            joinsRuns = known;
        }
        return known;
    }

    /** Whether it can map such memory for the device. */
    public Match match(Device device, MemoryCookie cookie) {
        return leased(() -> mapper.match(device.description(), cookie));
    }

    /** Maps. */
    public DeviceAddresses map(MapRequest request) {
        return leased(() -> mapper.map(request));
    }

    /** The last faults of the devices it serves. */
    public List<DmaFault> faults() {
        return leased(mapper::faults);
    }

    private <T> T leased(Supplier<T> call) {
        if (!leases.tryTake()) {
            throw new EntrepotException(
                    Reason.GONE, "a mapper serves until it leaves: mapper=" + name + "; attach the device again");
        }
        try {
            return ForeignCode.ask("mapper=" + name, call);
        } finally {
            leases.giveBack();
        }
    }

    @Override
    public String toString() {
        return "mapper=" + name;
    }
}
