/** Tests of displays, with cards that are played. */
@NullUnmarked
package org.entrepot.device.drm.internal;

import org.jspecify.annotations.NullUnmarked;
