/** Races of what is in this package: what vendors of heaps build upon. */
package org.entrepot.spi;
