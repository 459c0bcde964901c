package org.entrepot.emulation.internal.machine;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** A port that goes through the device's translations to the frames. */
final class TranslatingPort implements DmaPort {
    private final String device;
    private final TranslationTable translations;
    private final FrameTable frames;
    private final Consumer<FaultRecord> record;
    private final LongAdder faults = new LongAdder();

    TranslatingPort(String device, TranslationTable translations, FrameTable frames, Consumer<FaultRecord> record) {
        this.device = device;
        this.translations = translations;
        this.frames = frames;
        this.record = record;
    }

    TranslationTable translations() {
        return translations;
    }

    @Override
    public void read(long deviceAddress, byte[] target, int offset, int length) {
        int done = translations.walk(
                deviceAddress,
                length,
                Direction.TO_DEVICE,
                (physical, at, part) -> frames.read(physical, target, offset + at, part));
        faultUnless(done == length, deviceAddress + done, Direction.TO_DEVICE);
    }

    @Override
    public void write(long deviceAddress, byte[] source, int offset, int length) {
        int done = translations.walk(
                deviceAddress,
                length,
                Direction.FROM_DEVICE,
                (physical, at, part) -> frames.write(physical, source, offset + at, part));
        faultUnless(done == length, deviceAddress + done, Direction.FROM_DEVICE);
    }

    private void faultUnless(boolean complete, long address, Direction direction) {
        if (!complete) {
            faults.increment();
            FaultRecord fault = new FaultRecord(device, address, direction, System.nanoTime());
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
