/** How the platform is: what was looked at, and what was found. */
@NullMarked
package org.entrepot.core.internal.health;

import org.jspecify.annotations.NullMarked;
