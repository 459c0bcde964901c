package org.entrepot.linux.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.entrepot.api.EntrepotException;
import org.entrepot.lab.Used;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCards;

/** The guest's display cards: the kernel's virtual one, which takes checksums of what it shows, and an emulated one of the emulator. */
public final class Kms {
    /** Scans memory out by software, and takes checksums ({@code drivers/gpu/drm/vkms}). */
    public static final String VKMS = "vkms";
    /** Copies what it imports into memory of its own ({@code drivers/gpu/drm/tiny/cirrus.c}). */
    public static final String CIRRUS = "cirrus";

    private static final Path CARDS = Path.of("/sys/class/drm");
    private static final Map<String, Integer> LOADED = new ConcurrentHashMap<>();

    private Kms() {}

    /** Opens a card; the test is skipped where there is none of the driver. */
    public static DisplayCard open(String driver) {
        return cards().open(node(driver));
    }

    /** Opens the first card that there is; the test is skipped where there is none. */
    public static DisplayCard open() {
        return cards().open(node());
    }

    /** As {@link #open()}, and the driver is not asked for atomic changes. */
    static DisplayCard openStepwise() {
        return new CardNodes(files(), true, System.err::println).open(node());
    }

    /** What opens cards. */
    public static DisplayCards cards() {
        return new CardNodes(files(), false, System.err::println);
    }

    static MemoryFileStore files() {
        return new MemoryFileStore("memfd", null, System.err::println);
    }

    /** The node of a card; the test is skipped where there is none. */
    public static Path node() {
        return find(VKMS).orElseGet(() -> node(CIRRUS));
    }

    /** The node of a driver's card; the test is skipped where there is none. */
    public static Path node(String driver) {
        Optional<Path> node = find(driver);
        assumeTrue(node.isPresent(), () -> "this guest has no card of the driver: driver=" + driver);
        return node.orElseThrow();
    }

    private static Optional<Path> find(String driver) {
        // A module that is not there is looked for once: that takes longer than to load one.
        int loaded = LOADED.computeIfAbsent(driver, name -> run("modprobe", name));
        Optional<Path> found = loaded == 0
                ? nodes().stream().filter(each -> isOf(driver, each)).findFirst()
                : Optional.empty();
        found.ifPresent(node -> Used.device(driver));
        return found;
    }

    private static List<Path> nodes() {
        try (Stream<Path> all = Files.list(CARDS)) {
            return all.map(Path::getFileName)
                    .filter(name -> name.toString().matches("card\\d+"))
                    .map(Path.of("/dev/dri")::resolve)
                    .toList();
        } catch (IOException e) {
            // No driver is loaded.
            return List.of();
        }
    }

    private static boolean isOf(String driver, Path node) {
        try (DisplayCard card = cards().open(node)) {
            return card.identity().driver().equals(driver);
        } catch (EntrepotException e) {
            // A card that only renders.
            return false;
        }
    }

    /** Runs a program; its exit code. */
    static int run(String... command) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
