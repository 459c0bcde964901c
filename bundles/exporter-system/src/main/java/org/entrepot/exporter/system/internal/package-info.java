/** The system heap: scattered page frames, the largest blocks first. */
@NullMarked
package org.entrepot.exporter.system.internal;

import org.jspecify.annotations.NullMarked;
