package org.entrepot.core.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.entrepot.api.EntrepotException;
import org.entrepot.control.HeapStatus;
import org.entrepot.core.internal.migration.Migrations;
import org.entrepot.core.internal.notice.Notice.HeapChanged;
import org.entrepot.core.internal.notice.NoticeBoard;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.Leases;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.roster.Scout;
import org.entrepot.spi.DeviceDiscovery;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;
import org.entrepot.spi.Mapper;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.Logger;

/**
 * Which services of other bundles are here, by the numbers that the framework gives them: takes them in as they come, lets none
 * leave while a call into it is in flight, up to a deadline, and has the buffers of an exporter that leaves moved.
 */
final class Attendance {
    private final Roster roster;
    private final Migrations migrations;
    private final CallWatch watch;
    private final Supplier<Duration> deadline;
    private final BooleanSupplier staying;
    private final NoticeBoard notices;
    private final Logger log;
    private final Map<Long, Backend> backends = new ConcurrentHashMap<>();
    private final Map<Long, Device> devices = new ConcurrentHashMap<>();
    private final Map<Long, MappingLayer> mappers = new ConcurrentHashMap<>();
    private final Map<Long, Scout> scouts = new ConcurrentSkipListMap<>();

    /**
     * Nobody is here yet.
     *
     * @param roster where who comes is listed
     * @param migrations which move the buffers of who leaves
     * @param watch over the calls into them
     * @param deadline how long one that leaves is waited for
     * @param staying whether the framework goes on
     * @param notices told who comes
     */
    Attendance(
            Roster roster,
            Migrations migrations,
            CallWatch watch,
            Supplier<Duration> deadline,
            BooleanSupplier staying,
            NoticeBoard notices,
            Logger log) {
        this.roster = roster;
        this.migrations = migrations;
        this.watch = watch;
        this.deadline = deadline;
        this.staying = staying;
        this.notices = notices;
        this.log = log;
    }

    void arrive(Exporter exporter, ServiceReference<Exporter> reference) {
        takeIn(reference, () -> {
            Backend backend =
                    new Backend(exporter, ServiceFacts.bundleOf(reference), ServiceFacts.ranking(reference), watch);
            backends.put(ServiceFacts.id(reference), backend);
            roster.arrive(backend);
            notices.post(new HeapChanged(
                    backend.name(),
                    HeapStatus.State.SERVING,
                    "it came (" + backend.description().provenance() + ")"));
            migrations.arrived(backend);
        });
    }

    /** The ranking of an exporter, or what its memory can do, may be another now. */
    void exporterModified(ServiceReference<Exporter> reference) {
        Backend backend = backends.get(ServiceFacts.id(reference));
        if (backend != null) {
            takeIn(reference, backend::capabilities);
            roster.changed();
            migrations.modified(backend);
        }
    }

    void exporterLeaves(ServiceReference<Exporter> reference) {
        Backend backend = backends.remove(ServiceFacts.id(reference));
        if (backend != null) {
            roster.drain(backend);
            awaitCalls(backend, backend.leases());
            roster.depart(backend);
            if (staying.getAsBoolean()) {
                migrations.left(backend);
            }
        }
    }

    void arrive(Importer importer, ServiceReference<Importer> reference) {
        takeIn(reference, () -> {
            Device device = new Device(importer, ServiceFacts.bundleOf(reference), watch);
            devices.put(ServiceFacts.id(reference), device);
            roster.arrive(device);
        });
    }

    /** What a device cannot do, or which mapping types it takes, may be another now. */
    void importerModified(ServiceReference<Importer> reference) {
        Device device = devices.get(ServiceFacts.id(reference));
        if (device != null) {
            try {
                device.askAgain();
            } catch (EntrepotException e) {
                log.error("What {} cannot do stays as it was: {}", device, e.getMessage(), e);
            }
            roster.changed();
        }
    }

    void importerLeaves(ServiceReference<Importer> reference) {
        Device device = devices.remove(ServiceFacts.id(reference));
        if (device != null) {
            roster.depart(device);
            awaitCalls(device, device.leases());
        }
    }

    void arrive(Mapper mapper, ServiceReference<Mapper> reference) {
        takeIn(reference, () -> {
            MappingLayer layer =
                    new MappingLayer(mapper, ServiceFacts.bundleOf(reference), ServiceFacts.ranking(reference), watch);
            mappers.put(ServiceFacts.id(reference), layer);
            roster.arrive(layer);
        });
    }

    void mapperLeaves(ServiceReference<Mapper> reference) {
        MappingLayer layer = mappers.remove(ServiceFacts.id(reference));
        if (layer != null) {
            roster.depart(layer);
            awaitCalls(layer, layer.leases());
        }
    }

    void arrive(DeviceDiscovery discovery, ServiceReference<DeviceDiscovery> reference) {
        scouts.put(ServiceFacts.id(reference), new Scout(discovery, ServiceFacts.bundleOf(reference), watch));
    }

    void discoveryLeaves(ServiceReference<DeviceDiscovery> reference) {
        Scout scout = scouts.remove(ServiceFacts.id(reference));
        if (scout != null) {
            awaitCalls(scout, scout.leases());
        }
    }

    /** Who finds devices of this machine, in the order in which they came. */
    Collection<Scout> scouts() {
        return scouts.values();
    }

    private void takeIn(ServiceReference<?> reference, Runnable step) {
        try {
            step.run();
        } catch (EntrepotException e) {
            log.error("A service of {} is not used: {}", ServiceFacts.bundleOf(reference), e.getMessage(), e);
        }
    }

    private void awaitCalls(Object who, Leases leases) {
        Duration longest = deadline.get();
        int out = leases.drain(longest);
        if (out > 0) {
            log.warn("{} leaves with {} calls in flight after {} ms", who, out, longest.toMillis());
        }
    }
}
