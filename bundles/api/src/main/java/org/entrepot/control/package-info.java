/**
 * What an operator sees and does: the state of every heap, device and buffer of this process, and the switches. The console
 * is built on it.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.entrepot.control;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
