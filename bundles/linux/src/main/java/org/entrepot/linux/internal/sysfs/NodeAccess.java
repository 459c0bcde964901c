package org.entrepot.linux.internal.sysfs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.entrepot.api.FoundDevice.Access;
import org.entrepot.api.FoundDevice.Kind;
import org.entrepot.api.FoundDevice.Node;
import org.entrepot.linux.internal.NodePermission;

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
                    case READ_ONLY, DENIED -> NodePermission.advice(path, kind.words());
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
}
