package org.entrepot.emulation.internal.picture;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.entrepot.device.YCbCr;

/** Between pictures of the Java library and 4:2:0. */
public final class RgbPictures {
    private RgbPictures() {}

    /** Converts a picture; each chroma sample is the mean of the pixels it covers. */
    static Picture toPicture(BufferedImage image, int width, int height) {
        int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
        Picture picture = new Picture(width, height);
        for (int i = 0; i < rgb.length; i++) {
            picture.luma()[i] = (byte) YCbCr.luma(rgb[i]);
        }
        for (int y = 0; y < picture.chromaHeight(); y++) {
            for (int x = 0; x < picture.chromaWidth(); x++) {
                int mean = mean(rgb, width, height, 2 * x, 2 * y);
                picture.blueDifference()[y * picture.chromaWidth() + x] = (byte) YCbCr.blueDifference(mean);
                picture.redDifference()[y * picture.chromaWidth() + x] = (byte) YCbCr.redDifference(mean);
            }
        }
        return picture;
    }

    private static int mean(int[] rgb, int width, int height, int x, int y) {
        int right = Math.min(x + 1, width - 1);
        int below = Math.min(y + 1, height - 1);
        int a = rgb[y * width + x];
        int b = rgb[y * width + right];
        int c = rgb[below * width + x];
        int d = rgb[below * width + right];
        return mean(a, b, c, d, 16) << 16 | mean(a, b, c, d, 8) << 8 | mean(a, b, c, d, 0);
    }

    private static int mean(int a, int b, int c, int d, int shift) {
        return ((a >> shift & 0xff) + (b >> shift & 0xff) + (c >> shift & 0xff) + (d >> shift & 0xff) + 2) / 4;
    }

    /** Scales a picture so that it fills a size, and cuts what stands out. */
    static BufferedImage filling(BufferedImage image, int width, int height) {
        double scale = Math.max((double) width / image.getWidth(), (double) height / image.getHeight());
        int scaledWidth = Math.max(width, (int) Math.round(image.getWidth() * scale));
        int scaledHeight = Math.max(height, (int) Math.round(image.getHeight() * scale));
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = scaled.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(
                image, (width - scaledWidth) / 2, (height - scaledHeight) / 2, scaledWidth, scaledHeight, null);
        graphics.dispose();
        return scaled;
    }
}
