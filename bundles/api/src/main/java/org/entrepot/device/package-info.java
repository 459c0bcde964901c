/**
 * What devices do, beside using memory: capture, transform, encode, display. A device bundle registers each device as one
 * service under {@link org.entrepot.spi.Importer} and the interface of what it does, with the service property
 * {@value org.entrepot.spi.Importer#NAME_PROPERTY}; applications drive it through mappings of buffers, never through the
 * buffers themselves.
 *
 * <p>An application hands mappings over, and need not know of what kind a device is. A dynamic device announces its work in the
 * reservations of the buffers ({@link org.entrepot.api.DeviceMapping#reservation}), waits there for others, and maps again what moved
 * meanwhile ({@link org.entrepot.api.DeviceMapping#remap}).
 *
 * <p>A call returns when the device has finished. A device does one thing at a time: calls from several threads wait for each
 * other. A device that touches an address outside the mapping takes a DMA fault: the call fails with {@link
 * org.entrepot.api.Reason#DEVICE_FAULT}, and the fault is counted.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.entrepot.device;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
