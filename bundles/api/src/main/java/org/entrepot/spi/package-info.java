/**
 * What a vendor of a backend or a device implements: exporters that own memory, importers that use it, mappers that turn
 * memory into device addresses.
 *
 * <p>The engine calls these services from the threads of applications, several at a time, and holds a lease during each call:
 * a service that is unregistered is asked nothing new, and calls in flight end before it is let go. No lock of the engine that
 * another buffer could need is held during a call. Failures are reported as {@link org.entrepot.api.EntrepotException};
 * anything else thrown is contained, logged and treated as a failure of the service.
 *
 * <p>What identifies memory, {@link org.entrepot.spi.MemoryCookie}, passes only between an exporter and a mapper. A device
 * never sees one.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.entrepot.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
