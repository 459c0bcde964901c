/** Commands for operators, in scope {@code dma}. They return values and throw failures; converters draw. */
@NullMarked
package org.entrepot.console.internal;

import org.jspecify.annotations.NullMarked;
