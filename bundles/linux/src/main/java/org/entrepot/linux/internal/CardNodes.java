package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCards;
import org.entrepot.linux.MemoryFiles;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Opens the kernel's display cards. */
@Component
public final class CardNodes implements DisplayCards {
    private final MemoryFiles files;
    private final Mappings mappings;
    private final boolean stepwise;

    /**
     * Opens nothing yet.
     *
     * @param files whose form says whether native calls are made here
     */
    @Activate
    public CardNodes(@Reference MemoryFiles files, @Reference(service = LoggerFactory.class) Logger log) {
        this(files, false, log::warn);
    }

    /**
     * Opens nothing yet, without a framework.
     *
     * @param stepwise whether drivers are not asked for atomic changes
     * @param warnings told what goes wrong where nobody can be told by an exception
     */
    CardNodes(MemoryFiles files, boolean stepwise, Consumer<String> warnings) {
        this.files = files;
        this.stepwise = stepwise;
        this.mappings = new Mappings(new Tally(), UdmabufNode.none("it is no memory file"), warnings);
    }

    @Override
    public DisplayCard open(Path node) {
        if (files.form().kind() != MemoryFiles.Form.Kind.SEALED_MEMFD) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "display cards are the Linux kernel's: node=" + node + ", and here "
                            + files.form().words());
        }
        int fd = Fcntl.open(node.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        if (fd < 0) {
            throw refused(node, Native.getLastError());
        }
        try {
            return new CardNode(node, fd, mappings, stepwise);
        } catch (RuntimeException e) {
            Unistd.close(fd);
            throw e;
        }
    }

    private static EntrepotException refused(Path node, int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new EntrepotException(
                        Reason.ACCESS_DENIED,
                        "this user may open the card: node=" + node + " errno=" + errno + "; "
                                + NodePermission.advice(node, "drm"));
            case Errno.ENOENT, Errno.ENXIO, Errno.ENODEV ->
                new EntrepotException(
                        Reason.UNKNOWN,
                        "a display card is here: node=" + node + " errno=" + errno
                                + "; plug it in, or load its driver");
            default -> Errno.failure("open(" + node + ")", errno);
        };
    }
}
