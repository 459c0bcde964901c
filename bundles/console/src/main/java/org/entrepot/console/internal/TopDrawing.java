package org.entrepot.console.internal;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapStatus;

/** Draws what goes on, by heap and by bundle. */
final class TopDrawing {
    private static final double NANOS_PER_SECOND = 1e9;

    private TopDrawing() {}

    /** Two tables: what there is now, and what came to it since an earlier moment, by the second. */
    static String text(Activity before, Activity now) {
        double seconds = Math.max(1, now.nanos() - before.nanos()) / NANOS_PER_SECOND;
        long faults = now.devices().stream().mapToLong(DeviceStatus::faults).sum();
        return heaps(before.heaps(), now.heaps(), seconds) + "\n\n"
                + bundles(before.accounts(), now.accounts(), seconds) + "\n\n" + "DMA faults of all devices: " + faults;
    }

    private static String heaps(List<HeapStatus> before, List<HeapStatus> now, double seconds) {
        Table table = new Table(
                "HEAP", "STATE", "BUFFERS>", "BYTES>", "ALLOCATIONS/S>", "MOVED IN/S>", "MOVED OUT/S>", "FAULTS>");
        for (HeapStatus heap : now) {
            table.row(
                    heap.name(),
                    heap.state(),
                    heap.fill().buffers(),
                    Sizes.words(heap.fill().used()),
                    rate(before, heap, TopDrawing::key, each -> each.traffic().allocations(), seconds),
                    rate(before, heap, TopDrawing::key, each -> each.traffic().movedIn(), seconds),
                    rate(before, heap, TopDrawing::key, each -> each.traffic().movedOut(), seconds),
                    heap.traffic().faults());
        }
        return table.orElse("no heap is here; start a backend's bundle, or put a .cfg for one into conf/");
    }

    /** A heap that left is another than the one of its name that came. */
    private static String key(HeapStatus heap) {
        return heap.name() + (heap.state() == HeapStatus.State.GONE ? " gone" : "");
    }

    private static String bundles(List<AccountStatus> before, List<AccountStatus> now, double seconds) {
        Table table = new Table("BUNDLE", "BUFFERS>", "BYTES>", "ALLOCATIONS/S>", "MOVES/S>", "REFUSED>");
        for (AccountStatus account : now) {
            table.row(
                    account.bundle(),
                    account.buffers(),
                    Sizes.words(account.bytes()),
                    rate(before, account, AccountStatus::bundle, AccountStatus::allocations, seconds),
                    rate(before, account, AccountStatus::bundle, AccountStatus::moves, seconds),
                    account.refusals());
        }
        return table.orElse("no bundle has a buffer");
    }

    /** How much came to a count by the second; all of it if there was nothing before, or less because it began anew. */
    private static <T> String rate(
            List<T> before, T now, Function<T, String> key, ToLongFunction<T> count, double seconds) {
        long since = before.stream()
                .filter(each -> key.apply(each).equals(key.apply(now)))
                .mapToLong(count)
                .findFirst()
                .orElse(0);
        long to = count.applyAsLong(now);
        return String.format(Locale.ROOT, "%.1f", (to >= since ? to - since : to) / seconds);
    }
}
