package org.entrepot.core.internal.health;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.api.DmaFault;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.Amounts;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.Health;
import org.entrepot.control.Health.Finding;
import org.entrepot.control.Health.Subject;
import org.entrepot.control.Health.Verdict;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.Totals;

/** One look at everything. */
public final class Examination {
    private final ControlPlane control;
    private final HealthTerms terms;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Looks at nothing yet.
     *
     * @param control what is looked at
     * @param terms what counts as a finding
     */
    public Examination(ControlPlane control, HealthTerms terms) {
        this.control = control;
        this.terms = terms;
    }

    /**
     * Looks at everything.
     *
     * @param faults of the devices, as they were looked at just now
     * @param refusals of the heaps, which are looked at now
     */
    public Health run(Rising faults, Rising refusals) {
        lookAtFaults(faults);
        lookAtBuffers();
        lookAtHeaps(refusals);
        lookAtLimits();
        return new Health(findings);
    }

    private void add(Verdict verdict, Subject subject, String words) {
        findings.add(new Finding(verdict, subject, words));
    }

    private void fineUnlessFound(Subject subject, String words) {
        if (findings.stream().noneMatch(finding -> finding.subject() == subject)) {
            add(Verdict.OK, subject, words);
        }
    }

    private void lookAtFaults(Rising faults) {
        for (DeviceStatus device : control.devices()) {
            long recent = faults.recent(device.name(), terms.recent());
            if (recent > 0) {
                add(
                        Verdict.CRITICAL,
                        Subject.FAULTS,
                        device.name() + " took " + recent + " DMA faults of late; the last: " + last(device)
                                + "; see dma:faults");
            }
        }
        fineUnlessFound(
                Subject.FAULTS,
                "no device took a DMA fault in the last " + terms.recent().toSeconds() + " s");
    }

    private String last(DeviceStatus device) {
        return control.faults().stream()
                .filter(fault -> fault.device().equals(device.name()))
                .reduce((first, second) -> second)
                .map(DmaFault::toString)
                .orElse("not remembered");
    }

    private void lookAtBuffers() {
        List<BufferStatus> stranded = control.buffers().stream()
                .filter(buffer -> buffer.placement() == BufferStatus.Placement.STRANDED)
                .toList();
        findStranded(
                stranded.stream().filter(buffer -> buffer.references() > 0),
                "are stranded",
                "bring the heap back, or release them (dma:buffers)");
        // Nobody has them any more: what is missing is the answer of who mapped them.
        findStranded(
                stranded.stream().filter(buffer -> buffer.references() == 0),
                "were released but are still mapped",
                "restart the bundle of the mapper that the log names");
        fineUnlessFound(Subject.STRANDED, "no buffer is stranded");
    }

    private void findStranded(Stream<BufferStatus> buffers, String how, String remedy) {
        buffers.collect(Collectors.groupingBy(
                        BufferStatus::exporter, TreeMap::new, Collectors.summarizingLong(BufferStatus::size)))
                .forEach((heap, sizes) -> add(
                        Verdict.CRITICAL,
                        Subject.STRANDED,
                        sizes.getCount() + " buffers with " + sizes.getSum() + " bytes " + how + " in " + heap + "; "
                                + remedy));
    }

    private void lookAtHeaps(Rising refusals) {
        List<HeapStatus> heaps = control.heaps().stream()
                .filter(heap -> heap.state() != HeapStatus.State.GONE)
                .toList();
        refusals.keep(heaps.stream().map(HeapStatus::name).toList());
        for (HeapStatus heap : heaps) {
            heap.isolated()
                    .ifPresent(why -> add(
                            Verdict.CRITICAL,
                            Subject.HEAPS,
                            heap.name() + " is isolated: " + why + "; dma:enable " + heap.name()
                                    + " when it is mended"));
            lookAtRoom(heap, refusals);
        }
        fineUnlessFound(Subject.HEAPS, heaps.size() + " heaps, none isolated or exhausted");
    }

    private void lookAtRoom(HeapStatus heap, Rising refusals) {
        HeapStatus.Fill fill = heap.fill();
        refusals.look(heap.name(), fill.failures(), terms.recent());
        long recent = refusals.recent(heap.name(), terms.recent());
        if (recent > 0) {
            add(
                    Verdict.CRITICAL,
                    Subject.HEAPS,
                    heap.name() + " refused " + recent + " allocations of late for lack of room: used=" + fill.used()
                            + " capacity=" + fill.capacity() + "; see dma:heap " + heap.name());
        } else if (HealthTerms.isOver(fill.used(), fill.capacity(), terms.fullPercent())) {
            add(
                    Verdict.CRITICAL,
                    Subject.HEAPS,
                    heap.name() + " is exhausted: used=" + fill.used() + " capacity=" + fill.capacity()
                            + "; release buffers, or give it more");
        }
    }

    private void lookAtLimits() {
        Totals totals = control.totals();
        lookAtLimits("all bundles", totals.inUse(), totals.limits(), "");
        for (AccountStatus account : control.accounts()) {
            Amounts inUse = new Amounts(account.bytes(), account.buffers(), account.mappings());
            lookAtLimits(account.bundle(), inUse, account.limits(), "PerBundle");
        }
        fineUnlessFound(Subject.LIMITS, "no limit is nearly reached");
    }

    private void lookAtLimits(String who, Amounts inUse, Amounts limits, String ending) {
        lookAtLimit(who, inUse.bytes(), limits.bytes(), "limit.bytes" + ending);
        lookAtLimit(who, inUse.buffers(), limits.buffers(), "limit.buffers" + ending);
        lookAtLimit(who, inUse.mappings(), limits.mappings(), "limit.mappings" + ending);
    }

    private void lookAtLimit(String who, long inUse, long limit, String key) {
        if (HealthTerms.isOver(inUse, limit, terms.limitPercent())) {
            add(
                    Verdict.WARN,
                    Subject.LIMITS,
                    "a limit is near: " + who + ", has=" + inUse + " " + key + "=" + limit
                            + "; release some, or raise it in org.entrepot.core");
        }
    }
}
