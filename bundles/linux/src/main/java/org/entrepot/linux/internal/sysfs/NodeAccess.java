package org.entrepot.linux.internal.sysfs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.entrepot.api.FoundDevice.Access;
import org.entrepot.api.FoundDevice.Kind;
import org.entrepot.api.FoundDevice.Node;
import org.entrepot.linux.internal.UdevRule;

/** Whether this user may open a node: looked up by its permissions ({@code access(2)}), for opening may do something. */
final class NodeAccess {
    private final Check check;

    /** Asks whoever knows. */
    NodeAccess(Check check) {
        this.check = check;
    }

    /** Who knows whether a file may be opened. */
    @FunctionalInterface
    interface Check {
        /** Fails as {@link java.nio.file.spi.FileSystemProvider#checkAccess} does. */
        void require(Path file, AccessMode... modes) throws IOException;

        /** The system. */
        static Check ofSystem() {
            return (file, modes) -> file.getFileSystem().provider().checkAccess(file, modes);
        }
    }

    /** The node of a device. */
    Node node(Path path, Kind kind) {
        Access access = access(path);
        return new Node(
                path,
                access,
                switch (access) {
                    case OPEN -> "";
                    case READ_ONLY, DENIED -> permission(path, kind);
                    case ABSENT ->
                        "the kernel has it, " + path.getParent()
                                + " does not: let udev make the node, or hand it to the container";
                    case UNKNOWN -> "look at " + path + " yourself";
                });
    }

    private Access access(Path path) {
        try {
            check.require(path, AccessMode.READ, AccessMode.WRITE);
            return Access.OPEN;
        } catch (AccessDeniedException e) {
            return canBeRead(path) ? Access.READ_ONLY : Access.DENIED;
        } catch (NoSuchFileException e) {
            return Access.ABSENT;
        } catch (IOException e) {
            return Access.UNKNOWN;
        }
    }

    private boolean canBeRead(Path path) {
        try {
            check.require(path, AccessMode.READ);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String permission(Path path, Kind kind) {
        return group(path).map(group -> "be in the group " + group).orElseGet(() -> UdevRule.ofAll(kind.words()));
    }

    /** The group whose members may do what this user may not; root's is no advice. */
    private static Optional<String> group(Path path) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            Set<PosixFilePermission> may = attributes.permissions();
            String group = Words.printable(attributes.group().getName());
            boolean helps = may.contains(PosixFilePermission.GROUP_READ)
                    && may.contains(PosixFilePermission.GROUP_WRITE)
                    && !group.equals("root");
            return helps ? Optional.of(group) : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
