package org.entrepot.spi;

import java.util.List;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Layout;
import org.entrepot.api.Reason;

/**
 * What the engine asks of an exporter.
 *
 * @param name for people; at most 31 characters
 * @param bytes positive, a multiple of the page size
 * @param constraints what all devices together need of the memory itself, after each mapper has lifted what it lifts; only
 *     those about addresses and runs concern an exporter
 * @param layout of the contents, for memory that is shaped like an image; no longer than the bytes
 */
public record MemoryRequest(String name, long bytes, Constraints constraints, Layout layout) {
    /** Checks that the size is whole pages. */
    public MemoryRequest {
        if (layout.bytes() > bytes) {
            throw new IllegalArgumentException(
                    "memory holds its contents: bytes=" + bytes + " layout=" + layout.bytes());
        }
        if (bytes <= 0 || bytes % PageFrames.PAGE_SIZE != 0) {
            throw new IllegalArgumentException("memory is whole pages: bytes=" + bytes);
        }
    }

    /**
     * Checks that page frames keep the constraints, before they are handed out.
     *
     * @param heap whose frames they are, for the message
     * @param runs in the order of the bytes; neighbours that touch count as one
     * @throws EntrepotException with {@link Reason#REFUSED} that names the constraint, what is wanted and what is offered
     */
    public void check(String heap, List<PageRun> runs) {
        int count = 0;
        long end = -1;
        for (PageRun run : runs) {
            if (run.frame() != end) {
                count++;
                checkStart(heap, run);
            }
            end = run.end();
            checkEnd(heap, run);
        }
        if (count > constraints.maxSegments()) {
            throw refusal(heap, Constraint.MAX_SEGMENTS, "at most " + constraints.maxSegments(), count + " runs");
        }
    }

    private void checkStart(String heap, PageRun run) {
        if (Long.remainderUnsigned(run.address(), constraints.addressAlignment()) != 0) {
            throw refusal(
                    heap,
                    Constraint.ADDRESS_ALIGNMENT,
                    "multiples of " + constraints.addressAlignment(),
                    "a run at 0x" + Long.toHexString(run.address()));
        }
    }

    private void checkEnd(String heap, PageRun run) {
        long last = run.address() + (run.bytes() - 1);
        if (!constraints.reaches(run.address(), last)) {
            throw refusal(
                    heap, Constraint.ADDRESS_BITS, constraints.reach(), "a run up to 0x" + Long.toHexString(last));
        }
    }

    private static EntrepotException refusal(String heap, Constraint constraint, String wanted, String offered) {
        return new EntrepotException(
                Reason.REFUSED,
                "memory keeps the " + constraint.words() + " of the request: heap=" + heap + " wanted=" + wanted
                        + " offered=" + offered + "; use another heap, or a device that takes this");
    }
}
