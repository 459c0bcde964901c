package org.entrepot.device.vfio.internal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.DmaFault;
import org.entrepot.linux.KernelLog;
import org.entrepot.linux.KernelLog.Line;
import org.jspecify.annotations.Nullable;

/**
 * The faults of one device. Neither type 1 nor iommufd tells a program of them; the driver of the I/O MMU writes them to the
 * kernel's log, ten in five seconds at most. So what is counted is at least one for each burst, not every one. The log is read
 * when somebody asks.
 */
final class DeviceFaults implements AutoCloseable {
    private static final int REMEMBERED = 64;

    private final String name;
    private final String address;
    private final KernelLog.@Nullable Reader log;
    private final String words;
    private final Deque<DmaFault> last = new ArrayDeque<>();
    private long count;

    /**
     * Faults that come from now on.
     *
     * @param name of the device
     * @param address of the PCI function
     * @param log to read, or null
     * @param words where faults are seen, or why they are not
     */
    DeviceFaults(String name, String address, KernelLog.@Nullable Reader log, String words) {
        this.name = name;
        this.address = address;
        this.log = log;
        this.words = words;
    }

    /** For people: where faults are seen, or why they are not. */
    String words() {
        return words;
    }

    /** How many there were. */
    synchronized long count() {
        read();
        return count;
    }

    /** The last ones, the newest last. */
    synchronized List<DmaFault> last() {
        read();
        return List.copyOf(last);
    }

    private void read() {
        if (log == null) {
            return;
        }
        for (Line line : log.news()) {
            Optional<FaultLine> fault = FaultLine.of(line.text()).filter(found -> found.isOf(address));
            if (fault.isPresent()) {
                keep(fault.get(), line.nanos());
            }
        }
    }

    private void keep(FaultLine fault, long nanos) {
        count++;
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        Instant at = Instant.now().minusNanos(System.nanoTime() - nanos);
        last.addLast(new DmaFault(name, fault.address(), fault.access(), at));
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
    }
}
