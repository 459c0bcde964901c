package org.entrepot.exporter.iommu.internal;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToLongFunction;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.Translator;
import org.jspecify.annotations.Nullable;

/**
 * The I/O MMU: an address space for each device behind it. It stays between devices and memory until the last mapping through it
 * is closed, also when it was retired before; only then another can take the bus.
 */
final class IommuUnit implements Translator {
    private final DeviceBus bus;
    private final FlushQueue queue;
    private final ConcurrentMap<String, Domain> domains = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, IovaSpace> empty = new ConcurrentHashMap<>();
    private final FaultLog faults = new FaultLog();
    private final Tenancy tenancy = new Tenancy();
    private DeviceBus.@Nullable Installed installed;

    IommuUnit(DeviceBus bus, FlushQueue queue) {
        this.bus = bus;
        this.queue = queue;
    }

    /** Puts the unit onto the bus; false if another is there. */
    boolean install() {
        try {
            installed = bus.translate(DeviceBus.BEHIND_IOMMU, this);
            return true;
        } catch (EntrepotException e) {
            if (e.reason() == Reason.BUSY) {
                return false;
            }
            throw e;
        }
    }

    /** Maps nothing any more, defers nothing any more, and leaves the bus as soon as nothing is mapped. */
    void retire() {
        DeviceBus.Installed seat = installed;
        tenancy.end(() -> {
            if (seat != null) {
                seat.close();
            }
        });
        queue.close();
    }

    /** The address space of a device, the same each time. */
    Domain domain(String device) {
        return domains.computeIfAbsent(device, Domain::new);
    }

    /** Keeps addresses of a domain free that lead elsewhere for such a reach. */
    void reserve(Domain domain, int addressBits) {
        domain.reserve(addressBits, bus::reservedRegions);
    }

    /** How many pages a mapping can have in an address space that is empty. */
    long longest(long alignmentPages, int addressBits) {
        return empty.computeIfAbsent(addressBits, this::emptySpace).longest(alignmentPages, addressBits);
    }

    private IovaSpace emptySpace(int addressBits) {
        IovaSpace space = new IovaSpace();
        bus.reservedRegions(addressBits).forEach(space::withhold);
        return space;
    }

    /** Who maps through the unit. */
    Tenancy tenancy() {
        return tenancy;
    }

    /** What waits for invalidation. */
    FlushQueue queue() {
        return queue;
    }

    @Override
    public int walk(String device, long address, int length, Direction access, Mover mover) {
        Domain domain = domains.get(device);
        int done = domain == null ? 0 : domain.walk(address, length, access, mover);
        if (done < length) {
            faults.record(device, address + done, access);
        }
        return done;
    }

    /** The last faults, the newest last. */
    List<DmaFault> faults() {
        return faults.last();
    }

    /** How many faults there were. */
    long faultCount() {
        return faults.count();
    }

    /** The sum of something over all domains. */
    long sum(ToLongFunction<Domain> count) {
        return domains.values().stream().mapToLong(count).sum();
    }

    /** The entries of all page tables. */
    Domain.Entries entries() {
        return domains.values().stream().map(Domain::entries).reduce(Domain.Entries.NONE, Domain.Entries::plus);
    }

    /** What is mapped in each domain, by the device's name. */
    List<Occupancy> occupancies(int mostCells) {
        return domains.values().stream()
                .sorted(Comparator.comparing(Domain::device))
                .map(domain -> domain.occupancy(mostCells))
                .toList();
    }
}
