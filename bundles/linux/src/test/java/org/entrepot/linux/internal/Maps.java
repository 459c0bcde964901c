package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel says of this process: its mappings and its descriptors. */
final class Maps {
    private Maps() {}

    static List<String> lines() {
        try {
            return Files.readAllLines(Path.of("/proc/self/maps"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether one mapping covers the whole range: a zeroed one may have merged with its neighbours. */
    static boolean cover(long address, long size) {
        return lines().stream().anyMatch(line -> {
            String[] ends = line.substring(0, line.indexOf(' ')).split("-", 2);
            return Long.compareUnsigned(Long.parseUnsignedLong(ends[0], 16), address) <= 0
                    && Long.compareUnsigned(Long.parseUnsignedLong(ends[1], 16), address + size) >= 0;
        });
    }

    /** How many descriptors refer to memory files of this name. Those of others come and go at any time. */
    static long descriptors(String name) {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(descriptor -> target(descriptor).startsWith("/memfd:" + name + " "))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    /** How many bytes of memory a file takes. */
    static long memoryOf(int descriptor) throws IOException, InterruptedException {
        String file = "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor;
        Process process = new ProcessBuilder("stat", "-L", "-c", "%b", file).start();
        try (InputStream output = process.getInputStream()) {
            String blocks = new String(output.readAllBytes(), StandardCharsets.US_ASCII);
            process.waitFor();
            return Long.parseLong(blocks.strip()) * 512;
        }
    }

    /** Whether a program that this one starts does without the descriptor. */
    static boolean isCloseOnExec(int descriptor) throws IOException {
        String flags = Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)).stream()
                .filter(line -> line.startsWith("flags:"))
                .findFirst()
                .orElseThrow();
        return (Integer.parseInt(flags.substring(6).strip(), 8) & 02000000) != 0;
    }

    static long address(ByteBuffer view) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(view));
    }
}
