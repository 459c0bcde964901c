package org.entrepot.exporter.carveout.internal;

import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;

/**
 * What constraints mean for a place in a range.
 *
 * @param heap its name, for messages
 * @param address of the range
 * @param pages of the range
 * @param guard pages before and after each buffer
 */
record Placing(String heap, long address, int pages, int guard) {
    /** Absolute number of the first page. */
    long origin() {
        return address >>> PageFrames.PAGE_SHIFT;
    }

    /** Whether any place does: so it is for most requests. */
    private boolean isAnywhere(Constraints needs) {
        return guard == 0
                && needs.segmentBoundary() == 0
                && (needs.addressAlignment() == 1 || PageFrames.PAGE_SIZE % needs.addressAlignment() == 0)
                && Long.compareUnsigned(last(), needs.highestAddress()) <= 0;
    }

    /** The last address. */
    long last() {
        return address + bytes() - 1;
    }

    /** Bytes of the range. */
    long bytes() {
        return (long) pages << PageFrames.PAGE_SHIFT;
    }

    /** Bytes of the largest buffer. */
    long mostHandedOut() {
        return bytes() - 2L * guard * PageFrames.PAGE_SIZE;
    }

    /** Pages of the run that a request takes, with its guards; more than there are if it is too large. */
    int count(MemoryRequest request) {
        return (int) Math.min(Integer.MAX_VALUE, (request.bytes() >> PageFrames.PAGE_SHIFT) + 2L * guard);
    }

    /** Checks what is the same for every place of the range. */
    private void check(MemoryRequest request) {
        Constraints needs = request.constraints();
        long segments = segments(request.bytes(), needs);
        if (segments > needs.maxSegments()) {
            throw refusal(Constraint.MAX_SEGMENTS, "at most " + needs.maxSegments(), segments + " segments");
        }
        if (Long.compareUnsigned(address + (request.bytes() - 1), needs.highestAddress()) > 0) {
            throw refusal(
                    Constraint.ADDRESS_BITS, needs.addressBits() + " bits", "from 0x" + Long.toHexString(address));
        }
    }

    /** In how many segments a run is cut for a device, when it begins at a boundary. */
    private static long segments(long bytes, Constraints needs) {
        long longest = needs.maxSegmentSize() & -PageFrames.PAGE_SIZE;
        if (needs.segmentBoundary() != 0) {
            longest = Math.min(longest, needs.segmentBoundary());
        }
        return bytes <= longest ? 1 : (bytes - 1) / longest + 1;
    }

    /**
     * Where a request may lie.
     *
     * @throws EntrepotException with {@link Reason#REFUSED} if there is no such place, however empty the range is
     */
    RunWish wish(MemoryRequest request) {
        check(request);
        int count = count(request);
        return isAnywhere(request.constraints()) ? RunWish.anywhere(count, pages) : wish(count, request.constraints());
    }

    private RunWish wish(int count, Constraints needs) {
        long boundary = needs.segmentBoundary() >> PageFrames.PAGE_SHIFT;
        long alignment = pages(needs.addressAlignment());
        if (boundary != 0 && count - 2 * guard > boundary) {
            // It is cut at each boundary, into the fewest segments if it begins at one.
            alignment = multiple(alignment, boundary);
            boundary = 0;
        }
        RunWish wish = new RunWish(count, guard, alignment, limit(needs), boundary);
        if (count <= pages && wish.placeIn(origin(), 0, pages) < 0) {
            throw refusal(
                    Constraint.ADDRESS_ALIGNMENT, "multiples of " + needs.addressAlignment() + words(needs), words());
        }
        return wish;
    }

    private static String words(Constraints needs) {
        String boundary =
                needs.segmentBoundary() == 0 ? "" : ", no segment across multiples of " + needs.segmentBoundary();
        return boundary + ", up to 0x" + Long.toHexString(needs.highestAddress());
    }

    private String words() {
        return "0x" + Long.toHexString(address) + " to 0x" + Long.toHexString(last())
                + (guard == 0 ? "" : " with " + guard + " guard pages around");
    }

    private int limit(Constraints needs) {
        long within = needs.highestAddress() - address;
        boolean all = Long.compareUnsigned(needs.highestAddress(), last()) >= 0;
        return all ? pages : (int) ((within + 1) >> PageFrames.PAGE_SHIFT);
    }

    /** Of bytes, the smallest whole number of pages that is a multiple of them. */
    private static long pages(long bytes) {
        return multiple(bytes, PageFrames.PAGE_SIZE) >> PageFrames.PAGE_SHIFT;
    }

    /** The least common multiple, or what nothing but 0 is a multiple of. */
    private static long multiple(long a, long b) {
        long most = RunWish.MOST_ALIGNMENT;
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return a / x > most / b ? most : a / x * b;
    }

    private EntrepotException refusal(Constraint constraint, String wanted, String offered) {
        return new EntrepotException(
                Reason.REFUSED,
                "a place keeps the " + constraint.words() + ": heap=" + heap + " wanted=" + wanted + " offered="
                        + offered + "; use another heap, or a mapper that lifts it");
    }
}
