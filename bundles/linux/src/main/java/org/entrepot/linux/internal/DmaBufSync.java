package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.entrepot.api.CpuUse;
import org.entrepot.linux.internal.LinuxDmaBuf.DmaBufSyncLayout;
import org.entrepot.linux.internal.Poll.PollfdLayout;

/** What is done with any DMA-BUF by its descriptor: brackets of CPU access, and its name. */
final class DmaBufSync {
    /** By what the CPU does. The kernel only reads them, so that all brackets share them. */
    private static final ByteBuffer[] BEGIN = structures(LinuxDmaBuf.DMA_BUF_SYNC_START);

    private static final ByteBuffer[] END = structures(LinuxDmaBuf.DMA_BUF_SYNC_END);

    /** A bracket is begun often, and each thread waits for one at a time. */
    private static final ThreadLocal<ByteBuffer> POLLED = ThreadLocal.withInitial(
            () -> ByteBuffer.allocateDirect(PollfdLayout.SIZEOF).order(ByteOrder.nativeOrder()));

    private DmaBufSync() {}

    private static ByteBuffer[] structures(long edge) {
        ByteBuffer[] structures = new ByteBuffer[(int) LinuxDmaBuf.DMA_BUF_SYNC_RW + 1];
        for (int use = 0; use < structures.length; use++) {
            structures[use] = ByteBuffer.allocateDirect(DmaBufSyncLayout.SIZEOF)
                    .order(ByteOrder.nativeOrder())
                    .putLong(DmaBufSyncLayout.FLAGS, edge | use);
        }
        return structures;
    }

    private static int flags(CpuUse use) {
        return (int) ((use.reads() ? LinuxDmaBuf.DMA_BUF_SYNC_READ : 0)
                | (use.writes() ? LinuxDmaBuf.DMA_BUF_SYNC_WRITE : 0));
    }

    /** Waits until no fence of the kernel is in the way of a bracket ({@code dma_buf_poll}); whether none is. */
    static boolean await(int fd, CpuUse use, Duration longest) {
        int event = use.writes() ? Poll.POLLOUT : Poll.POLLIN;
        ByteBuffer polled = POLLED.get().putInt(PollfdLayout.FD, fd).putShort(PollfdLayout.EVENTS, (short) event);
        int ready = Poll.poll(polled, 1, Math.toIntExact(longest.toMillis()));
        if (ready < 0 && !Errno.isToBeTriedAgain()) {
            throw Errno.failure("poll(DMA-BUF)");
        }
        return ready > 0;
    }

    static void begin(int fd, CpuUse use) {
        sync(fd, "begin", use, BEGIN);
    }

    static void end(int fd, CpuUse use) {
        sync(fd, "end", use, END);
    }

    private static void sync(int fd, String edge, CpuUse use, ByteBuffer[] structures) {
        if (use == CpuUse.NONE) {
            throw new IllegalArgumentException("a bracket reads or writes: use=" + use);
        }
        int result;
        do {
            result = SysIoctl.ioctl(fd, LinuxDmaBuf.DMA_BUF_IOCTL_SYNC, structures[flags(use)]);
        } while (result < 0 && Errno.isToBeTriedAgain());
        if (result < 0) {
            throw Errno.failure("ioctl(DMA_BUF_IOCTL_SYNC, " + edge + " " + use + ")");
        }
    }

    /** Gives a DMA-BUF a name for people; what is beyond 31 bytes is cut off. */
    static void name(int fd, String name) {
        byte[] text = cut(name);
        ByteBuffer bytes = ByteBuffer.allocateDirect(text.length + 1).put(text).put((byte) 0);
        try {
            // The number of the call says that its argument is an address.
            long address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
            if (SysIoctl.ioctl(fd, LinuxDmaBuf.DMA_BUF_SET_NAME_B, address) < 0) {
                throw Errno.failure("ioctl(DMA_BUF_SET_NAME, " + name + ")");
            }
        } finally {
            Reference.reachabilityFence(bytes);
        }
    }

    /** As many whole characters as the kernel takes. */
    private static byte[] cut(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int most = LinuxDmaBuf.DMA_BUF_NAME_LEN - 1;
        if (text.length <= most) {
            return text;
        }
        int end = most;
        while ((text[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }
}
