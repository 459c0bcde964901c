package org.entrepot.emulation.internal.picture;

import java.util.Arrays;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.FrameRate;
import org.entrepot.device.YCbCr;

/** Colour bars, a bar that wanders across, and the number of the frame in figures. */
final class TestPattern implements PictureSource {
    private static final int[] BARS = {0xc0c0c0, 0xc0c000, 0x00c0c0, 0x00c000, 0xc000c0, 0xc00000, 0x0000c0, 0x101010};
    private static final int DIGITS = 6;
    private static final int BRIGHT = 235;
    private static final int DARK = 16;

    private final int width;
    private final int height;
    private final Picture bars;
    private long frame;

    private TestPattern(int width, int height) {
        this.width = width;
        this.height = height;
        this.bars = bars(width, height);
    }

    static TestPattern of(CaptureSettings settings) {
        return settings.width() == 0 ? new TestPattern(640, 360) : new TestPattern(settings.width(), settings.height());
    }

    private static Picture bars(int width, int height) {
        Picture picture = new Picture(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.luma()[y * width + x] = (byte) YCbCr.luma(BARS[x * BARS.length / width]);
            }
        }
        for (int y = 0; y < picture.chromaHeight(); y++) {
            for (int x = 0; x < picture.chromaWidth(); x++) {
                int colour = BARS[Math.min(2 * x, width - 1) * BARS.length / width];
                picture.blueDifference()[y * picture.chromaWidth() + x] = (byte) YCbCr.blueDifference(colour);
                picture.redDifference()[y * picture.chromaWidth() + x] = (byte) YCbCr.redDifference(colour);
            }
        }
        return picture;
    }

    @Override
    public String name() {
        return "test pattern";
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public FrameRate rate() {
        return new FrameRate(25, 1);
    }

    @Override
    public void next(Picture target) {
        bars.crop(target, 0, 0);
        int thickness = Math.max(2, width / 80);
        int left = (int) (frame * thickness % width);
        rectangle(target, left, height * 3 / 4, Math.min(thickness, width - left), height / 8, BRIGHT);
        counter(target);
        frame++;
    }

    private void counter(Picture target) {
        int scale = Math.max(1, width / 160);
        int advance = (Digits.WIDTH + 1) * scale;
        int left = 2 * scale;
        int top = 2 * scale;
        rectangle(target, left - scale, top - scale, DIGITS * advance + scale, (Digits.HEIGHT + 2) * scale, DARK);
        long rest = frame;
        for (int i = DIGITS - 1; i >= 0; i--) {
            digit(target, (int) (rest % 10), left + i * advance, top, scale);
            rest /= 10;
        }
    }

    private void digit(Picture target, int digit, int left, int top, int scale) {
        for (int y = 0; y < Digits.HEIGHT; y++) {
            for (int x = 0; x < Digits.WIDTH; x++) {
                if (Digits.isSet(digit, x, y)) {
                    rectangle(target, left + x * scale, top + y * scale, scale, scale, BRIGHT);
                }
            }
        }
    }

    private void rectangle(Picture target, int left, int top, int wide, int high, int luma) {
        int from = Math.min(Math.max(left, 0), width);
        int to = Math.min(left + wide, width);
        for (int y = Math.max(top, 0); y < Math.min(top + high, height) && from < to; y++) {
            Arrays.fill(target.luma(), y * width + from, y * width + to, (byte) luma);
        }
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
