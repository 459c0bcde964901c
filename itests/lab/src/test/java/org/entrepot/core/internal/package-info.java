/** The engine in the guest, in its own package, because none of its classes is exported. */
package org.entrepot.core.internal;
