package org.entrepot.device;

import java.util.OptionalLong;

/**
 * A frame that a capture device wrote.
 *
 * @param sequence number of the frame since the stream began, from 0; a gap means that frames were lost
 * @param timestampNanos when it was captured, on the clock of {@link System#nanoTime()}
 * @param checksum of what the device meant to write, computed before it went to memory: CRC-32C over the visible bytes of each
 *     plane, row by row without padding, in the order of the planes; empty if the device cannot tell
 */
public record CapturedFrame(long sequence, long timestampNanos, OptionalLong checksum) {}
