package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryRegion;
import org.entrepot.spi.Copier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Makes memory files of whichever form this machine has: found out by making one, not by its name. It copies between them, too, for
 * only who made a file knows that native code may touch it.
 */
@Component(
        service = {MemoryFiles.class, Copier.class},
        configurationPid = LinuxConfig.PID)
@Designate(ocd = LinuxConfig.class)
public final class MemoryFileStore implements MemoryFiles, Copier {
    private static final long PAGE_SIZE = 4096;
    private static final String JNA_TMPDIR = "jna.tmpdir";

    private final Tally tally = new Tally();
    private final MemoryForm form;

    /**
     * Finds out what there is.
     *
     * @throws IllegalArgumentException if the configured form is none
     * @throws EntrepotException with {@link Reason#UNSUPPORTED} if memory files are demanded and not to be had
     */
    @Activate
    public MemoryFileStore(
            LinuxConfig config, BundleContext context, @Reference(service = LoggerFactory.class) Logger log) {
        this(config.memory_form(), context.getDataFile("jna"), log::warn);
        log.info(
                "Memory files are {}: {}; {}",
                form.form().kind(),
                form.form().reason(),
                form.dmaBufs().reason());
    }

    /**
     * Finds out what there is, without a framework.
     *
     * @param wanted {@code auto}, {@code memfd} or {@code direct}
     * @param storage private folder for the native library; null if the framework has none
     * @param warnings told what goes wrong where nobody can be told by an exception
     */
    MemoryFileStore(String wanted, @Nullable File storage, Consumer<String> warnings) {
        this.form = switch (wanted) {
            case "auto" -> found(storage, warnings);
            case "direct" -> new DirectBuffers(tally, warnings, "memory.form=direct is configured");
            case "memfd" -> demanded(storage, warnings);
            default ->
                throw new IllegalArgumentException("a value of " + LinuxConfig.PID
                        + " is one of those it can have: memory.form=" + wanted + "; set auto, memfd or direct");
        };
    }

    private MemoryForm demanded(@Nullable File storage, Consumer<String> warnings) {
        MemoryForm found = found(storage, warnings);
        if (found.form().kind() != Form.Kind.SEALED_MEMFD) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "memory.form=memfd needs memory files: " + found.form().reason() + "; set memory.form=auto");
        }
        return found;
    }

    private MemoryForm found(@Nullable File storage, Consumer<String> warnings) {
        String system = System.getProperty("os.name", "unknown");
        if (!system.equals("Linux")) {
            return new DirectBuffers(tally, warnings, "memory files are Linux's, and this is " + system);
        }
        try {
            return probed(storage, warnings);
        } catch (EntrepotException | LinkageError e) {
            return new DirectBuffers(tally, warnings, "memory files do not work here: " + e.getMessage());
        }
    }

    private MemoryForm probed(@Nullable File storage, Consumer<String> warnings) {
        unpackPrivately(storage, warnings);
        if (Native.POINTER_SIZE != Long.BYTES) {
            return new DirectBuffers(
                    tally, warnings, "memory files are used on 64-bit systems, and this is a 32-bit JVM");
        }
        SealedMemfds sealed = new SealedMemfds(tally, UdmabufNode.find(), warnings);
        sealed.create("entrepot-probe", PAGE_SIZE).close();
        return sealed;
    }

    /** Lets JNA unpack its library into our own folder: the system's temporary folder may be mounted noexec. */
    private static void unpackPrivately(@Nullable File storage, Consumer<String> warnings) {
        if (storage == null || System.getProperty(JNA_TMPDIR) != null) {
            return;
        }
        try {
            Path folder = Files.createDirectories(storage.toPath());
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            System.setProperty(JNA_TMPDIR, folder.toString());
        } catch (IOException e) {
            warnings.accept("the native library is unpacked privately: folder=" + storage + " (" + e
                    + "); the temporary folder is used, or set jna.tmpdir");
        }
    }

    @Override
    public MemoryFile create(String name, long bytes) {
        return form.create(name, file(bytes, PAGE_SIZE));
    }

    @Override
    public MemoryRegion region(String name, long bytes) {
        return form.region(name, region(bytes, PAGE_SIZE));
    }

    @Override
    public DmaBufs dmaBufs() {
        return form.dmaBufs();
    }

    @Override
    public DmaBufFile dmaBuf(String name, List<Part> parts) {
        return form.dmaBuf(name, List.copyOf(parts));
    }

    @Override
    public HugePages hugePages() {
        return form.hugePages();
    }

    @Override
    public MemoryFile createHuge(String name, long bytes) {
        return form.createHuge(name, file(bytes, HugePages.BYTES));
    }

    @Override
    public MemoryRegion hugeRegion(String name, long bytes) {
        return form.hugeRegion(name, region(bytes, HugePages.BYTES));
    }

    private static long file(long bytes, long page) {
        if (bytes <= 0 || bytes % page != 0 || bytes > RegionPart.LARGEST_VIEW) {
            throw new IllegalArgumentException("a memory file is whole pages of " + page + ", "
                    + RegionPart.LARGEST_VIEW + " bytes at most: bytes=" + bytes
                    + "; round the size up, or take several files");
        }
        return bytes;
    }

    private static long region(long bytes, long page) {
        if (bytes <= 0 || bytes % page != 0) {
            throw new IllegalArgumentException(
                    "a region is whole pages of " + page + ": bytes=" + bytes + "; round the size up");
        }
        return bytes;
    }

    @Override
    public int leastBytes() {
        return KnownRanges.LEAST;
    }

    @Override
    public boolean copy(ByteBuffer source, int from, ByteBuffer target, int to, int bytes) {
        return form.copy(source, from, target, to, bytes);
    }

    @Override
    public void prepare(ByteBuffer target, int bytes) {
        form.prepare(target, bytes);
    }

    @Override
    public Form form() {
        return form.form();
    }

    @Override
    public Usage usage() {
        return tally.usage();
    }
}
