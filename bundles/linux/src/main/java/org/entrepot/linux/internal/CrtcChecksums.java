package org.entrepot.linux.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** What a driver says of each refresh of a CRTC ({@code drivers/gpu/drm/drm_debugfs_crc.c}), for who may read it. */
final class CrtcChecksums {
    private static final String SOURCE = "auto";
    private static final int LINE_BYTES = 512;
    /** The first may be of a refresh that had begun before it was asked for. */
    private static final int SKIPPED = 1;

    private final Path folder;

    /**
     * Of a CRTC.
     *
     * @param card the number in its node's name
     * @param index of the CRTC
     */
    CrtcChecksums(String card, int index) {
        this.folder = Path.of("/sys/kernel/debug/dri", card, "crtc-" + index, "crc");
    }

    /** The checksum of a refresh that begins from now on; nothing if there are none here, or it takes longer. */
    OptionalLong next(Duration longest) {
        Path control = folder.resolve("control");
        if (!Files.isWritable(control)) {
            return OptionalLong.empty();
        }
        try {
            Files.writeString(control, SOURCE);
        } catch (IOException e) {
            // The driver takes no checksums: EINVAL.
            return OptionalLong.empty();
        }
        Path data = folder.resolve("data");
        int fd = Fcntl.open(data.toString(), Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC);
        if (fd < 0) {
            return OptionalLong.empty();
        }
        try (CardCalls lines = new CardCalls(data, fd)) {
            return read(lines, System.nanoTime() + longest.toNanos());
        }
    }

    private static OptionalLong read(CardCalls lines, long deadline) {
        ByteBuffer line = Structure.of(LINE_BYTES);
        for (int seen = 0; System.nanoTime() - deadline < 0; ) {
            int bytes = lines.read(line, Duration.ofMillis(10));
            if (bytes > 0 && seen++ == SKIPPED) {
                return checksum(Structure.text(line, 0, bytes));
            }
        }
        return OptionalLong.empty();
    }

    /** A line is the number of the refresh and one checksum or several: {@code 0x0000002a 0x12345678}. */
    static OptionalLong checksum(String line) {
        long all = 0;
        String[] words = line.strip().split("\\s+", -1);
        for (int i = 1; i < words.length; i++) {
            all = all * 0x1_0000_0001L ^ Long.decode(words[i]);
        }
        return words.length < 2 ? OptionalLong.empty() : OptionalLong.of(all);
    }
}
