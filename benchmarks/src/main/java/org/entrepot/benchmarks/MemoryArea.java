package org.entrepot.benchmarks;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.benchmarks.harness.Area;
import org.entrepot.benchmarks.harness.Duel;
import org.entrepot.benchmarks.harness.Figure;
import org.entrepot.benchmarks.harness.Floors;
import org.entrepot.benchmarks.harness.Side;

/**
 * Memory itself: the whole life of a fresh buffer of the system heap, whose floor are the same system calls; and the copy by which
 * buffers move, whose floor is the C library's, between the same two places.
 */
final class MemoryArea implements Area {
    private static final String SYSTEM = "org.entrepot.exporter.system";
    private static final int PAGE = 4096;
    private static final int MIB = 1 << 20;
    /** A picture of 4096 × 2160 pixels of 32 bits. */
    private static final int PICTURE = 4096 * 2160 * 4;

    /** The least of the speed of memcpy that a copy may have, as what it may cost at most. */
    private static final double COPY = 1 / 0.95;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Figure> figures(Floors floors) {
        return Stream.concat(
                        Stream.of(
                                fresh(floors, "64 KiB", PAGE * 16, 1.15),
                                fresh(floors, "1 MiB", MIB, 1.05),
                                fresh(floors, "8 MiB", 8 * MIB, 1.05),
                                fresh(floors, "33.75 MiB", PICTURE, 1.05)),
                        Stream.of(copy(floors, "8 MiB", 8 * MIB), copy(floors, "33.75 MiB", PICTURE)))
                .toList();
    }

    private static Figure fresh(Floors floors, String words, int bytes, double atMost) {
        return new Figure.Ratio(
                "a fresh system buffer of " + words + ": allocate, write to each page, close; public path, no cache",
                "the same system calls",
                atMost,
                () -> fresh(floors, bytes));
    }

    private static Duel fresh(Floors floors, int bytes) {
        Gateway gateway = new Gateway().heap(SYSTEM, Map.of("cache.bytes", 0L));
        Pointer twin = floors.function("memory", "fresh_open").invokePointer(new Object[] {(long) bytes});
        Function run = floors.function("memory", "fresh_run");
        Function close = floors.function("memory", "fresh_close");
        return new Duel(
                lives(gateway.allocator(), bytes),
                operations -> run.invokeLong(new Object[] {twin, operations}),
                () -> {
                    close.invokeVoid(new Object[] {twin});
                    gateway.close();
                });
    }

    private static Side lives(Allocator allocator, int bytes) {
        AllocationRequest request = AllocationRequest.bytes(bytes).build();
        return operations -> {
            long sum = 0;
            for (int i = 0; i < operations; i++) {
                try (DmaBuf buffer = allocator.allocate(request);
                        CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
                    sum += touch(access.view());
                }
            }
            return sum;
        };
    }

    private static int touch(ByteBuffer view) {
        for (int at = 0; at < view.capacity(); at += PAGE) {
            view.put(at, (byte) 1);
        }
        return view.get(view.capacity() - PAGE);
    }

    private static Figure copy(Floors floors, String words, int bytes) {
        return new Figure.Ratio(
                "the copy of a buffer of " + words + " that moves", "memcpy, the same two places", COPY, () -> {
                    Moving moving = new Moving(bytes);
                    Function run = floors.function("memory", "copy_run");
                    Object[] places = {address(moving.source()), address(moving.target()), (long) bytes};
                    return new Duel(
                            moving,
                            operations -> run.invokeLong(new Object[] {places[0], places[1], places[2], operations}),
                            moving::close);
                });
    }

    private static Pointer address(ByteBuffer view) {
        return Native.getDirectBufferPointer(view);
    }
}
