package org.entrepot.emulation.internal.machine;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.Translator;

/**
 * A port that goes through what the machine itself mapped for the device, then through the I/O MMU of its bus, to whatever is at
 * the physical address. The two do not overlap: an I/O MMU gives out no reserved address.
 */
final class TranslatingPort implements DmaPort {
    private final String device;
    private final TranslationTable translations;
    private final Translators units;
    private final PhysicalSpace memory;
    private final Consumer<DmaFault> record;
    private final LongAdder faults = new LongAdder();
    private volatile String bus = EmulatedBus.DIRECT;

    TranslatingPort(String device, Translators units, PhysicalSpace memory, Consumer<DmaFault> record) {
        this.device = device;
        this.translations = new TranslationTable();
        this.units = units;
        this.memory = memory;
        this.record = record;
    }

    /** Says where the device sits. */
    TranslatingPort on(String newBus) {
        bus = newBus;
        return this;
    }

    boolean isOn(String there) {
        return bus.equals(there);
    }

    TranslationTable translations() {
        return translations;
    }

    @Override
    public void read(long deviceAddress, byte[] target, int offset, int length) {
        int done = walk(
                deviceAddress,
                length,
                Direction.TO_DEVICE,
                (physical, at, part) -> memory.read(physical, target, offset + at, part));
        faultUnless(done == length, deviceAddress + done, Direction.TO_DEVICE);
    }

    @Override
    public void write(long deviceAddress, byte[] source, int offset, int length) {
        int done = walk(
                deviceAddress,
                length,
                Direction.FROM_DEVICE,
                (physical, at, part) -> memory.write(physical, source, offset + at, part));
        faultUnless(done == length, deviceAddress + done, Direction.FROM_DEVICE);
    }

    private int walk(long address, int length, Direction access, Translator.Mover mover) {
        int done = translations.walk(address, length, access, mover);
        // Where the machine's own table has an address but not for this access, the unit has none: it faults all the
        // same.
        return done > 0 || translations.knows(address) ? done : units.walk(bus, device, address, length, access, mover);
    }

    private void faultUnless(boolean complete, long address, Direction direction) {
        if (!complete) {
            faults.increment();
            DmaFault fault = new DmaFault(device, address, direction, Instant.now());
            record.accept(fault);
            throw new EntrepotException(
                    Reason.DEVICE_FAULT, fault + "; map the buffer for this device and direction while it is used");
        }
    }

    @Override
    public long faults() {
        return faults.sum();
    }
}
