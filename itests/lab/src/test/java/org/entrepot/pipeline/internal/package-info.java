/** The pipeline on devices of a real kernel, in its own package, because none of its classes is exported. */
package org.entrepot.pipeline.internal;
