package org.entrepot.core.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.entrepot.api.EntrepotException;
import org.entrepot.control.HeapStatus;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.account.Accounts;
import org.entrepot.core.internal.buffer.Buffer;
import org.entrepot.core.internal.buffer.Buffers;
import org.entrepot.core.internal.buffer.LeakReport;
import org.entrepot.core.internal.buffer.RecyclingPool;
import org.entrepot.core.internal.collection.LiveCollections;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.core.internal.notice.Notice.HeapChanged;
import org.entrepot.core.internal.notice.NoticeBoard;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.Leases;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.roster.Scout;
import org.entrepot.core.internal.selection.Selection;
import org.entrepot.spi.DeviceDiscovery;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;
import org.entrepot.spi.Mapper;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Holds the engine together: takes services in as they come, drains them as they leave, and settles the accounts of bundles that
 * stop.
 */
@Component(service = Engine.class, immediate = true, configurationPid = CoreConfig.PID)
@Designate(ocd = CoreConfig.class)
public final class Engine implements SynchronousBundleListener {
    private final Logger log;
    private final BundleContext context;
    private volatile Duration drainDeadline;
    private final CallWatch watch;
    private final Roster roster = new Roster();
    private final Selection selection = new Selection(roster);
    private final NoticeBoard notices;
    private final FenceKeeper fences;
    private final Accounts accounts;
    private final Buffers buffers;
    private final LiveCollections collections;
    private final Set<RecyclingPool> pools = ConcurrentHashMap.newKeySet();
    private final Map<Long, Backend> backends = new ConcurrentHashMap<>();
    private final Map<Long, Device> devices = new ConcurrentHashMap<>();
    private final Map<Long, MappingLayer> mappers = new ConcurrentHashMap<>();
    private final Map<Long, Scout> scouts = new ConcurrentSkipListMap<>();

    /**
     * Starts the engine.
     *
     * @throws IllegalArgumentException if a configured value is out of its range
     */
    @Activate
    public Engine(CoreConfig config, BundleContext context, @Reference(service = LoggerFactory.class) Logger log) {
        CoreTerms terms = CoreTerms.of(config);
        this.log = log;
        this.context = context;
        this.drainDeadline = terms.drainDeadline();
        this.notices = NoticeBoard.of(log);
        this.fences = new FenceKeeper(e -> notices.failed("a callback of a fence", e));
        this.watch = terms.watch(notices, roster);
        this.accounts = new Accounts(terms.accounts(), notices::post);
        this.buffers = new Buffers(roster, selection, fences, notices::post);
        this.collections = new LiveCollections(buffers, selection, roster);
        context.addBundleListener(this);
    }

    /** What is configured is another now. A value out of its range leaves everything as it was: the log has the exception. */
    @Modified
    void modified(CoreConfig config) {
        CoreTerms terms = CoreTerms.of(config);
        drainDeadline = terms.drainDeadline();
        watch.settle(terms.callDeadline(), terms.faultsUntilIsolation());
        accounts.settle(terms.accounts());
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(this);
        pools.forEach(RecyclingPool::close);
        collections.releaseAll(what -> log.warn("{} was open when the engine stops; close it before", what));
        reclaim(buffers.all(), "the engine stops");
        fences.close();
        watch.close();
        notices.close();
    }

    NoticeBoard notices() {
        return notices;
    }

    CallWatch watch() {
        return watch;
    }

    Roster roster() {
        return roster;
    }

    Selection selection() {
        return selection;
    }

    FenceKeeper fences() {
        return fences;
    }

    Accounts accounts() {
        return accounts;
    }

    Buffers buffers() {
        return buffers;
    }

    /** Who finds devices of this machine, in the order in which they came. */
    Collection<Scout> scouts() {
        return scouts.values();
    }

    LiveCollections collections() {
        return collections;
    }

    RecyclingPool pool(RecyclingPool.Terms terms, Account account) {
        RecyclingPool pool = buffers.pool(terms, account);
        pools.removeIf(RecyclingPool::isEmptied);
        pools.add(pool);
        return pool;
    }

    @Reference
    void bindPolicy(KeptPolicy policy) {
        policy.follow(selection::follow);
    }

    void unbindPolicy(KeptPolicy policy) {
        policy.leave();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindExporter(Exporter exporter, ServiceReference<Exporter> reference) {
        takeIn(reference, () -> {
            Backend backend =
                    new Backend(exporter, ServiceFacts.bundleOf(reference), ServiceFacts.ranking(reference), watch);
            backends.put(ServiceFacts.id(reference), backend);
            roster.arrive(backend);
            notices.post(new HeapChanged(
                    backend.name(),
                    HeapStatus.State.SERVING,
                    "it came (" + backend.description().provenance() + ")"));
        });
    }

    /** The ranking of an exporter, or what its memory can do, may be another now. */
    void updatedExporter(ServiceReference<Exporter> reference) {
        Backend backend = backends.get(ServiceFacts.id(reference));
        if (backend != null) {
            takeIn(reference, backend::capabilities);
            roster.changed();
        }
    }

    void unbindExporter(ServiceReference<Exporter> reference) {
        Backend backend = backends.remove(ServiceFacts.id(reference));
        if (backend != null) {
            roster.drain(backend);
            awaitCalls(backend, backend.leases());
            roster.depart(backend);
            notices.post(new HeapChanged(
                    backend.name(),
                    HeapStatus.State.GONE,
                    "it left; " + backend.buffers() + " buffers of it stay valid"));
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindImporter(Importer importer, ServiceReference<Importer> reference) {
        takeIn(reference, () -> {
            Device device = new Device(importer, ServiceFacts.bundleOf(reference), watch);
            devices.put(ServiceFacts.id(reference), device);
            roster.arrive(device);
        });
    }

    /** What a device cannot do, or which mapping types it takes, may be another now. */
    void updatedImporter(ServiceReference<Importer> reference) {
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

    void unbindImporter(ServiceReference<Importer> reference) {
        Device device = devices.remove(ServiceFacts.id(reference));
        if (device != null) {
            roster.depart(device);
            awaitCalls(device, device.leases());
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindMapper(Mapper mapper, ServiceReference<Mapper> reference) {
        takeIn(reference, () -> {
            MappingLayer layer =
                    new MappingLayer(mapper, ServiceFacts.bundleOf(reference), ServiceFacts.ranking(reference), watch);
            mappers.put(ServiceFacts.id(reference), layer);
            roster.arrive(layer);
        });
    }

    void unbindMapper(ServiceReference<Mapper> reference) {
        MappingLayer layer = mappers.remove(ServiceFacts.id(reference));
        if (layer != null) {
            roster.depart(layer);
            awaitCalls(layer, layer.leases());
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDiscovery(DeviceDiscovery discovery, ServiceReference<DeviceDiscovery> reference) {
        scouts.put(ServiceFacts.id(reference), new Scout(discovery, ServiceFacts.bundleOf(reference), watch));
    }

    void unbindDiscovery(ServiceReference<DeviceDiscovery> reference) {
        Scout scout = scouts.remove(ServiceFacts.id(reference));
        if (scout != null) {
            awaitCalls(scout, scout.leases());
        }
    }

    private void takeIn(ServiceReference<?> reference, Runnable step) {
        try {
            step.run();
        } catch (EntrepotException e) {
            log.error("A service of {} is not used: {}", ServiceFacts.bundleOf(reference), e.getMessage(), e);
        }
    }

    private void awaitCalls(Object who, Leases leases) {
        int out = leases.drain(drainDeadline);
        if (out > 0) {
            log.warn("{} leaves with {} calls in flight after {} ms", who, out, drainDeadline.toMillis());
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPED) {
            long bundle = event.getBundle().getBundleId();
            collections.release(bundle, what -> log.warn("{} was open when its bundle stopped; close it before", what));
            pools.stream().filter(pool -> pool.account().bundleId() == bundle).forEach(RecyclingPool::close);
            reclaim(
                    buffers.all().stream()
                            .filter(buffer -> buffer.owner().bundleId() == bundle)
                            .toList(),
                    "its bundle stopped");
            accounts.close(bundle);
        }
    }

    private void reclaim(Collection<Buffer> left, String why) {
        LeakReport.cut(left, why).forEach(report -> log.warn("{}", report));
    }
}
