package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;

/**
 * Addresses that keep the memory to which they lead until they are unmapped in truth: not when the engine has given up waiting for
 * that, nor when it has failed.
 */
final class TiedAddresses implements DeviceAddresses {
    private final DeviceAddresses given;
    private final Placement placement;
    private final Consumer<RuntimeException> failures;
    private final AtomicBoolean tied = new AtomicBoolean(true);

    private TiedAddresses(DeviceAddresses given, Placement placement, Consumer<RuntimeException> failures) {
        this.given = given;
        this.placement = placement;
        this.failures = failures;
    }

    /**
     * Maps, on the thread that calls the mapper: it may be one for which nobody waits any more.
     *
     * @param placement the memory
     * @param mapping the call; if it throws nothing is mapped
     * @param failures told if giving the memory back fails, when this is the last that kept it
     */
    static DeviceAddresses of(
            Placement placement, Supplier<DeviceAddresses> mapping, Consumer<RuntimeException> failures) {
        if (!placement.tryMap()) {
            throw new EntrepotException(
                    Reason.GONE, "a buffer is mapped while it has its memory: " + placement + "; allocate another");
        }
        TiedAddresses made = null;
        try {
            made = new TiedAddresses(
                    Objects.requireNonNull(mapping.get(), "who maps answers addresses"), placement, failures);
            return made;
        } finally {
            if (made == null) {
                unmapped(placement, failures);
            }
        }
    }

    private static void unmapped(Placement placement, Consumer<RuntimeException> failures) {
        try {
            placement.unmapped();
        } catch (EntrepotException e) {
            // The exporter's, not the mapper's.
            failures.accept(e);
        }
    }

    @Override
    public List<Segment> segments() {
        return given.segments();
    }

    @Override
    public void close() {
        given.close();
        if (tied.compareAndSet(true, false)) {
            unmapped(placement, failures);
        }
    }
}
