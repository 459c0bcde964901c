package org.entrepot.core.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.account.Accounts;
import org.entrepot.core.internal.buffer.Buffer;
import org.entrepot.core.internal.buffer.Buffers;
import org.entrepot.core.internal.buffer.LeakReport;
import org.entrepot.core.internal.buffer.RecyclingPool;
import org.entrepot.core.internal.collection.LiveCollections;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.core.internal.migration.Migrations;
import org.entrepot.core.internal.notice.NoticeBoard;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Contained;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.roster.Scout;
import org.entrepot.core.internal.selection.Selection;
import org.entrepot.spi.DeviceDiscovery;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;
import org.entrepot.spi.Mapper;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
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
    private final Attendance attendance;
    private final Migrations migrations;

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
        this.migrations = new Migrations(buffers, roster, notices::post, () -> drainDeadline);
        this.attendance = new Attendance(roster, migrations, watch, () -> drainDeadline, this::isStaying, notices, log);
        context.addBundleListener(this);
    }

    /** Whether the framework goes on: what stops with it leaves nothing that could be moved elsewhere. */
    private boolean isStaying() {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_ID);
        return framework == null || framework.getState() != Bundle.STOPPING;
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
        // First: what a thread that goes on took now nobody would give back.
        accounts.close();
        migrations.close();
        each(migrations.cutOff(), this::logCutOff);
        fences.aftermath().await(this::releaseAll);
        step(fences::close);
        logOwed(fences.aftermath().settle(drainDeadline));
        step(watch::close);
        notices.close();
    }

    private void releaseAll() {
        each(List.copyOf(pools), RecyclingPool::close);
        step(() -> collections.releaseAll(what -> warn("{} was open when the engine stops; close it before", what)));
        step(() -> reclaim(buffers.all(), "the engine stops"));
    }

    private void logOwed(int owed) {
        if (owed > 0) {
            warn("{} ends of buffers wait for code that does not come back; they end when it does", owed);
        }
    }

    private void logCutOff(Migration cutOff) {
        MigrationStatus status = cutOff.status();
        log.warn(
                "Migration {} ({}) is cut off because the engine stops: buffers moved={} bytes moved={} state={}",
                status.id(),
                status.why(),
                status.moved(),
                status.bytes(),
                status.state());
    }

    /** Does one thing of several that all have to be done: what it fails with is told, and the next is done. */
    private void step(Runnable one) {
        Contained.run(one, e -> notices.failed("who ends what a bundle left open", e));
    }

    private <T> void each(Collection<T> all, Consumer<T> what) {
        all.forEach(one -> step(() -> what.accept(one)));
    }

    NoticeBoard notices() {
        return notices;
    }

    /** How long who leaves, and who uses a buffer that is to move, is waited for. */
    Duration drainDeadline() {
        return drainDeadline;
    }

    Migrations migrations() {
        return migrations;
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
        return attendance.scouts();
    }

    LiveCollections collections() {
        return collections;
    }

    /** Opens a pool. Whose bundle stopped before it was listed is on no list of what that leaves behind. */
    RecyclingPool pool(RecyclingPool.Terms terms, Account account) {
        RecyclingPool pool = buffers.pool(terms, account);
        pools.removeIf(RecyclingPool::isEmptied);
        pools.add(pool);
        account.checkOpenOr(pool::close);
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
        attendance.arrive(exporter, reference);
    }

    void updatedExporter(ServiceReference<Exporter> reference) {
        attendance.exporterModified(reference);
    }

    void unbindExporter(ServiceReference<Exporter> reference) {
        attendance.exporterLeaves(reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindImporter(Importer importer, ServiceReference<Importer> reference) {
        attendance.arrive(importer, reference);
    }

    void updatedImporter(ServiceReference<Importer> reference) {
        attendance.importerModified(reference);
    }

    void unbindImporter(ServiceReference<Importer> reference) {
        attendance.importerLeaves(reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindMapper(Mapper mapper, ServiceReference<Mapper> reference) {
        attendance.arrive(mapper, reference);
    }

    void unbindMapper(ServiceReference<Mapper> reference) {
        attendance.mapperLeaves(reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDiscovery(DeviceDiscovery discovery, ServiceReference<DeviceDiscovery> reference) {
        attendance.arrive(discovery, reference);
    }

    void unbindDiscovery(ServiceReference<DeviceDiscovery> reference) {
        attendance.discoveryLeaves(reference);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            // Heaps leave one after the other from now on, and what would move from one to the next would move in vain.
            migrations.cease();
        }
        if (event.getType() == BundleEvent.STOPPED) {
            long bundle = event.getBundle().getBundleId();
            // First: a thread of it that goes on would take what nobody gives back.
            accounts.close(bundle);
            // Not on this thread, which is the framework's: a service that hangs would keep it.
            fences.aftermath().await(() -> release(bundle));
        }
    }

    private void release(long bundle) {
        step(() -> collections.release(
                bundle, what -> warn("{} was open when its bundle stopped; close it before", what)));
        each(pools.stream().filter(pool -> pool.account().bundleId() == bundle).toList(), RecyclingPool::close);
        List<Buffer> left = buffers.all().stream()
                .filter(buffer -> buffer.owner().bundleId() == bundle)
                .toList();
        step(() -> reclaim(left, "its bundle stopped"));
    }

    private void reclaim(Collection<Buffer> left, String why) {
        LeakReport.cut(left, why).forEach(report -> warn("{}", report));
    }

    /** A log that is going away keeps nothing open. */
    private void warn(String words, Object what) {
        step(() -> log.warn(words, what));
    }
}
