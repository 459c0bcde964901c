package org.entrepot.device.v4l2.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.VideoDevice.Queue;

/**
 * Buffers into which a coder writes: bytes out of whichever heap the selection finds for it. Closed once the device has them no more;
 * for one thread at a time.
 */
final class CodedBuffers implements AutoCloseable {
    /** One that is written to the file, one that the coder fills, one more for headers that come by themselves. */
    private static final int COUNT = 3;

    private final List<DmaBuf> buffers = new ArrayList<>();
    private final List<DeviceMapping> mappings = new ArrayList<>();
    private final Set<ImportedBuffer> given = new HashSet<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /**
     * Allocates buffers.
     *
     * @param device that writes them
     * @param bytes of each
     */
    CodedBuffers(Allocator allocator, String device, long bytes) {
        AllocationRequest request = AllocationRequest.bytes(bytes)
                .devices(device)
                .cpuUse(CpuUse.READ)
                .name("coded picture")
                .build();
        try {
            for (int i = 0; i < COUNT; i++) {
                DmaBuf buffer = allocator.allocate(request);
                open.push(buffer);
                buffers.add(buffer);
                Attachment attachment = buffer.attach(device);
                open.push(attachment);
                DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE);
                open.push(mapping);
                mappings.add(mapping);
            }
        } catch (RuntimeException e) {
            try {
                close();
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    int count() {
        return COUNT;
    }

    /** Hands one to the device. */
    void give(int index, VideoDevice video, HeldDevice held) {
        held.on(mappings.get(index), Direction.FROM_DEVICE, buffer -> {
            video.queue(Queue.CAPTURE, index, buffer.descriptor(), buffer.bytes(), 0);
            return given.add(buffer);
        });
    }

    /** Whether one was handed to the device, now or before. Called by who holds it. */
    boolean has(ImportedBuffer buffer) {
        return given.contains(buffer);
    }

    /** Writes what the device put into one to a file. */
    void write(Done done, FileChannel file) throws IOException {
        try (CpuAccess access = buffers.get(done.index()).beginCpuAccess(CpuUse.READ)) {
            ByteBuffer coded = access.view().slice(0, Math.toIntExact(done.bytes()));
            while (coded.hasRemaining()) {
                file.write(coded);
            }
        }
    }

    /** Closes all, newest first; the first failure is thrown when the last is closed. */
    @Override
    public void close() {
        RuntimeException first = null;
        while (!open.isEmpty()) {
            try {
                closeOne(open.pop());
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void closeOne(AutoCloseable one) {
        try {
            one.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("buffers, attachments and mappings close without checked exceptions", e);
        }
    }
}
