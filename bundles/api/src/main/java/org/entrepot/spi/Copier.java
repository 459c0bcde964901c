package org.entrepot.spi;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Copies between views of memory that it knows better than the JVM does: by the system's own {@code memcpy}, or by a DMA engine (as
 * {@code DMA_MEMCPY} of the kernel's dmaengine). A service; safe for use by several threads. Where none is, or none knows the
 * memory, the engine copies by {@link ByteBuffer#put(int, ByteBuffer, int, int)}.
 *
 * <p>The engine calls it inside CPU brackets on both memories and keeps both views reachable until it returns. It gives the bytes
 * in pieces, so that no call takes long; a copier does each piece whole and waits for nobody.
 */
@ConsumerType
public interface Copier {
    /** Fewest bytes from which asking pays: fewer are copied as well without it. Positive, never changes. */
    int leastBytes();

    /**
     * Copies, unless it does not know one of the two memories. It vouches that what it knows cannot be unmapped while a view of it is
     * reachable, nor fault: native code that meets {@code SIGBUS} ends the JVM, where the JVM's own copy throws.
     *
     * @param source read only or not; neither position nor limit changes
     * @param from the first byte to copy in the source
     * @param target neither position nor limit changes
     * @param to where it goes in the target
     * @param bytes from there on; where the two ranges overlap in memory, what the target holds afterwards is undefined
     * @return false if nothing was copied, and the caller must; so it is for every view that is not direct
     * @throws IndexOutOfBoundsException if a range exceeds its buffer's limit
     * @throws java.nio.ReadOnlyBufferException if the target is read only
     */
    boolean copy(ByteBuffer source, int from, ByteBuffer target, int to, int bytes);

    /**
     * Readies memory that is about to be written from end to end, by whoever copies: such as by having all its pages made present at
     * once, which costs less than a page fault for each. What is in it stays. Called for any size, before the first piece. Does nothing
     * unless a copier knows better.
     *
     * @param target neither position nor limit changes
     * @param bytes from its beginning
     */
    default void prepare(ByteBuffer target, int bytes) {}
}
