/** The exporter of cma memory on the kernel's own heap: in its own package, because none of its classes is exported. */
package org.entrepot.exporter.cma.internal;
