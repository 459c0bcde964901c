/** The services of the engine, and the component that holds it together. */
@NullMarked
package org.entrepot.core.internal;

import org.jspecify.annotations.NullMarked;
