package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelLog;
import org.entrepot.linux.MemoryFiles;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code Documentation/ABI/testing/dev-kmsg}: each read gives one record, {@code priority,sequence,microseconds,flags;text}. */
@Component
public final class KernelLogFile implements KernelLog {
    private static final String NODE = "/dev/kmsg";
    private static final int LONGEST = 8192;
    private static final Pattern RECORD = Pattern.compile("\\d+,\\d+,(\\d+),[^;]*;([^\\n]*)[\\s\\S]*");

    private final MemoryFiles files;
    private final Path node;

    /**
     * Reads nothing yet.
     *
     * @param files whose form says whether native calls are made here
     */
    @Activate
    public KernelLogFile(@Reference MemoryFiles files) {
        this(files, Path.of(NODE));
    }

    /** Reads nothing yet, from any node. */
    KernelLogFile(MemoryFiles files, Path node) {
        this.files = files;
        this.node = node;
    }

    @Override
    public Reader follow() {
        if (files.form().kind() != MemoryFiles.Form.Kind.SEALED_MEMFD) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "the kernel's log is Linux': node=" + NODE + ", and here "
                            + files.form().words());
        }
        int fd = Fcntl.open(node.toString(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        if (fd < 0) {
            throw refused(Native.getLastError());
        }
        Unistd.lseek(fd, 0, Unistd.SEEK_END);
        return new Open(new DeviceFile(node.toString(), fd));
    }

    private static EntrepotException refused(int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new EntrepotException(
                        Reason.ACCESS_DENIED,
                        "this user may read the kernel's log: node=" + NODE + " errno=" + errno
                                + "; set kernel.dmesg_restrict=0, or give the JVM CAP_SYSLOG");
            case Errno.ENOENT, Errno.ENXIO, Errno.ENODEV ->
                new EntrepotException(
                        Reason.UNSUPPORTED,
                        "the kernel's log is here: node=" + NODE + " errno=" + errno + "; hand it to the container");
            default -> Errno.failure("open(" + NODE + ")", errno);
        };
    }

    /** What a record says; nothing if it is none. */
    static Optional<Line> line(String record) {
        Matcher matcher = RECORD.matcher(record);
        return matcher.matches()
                ? Optional.of(
                        new Line(matcher.group(2), TimeUnit.MICROSECONDS.toNanos(Long.parseLong(matcher.group(1)))))
                : Optional.empty();
    }

    /** The log, open. */
    private static final class Open implements Reader {
        private final DeviceFile file;
        private final ByteBuffer record = DeviceFile.structure(LONGEST);
        private int length;

        Open(DeviceFile file) {
            this.file = file;
        }

        @Override
        public synchronized List<Line> news() {
            List<Line> news = new ArrayList<>();
            while (file.isOpen()) {
                int errno = file.used(this::next);
                if (errno == 0 && length == 0) {
                    // No log of a kernel ends: a container was given something else by that name.
                    break;
                } else if (errno == 0) {
                    byte[] text = new byte[length];
                    record.get(0, text);
                    line(new String(text, StandardCharsets.UTF_8)).ifPresent(news::add);
                } else if (errno != Errno.EPIPE && errno != Errno.EINTR) {
                    // Nothing more; a record that was overwritten before it was read (EPIPE) is passed over.
                    break;
                }
            }
            return List.copyOf(news);
        }

        private int next(int fd) {
            length = (int) Unistd.read(fd, record, LONGEST);
            return length < 0 ? Native.getLastError() : 0;
        }

        @Override
        public synchronized void close() {
            file.close();
        }
    }
}
