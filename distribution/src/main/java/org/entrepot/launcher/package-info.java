/** Starts the framework with what a feature names, and ends it cleanly. */
@NullMarked
package org.entrepot.launcher;

import org.jspecify.annotations.NullMarked;
