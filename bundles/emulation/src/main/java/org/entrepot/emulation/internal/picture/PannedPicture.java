package org.entrepot.emulation.internal.picture;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.FrameRate;

/** A window that wanders over one picture, to and fro, at its own pace across and down. */
final class PannedPicture implements PictureSource {
    private static final double FRAMES_ACROSS = 150;
    private static final double FRAMES_DOWN = 210;

    private static final int STEP = 64;

    private final Picture whole;
    private final String name;
    private final int width;
    private final int height;
    private long frame;

    PannedPicture(BufferedImage image, Path file, CaptureSettings settings) {
        this.name = String.valueOf(file.getFileName());
        this.width = settings.width() == 0 ? window(image.getWidth()) : settings.width();
        this.height = settings.height() == 0 ? window(image.getHeight()) : settings.height();
        if (width > image.getWidth() || height > image.getHeight()) {
            throw new EntrepotException(
                    Reason.IO,
                    "a window fits into its picture: window=" + width + "x" + height + " picture=" + image.getWidth()
                            + "x" + image.getHeight() + "; ask for a smaller size");
        }
        this.whole = RgbPictures.toPicture(image, image.getWidth(), image.getHeight());
    }

    /** Four fifths of the picture, in whole steps of 64 where there are any, else even. */
    private static int window(int extent) {
        int most = extent * 4 / 5;
        return most >= STEP ? most / STEP * STEP : Math.max(2, most & ~1);
    }

    @Override
    public String name() {
        return name + ", panned";
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
        int left = place(whole.width() - width, FRAMES_ACROSS);
        int top = place(whole.height() - height, FRAMES_DOWN);
        whole.crop(target, left, top);
        frame++;
    }

    private int place(int room, double period) {
        double swing = (1 - Math.cos(2 * Math.PI * frame / period)) / 2;
        return (int) (room * swing) & ~1;
    }

    @Override
    public void close() {
        // The picture is in memory.
    }
}
