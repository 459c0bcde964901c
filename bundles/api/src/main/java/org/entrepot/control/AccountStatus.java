package org.entrepot.control;

/**
 * What a bundle is charged.
 *
 * @param bundle symbolic name
 * @param buffers open buffers
 * @param bytes of open buffers
 * @param mappings of its buffers that devices have
 * @param highWater the most bytes at a time
 * @param allocations since the bundle took the service
 * @param moves of its buffers since then
 * @param refusals what it was refused by a limit since then
 * @param limits what it may have; {@link Amounts#UNLIMITED} where nothing limits it
 */
public record AccountStatus(
        String bundle,
        long buffers,
        long bytes,
        long mappings,
        long highWater,
        long allocations,
        long moves,
        long refusals,
        Amounts limits) {}
