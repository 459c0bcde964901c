package org.entrepot.linux.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.entrepot.lab.Used;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.internal.Videodev2.V4l2ControlLayout;

/** The kernel's virtual camera, loaded with an allocator and taken out again. */
public final class Vivid implements AutoCloseable {
    /** Memory of the CPU's own mapping: scattered memory will do. */
    public static final int VMALLOC = 0;
    /** Memory by its bus address: only one contiguous run will do. */
    public static final int DMA_CONTIGUOUS = 1;

    /** {@code VIVID_CID_OSD_TEXT_MODE} of {@code vivid-ctrls.c}, and what it is set to. */
    private static final int SHOW_INFORMATION = 0x00f0_f001;

    private static final int NONE = 2;
    private static final Path NODES = Path.of("/sys/class/video4linux");
    private static final Path DRIVER = Path.of("/sys/bus/platform/drivers/vivid");

    private final Path node;

    /** Loads it; the test is skipped where this kernel has none. */
    public Vivid(int allocator) {
        this(1, "0x1", String.valueOf(allocator), 1);
    }

    /** Loads an output; the test is skipped where this kernel has none. */
    public static Vivid output(int allocator) {
        return new Vivid(1, "0x100", String.valueOf(allocator), 1);
    }

    /** Loads a camera with an output beside it; the test is skipped where this kernel has none. */
    public static Vivid cameraAndOutput(int allocator) {
        return new Vivid(1, "0x101", String.valueOf(allocator), 1);
    }

    /** Loads one that knows the calls for several planes only; the test is skipped where this kernel has none. */
    public static Vivid multiPlanar(int allocator) {
        return new Vivid(1, "0x1", String.valueOf(allocator), 2);
    }

    /**
     * Loads several at once; the test is skipped where this kernel has none.
     *
     * @param allocator of the first, which {@link #node} and {@link #unplug} are about
     * @param others the allocators of the others
     */
    public Vivid(int allocator, int... others) {
        this(
                1 + others.length,
                "0x1" + ",0x1".repeat(others.length),
                IntStream.concat(IntStream.of(allocator), IntStream.of(others))
                        .mapToObj(String::valueOf)
                        .collect(Collectors.joining(",")),
                1);
    }

    private Vivid(int devices, String types, String allocators, int planar) {
        int result = run(
                "modprobe",
                "vivid",
                "n_devs=" + devices,
                "node_types=" + types,
                "allocators=" + allocators,
                "multiplanar=" + planar);
        assumeTrue(result == 0, () -> "this kernel has no vivid: modprobe=" + result);
        Used.device("vivid");
        this.node = node("vivid-000-vid-");
    }

    /** The node of the first video device whose name begins so. */
    public static Path node(String name) {
        try (Stream<Path> nodes = Files.list(NODES)) {
            return Path.of("/dev")
                    .resolve(nodes.filter(folder -> isCalled(name, folder))
                            .findFirst()
                            .orElseThrow()
                            .getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCalled(String name, Path folder) {
        try {
            return Files.readString(folder.resolve("name")).startsWith(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it film a picture on which nothing moves: without the text that counts. */
    public void standStill() {
        int device = KernelCall.open(node.toString());
        try {
            ByteBuffer control = KernelCall.structure(V4l2ControlLayout.SIZEOF)
                    .putInt(V4l2ControlLayout.ID, SHOW_INFORMATION)
                    .putInt(V4l2ControlLayout.VALUE, NONE);
            KernelCall.checked(KernelCall.result(device, Videodev2.VIDIOC_S_CTRL, control), "VIDIOC_S_CTRL");
        } finally {
            Unistd.close(device);
        }
    }

    /** Its node. */
    public Path node() {
        return node;
    }

    /** Opens the camera. */
    public VideoDevice open() {
        return GuestLinux.videos().open(node);
    }

    /** Pulls the device out from under whoever has it open. */
    public void unplug() throws IOException {
        Files.writeString(DRIVER.resolve("unbind"), "vivid.0");
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        int result = run("rmmod", "vivid");
        if (result != 0) {
            throw new AssertionError("nobody has the camera any more: rmmod=" + result);
        }
    }
}
