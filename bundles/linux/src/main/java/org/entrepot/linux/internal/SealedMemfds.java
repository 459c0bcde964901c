package org.entrepot.linux.internal;

import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Form;
import org.entrepot.linux.MemoryRegion;

/** Files of the kernel: made by {@code memfd_create}, sized, sealed, mapped, in this order, and unmade in the reverse. */
final class SealedMemfds implements MemoryForm {
    private static final int SEALS = Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_GROW | Fcntl.F_SEAL_SEAL;
    private static final int PUNCH = Falloc.FALLOC_FL_PUNCH_HOLE | Falloc.FALLOC_FL_KEEP_SIZE;
    private static final int LONGEST_NAME = 50;

    private final Mappings mappings;

    /**
     * Makes nothing yet.
     *
     * @param tally counts
     * @param warnings told what was not closed, and what the kernel refused while giving back
     */
    SealedMemfds(Tally tally, Consumer<String> warnings) {
        this.mappings = new Mappings(tally, warnings);
    }

    @Override
    public Form form() {
        return new Form(Form.Kind.SEALED_MEMFD, "memfd_create(2) of Linux " + System.getProperty("os.version"));
    }

    @Override
    public MemoryFile create(String name, long bytes) {
        String shown = shown(name);
        return sealed(shown, bytes, fd -> mappings.file(shown, fd, bytes));
    }

    @Override
    public MemoryRegion region(String name, long bytes) {
        String shown = shown(name);
        return sealed(shown, bytes, fd -> mappings.region(shown, fd, 0, bytes, SealedMemfds::punch));
    }

    private static String shown(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /** Makes a file and something of it; what fails leaves no descriptor behind. */
    private static <T> T sealed(String name, long bytes, IntFunction<T> mapping) {
        int fd = SysMman.memfd_create(name, SysMman.MFD_CLOEXEC | SysMman.MFD_ALLOW_SEALING);
        if (fd < 0) {
            throw Errno.failure("memfd_create(" + name + ")");
        }
        try {
            seal(fd, bytes);
            return mapping.apply(fd);
        } catch (EntrepotException e) {
            Unistd.close(fd);
            throw e;
        }
    }

    private static void seal(int fd, long bytes) {
        if (Unistd.ftruncate(fd, bytes) < 0) {
            throw Errno.failure("ftruncate(" + bytes + ")");
        }
        if (Fcntl.fcntl(fd, Fcntl.F_ADD_SEALS, SEALS) < 0) {
            throw Errno.failure("fcntl(F_ADD_SEALS)");
        }
    }

    /** Gives the pages back to the system: what is read there from now on is zero. */
    private static void punch(int fd, Pieces pieces, long offset, long at, long bytes) {
        if (Fcntl.fallocate(fd, PUNCH, offset, bytes) < 0) {
            throw Errno.failure("fallocate(FALLOC_FL_PUNCH_HOLE, " + bytes + " bytes)");
        }
    }
}
