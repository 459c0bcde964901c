/** Pictures inside a device, and where a camera gets them from. */
@NullMarked
package org.entrepot.emulation.internal.picture;

import org.jspecify.annotations.NullMarked;
