package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.spi.MemoryRequest;

/** How the CPU of this heap gets at images. */
final class CpuSide {
    private static final String DETILED = "detiled";
    private static final String WINDOWS = "windows";

    private final Optional<CpuWindows> windows;
    private final Traffic traffic;

    private CpuSide(Optional<CpuWindows> windows, Traffic traffic) {
        this.windows = windows;
        this.traffic = traffic;
    }

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException if the value is none of those that there are
     */
    static CpuSide of(String access, TilingUnit unit, Traffic traffic) {
        return switch (access) {
            case DETILED -> new CpuSide(Optional.empty(), traffic);
            case WINDOWS -> new CpuSide(Optional.of(new CpuWindows(unit, traffic)), traffic);
            default ->
                throw new IllegalArgumentException("a value of " + TilerHeapConfig.PID + " keeps its rule: cpu.access="
                        + access + "; set " + DETILED + " or " + WINDOWS);
        };
    }

    /** The slots that the CPU's windows have. */
    BitSet slots() {
        return windows.map(CpuWindows::slots).orElseGet(BitSet::new);
    }

    /** The rows of an image's pieces. */
    DetiledView view(MemoryFiles files, MemoryRequest request, List<Piece> pieces, ByteBuffer tiles) {
        CpuDoor door = windows.<CpuDoor>map(own -> new WindowDoor(own, tiles)).orElseGet(() -> new StraightDoor(tiles));
        return new DetiledView(files, request, pieces, tiles, door, traffic);
    }
}
