package org.entrepot.linux;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.entrepot.api.ByDescriptor;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * A memory file at page frames of an emulated machine: what an emulated exporter hands out. The exporter chooses the frames and
 * takes them back; this class sees to the order of things.
 */
public final class PlacedMemory implements ExportedMemory {
    private final MemoryFile file;
    private final PageFrames.Placement placement;
    private final List<MemoryCookie> cookies;
    private final Consumer<MemoryFile> whenDone;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private PlacedMemory(
            MemoryFile file,
            PageFrames.Placement placement,
            List<MemoryCookie> cookies,
            Consumer<MemoryFile> whenDone) {
        this.file = file;
        this.placement = placement;
        this.cookies = cookies;
        this.whenDone = whenDone;
    }

    /**
     * Makes a memory file and places it. If it fails nothing is left, and the frames are still the caller's.
     *
     * @param machine whose frames they are
     * @param files that makes the bytes
     * @param name for people
     * @param runs frames, in the order of the bytes
     * @param giveFramesBack run once, when the memory is closed and no device reaches the frames any more
     * @return zeroed memory
     * @throws EntrepotException with {@link org.entrepot.api.Reason#BUSY} if bytes are placed at one of the frames already, or
     *     as {@link MemoryFiles#create}
     */
    public static PlacedMemory place(
            PageFrames machine, MemoryFiles files, String name, List<PageRun> runs, Runnable giveFramesBack) {
        MemoryFile file = files.create(name, new MemoryCookie.Pages(runs).bytes());
        try {
            return place(machine, file, runs, done -> {
                done.close();
                giveFramesBack.run();
            });
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Places a memory file that is there already. If it fails the file and the frames are still the caller's.
     *
     * @param machine whose frames they are
     * @param file zero, with as many bytes as the frames; nobody else uses it
     * @param runs frames, in the order of the bytes
     * @param whenDone given the file once, when the memory is closed and no device reaches the frames any more: closes or retires it,
     *     and then gives the frames back
     * @return zeroed memory
     * @throws EntrepotException with {@link org.entrepot.api.Reason#BUSY} if bytes are placed at one of the frames already
     */
    public static PlacedMemory place(
            PageFrames machine, MemoryFile file, List<PageRun> runs, Consumer<MemoryFile> whenDone) {
        List<MemoryCookie> cookies = new ArrayList<>(List.of(new MemoryCookie.Pages(runs)));
        file.sharing().ifPresent(sharing -> cookies.add(new MemoryCookie.Descriptor(sharing::descriptor)));
        file.byAddress().ifPresent(cookies::add);
        return new PlacedMemory(file, machine.place(runs, file.view()), List.copyOf(cookies), whenDone);
    }

    /**
     * Adds how such memory can be mapped: by page frames of the emulated machine, by descriptor where DMA-BUFs are made of memory
     * files, and by address where the files are the kernel's. By the latter two its pages are anywhere in the real machine,
     * whatever frames they have in the emulated one.
     *
     * @param capabilities of the heap
     * @param files that makes the bytes
     * @return the same
     */
    public static Capabilities.Builder mapped(Capabilities.Builder capabilities, MemoryFiles files) {
        long largest = files.dmaBufs().largest();
        List<MappingType> types = new ArrayList<>(List.of(MappingType.PAGES));
        if (largest >= PageFrames.PAGE_SIZE) {
            types.add(MappingType.FD);
            capabilities.byDescriptor(new ByDescriptor(Contiguity.SCATTERED, largest));
        }
        files.byAddress().ifPresent(types::add);
        return capabilities.mappingTypes(types.toArray(MappingType[]::new));
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public List<MemoryCookie> cookies() {
        return cookies;
    }

    @Override
    public ByteBuffer view() {
        return file.view();
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        file.sharing().ifPresent(sharing -> sharing.beginCpuAccess(use));
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        file.sharing().ifPresent(sharing -> sharing.endCpuAccess(use));
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            placement.close();
            whenDone.accept(file);
        }
    }
}
