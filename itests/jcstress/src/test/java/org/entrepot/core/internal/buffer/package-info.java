/** Races of what is in this package: references, links and CPU brackets of a buffer, which are not exported. */
package org.entrepot.core.internal.buffer;
