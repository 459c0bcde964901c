/**
 * What an application sees: buffers, and the service that allocates them.
 *
 * <p>An application takes the {@link org.entrepot.api.Allocator} service, describes with an
 * {@link org.entrepot.api.AllocationRequest} what the memory is for and which devices will use it, and receives a
 * {@link org.entrepot.api.DmaBuf} out of memory that suits all of them. Each device is attached to the buffer and the
 * attachment is mapped: the result is a list of addresses that are that device's own. Between begin and end the CPU reads
 * and writes through a {@link java.nio.ByteBuffer}.
 *
 * <p>All types are safe for use by several threads unless a type says otherwise. Sizes and offsets are bytes unless the
 * name carries another unit. Addresses are unsigned 64-bit numbers in a {@code long}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.entrepot.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
