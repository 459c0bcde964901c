package org.entrepot.torture.chaos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.entrepot.api.CpuUse;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/** Bytes of the JVM, which devices reach at page frames. They stay right whatever it answers. */
final class ChaosMemory implements ExportedMemory {
    private final PageRun run;
    private final ByteBuffer bytes;
    private final PageFrames.Placement placement;
    private final Runnable givenBack;
    private boolean open = true;

    /**
     * Places fresh bytes.
     *
     * @param givenBack told once, when they are given back
     */
    ChaosMemory(PageFrames frames, PageRun run, Runnable givenBack) {
        this.run = run;
        this.bytes = ByteBuffer.allocate(Math.toIntExact(run.bytes())).order(ByteOrder.nativeOrder());
        this.placement = frames.place(List.of(run), bytes);
        this.givenBack = givenBack;
    }

    @Override
    public long size() {
        return bytes.capacity();
    }

    @Override
    public List<MemoryCookie> cookies() {
        Mood.MUTE.throwIf(Mood.now());
        return Mood.now() == Mood.NAMELESS ? List.of() : List.of(new MemoryCookie.Pages(List.of(run)));
    }

    @Override
    public ByteBuffer view() {
        Mood.BLIND.throwIf(Mood.now());
        return Mood.now() == Mood.CROPPED ? bytes.slice(0, bytes.capacity() / 2).order(ByteOrder.nativeOrder()) : bytes;
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        Mood.CLUMSY.throwIf(Mood.now());
        if (Mood.now() == Mood.STALLS) {
            ChaosHeap.hang();
        }
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        Mood.CLUMSY.throwIf(Mood.now());
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            placement.close();
            givenBack.run();
        }
        Mood.UNGRATEFUL.throwIf(Mood.now());
    }
}
