package org.entrepot.core.internal.roster;

import java.util.List;
import java.util.function.Function;
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

/** A mapper as the engine holds it: behind leases, under watch. */
public final class MappingLayer {
    private static final Constraints ONE_SEGMENT =
            Constraints.builder().maxSegments(1).build();

    private final Mapper mapper;
    private final String name;
    private final Callee callee;
    private final IntSupplier ranking;
    private final Leases leases = new Leases();
    private final Standing standing;
    private volatile @Nullable Boolean joinsRuns;

    /**
     * Takes a mapper in.
     *
     * @param mapper the service
     * @param bundle symbolic name of the bundle that registered it
     * @param ranking the service's ranking, which may change while it is registered
     * @param watch over the calls into it
     */
    public MappingLayer(Mapper mapper, String bundle, IntSupplier ranking, CallWatch watch) {
        this.mapper = mapper;
        this.ranking = ranking;
        this.standing = Standing.replaceable(watch, leases);
        this.name = ForeignCode.ask(new Callee("mapper of " + bundle, standing), mapper::name);
        this.callee = new Callee("mapper=" + name, standing);
    }

    /** Whose code it is, and what it gives. */
    public Callee callee() {
        return callee;
    }

    /** How it stands with the engine. */
    Standing standing() {
        return standing;
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

    /** Whether it stands before the device; a mapper that is leaving, isolated or failing serves nobody. */
    public boolean serves(Device device) {
        if (!leases.granting()) {
            return false;
        }
        try {
            return leased(() -> mapper.serves(device.description()));
        } catch (EntrepotException e) {
            standing.watch().failed(callee, e);
            return false;
        }
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

    /**
     * Maps.
     *
     * @param keeping makes the call, and keeps track of the addresses, whether or not somebody waits for them still
     */
    public DeviceAddresses map(MapRequest request, Function<Supplier<DeviceAddresses>, DeviceAddresses> keeping) {
        DeviceAddresses addresses = leased(() -> keeping.apply(() -> mapper.map(request)));
        callee.kept();
        return addresses;
    }

    /** The last faults of the devices it serves. */
    public List<DmaFault> faults() {
        return leased(() -> List.copyOf(mapper.faults()));
    }

    private <T> T leased(Supplier<T> call) {
        if (!leases.tryTake()) {
            throw new EntrepotException(
                    Reason.GONE, "a mapper serves until it leaves: mapper=" + name + "; attach the device again");
        }
        try {
            return ForeignCode.ask(callee, call);
        } finally {
            leases.giveBack();
        }
    }

    @Override
    public String toString() {
        return callee.toString();
    }
}
