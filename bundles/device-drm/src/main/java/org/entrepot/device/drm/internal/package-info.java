/** The displays of the kernel's cards as importers: who is here, what each takes, and how pictures come to be shown. */
@NullMarked
package org.entrepot.device.drm.internal;

import org.jspecify.annotations.NullMarked;
