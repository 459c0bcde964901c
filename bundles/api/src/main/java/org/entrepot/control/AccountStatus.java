package org.entrepot.control;

/**
 * What a bundle is charged.
 *
 * @param bundle symbolic name
 * @param buffers open buffers
 * @param bytes of open buffers
 * @param highWater the most bytes at a time
 * @param allocations since the bundle took the service
 * @param moves of its buffers since then
 * @param limit the most bytes it may have
 */
public record AccountStatus(
        String bundle, long buffers, long bytes, long highWater, long allocations, long moves, long limit) {}
