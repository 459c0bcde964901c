package org.entrepot.linux;

import java.time.Duration;
import org.entrepot.api.CpuUse;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A DMA-BUF of the kernel that the CPU sees. Its descriptor is what drivers import; memory that a driver has imported, or another
 * program holds a descriptor of, lives until they let go.
 */
@ProviderType
public interface DmaBufFile extends MemoryFile {
    /**
     * Waits for the work of kernel drivers that is in the way of a bracket ({@code poll}). Not disturbed by an interrupt.
     *
     * @param use of the bracket: a reader waits for writers, a writer for readers as well
     * @param longest how long to wait; zero for a look
     * @return whether nobody is at work
     * @throws IllegalStateException if the file is closed
     */
    boolean awaitDrivers(CpuUse use, Duration longest);

    /**
     * Begins a bracket of CPU access ({@code DMA_BUF_IOCTL_SYNC}): waits for the work of kernel drivers that is in its way, and
     * makes what they wrote visible.
     *
     * @param use reading, writing or both
     * @throws IllegalArgumentException if it is neither
     * @throws IllegalStateException if the file is closed
     * @throws org.entrepot.api.EntrepotException if the kernel refuses
     */
    void beginCpuAccess(CpuUse use);

    /**
     * Ends a bracket: makes what the CPU wrote visible to devices.
     *
     * @param use as the bracket was begun with
     */
    void endCpuAccess(CpuUse use);
}
