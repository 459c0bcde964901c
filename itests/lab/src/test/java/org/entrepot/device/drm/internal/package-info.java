/** Displays of a real kernel, in the package of what drives them, because none of its classes is exported. */
package org.entrepot.device.drm.internal;
