package org.entrepot.emulation.internal.machine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.Translator;

/** The I/O MMU of each bus, as far as one is installed. An access holds it; removing it waits for those that do. */
final class Translators {
    private final Map<String, Seat> seats = new ConcurrentHashMap<>();

    DeviceBus.Installed install(String bus, Translator translator) {
        Seat made = new Seat(bus, translator);
        Seat there = seats.putIfAbsent(bus, made);
        if (there != null) {
            throw new EntrepotException(
                    Reason.BUSY, "a bus has one I/O MMU: bus=" + bus + "; stop the driver of the other first");
        }
        return made;
    }

    /** As {@link Translator#walk}; nothing is moved where no I/O MMU is installed. */
    int walk(String bus, String device, long address, int length, Direction access, Translator.Mover mover) {
        Seat seat = seats.get(bus);
        return seat == null ? 0 : seat.walk(device, address, length, access, mover);
    }

    private final class Seat implements DeviceBus.Installed {
        private final String bus;
        private final Translator translator;
        private final ReentrantReadWriteLock hold = new ReentrantReadWriteLock();
        private boolean removed;

        Seat(String bus, Translator translator) {
            this.bus = bus;
            this.translator = translator;
        }

        int walk(String device, long address, int length, Direction access, Translator.Mover mover) {
            hold.readLock().lock();
            try {
                return removed ? 0 : translator.walk(device, address, length, access, mover);
            } finally {
                hold.readLock().unlock();
            }
        }

        @Override
        public void close() {
            hold.writeLock().lock();
            try {
                removed = true;
            } finally {
                hold.writeLock().unlock();
            }
            seats.remove(bus, this);
        }
    }
}
