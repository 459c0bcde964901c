/** Collections: participants that negotiate several buffers at once. */
@NullMarked
package org.entrepot.core.internal.collection;

import org.jspecify.annotations.NullMarked;
