/** How the platform is, in the form of Felix Health Checks. */
@NullMarked
package org.entrepot.health.internal;

import org.jspecify.annotations.NullMarked;
