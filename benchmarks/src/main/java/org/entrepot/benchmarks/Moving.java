package org.entrepot.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.benchmarks.harness.Side;
import org.entrepot.core.internal.buffer.Copies;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.spi.Copier;

/** Two buffers of the system heap in a gateway, and the engine's copy from one to the other, with the copiers that the gateway has. */
final class Moving implements Side, AutoCloseable {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(3);

    private final Gateway gateway;
    private final DmaBuf from;
    private final DmaBuf to;
    private final CpuAccess reading;
    private final CpuAccess writing;
    private final int bytes;
    private final Copies copies = new Copies(e -> {
        throw e;
    });

    private final CallWatch watch = new CallWatch(LONGEST_CALL, 0, (who, e) -> {
        throw e;
    });

    /** Opens a gateway and two buffers, each page of which is there. */
    Moving(int bytes) {
        this.gateway = new Gateway().heap("org.entrepot.exporter.system", Map.of());
        AllocationRequest request = AllocationRequest.bytes(bytes).build();
        this.from = gateway.allocator().allocate(request);
        this.to = gateway.allocator().allocate(request);
        this.reading = from.beginCpuAccess(CpuUse.READ_WRITE);
        this.writing = to.beginCpuAccess(CpuUse.WRITE);
        this.bytes = bytes;
        for (int i = 0; i < bytes; i++) {
            source().put(i, (byte) i);
            target().put(i, (byte) ~i);
        }
        copies.engage(gateway.service(Copier.class), "the gateway", watch);
    }

    ByteBuffer source() {
        return reading.view();
    }

    ByteBuffer target() {
        return writing.view();
    }

    @Override
    public long work(int operations) {
        ByteBuffer source = source();
        ByteBuffer target = target();
        long sum = 0;
        for (int i = 0; i < operations; i++) {
            copies.copy(source, target, bytes);
            sum += target.get(i % bytes);
        }
        return sum;
    }

    @Override
    public void close() {
        writing.close();
        reading.close();
        to.close();
        from.close();
        watch.close();
        gateway.close();
    }
}
