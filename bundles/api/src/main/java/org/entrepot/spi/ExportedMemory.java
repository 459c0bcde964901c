package org.entrepot.spi;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.CpuUse;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Memory that an exporter handed out. It works until it is closed, whether or not the exporter's service or bundle still
 * exists.
 */
@ConsumerType
public interface ExportedMemory extends AutoCloseable {
    /** Bytes: those of the request. */
    long size();

    /** What identifies the memory, one cookie for each mapping type that takes one, the preferred first. Never changes. */
    List<MemoryCookie> cookies();

    /**
     * The exporter's own way to map the memory into a device's address space, for {@link
     * org.entrepot.api.MappingType#PRIVATE}; empty if it has none.
     */
    default Optional<PrivateMapper> privateMapper() {
        return Optional.empty();
    }

    /**
     * The memory as the CPU sees it, whole, in the machine's byte order. The same buffer each time; callers duplicate it. A
     * view kept after {@link #close} must not crash nor show memory that belongs to somebody else.
     *
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNSUPPORTED} if the memory has no CPU view
     */
    ByteBuffer view();

    /**
     * Waits for work of devices of which nobody but the memory knows, such as that of kernel drivers on a DMA-BUF: until a bracket of the
     * CPU could begin at once. Asked before each for a short while at a time, so that nobody takes a slow device for a memory that hangs.
     *
     * @param use of that bracket: a reader waits for writers, a writer for everybody
     * @param longest how long to wait; zero for a look, which is cheap
     * @return whether the bracket could begin
     */
    default boolean awaitDevices(CpuUse use, Duration longest) {
        return true;
    }

    /**
     * Makes what devices wrote visible to the CPU. Nothing to do where both are coherent. Brackets may overlap.
     *
     * @param use reading, writing or both
     */
    default void beginCpuAccess(CpuUse use) {}

    /**
     * Makes what the CPU wrote visible to devices. Nothing to do where both are coherent.
     *
     * @param use as the bracket was begun with
     */
    default void endCpuAccess(CpuUse use) {}

    /** Gives the memory back. Closing twice counts once, from whichever threads. Called when no device has it mapped. */
    @Override
    void close();
}
