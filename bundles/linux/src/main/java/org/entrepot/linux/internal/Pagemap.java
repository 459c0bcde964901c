package org.entrepot.linux.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * Where this process's memory is, as {@code /proc/self/pagemap} tells those that have CAP_SYS_ADMIN ({@code
 * Documentation/admin-guide/mm/pagemap.rst}).
 */
final class Pagemap {
    private static final Path FILE = Path.of("/proc/self/pagemap");
    private static final long PRESENT = 1L << 63;
    private static final long FRAME = (1L << 55) - 1;

    private Pagemap() {}

    /** The page frames behind addresses, those that follow each other as one run; nothing if one is absent or not told. */
    static Optional<List<PageRun>> runs(long address, long bytes) {
        long[] entries = entries(address >>> PageFrames.PAGE_SHIFT, Math.toIntExact(bytes >> PageFrames.PAGE_SHIFT));
        List<PageRun> runs = new ArrayList<>();
        for (long entry : entries) {
            long frame = entry & FRAME;
            if ((entry & PRESENT) == 0 || frame == 0) {
                return Optional.empty();
            }
            append(runs, frame);
        }
        return runs.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(runs));
    }

    private static void append(List<PageRun> runs, long frame) {
        int last = runs.size() - 1;
        if (last >= 0 && runs.get(last).end() == frame) {
            runs.set(last, new PageRun(runs.get(last).frame(), runs.get(last).count() + 1));
        } else {
            runs.add(new PageRun(frame, 1));
        }
    }

    /** One entry for each page; none if the file cannot be read. */
    private static long[] entries(long page, int count) {
        ByteBuffer read =
                ByteBuffer.allocate(Math.multiplyExact(count, Long.BYTES)).order(ByteOrder.nativeOrder());
        try (FileChannel pagemap = FileChannel.open(FILE, StandardOpenOption.READ)) {
            while (read.hasRemaining() && pagemap.read(read, page * Long.BYTES + read.position()) > 0) {
                // A read may stop early.
            }
        } catch (IOException e) {
            return new long[0];
        }
        long[] entries = new long[read.position() / Long.BYTES];
        read.flip().asLongBuffer().get(entries);
        return entries.length == count ? entries : new long[0];
    }
}
