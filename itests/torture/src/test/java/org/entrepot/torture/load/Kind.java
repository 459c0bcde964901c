package org.entrepot.torture.load;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AllocationRequestBuilder;
import org.entrepot.api.Allocator;
import org.entrepot.api.Backing;
import org.entrepot.api.Explanation;

/** What is asked for. The system heap is never taken out: what it can serve must be served, whatever happens to the others. */
enum Kind {
    /** For nobody but the CPU: any heap. */
    CPU,
    /** For a device behind the I/O MMU: what is scattered will do. */
    ROTATOR,
    /** For a device that wants one run below 4 GiB: heaps that come and go. */
    CAMERA,
    /** For both. */
    BOTH,
    /** For a device that lets go of what it has mapped, and takes sixteen runs. */
    DISPLAY;

    List<String> devices() {
        return switch (this) {
            case CPU -> List.of();
            case ROTATOR -> List.of("rotator0");
            case CAMERA -> List.of("camera0");
            case BOTH -> List.of("camera0", "rotator0");
            case DISPLAY -> List.of("display0");
        };
    }

    static Kind any(SplittableRandom random) {
        return values()[random.nextInt(values().length)];
    }

    /** A request of this kind. */
    AllocationRequest request(long bytes, Backing backing) {
        AllocationRequestBuilder builder = AllocationRequest.bytes(bytes);
        return builder.devices(devices().toArray(String[]::new))
                .name("torture " + name().toLowerCase(Locale.ROOT))
                .backing(backing)
                .build();
    }

    /**
     * Whether the system heap could serve it, asked while all is well. Its memory comes in more runs, now and then, than a
     * display takes.
     */
    boolean isAlwaysServed(Allocator allocator) {
        return this != DISPLAY
                && allocator.explain(request(4096, Backing.AT_ONCE)).verdicts().stream()
                        .anyMatch(verdict -> "system".equals(verdict.exporter())
                                && verdict.outcome() != Explanation.Outcome.REFUSED);
    }
}
