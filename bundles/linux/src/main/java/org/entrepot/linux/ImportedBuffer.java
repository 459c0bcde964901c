package org.entrepot.linux;

/**
 * A DMA-BUF that is mapped for a device with a driver of the kernel. Equal for equal numbers: the same DMA-BUF, mapped for one device by
 * several mappings at a time, is one import ({@code drm_prime_fd_to_handle} gives one handle, too).
 *
 * @param number that no other import of this process has or had
 * @param inode which DMA-BUF it is: imports of the same one, at other times or for other devices, have the same
 * @param descriptor of this process, close-on-exec, for the driver's calls; valid until the device has let go
 * @param bytes of the buffer
 */
public record ImportedBuffer(long number, long inode, int descriptor, long bytes) {
    @Override
    public boolean equals(Object other) {
        return other instanceof ImportedBuffer that && number == that.number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
