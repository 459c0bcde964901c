package org.entrepot.linux.internal;

import java.lang.ref.Cleaner;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Form;

/** Files of the kernel: made by {@code memfd_create}, sized, sealed, mapped, in this order, and unmade in the reverse. */
final class SealedMemfds implements MemoryForm {
    private static final int SEALS = Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_GROW | Fcntl.F_SEAL_SEAL;
    private static final int LONGEST_NAME = 200;

    private final Cleaner cleaner = Cleaner.create();
    private final Tally tally;
    private final Consumer<String> warnings;

    /**
     * Makes nothing yet.
     *
     * @param tally counts
     * @param warnings told what was not closed, and what the kernel refused while giving back
     */
    SealedMemfds(Tally tally, Consumer<String> warnings) {
        this.tally = tally;
        this.warnings = warnings;
    }

    @Override
    public Form form() {
        return new Form(Form.Kind.SEALED_MEMFD, "memfd_create(2) of Linux " + System.getProperty("os.version"));
    }

    @Override
    public MemoryFile create(String name, long bytes) {
        String shown = name.length() <= LONGEST_NAME / 4 ? name : name.substring(0, LONGEST_NAME / 4);
        int fd = SysMman.memfd_create(shown, SysMman.MFD_CLOEXEC | SysMman.MFD_ALLOW_SEALING);
        if (fd < 0) {
            throw Errno.failure("memfd_create(" + shown + ")");
        }
        try {
            return map(shown, fd, bytes);
        } catch (EntrepotException e) {
            Unistd.close(fd);
            throw e;
        }
    }

    private MemoryFile map(String name, int fd, long bytes) {
        if (Unistd.ftruncate(fd, bytes) < 0) {
            throw Errno.failure("ftruncate(" + bytes + ")");
        }
        if (Fcntl.fcntl(fd, Fcntl.F_ADD_SEALS, SEALS) < 0) {
            throw Errno.failure("fcntl(F_ADD_SEALS)");
        }
        int protection = SysMman.PROT_READ | SysMman.PROT_WRITE;
        long address = SysMman.mmap(0, bytes, protection, SysMman.MAP_SHARED, fd, 0);
        if (address == SysMman.MAP_FAILED) {
            throw Errno.failure("mmap(" + bytes + " bytes)");
        }
        tally.made(bytes);
        return new SealedMemfd(new MappedRange(name, address, bytes, fd, tally, warnings), cleaner);
    }
}
