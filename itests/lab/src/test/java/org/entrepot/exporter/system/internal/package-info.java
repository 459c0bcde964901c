/** The exporter of system memory on the kernel's own heap: in its own package, because none of its classes is exported. */
package org.entrepot.exporter.system.internal;
