package org.entrepot.device.v4l2.internal;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.ConstraintsBuilder;
import org.entrepot.api.KernelMapping;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Range;

/**
 * What a queue takes, but for whose memory it is.
 *
 * @param formats the preferred first; empty if it takes no pixels, but coded pictures for example
 * @param strideAlignment bytes of which strides are multiples
 * @param heightAlignment rows of which heights are multiples
 * @param paddingBytes behind a picture that a buffer has at least
 * @param width of pictures
 * @param height of pictures
 */
record QueueLimits(
        List<PixelFormat> formats,
        int strideAlignment,
        int heightAlignment,
        long paddingBytes,
        Range width,
        Range height) {
    /** Copies the formats. */
    QueueLimits {
        formats = List.copyOf(formats);
    }

    /** As constraints. */
    Constraints constraints() {
        ConstraintsBuilder builder = Constraints.builder()
                // Many drivers map pictures for the CPU, and none says whether it does.
                .kernelMappings(KernelMapping.WHOLE)
                .strideAlignment(strideAlignment)
                .heightAlignment(heightAlignment)
                .paddingBytes(paddingBytes)
                .width(width)
                .height(height);
        return formats.isEmpty()
                ? builder.build()
                : builder.formats(formats.toArray(PixelFormat[]::new)).build();
    }
}
