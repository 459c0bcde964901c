package org.entrepot.api;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** A bracket of CPU access to a buffer, between begin and end. Holds a reference to the buffer. For use by one thread. */
@ProviderType
public interface CpuAccess extends AutoCloseable {
    /** What the bracket was opened for. */
    CpuUse use();

    /**
     * The buffer's bytes, in the machine's byte order, position 0 and limit at the buffer's size; read-only in a bracket for
     * reading. A view kept beyond the bracket is useless but harmless: once the memory is released it reads zeros or the
     * buffer's last bytes, never another buffer's.
     *
     * @throws IllegalStateException if the bracket is closed
     */
    ByteBuffer view();

    /** Ends the bracket. Closing twice counts once. */
    @Override
    void close();
}
