package org.entrepot.pipeline.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraint;
import org.entrepot.api.Counter;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.Orientation;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.Amounts;
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

/** Heaps of the test, the preferred first: each serves all devices but some, and has views or none. */
final class TestHeaps implements ControlPlane {
    final Set<String> disabled = new ConcurrentSkipListSet<>();
    /** Rules that hold now, and all that were ever held. */
    final List<PolicyRule> rules = new CopyOnWriteArrayList<>();

    final List<String> everHeld = new CopyOnWriteArrayList<>();
    private final List<Heap> heaps = new CopyOnWriteArrayList<>();

    private record Heap(String name, Set<String> refused, Set<Orientation> orientations) {
        Optional<Refusal> refusal(AllocationRequest request, boolean disabled) {
            if (disabled) {
                return Optional.of(new Refusal(Constraint.STATE, "a heap in service", "disabled", "request"));
            }
            for (String device : request.devices()) {
                if (refused.contains(device)) {
                    return Optional.of(new Refusal(Constraint.MAX_SEGMENTS, "one run", "many", device));
                }
                if (!orientations.contains(request.orientation(device))) {
                    return Optional.of(new Refusal(
                            Constraint.ORIENTATION,
                            request.orientation(device).name(),
                            orientations.toString(),
                            device));
                }
            }
            return Optional.empty();
        }
    }

    /** Adds a heap that serves all devices but these. */
    TestHeaps heap(String name, String... refused) {
        heaps.add(new Heap(name, Set.of(refused), EnumSet.of(Orientation.ROTATE_0)));
        return this;
    }

    /** Adds a heap that serves every device in every orientation. */
    TestHeaps turningHeap(String name) {
        heaps.add(new Heap(name, Set.of(), EnumSet.allOf(Orientation.class)));
        return this;
    }

    /** Takes a heap away. */
    void leave(String name) {
        heaps.removeIf(heap -> heap.name().equals(name));
    }

    Explanation explain(AllocationRequest request) {
        List<Verdict> fit = new ArrayList<>();
        List<Verdict> refused = new ArrayList<>();
        for (Heap heap : ranked(request)) {
            Optional<Refusal> refusal = heap.refusal(request, disabled.contains(heap.name()));
            Outcome outcome = fit.isEmpty() ? Outcome.CHOSEN : Outcome.COULD_SERVE;
            refusal.ifPresentOrElse(
                    why -> refused.add(new Verdict(heap.name(), Outcome.REFUSED, List.of(why), List.of(), 0, 0)),
                    () -> fit.add(new Verdict(heap.name(), outcome, List.of(), List.of(), 1, 0)));
        }
        fit.addAll(refused);
        return new Explanation(request, fit);
    }

    /** The heaps as the rules rank them for a request. */
    private List<Heap> ranked(AllocationRequest request) {
        return heaps.stream()
                .sorted(Comparator.comparingInt(heap -> weight(heap, request)))
                .toList();
    }

    private int weight(Heap heap, AllocationRequest request) {
        return rules.stream()
                .filter(rule -> rule.concerns(request) && rule.exporter().equals(heap.name()))
                .mapToInt(PolicyRule::weight)
                .sum();
    }

    /** Who serves a request; nobody in particular where there are no heaps. */
    Optional<String> chosen(AllocationRequest request) {
        if (heaps.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(explain(request)
                .chosen()
                .orElseThrow(() -> new EntrepotException(Reason.REFUSED, "a heap must suit: " + request))
                .exporter());
    }

    @Override
    public List<HeapStatus> heaps() {
        return heaps.stream().map(heap -> status(heap.name())).toList();
    }

    private HeapStatus status(String name) {
        return new HeapStatus(
                name,
                "test",
                Provenance.emulated("a test needs no memory"),
                disabled.contains(name) ? HeapStatus.State.DISABLED : HeapStatus.State.SERVING,
                "org.entrepot.test",
                Capabilities.between(0, 0xfff).build(),
                new HeapStatus.Fill(0, 0, 0, 0, 0, 0, 0),
                HeapStatus.Traffic.NONE,
                Optional.empty());
    }

    @Override
    public Totals totals() {
        Amounts none = new Amounts(0, 0, 0);
        return new Totals(none, none, 0);
    }

    @Override
    public Health health() {
        return new Health(List.of());
    }

    @Override
    public List<Counter> counters() {
        return List.of();
    }

    @Override
    public void disable(String heap) {
        disabled.add(heap);
    }

    @Override
    public Migration migrate(List<Long> buffers, String heap) {
        throw new UnsupportedOperationException("a test moves no buffers");
    }

    @Override
    public Migration drain(String heap, Duration deadline) {
        throw new UnsupportedOperationException("a test moves no buffers");
    }

    @Override
    public List<MigrationStatus> migrations() {
        return List.of();
    }

    @Override
    public void enable(String heap) {
        disabled.remove(heap);
    }

    @Override
    public List<TimelineStatus> timelines() {
        return List.of();
    }

    @Override
    public HeapInside inside(String heap, int mostCells) {
        return new HeapInside(status(heap), List.of(), List.of());
    }

    @Override
    public List<DmaFault> faults() {
        return List.of();
    }

    @Override
    public List<DeviceStatus> devices() {
        return List.of();
    }

    @Override
    public List<FoundDevice> found() {
        return List.of();
    }

    @Override
    public List<BufferStatus> buffers() {
        return List.of();
    }

    @Override
    public List<CollectionStatus> collections() {
        return List.of();
    }

    @Override
    public List<AccountStatus> accounts() {
        return List.of();
    }

    @Override
    public DmaBuf open(long id) {
        throw new EntrepotException(Reason.UNKNOWN, "a buffer must be open: buffer=" + id);
    }

    @Override
    public List<RuleStatus> policy() {
        return List.of();
    }

    @Override
    public void addRule(PolicyRule rule) {
        throw new UnsupportedOperationException("a run keeps no rule: " + rule);
    }

    @Override
    public void removeRule(PolicyRule rule) {
        throw new UnsupportedOperationException("a run keeps no rule: " + rule);
    }

    @Override
    public HeldRules hold(List<PolicyRule> held) {
        rules.addAll(held);
        held.forEach(rule -> everHeld.add(rule.toString()));
        return new HeldRules() {
            @Override
            public List<PolicyRule> rules() {
                return held;
            }

            @Override
            public void close() {
                held.forEach(rules::remove);
            }
        };
    }
}
