package org.entrepot.core.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.entrepot.api.Counter;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.PolicyRule;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.CollectionStatus;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.Health;
import org.entrepot.control.HeapInside;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.HeldRules;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.entrepot.control.RuleStatus;
import org.entrepot.control.TimelineStatus;
import org.entrepot.control.Totals;
import org.entrepot.core.internal.buffer.Buffer;
import org.entrepot.core.internal.notice.Notice.HeapChanged;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapUsage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** The engine as an operator sees it. */
@Component
public final class OperatorView implements ControlPlane {
    private final Engine engine;
    private final KeptPolicy policy;
    private final HealthWatch health;
    private final Logger log;

    /** Looks at the engine and its policy. */
    @Activate
    public OperatorView(
            @Reference Engine engine,
            @Reference KeptPolicy policy,
            @Reference HealthWatch health,
            @Reference(service = LoggerFactory.class) Logger log) {
        this.engine = engine;
        this.policy = policy;
        this.health = health;
        this.log = log;
    }

    @Override
    public List<HeapStatus> heaps() {
        Roster roster = engine.roster();
        return Stream.concat(roster.backends().stream(), roster.departed().stream())
                .map(this::status)
                .sorted(Comparator.comparing(HeapStatus::name).thenComparing(HeapStatus::state))
                .toList();
    }

    /** Why a heap takes no allocations says more than that its buffers are moving out, unless an operator wanted just that. */
    private HeapStatus.State state(Backend backend) {
        HeapStatus.State stands = engine.roster().state(backend);
        return engine.migrations().isLeaving(backend) && stands != HeapStatus.State.ISOLATED
                ? HeapStatus.State.DRAINING
                : stands;
    }

    private HeapStatus status(Backend backend) {
        HeapDescription description = backend.description();
        HeapUsage usage = orElse(backend, backend::usage, backend::lastUsage);
        return new HeapStatus(
                description.name(),
                description.technology(),
                description.provenance(),
                state(backend),
                backend.bundle(),
                orElse(backend, backend::capabilities, backend::lastCapabilities),
                new HeapStatus.Fill(
                        usage.capacity(),
                        usage.used(),
                        usage.highWater(),
                        usage.largestRun(),
                        backend.buffers(),
                        usage.failures(),
                        usage.fragmented()),
                backend.traffic(),
                backend.isGone() ? Optional.empty() : backend.isolated());
    }

    @Override
    public HeapInside inside(String heap, int mostCells) {
        if (mostCells < 1) {
            throw new IllegalArgumentException("an occupancy has at least one cell: mostCells=" + mostCells);
        }
        Roster roster = engine.roster();
        Backend backend = roster.departed().stream()
                .filter(gone -> gone.name().equals(heap))
                .filter(gone ->
                        roster.backends().stream().noneMatch(here -> here.name().equals(heap)))
                .findFirst()
                .orElseGet(() -> roster.backend(heap));
        return new HeapInside(status(backend), backend.occupancies(mostCells), backend.counters());
    }

    @Override
    public List<TimelineStatus> timelines() {
        return engine.fences().statuses();
    }

    @Override
    public List<DmaFault> faults() {
        return engine.roster().mappers().stream()
                .filter(mapper -> mapper.leases().granting())
                .flatMap(mapper -> orElse(mapper, mapper::faults, List::<DmaFault>of).stream()
                        .filter(fault -> isReportedBy(mapper, fault)))
                .sorted(Comparator.comparing(DmaFault::at))
                .toList();
    }

    /** Of two mappers that both saw a fault the one counts that serves the device. */
    private boolean isReportedBy(MappingLayer mapper, DmaFault fault) {
        return engine.roster().devices().stream()
                .filter(device -> device.name().equals(fault.device()))
                .allMatch(device ->
                        engine.roster().mapperFor(device).filter(mapper::equals).isPresent());
    }

    @Override
    public List<DeviceStatus> devices() {
        return engine.roster().devices().stream()
                .map(this::status)
                .sorted(Comparator.comparing(DeviceStatus::name))
                .toList();
    }

    private DeviceStatus status(Device device) {
        return new DeviceStatus(
                device.name(),
                device.description().words(),
                device.description().bus(),
                device.description().provenance(),
                device.constraints(),
                device.overrides(),
                device.mappingTypes(),
                device.kind(),
                engine.roster().mapperFor(device).map(MappingLayer::name).orElse("none"),
                device.attachments().get(),
                orElse(device, device::faults, device::lastFaults));
    }

    @Override
    public List<FoundDevice> found() {
        return engine.scouts().stream()
                .flatMap(scout -> orElse(scout, scout::find, List::<FoundDevice>of).stream())
                .sorted(Comparator.comparing(FoundDevice::kind))
                .toList();
    }

    /** What a service says now. If it fails an operator sees all the others nevertheless, and the log has why. */
    private <T> T orElse(Object who, Supplier<T> now, Supplier<T> otherwise) {
        try {
            return now.get();
        } catch (EntrepotException e) {
            log.warn("What {} said last is shown, or nothing: {}", who, e.getMessage(), e);
            return otherwise.get();
        }
    }

    @Override
    public List<BufferStatus> buffers() {
        return engine.buffers().all().stream().map(Buffer::status).toList();
    }

    @Override
    public List<CollectionStatus> collections() {
        return engine.collections().statuses();
    }

    @Override
    public List<AccountStatus> accounts() {
        return engine.accounts().statuses();
    }

    @Override
    public Health health() {
        return health.examine(this);
    }

    @Override
    public Totals totals() {
        return engine.accounts().totals();
    }

    @Override
    public List<Counter> counters() {
        return Stream.concat(engine.buffers().moves().counters().stream(), engine.notices().counters().stream())
                .toList();
    }

    @Override
    public DmaBuf open(long id) {
        return engine.buffers().open(id);
    }

    @Override
    public void disable(String heap) {
        Migration unused = drain(heap, engine.drainDeadline());
    }

    @Override
    public Migration drain(String heap, Duration deadline) {
        Backend backend = engine.roster().backend(heap);
        engine.roster().disable(heap);
        return engine.migrations().drained(backend, deadline);
    }

    @Override
    public Migration migrate(List<Long> buffers, String heap) {
        return engine.migrations().migrate(buffers, heap);
    }

    @Override
    public List<MigrationStatus> migrations() {
        return engine.migrations().statuses();
    }

    @Override
    public void enable(String heap) {
        engine.roster().enable(heap);
        engine.migrations().enabled(heap);
        engine.notices().post(new HeapChanged(heap, HeapStatus.State.SERVING, "an operator put it back into service"));
    }

    @Override
    public List<RuleStatus> policy() {
        return policy.rules();
    }

    @Override
    public void addRule(PolicyRule rule) {
        policy.add(rule);
    }

    @Override
    public void removeRule(PolicyRule rule) {
        policy.remove(rule);
    }

    @Override
    public HeldRules hold(List<PolicyRule> rules) {
        return policy.hold(rules);
    }
}
