/** Devices driven from user space, with a real I/O MMU: in the bundle's own package, because none of its classes is exported. */
package org.entrepot.device.vfio.internal;
