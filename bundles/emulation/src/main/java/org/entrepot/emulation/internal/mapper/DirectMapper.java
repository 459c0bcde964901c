package org.entrepot.emulation.internal.mapper;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaFault;
import org.entrepot.api.Segment;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.emulation.internal.machine.MappedAddresses;
import org.entrepot.emulation.internal.machine.Translation;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Shows memory where it is: a device address is the physical address. Lifts nothing. Neighbours are merged and runs cut as the
 * device needs, as {@code dma_direct_map_sg} leaves it to the driver.
 */
@Component(property = Mapper.NAME_PROPERTY + "=" + DirectMapper.NAME)
public final class DirectMapper implements Mapper {
    static final String NAME = "direct0";

    private final EmulatedBus bus;

    /** Maps for the devices of the bus. */
    @Activate
    public DirectMapper(@Reference EmulatedBus bus) {
        this.bus = bus;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean serves(DeviceDescription device) {
        return device.bus().equals(EmulatedBus.DIRECT);
    }

    @Override
    public Constraints lift(Constraints constraints) {
        return constraints;
    }

    @Override
    public Match match(DeviceDescription device, MemoryCookie cookie) {
        return PhysicalRuns.match(cookie);
    }

    @Override
    public DeviceAddresses map(MapRequest request) {
        List<PageRun> runs = PhysicalRuns.of(request, NAME);
        List<Translation> parts = Runs.merged(runs).stream()
                .flatMap(run -> Runs.cut(run, request.constraints()).stream())
                .toList();
        List<Segment> segments = parts.stream()
                .map(part -> new Segment(part.address(), part.length()))
                .toList();
        Limits.check(segments, request, NAME);
        return new MappedAddresses(
                bus.translations(request.device().name()), parts, request.direction(), segments, () -> {});
    }

    @Override
    public List<DmaFault> faults() {
        return bus.faults(EmulatedBus.DIRECT);
    }
}
