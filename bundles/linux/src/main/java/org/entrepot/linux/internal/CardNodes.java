package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.util.function.Consumer;
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
    private static final NodeKind KIND = new NodeKind("display card", "drm");

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
        int fd = KIND.open(files, node);
        try {
            return new CardNode(node, fd, mappings, stepwise);
        } catch (RuntimeException e) {
            Unistd.close(fd);
            throw e;
        }
    }
}
