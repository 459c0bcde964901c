/**
 * Examines the selection from outside: small worlds, a checker that knows devices and memory and none of the solver's classes, and
 * a solver that tries everything one by one.
 */
@NullMarked
package org.entrepot.core.internal.selection.examiner;

import org.jspecify.annotations.NullMarked;
