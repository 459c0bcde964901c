/** Video devices of a real kernel, in the package of what drives them, because none of its classes is exported. */
package org.entrepot.device.v4l2.internal;
