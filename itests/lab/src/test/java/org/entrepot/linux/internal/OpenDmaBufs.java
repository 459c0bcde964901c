package org.entrepot.linux.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The DMA-BUFs that this process has open, as the kernel lists them ({@code /proc/self/fdinfo}). */
public final class OpenDmaBufs {
    private static final Path LIST = Path.of("/proc/self/fdinfo");

    private OpenDmaBufs() {}

    /** Descriptors of DMA-BUFs of a name. */
    public static List<Integer> named(String name) {
        try (Stream<Path> all = Files.list(LIST)) {
            return all.filter(each -> words(each).contains("\nname:\t" + name + "\n"))
                    .map(each -> Integer.valueOf(each.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String words(Path descriptor) {
        try {
            return Files.readString(descriptor);
        } catch (NoSuchFileException e) {
            // It was closed just now.
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
