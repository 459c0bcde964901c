package org.entrepot.conformance;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.CpuUse;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.jspecify.annotations.Nullable;

/** Memory of a heap with one fault. */
final class BrokenMemory implements ExportedMemory {
    private final BrokenHeap heap;
    private final ExportedMemory sound;
    private final @Nullable ExportedMemory former;
    private final Runnable closing;
    private final ByteBuffer copy;
    private final AtomicBoolean bracket = new AtomicBoolean();
    private final AtomicBoolean open = new AtomicBoolean(true);

    BrokenMemory(BrokenHeap heap, ExportedMemory sound, @Nullable ExportedMemory former, Runnable closing) {
        this.heap = heap;
        this.sound = sound;
        this.former = former;
        this.closing = closing;
        this.copy = BrokenHeap.copy(sound.view());
    }

    @Override
    public long size() {
        return heap.has(HeapFault.SHRINKS) ? sound.size() / 2 : sound.size();
    }

    @Override
    public List<MemoryCookie> cookies() {
        if (heap.has(HeapFault.TELLS_ANOTHERS_PLACE) && former != null) {
            return former.cookies();
        }
        if (heap.has(HeapFault.TELLS_HALF_OF_ITS_PLACE)) {
            MemoryCookie.Pages pages = (MemoryCookie.Pages) sound.cookies().get(0);
            int half = (pages.runs().size() + 1) / 2;
            return List.of(new MemoryCookie.Pages(pages.runs().subList(0, half)));
        }
        return sound.cookies();
    }

    @Override
    public ByteBuffer view() {
        if (heap.has(HeapFault.SHOWS_A_COPY)) {
            return copy;
        }
        return heap.has(HeapFault.SHOWS_A_NEW_VIEW_EACH_TIME)
                ? sound.view().duplicate().order(sound.view().order())
                : sound.view();
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        if (heap.has(HeapFault.ALLOWS_ONE_BRACKET) && !bracket.compareAndSet(false, true)) {
            throw new IllegalStateException("one bracket at a time: use=" + use);
        }
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        bracket.set(false);
    }

    @Override
    public void close() {
        closing.run();
        if (open.compareAndSet(true, false)) {
            heap.giveBack(sound);
        }
    }
}
