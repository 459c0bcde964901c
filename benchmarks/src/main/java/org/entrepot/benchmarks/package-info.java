/** The figures that are to be kept, area by area, and the command that measures them. */
@NullMarked
package org.entrepot.benchmarks;

import org.jspecify.annotations.NullMarked;
