/** Fences, the timelines they are on, what is made out of several, and the fences of one buffer. */
@NullMarked
package org.entrepot.core.internal.fence;

import org.jspecify.annotations.NullMarked;
