package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.time.Duration;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCard.Connector;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.ScanOut;

/** Shows a picture out of memory on the guest's card, and finds what of it arrived there. */
public final class DisplayedRows {
    /** How wide the picture is. */
    public static final int WIDTH = 640;
    /** How many rows it has. */
    public static final int HEIGHT = 480;

    private static final ImageLayout PICTURE = ImageLayout.of(PixelFormat.XRGB8888, WIDTH, HEIGHT, 4, 1);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final long RIGHT = VkmsChecksum.of(WIDTH, HEIGHT, (x, y) -> colour(y));
    private static final long BLACK = VkmsChecksum.of(WIDTH, HEIGHT, (x, y) -> 0);

    private final Path node;

    /** On a card that nobody drives. */
    public DisplayedRows(Path node) {
        this.node = node;
    }

    /** Bytes of the picture. */
    public static long bytes() {
        return PICTURE.bytes();
    }

    /** Shows the picture out of memory, and asks what arrived. */
    public Shown of(RawMemory memory) {
        memory.write(drawn());
        try (DisplayCard card = Kms.cards().open(node);
                Framebuffer picture = card.framebuffer(memory.descriptor(), PICTURE);
                ScanOut output = driven(card)) {
            output.show(picture);
            assertThat(output.await(LONG)).as("a page flip").isPresent();
            return card.identity().driver().equals(Kms.VKMS) ? sent(card) : new Shown(false, copied());
        }
    }

    /**
     * What a card showed.
     *
     * @param asWhole whether only the whole picture is known
     * @param rows that arrived: all or none where that is so
     */
    public record Shown(boolean asWhole, int rows) {}

    private static ScanOut driven(DisplayCard card) {
        Connector connector = card.connectors().stream()
                .filter(Connector::connected)
                .findFirst()
                .orElseThrow();
        return card.drive(connector.id(), connector.mode(WIDTH, HEIGHT).orElseThrow());
    }

    private static int colour(int row) {
        return 0x00c0_1020 + row * 0x0101;
    }

    private static ByteBuffer drawn() {
        ByteBuffer drawn = ByteBuffer.allocate(Math.toIntExact(PICTURE.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                drawn.putInt(colour(y));
            }
        }
        return drawn.flip();
    }

    /** The kernel's own card tells a checksum of what it sends out. */
    private static Shown sent(DisplayCard card) {
        long seen = VkmsChecksum.seen(card.node(), LONG);
        assertThat(seen).as("a picture at all").isNotEqualTo(BLACK);
        return new Shown(true, seen == RIGHT ? HEIGHT : 0);
    }

    /** The emulator's card has memory of its own, into which its driver copies: the first of its bars. */
    private int copied() {
        Path bar = Path.of("/sys/class/drm", node.getFileName().toString(), "device", "resource0");
        ByteBuffer right = drawn();
        try (FileChannel file = FileChannel.open(bar)) {
            ByteBuffer seen = file.map(MapMode.READ_ONLY, 0, PICTURE.bytes());
            int rows = 0;
            for (int y = 0; y < HEIGHT; y++) {
                int row = y * WIDTH * 4;
                rows += seen.slice(row, WIDTH * 4).equals(right.slice(row, WIDTH * 4)) ? 1 : 0;
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
