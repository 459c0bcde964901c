/**
 * How the users of a buffer wait for each other: fences, the timelines they are on, and the reservation of a buffer, which holds
 * them. After the kernel's {@code dma_fence}, {@code dma_resv} and {@code sync_file} ({@code drivers/dma-buf}).
 *
 * <p>Synchronisation is implicit, through a buffer's {@link org.entrepot.fence.Reservation}, or explicit, by a
 * {@link org.entrepot.fence.Fence} that is handed over. Every fence ends within the bound of its timeline: nobody waits for ever.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.entrepot.fence;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
