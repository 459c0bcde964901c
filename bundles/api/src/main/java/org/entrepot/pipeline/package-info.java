/**
 * Running frames from a capture device through a transform device to an encoder and a display, in shared buffers, with a check
 * that what is shown is what was captured.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.entrepot.pipeline;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
