package org.entrepot.emulation.internal.picture;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.FrameRate;

/** The pictures of a folder by name, each scaled and cut to the size of the first. */
final class PictureFolder implements PictureSource {
    private final List<Path> files;
    private final String name;
    private final int width;
    private final int height;
    private int next;

    PictureFolder(List<Path> files, Path folder, CaptureSettings settings) {
        this.files = files;
        this.name = folder.getFileName() + ", " + files.size() + (files.size() == 1 ? " picture" : " pictures");
        if (settings.width() == 0) {
            BufferedImage first = Sources.read(files.get(0));
            this.width = first.getWidth() & ~1;
            this.height = first.getHeight() & ~1;
        } else {
            this.width = settings.width();
            this.height = settings.height();
        }
    }

    @Override
    public String name() {
        return name;
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
        BufferedImage image = Sources.read(files.get(next));
        next = (next + 1) % files.size();
        Picture picture = RgbPictures.toPicture(RgbPictures.filling(image, width, height), width, height);
        picture.crop(target, 0, 0);
    }

    @Override
    public void close() {
        // Each file is opened for itself.
    }
}
