package org.entrepot.device.drm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Range;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.ScanOut;

/** Plays a card with one display, which notes what it is told. */
final class ModelCard implements DisplayCard {
    static final int SOCKET = 31;

    final List<String> told = new ArrayList<>();
    final Set<Integer> importable = new HashSet<>();
    final Connector connector = new Connector(
            SOCKET,
            "HDMI-A-1",
            true,
            List.of(new Mode("a", 1024, 768, 60), new Mode("b", 640, 480, 60), new Mode("c", 1280, 1024, 60)),
            FormatModifiers.linear(PixelFormat.NV12, PixelFormat.XRGB8888));
    final List<Connector> connectors = new ArrayList<>(List.of(connector));
    /** What fails, by connector; 0 for the card; letting go of a descriptor by its number below zero. */
    final Map<Integer, EntrepotException> failures = new HashMap<>();

    boolean flips = true;
    boolean givesBack = true;
    /** What a flip gives. */
    OptionalInt syncFile = OptionalInt.empty();

    boolean small;
    int open;
    int asked;

    @Override
    public Path node() {
        return Path.of("/dev/dri/card7");
    }

    @Override
    public Identity identity() {
        return new Identity("model", "a model", true, true, true, new Range(1, 4096), new Range(1, 4096));
    }

    @Override
    public List<Connector> connectors() {
        asked++;
        fail(0);
        return List.copyOf(connectors);
    }

    private void fail(int socket) {
        EntrepotException planned = failures.get(socket);
        if (planned != null) {
            throw planned;
        }
    }

    @Override
    public boolean imports(int descriptor) {
        return importable.contains(descriptor);
    }

    @Override
    public Framebuffer framebuffer(int descriptor, ImageLayout layout) {
        open++;
        return new Framebuffer() {
            @Override
            public ImageLayout layout() {
                return layout;
            }

            @Override
            public void close() {
                open--;
                told.add("let go " + descriptor);
                fail(-descriptor);
            }
        };
    }

    @Override
    public Dumb dumb(String name, DumbSize size) {
        int stride = (4 * size.width() + 255) & -256;
        return new Dumb(new ModelMemory((long) stride * size.height()), stride);
    }

    @Override
    public KernelHeap heap() {
        return (KernelHeap) Proxy.newProxyInstance(
                KernelHeap.class.getClassLoader(), new Class<?>[] {KernelHeap.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("highestAddress")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return Long.MAX_VALUE;
                });
    }

    @Override
    public ScanOut drive(int socket, Mode mode) {
        fail(socket);
        told.add("drive " + mode);
        return new Driven(mode);
    }

    @Override
    public void close() {
        told.add("close");
    }

    private final class Driven implements ScanOut {
        private final Mode mode;

        Driven(Mode mode) {
            this.mode = mode;
        }

        @Override
        public Connector connector() {
            return connector;
        }

        @Override
        public Mode mode() {
            return mode;
        }

        @Override
        public boolean takes(Framebuffer picture) {
            return small;
        }

        @Override
        public void show(Framebuffer picture) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OptionalInt show(Framebuffer picture, OptionalInt ready) {
            assertThat(ready).as("drivers wait for each other").isEmpty();
            if (picture.layout().format() == PixelFormat.NV12) {
                throw new EntrepotException(Reason.REFUSED, "a display shows the picture");
            }
            told.add("show " + picture.layout().width());
            return syncFile;
        }

        @Override
        public Optional<Flip> await(Duration longest) {
            return flips ? Optional.of(new Flip(1, 1)) : Optional.empty();
        }

        @Override
        public OptionalLong checksum(Duration longest) {
            return OptionalLong.empty();
        }

        @Override
        public void close() {
            told.add("give back " + mode);
            if (!givesBack) {
                throw new EntrepotException(Reason.REFUSED, "a card shows what it showed before");
            }
        }
    }
}
