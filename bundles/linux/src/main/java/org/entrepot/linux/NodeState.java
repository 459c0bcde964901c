package org.entrepot.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A device node as it is.
 *
 * @param inode that tells it from another that came in its place
 * @param changed when its owner or mode did last
 */
record NodeState(Object inode, Object changed) {
    /** The nodes of a folder; none while it is not there. */
    static Map<Path, NodeState> in(Path folder, Pattern names) {
        Map<Path, NodeState> here = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, entry -> names.matcher(entry.getFileName().toString()).matches())) {
            for (Path entry : entries) {
                of(entry).ifPresent(node -> here.put(entry, node));
            }
        } catch (NoSuchFileException e) {
            // No driver has made a node yet.
            return here;
        } catch (IOException e) {
            // What is not seen has not left.
            throw new UncheckedIOException(e);
        }
        return here;
    }

    /** A node, unless it left just now. */
    private static Optional<NodeState> of(Path path) throws IOException {
        try {
            return Optional.of(
                    new NodeState(Files.getAttribute(path, "unix:ino"), Files.getAttribute(path, "unix:ctime")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
