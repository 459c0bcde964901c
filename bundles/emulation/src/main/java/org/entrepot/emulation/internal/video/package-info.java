/** Motion JPEG in an AVI file. */
@NullMarked
package org.entrepot.emulation.internal.video;

import org.jspecify.annotations.NullMarked;
