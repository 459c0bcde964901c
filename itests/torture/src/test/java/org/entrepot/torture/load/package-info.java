/** A bundle that uses buffers in every way there is, and shakes the heaps they are in. */
package org.entrepot.torture.load;
