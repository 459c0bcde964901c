package org.entrepot.conformance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingState;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;
import org.jspecify.annotations.Nullable;

/** A device of a kind that writes pictures; with one fault, or none. */
final class BrokenDevice implements Importer {
    private static final AtomicLong LIVES = new AtomicLong();
    private static final Duration GLANCE = Duration.ofMillis(5);

    private final Fences fences;
    private final Timeline work;
    private final ImporterKind kind;
    private final @Nullable DeviceFault fault;
    private final long life = LIVES.incrementAndGet();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final ReentrantLock working = new ReentrantLock();
    private volatile @Nullable DeviceMapping shown;
    private volatile boolean gone;

    BrokenDevice(Fences fences, ImporterKind kind, @Nullable DeviceFault fault) {
        this.fences = fences;
        this.work = fences.timeline("device", Fences.LONGEST_BOUND);
        this.kind = kind;
        this.fault = fault;
    }

    private boolean has(DeviceFault one) {
        return fault == one;
    }

    @Override
    public DeviceDescription description() {
        String name = "device0"
                + (has(DeviceFault.CHANGES_ITS_NAME) ? asked.incrementAndGet() : "")
                + (has(DeviceFault.IS_ANOTHER_WHEN_PLUGGED_IN_AGAIN) ? life : "");
        return new DeviceDescription(name, "model", "a device", Provenance.emulated("it is a test's"));
    }

    @Override
    public Constraints constraints() {
        return has(DeviceFault.CHANGES_ITS_LIMITS)
                ? Constraints.NONE.toBuilder()
                        .maxSegments((int) asked.incrementAndGet())
                        .build()
                : Constraints.NONE;
    }

    @Override
    public List<MappingType> mappingTypes() {
        return has(DeviceFault.NAMES_A_TYPE_TWICE)
                ? List.of(MappingType.PAGES, MappingType.PAGES)
                : List.of(MappingType.PAGES);
    }

    @Override
    public ImporterKind kind() {
        return has(DeviceFault.CHANGES_ITS_KIND) && asked.incrementAndGet() % 2 == 0 ? ImporterKind.STATIC : kind;
    }

    @Override
    public long faults() {
        long until = has(DeviceFault.IS_DEAR_TO_ASK) ? System.nanoTime() + 2_000_000 : 0;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        return faults.get();
    }

    /** Reads where nothing is mapped. */
    void stray() {
        if (!has(DeviceFault.COUNTS_NO_FAULT)) {
            faults.incrementAndGet();
        }
    }

    /** Writes a picture. */
    void write(DeviceMapping mapping) {
        working.lock();
        try {
            renew(mapping);
            Fence before = fences.merge(mapping.reservation().fences(Usage.BEFORE_WRITE));
            if (isPunctual()) {
                announce(mapping);
            }
            await(before);
            use(mapping);
        } finally {
            working.unlock();
        }
    }

    private boolean isPunctual() {
        return !has(DeviceFault.ANNOUNCES_NOTHING) && !has(DeviceFault.ANNOUNCES_LATE);
    }

    private void renew(DeviceMapping mapping) {
        boolean tolerated = mapping.state() == MappingState.STALE
                ? has(DeviceFault.GOES_ON_WITH_FORMER_ADDRESSES)
                : has(DeviceFault.GOES_ON_WITH_REVOKED_ADDRESSES);
        if (mapping.state() != MappingState.CURRENT && !tolerated) {
            mapping.remap();
        }
    }

    private void announce(DeviceMapping mapping) {
        try (ReservationLock lock = fences.lock(List.of(mapping.reservation()), Fences.LONGEST_BOUND)) {
            lock.add(mapping.reservation(), work.issue(), Usage.WRITE);
        }
        if (has(DeviceFault.SIGNALS_AT_ONCE)) {
            work.signal(work.issued());
        }
    }

    private void await(Fence before) {
        while (!has(DeviceFault.WAITS_FOR_NOBODY) && !before.await(GLANCE)) {
            if (gone && !has(DeviceFault.WORKS_ON_WHEN_PULLED_OUT)) {
                throw new EntrepotException(Reason.GONE, "a device is here while it works: device=device0; plug it in");
            }
        }
    }

    private void use(DeviceMapping mapping) {
        try {
            mapping.segments();
            if (has(DeviceFault.ANNOUNCES_LATE)) {
                announce(mapping);
            }
            shown = mapping;
            if (work.signalled() < work.issued()) {
                work.signal(work.issued());
            }
        } catch (EntrepotException e) {
            finish(e);
            throw e;
        }
    }

    private void finish(EntrepotException failure) {
        if (has(DeviceFault.SAYS_THAT_FAILED_WORK_IS_DONE)) {
            work.signal(work.issued());
        } else if (work.signalled() < work.issued()) {
            work.fail(work.issued(), failure);
        }
    }

    @Override
    public void moveNotify(long buffer) {
        if (has(DeviceFault.WAITS_FOR_ITS_WORK_WHEN_TOLD)) {
            working.lock();
            try {
                shown = null;
            } finally {
                working.unlock();
            }
        }
    }

    @Override
    public void revoke(long buffer) {
        DeviceMapping now = shown;
        boolean meant = now != null && (now.buffer() == buffer || has(DeviceFault.LETS_GO_OF_ANOTHER));
        if (now != null && meant && kind == ImporterKind.REVOCABLE && !has(DeviceFault.KEEPS_WHAT_IT_SHOWS)) {
            now.close();
        }
    }

    /** What its deactivation does. */
    void pullOut() {
        gone = true;
        if (!has(DeviceFault.FORGETS_ITS_FENCES_WHEN_PULLED_OUT)) {
            work.close();
        }
    }
}
