package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.file.Path;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFiles;

/**
 * A kind of device whose nodes programs open to read, write and wait.
 *
 * @param noun for one, for people
 * @param subsystem the kernel's word for the kind
 */
record NodeKind(String noun, String subsystem) {
    /**
     * Opens a node, close-on-exec.
     *
     * @param files whose form says whether native calls are made here
     * @return a descriptor, the caller's, on which no call waits
     * @throws EntrepotException with {@link Reason#UNKNOWN} if it is not there, {@link Reason#ACCESS_DENIED} if it is not this
     *     user's, with advice, {@link Reason#UNSUPPORTED} where no native calls are made
     */
    int open(MemoryFiles files, Path node) {
        if (files.form().kind() != MemoryFiles.Form.Kind.SEALED_MEMFD) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    noun + "s are the Linux kernel's: node=" + node + ", and here "
                            + files.form().words());
        }
        int fd = Fcntl.open(node.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        if (fd < 0) {
            throw refused(node, Native.getLastError());
        }
        return fd;
    }

    private EntrepotException refused(Path node, int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new EntrepotException(
                        Reason.ACCESS_DENIED,
                        "this user may open the " + noun + ": node=" + node + " errno=" + errno + "; "
                                + NodePermission.advice(node, subsystem));
            case Errno.ENOENT, Errno.ENXIO, Errno.ENODEV ->
                new EntrepotException(
                        Reason.UNKNOWN,
                        "a " + noun + " is here: node=" + node + " errno=" + errno
                                + "; plug it in, or load its driver");
            default -> Errno.failure("open(" + node + ")", errno);
        };
    }
}
