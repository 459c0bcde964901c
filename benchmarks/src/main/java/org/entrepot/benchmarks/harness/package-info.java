/**
 * How things are measured: two sides in turn in one process, by the CPU time of the measuring thread, as the median of ratios of
 * pairs that ran next to each other.
 */
@NullMarked
package org.entrepot.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
