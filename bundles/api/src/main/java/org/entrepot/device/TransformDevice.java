package org.entrepot.device;

import java.util.List;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that reads a frame from memory and writes it changed to other memory: a rotator, a colour converter. */
@ConsumerType
public interface TransformDevice {
    /** The device's name, the same as the importer's. */
    String name();

    /** The formats it reads. */
    List<PixelFormat> inputFormats();

    /** The formats it writes. */
    List<PixelFormat> outputFormats();

    /**
     * Transforms one frame. Where the formats differ the colours are converted as {@link YCbCr} says; chroma is taken from
     * the sample that covers a pixel, without interpolation, and written from the top left pixel of each 2×2 group. A device
     * of the kernel makes RGB of luma and chroma, and the reverse, as its driver does; between formats of one kind ({@link
     * RgbBytes}, or 4:2:0 with 4:2:0) every device keeps the samples as they are.
     *
     * @param source what to read
     * @param target what to write; its size is the source's, turned by the rotation
     * @param rotation clockwise
     * @throws IllegalArgumentException if the sizes do not agree or a format is not the device's
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#DEVICE_FAULT} if the device touched an
     *     address that is not mapped
     */
    void transform(Frame source, Frame target, Rotation rotation);

    /**
     * A frame in memory as the device sees it.
     *
     * @param mapping the device's addresses
     * @param layout of the memory behind them
     */
    record Frame(DeviceMapping mapping, ImageLayout layout) {}
}
