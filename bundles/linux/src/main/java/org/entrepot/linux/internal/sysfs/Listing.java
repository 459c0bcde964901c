package org.entrepot.linux.internal.sysfs;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The names in a folder of the system, so many at most. */
final class Listing {
    /** More than a machine has of one kind; a folder with more is not believed to the end. */
    static final int MOST = 1024;

    /** {@code video2} before {@code video10}. */
    static final Comparator<String> NATURAL = Comparator.comparing(Listing::stem)
            .thenComparing(name -> name.length() - stem(name).length())
            .thenComparing(Comparator.naturalOrder());

    private final Consumer<String> warnings;

    /**
     * Lists nothing yet.
     *
     * @param warnings told when a folder has more names than are looked at
     */
    Listing(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** The names, in natural order; none if there is no such folder, or it is not this user's to read. */
    List<String> of(Path folder) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (names.size() == MOST) {
                    warnings.accept("a folder of the system has " + MOST + " names at most: folder=" + folder
                            + " has more; the others are not looked at");
                    break;
                }
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // gone, closed to this user, or never there: nothing is known of it
        }
        names.sort(NATURAL);
        return names;
    }

    private static String stem(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }
}
