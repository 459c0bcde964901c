package org.entrepot.linux;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens ranges of the real machine's memory that its kernel keeps out of use: memory for backends that own a fixed range. A service;
 * safe for use by several threads. Regions outlive the service.
 *
 * <p>Three kinds of devices are known, by the kernel's name for them (a link to one will do):
 *
 * <ul>
 *   <li>{@code /dev/mem}: the offset is a physical address. The range is one that the kernel was told to leave alone ({@code
 *       memmap=} or a {@code reserved-memory} node); others it refuses, or worse, does not.
 *   <li>{@code /dev/uioN} ({@code drivers/uio}): the offset is N pages of 4096 for the device's map N, from whose beginning the range is
 *       taken.
 *   <li>{@code /dev/daxX.Y} ({@code drivers/dax}): the offset is one in the device.
 * </ul>
 *
 * The kernel may map such memory without caches: then it is slow for the CPU.
 */
@ProviderType
public interface MemoryRanges {
    /**
     * Opens a range. What is in it stays: whoever hands parts out makes them zero. Who opens a range twice has two regions of the
     * same bytes.
     *
     * @param device which one
     * @param offset whole pages of 4096, with the device's meaning
     * @param bytes positive, whole pages of 4096
     * @return the range, which the caller closes
     * @throws IllegalArgumentException if offset or size are not whole pages
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNKNOWN} if there is no such device, with
     *     {@link org.entrepot.api.Reason#ACCESS_DENIED} if the system does not let this user open it (the message names the
     *     rule, group or capability that helps), with {@link org.entrepot.api.Reason#UNSUPPORTED} if it is none of the three
     *     kinds, has no such range, or if no native calls are made here
     */
    MemoryRegion open(Path device, long offset, long bytes);

    /**
     * The physical address of a range, as devices see it.
     *
     * @param device which one
     * @param offset as of {@link #open}
     * @return nothing where the kernel does not tell
     */
    OptionalLong address(Path device, long offset);
}
