package org.entrepot.emulation.internal.device;

import org.entrepot.device.Rotation;
import org.entrepot.emulation.internal.picture.Picture;

/** Turns planes clockwise, in blocks that fit into a cache. */
final class Turning {
    private static final int BLOCK = 32;

    private Turning() {}

    /** A picture turned. */
    static Picture turn(Picture from, Rotation rotation) {
        if (rotation == Rotation.R0) {
            return from;
        }
        boolean swap = rotation.swapsExtents();
        Picture to = new Picture(swap ? from.height() : from.width(), swap ? from.width() : from.height());
        turn(from.luma(), from.width(), from.height(), to.luma(), rotation);
        turn(from.blueDifference(), from.chromaWidth(), from.chromaHeight(), to.blueDifference(), rotation);
        turn(from.redDifference(), from.chromaWidth(), from.chromaHeight(), to.redDifference(), rotation);
        return to;
    }

    private static void turn(byte[] from, int width, int height, byte[] to, Rotation rotation) {
        for (int top = 0; top < height; top += BLOCK) {
            for (int left = 0; left < width; left += BLOCK) {
                turnBlock(from, width, height, to, rotation, left, top);
            }
        }
    }

    private static void turnBlock(byte[] from, int width, int height, byte[] to, Rotation rotation, int left, int top) {
        int step = step(rotation, height);
        for (int y = top; y < Math.min(top + BLOCK, height); y++) {
            int target = place(rotation, left, y, width, height);
            for (int x = left; x < Math.min(left + BLOCK, width); x++) {
                to[target] = from[y * width + x];
                target += step;
            }
        }
    }

    /** Pixels turned. */
    static int[] turn(int[] from, int width, int height, Rotation rotation) {
        if (rotation == Rotation.R0) {
            return from;
        }
        int[] to = new int[from.length];
        int step = step(rotation, height);
        for (int top = 0; top < height; top += BLOCK) {
            for (int left = 0; left < width; left += BLOCK) {
                for (int y = top; y < Math.min(top + BLOCK, height); y++) {
                    int target = place(rotation, left, y, width, height);
                    for (int x = left; x < Math.min(left + BLOCK, width); x++) {
                        to[target] = from[y * width + x];
                        target += step;
                    }
                }
            }
        }
        return to;
    }

    /** Where a pixel goes. */
    private static int place(Rotation rotation, int x, int y, int width, int height) {
        return switch (rotation) {
            case R0 -> y * width + x;
            case R90 -> x * height + (height - 1 - y);
            case R180 -> (height - 1 - y) * width + (width - 1 - x);
            case R270 -> (width - 1 - x) * height + y;
        };
    }

    /** How far from there its right neighbour goes. */
    private static int step(Rotation rotation, int height) {
        return switch (rotation) {
            case R0 -> 1;
            case R90 -> height;
            case R180 -> -1;
            case R270 -> -height;
        };
    }
}
