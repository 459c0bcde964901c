package org.entrepot.emulation.internal.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureSettings;

/** Chooses what a camera looks at. */
public final class Sources {
    private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "bmp", "gif");

    private Sources() {}

    /**
     * Opens what the settings name.
     *
     * @throws EntrepotException with {@link Reason#UNKNOWN} if nothing is there, with {@link Reason#ACCESS_DENIED} if it may not
     *     be read, with {@link Reason#IO} if it is not what it should be
     */
    public static PictureSource open(CaptureSettings settings) {
        return settings.source().map(path -> open(path, settings)).orElseGet(() -> TestPattern.of(settings));
    }

    private static PictureSource open(Path path, CaptureSettings settings) {
        if (Files.isDirectory(path)) {
            return new PictureFolder(pictures(path), path, settings);
        }
        if (!Files.exists(path)) {
            throw unreadable(path, new NoSuchFileException(path.toString()));
        }
        return isPicture(path) ? new PannedPicture(read(path), path, settings) : checked(new Y4mFile(path), settings);
    }

    private static PictureSource checked(Y4mFile video, CaptureSettings settings) {
        boolean other =
                settings.width() != 0 && (settings.width() != video.width() || settings.height() != video.height());
        if (other) {
            video.close();
            throw new EntrepotException(
                    Reason.IO,
                    "a video is captured in its own size: wanted=" + settings.width() + "x" + settings.height()
                            + " video=" + video.width() + "x" + video.height()
                            + "; leave the size out, or scale the file");
        }
        return video;
    }

    private static List<Path> pictures(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> pictures = entries.filter(Sources::isPicture)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (pictures.isEmpty()) {
                throw new EntrepotException(
                        Reason.IO,
                        "a folder to capture has pictures: folder=" + folder
                                + "; put png, jpg, bmp or gif files into it");
            }
            return pictures;
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static boolean isPicture(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return PICTURES.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    static BufferedImage read(Path path) {
        try {
            BufferedImage image = ImageIO.read(path.toFile());
            if (image == null || image.getWidth() < 2 || image.getHeight() < 2) {
                throw new EntrepotException(
                        Reason.IO,
                        "a picture can be decoded, and is 2x2 or larger: file=" + path + "; give a png or jpg file");
            }
            return image;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    static EntrepotException unreadable(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new EntrepotException(
                    Reason.UNKNOWN, "what is captured exists: path=" + path + "; check the path", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return new EntrepotException(
                    Reason.ACCESS_DENIED, "what is captured may be read: path=" + path + "; ask for permission", cause);
        }
        return new EntrepotException(
                Reason.IO,
                "what is captured can be read: path=" + path + " (" + cause.getMessage() + "); look at the file",
                cause);
    }
}
