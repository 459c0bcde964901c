/** What a real kernel tells of its devices. */
@NullMarked
package org.entrepot.linux.internal.sysfs;

import org.jspecify.annotations.NullMarked;
