/** The kernel's video devices as importers: who is here, what each takes, and how it is driven. */
@NullMarked
package org.entrepot.device.v4l2.internal;

import org.jspecify.annotations.NullMarked;
