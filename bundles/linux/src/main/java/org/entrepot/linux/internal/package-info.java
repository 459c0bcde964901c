/** The kernel's headers as classes, and the memory files built on them. */
@NullMarked
package org.entrepot.linux.internal;

import org.jspecify.annotations.NullMarked;
