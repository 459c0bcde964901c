package org.entrepot.control;

/**
 * What all bundles have together.
 *
 * @param inUse now
 * @param limits what they may have; {@link Amounts#UNLIMITED} where nothing limits them
 * @param highWater the most bytes at a time
 */
public record Totals(Amounts inUse, Amounts limits, long highWater) {}
