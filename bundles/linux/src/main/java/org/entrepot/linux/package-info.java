/**
 * Memory of the Linux kernel for backends: files in memory, sealed so that no peer can shrink them, with views that stay
 * harmless when they are kept too long. Elsewhere the same contract is kept with the JVM's own memory.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.entrepot.linux;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
