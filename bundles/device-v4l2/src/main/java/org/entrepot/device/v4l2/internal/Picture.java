package org.entrepot.device.v4l2.internal;

import java.util.List;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.FrameRate;

/**
 * What a camera captures.
 *
 * @param width pixels of a row
 * @param height rows
 * @param formats in which the camera has that size
 * @param rate of pictures
 */
record Picture(int width, int height, List<PixelFormat> formats, FrameRate rate) {
    /** Copies the formats. */
    Picture {
        formats = List.copyOf(formats);
    }

    /**
     * Checks that a buffer is for such pictures.
     *
     * @param device for the message
     * @param layout of the buffer
     * @param bytes that it has
     */
    void check(String device, ImageLayout layout, long bytes) {
        boolean right = layout.width() == width
                && layout.height() == height
                && formats.contains(layout.format())
                && layout.bytes() <= bytes;
        if (!right) {
            throw new IllegalArgumentException("a camera writes pictures of its stream: device=" + device + " layout="
                    + layout + " bytes=" + bytes + " stream=" + width + "x" + height + " " + formats
                    + "; allocate for the stream's size");
        }
    }

    /** The bytes that a whole picture has at least. */
    static long bytes(ImageLayout layout) {
        return FrameForm.bytes(layout.format(), layout.planes().get(0).stride(), layout.height());
    }
}
