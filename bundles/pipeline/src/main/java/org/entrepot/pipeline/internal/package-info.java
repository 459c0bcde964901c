/** Running frames through devices in shared buffers, and checking that they arrive unchanged. */
@NullMarked
package org.entrepot.pipeline.internal;

import org.jspecify.annotations.NullMarked;
