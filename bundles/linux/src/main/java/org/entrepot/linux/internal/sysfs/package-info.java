/** Which devices the kernel of this machine knows, as {@code /sys} and {@code /dev} tell. */
@NullMarked
package org.entrepot.linux.internal.sysfs;

import org.jspecify.annotations.NullMarked;
