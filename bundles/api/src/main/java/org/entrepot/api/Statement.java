package org.entrepot.api;

import java.util.List;

/**
 * What a participant of a {@link BufferCollection} needs: what it would say in a request of its own, and how many buffers.
 *
 * @param devices by which it uses the memory, each once
 * @param cpuUse what it does with the memory by the CPU itself
 * @param constraints to keep for the participant, beside those of its devices
 * @param alternatives groups of which one choice each is to be kept besides
 * @param counts how many buffers it needs
 */
public record Statement(
        List<DeviceUse> devices,
        CpuUse cpuUse,
        Constraints constraints,
        List<AlternativeGroup> alternatives,
        BufferCounts counts) {
    /** Copies the lists and checks that a device is named once. */
    public Statement {
        devices = List.copyOf(devices);
        alternatives = List.copyOf(alternatives);
        List<String> names = devices.stream().map(DeviceUse::device).toList();
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException(
                    "a participant names each device once: devices=" + names + "; say all of it in one place");
        }
    }

    /**
     * A device by which the participant uses the memory.
     *
     * @param device its name, as {@code entrepot.device} gives it
     * @param orientation in which it sees the image
     * @param use what it does with the memory
     */
    public record DeviceUse(String device, Orientation orientation, Direction use) {
        /** Checks that there is a name. */
        public DeviceUse {
            if (device.isBlank()) {
                throw new IllegalArgumentException("a device has a name: device=''; list them with dma:devices");
            }
        }
    }

    /** Begins a statement that needs nothing yet: no device, no CPU, no buffer of its own. */
    public static StatementBuilder builder() {
        return new StatementBuilder();
    }
}
