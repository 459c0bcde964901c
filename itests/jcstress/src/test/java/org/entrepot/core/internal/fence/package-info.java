/** Races of what is in this package: fences, which are not exported. */
package org.entrepot.core.internal.fence;
