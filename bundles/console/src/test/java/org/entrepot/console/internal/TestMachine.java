package org.entrepot.console.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.BufferPool;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingType;
import org.entrepot.api.Occupancy;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.entrepot.api.Shape;
import org.entrepot.api.Zeroing;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.Amounts;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.CollectionStatus;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.DeviceStatus.OverriddenField;
import org.entrepot.control.Health;
import org.entrepot.control.HeapInside;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.HeldRules;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.entrepot.control.RuleStatus;
import org.entrepot.control.RuleStatus.Lasting;
import org.entrepot.control.TimelineStatus;
import org.entrepot.control.Totals;

/** An engine of the test with one heap, {@code plenty}, and one device, {@code camera0}. */
final class TestMachine implements Allocator, ControlPlane {
    static final HeapStatus PLENTY = new HeapStatus(
            "plenty",
            "test",
            Provenance.emulated("a test needs no memory"),
            HeapStatus.State.SERVING,
            "org.entrepot.test",
            Capabilities.between(0x1000, 0xffff).build(),
            new HeapStatus.Fill(1 << 20, 4096, 1 << 15, 1 << 19, 1, 3, 1),
            new HeapStatus.Traffic(9, 2, 1, 3),
            Optional.empty());
    static final DeviceStatus CAMERA = new DeviceStatus(
            "camera0",
            "a camera",
            "emulated",
            Provenance.emulated("a test needs no camera"),
            Constraints.builder().addressBits(32).maxSegments(1).build(),
            List.of(new OverriddenField("addressBits", "32", "40")),
            List.of(MappingType.PAGES),
            ImporterKind.DYNAMIC,
            "direct0",
            0,
            2);

    /** What its engine counts. */
    static final List<Counter> COUNTERS =
            List.of(new Counter("moves", 3, "times", "buffers that moved for a device that joined"));

    /** What {@link #PLENTY} is like from inside: a line of 320 cells of which four in the middle are taken, and a plane. */
    static final HeapInside INSIDE = new HeapInside(
            PLENTY,
            List.of(
                    new Occupancy("region", 0x1000, 0, 512, TestStatuses.line()),
                    new Occupancy("container", 4, 4096, TestStatuses.plane())),
            List.of(new Counter("moved pages", 12, "pages", "pages of others that made room")));

    /** What moves, when something is to. */
    final TestMigration migration = new TestMigration();

    private final Map<Long, TestBuffer> buffers = new TreeMap<>();
    private final List<Integer> asked = new ArrayList<>();
    private final List<String> switched = new ArrayList<>();
    private final List<RuleStatus> rules = new ArrayList<>();

    TestBuffer buffer(long id) {
        return Optional.ofNullable(buffers.get(id)).orElseThrow();
    }

    /** How many cells were asked for, in order. */
    List<Integer> asked() {
        return asked;
    }

    /** What was disabled and enabled, in order. */
    List<String> switched() {
        return switched;
    }

    @Override
    public DmaBuf allocate(AllocationRequest request) {
        long bytes = request.shape() instanceof Shape.Bytes plain ? plain.bytes() : 4096;
        TestBuffer made = new TestBuffer(buffers.size() + 1L, (int) bytes);
        buffers.put(made.id(), made);
        return made;
    }

    @Override
    public Explanation explain(AllocationRequest request) {
        return new Explanation(
                request,
                List.of(new Explanation.Verdict(
                        "plenty", Explanation.Outcome.COULD_SERVE, List.of(), List.of(), 1, 0)));
    }

    @Override
    public BufferPool pool(AllocationRequest request, int capacity, Zeroing zeroing) {
        throw new UnsupportedOperationException("the console takes no pool: wait=" + Duration.ZERO);
    }

    @Override
    public BufferCollection collection(AllocationRequest request) {
        throw new UnsupportedOperationException("the console opens no collection: request=" + request);
    }

    @Override
    public Seat join(long collection, String participant) {
        throw new UnsupportedOperationException("the console joins no collection: participant=" + participant);
    }

    @Override
    public List<CollectionStatus> collections() {
        return TestStatuses.COLLECTIONS;
    }

    @Override
    public List<HeapStatus> heaps() {
        return List.of(PLENTY);
    }

    @Override
    public List<TimelineStatus> timelines() {
        return List.of(new TimelineStatus(
                "scan-out", "org.example.display", 3, 17, 15, Duration.ofMillis(12), Duration.ofSeconds(1)));
    }

    @Override
    public HeapInside inside(String heap, int mostCells) {
        asked.add(mostCells);
        if (!heap.equals("plenty")) {
            throw new EntrepotException(Reason.UNKNOWN, "a heap must be known: heap=" + heap);
        }
        return INSIDE;
    }

    @Override
    public List<DmaFault> faults() {
        return TestStatuses.FAULTS;
    }

    @Override
    public List<DeviceStatus> devices() {
        return List.of(CAMERA);
    }

    @Override
    public List<FoundDevice> found() {
        return TestStatuses.FOUND;
    }

    @Override
    public List<BufferStatus> buffers() {
        return buffers.values().stream()
                .filter(buffer -> buffer.tally().references().get() > 0)
                .map(TestMachine::status)
                .toList();
    }

    private static BufferStatus status(TestBuffer buffer) {
        return new BufferStatus(
                buffer.id(),
                buffer.name(),
                buffer.size(),
                new ByteLayout(buffer.size()),
                buffer.exporter(),
                BufferStatus.Placement.AT_HOME,
                "org.entrepot.console",
                buffer.tally().references().get(),
                0,
                List.of(),
                "test");
    }

    @Override
    public List<AccountStatus> accounts() {
        return List.of(new AccountStatus(
                "org.entrepot.console", 1, 4096, 2, 8192, 2, 3, 1, new Amounts(1 << 20, Amounts.UNLIMITED, 64)));
    }

    @Override
    public Health health() {
        return new Health(List.of(
                new Health.Finding(Health.Verdict.OK, Health.Subject.FAULTS, "no device took a DMA fault"),
                new Health.Finding(Health.Verdict.CRITICAL, Health.Subject.STRANDED, "2 buffers are stranded")));
    }

    @Override
    public Totals totals() {
        Amounts none = new Amounts(Amounts.UNLIMITED, Amounts.UNLIMITED, Amounts.UNLIMITED);
        return new Totals(new Amounts(4096, 1, 2), none, 8192);
    }

    @Override
    public List<Counter> counters() {
        return COUNTERS;
    }

    @Override
    public DmaBuf open(long id) {
        TestBuffer buffer = buffers.get(id);
        if (buffer == null || buffer.tally().references().get() == 0) {
            throw new EntrepotException(Reason.UNKNOWN, "a buffer must be open: buffer=" + id + "; see dma:buffers");
        }
        return buffer.duplicate();
    }

    @Override
    public void disable(String heap) {
        switched.add("-" + heap);
    }

    @Override
    public Migration migrate(List<Long> buffers, String heap) {
        return migration.begun(buffers + " to " + heap);
    }

    @Override
    public Migration drain(String heap, Duration deadline) {
        return migration.begun(heap + " within " + deadline);
    }

    @Override
    public List<MigrationStatus> migrations() {
        return List.of();
    }

    @Override
    public void enable(String heap) {
        switched.add("+" + heap);
    }

    @Override
    public List<RuleStatus> policy() {
        return List.copyOf(rules);
    }

    @Override
    public void addRule(PolicyRule rule) {
        rules.add(new RuleStatus(rule, Lasting.KEPT));
    }

    @Override
    public void removeRule(PolicyRule rule) {
        rules.remove(new RuleStatus(rule, Lasting.KEPT));
    }

    @Override
    public HeldRules hold(List<PolicyRule> held) {
        held.forEach(rule -> rules.add(new RuleStatus(rule, Lasting.HELD)));
        return new HeldRules() {
            @Override
            public List<PolicyRule> rules() {
                return held;
            }

            @Override
            public void close() {
                held.forEach(rule -> rules.remove(new RuleStatus(rule, Lasting.HELD)));
            }
        };
    }
}
