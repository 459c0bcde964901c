package org.entrepot.emulation.internal.video;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Turns pixels into JPEG files, with one writer for all. Not for several threads. */
public final class JpegWriter implements AutoCloseable {
    private final ImageWriter writer =
            ImageIO.getImageWritersByFormatName("jpeg").next();
    private final ImageWriteParam parameters = writer.getDefaultWriteParam();
    private final BufferedImage image;

    /**
     * For pictures of a size.
     *
     * @param quality 0 to 1
     */
    public JpegWriter(int width, int height, float quality) {
        this.image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
    }

    /**
     * Compresses a picture.
     *
     * @param pixels {@code 0x00RRGGBB}, row by row
     */
    public byte[] compress(int[] pixels) throws IOException {
        image.setRGB(0, 0, image.getWidth(), image.getHeight(), pixels, 0, image.getWidth());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 17);
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), parameters);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        writer.dispose();
    }
}
