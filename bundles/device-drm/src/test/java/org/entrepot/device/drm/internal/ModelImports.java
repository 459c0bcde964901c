package org.entrepot.device.drm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.Usage;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.SyncFiles;
import org.entrepot.spi.DeviceDescription;

/** Plays the mapper by descriptor: mappings that tell when they are closed. */
final class ModelImports implements ImportedBuffers, DeviceImports {
    private final Map<DeviceMapping, ImportedBuffer> mapped = new HashMap<>();
    private Consumer<ImportedBuffer> letGo = gone -> {};
    private int numbers;
    private long faults;
    boolean closed;
    boolean drawn = true;
    /** Fences that came into a reservation. */
    final List<String> added = new ArrayList<>();
    /** Done while a display waits for who writes. */
    Runnable whileDrawn = () -> {};

    /** The display of a card that is played. */
    static Screen screen(ModelCard card) {
        return new Screen(
                card,
                card.connector,
                new DeviceDescription("card7-HDMI-A-1", "pci-model", "a model", Provenance.real("a test")),
                new Screen.Needs(
                        Constraints.builder().formats(card.connector.formats()).build(), List.of()),
                MappingType.FD,
                Duration.ofMillis(100));
    }

    @Override
    public DeviceImports open(String device, Consumer<ImportedBuffer> whenGone) {
        letGo = whenGone;
        return this;
    }

    /** Maps another buffer; its descriptor is its number. */
    DeviceMapping map() {
        ImportedBuffer buffer = new ImportedBuffer(++numbers, numbers, numbers, 1 << 22);
        DeviceMapping mapping = (DeviceMapping) Proxy.newProxyInstance(
                DeviceMapping.class.getClassLoader(),
                new Class<?>[] {DeviceMapping.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "close" -> unmapped(proxy);
                    case "reservation" -> reservation();
                    case "buffer" -> buffer.number();
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        mapped.put(mapping, buffer);
        return mapping;
    }

    private Reservation reservation() {
        return (Reservation) Proxy.newProxyInstance(
                Reservation.class.getClassLoader(),
                new Class<?>[] {Reservation.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "await" -> awaited((Usage) arguments[0]);
                    case "add" -> added.add(arguments[1] + " " + arguments[0]) ? null : proxy;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private boolean awaited(Usage usage) {
        assertThat(usage).as("a display reads").isEqualTo(Usage.BEFORE_READ);
        whileDrawn.run();
        return drawn;
    }

    /** Fences of sync files, by their descriptors. */
    static FlipFences flips() {
        SyncFiles files = (SyncFiles) Proxy.newProxyInstance(
                SyncFiles.class.getClassLoader(), new Class<?>[] {SyncFiles.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("fence");
                    return named("fence " + arguments[1]);
                });
        return new FlipFences(
                (Fences) Proxy.newProxyInstance(
                        Fences.class.getClassLoader(), new Class<?>[] {Fences.class}, (proxy, method, arguments) -> {
                            throw new UnsupportedOperationException(method.getName());
                        }),
                files);
    }

    private static Fence named(String name) {
        return (Fence) Proxy.newProxyInstance(
                Fence.class.getClassLoader(), new Class<?>[] {Fence.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("toString");
                    return name;
                });
    }

    private Void unmapped(Object mapping) {
        ImportedBuffer gone = mapped.remove(mapping);
        if (gone != null) {
            letGo.accept(gone);
        }
        return null;
    }

    @Override
    public ImportedBuffer of(DeviceMapping mapping, Direction access) {
        ImportedBuffer found = mapped.get(mapping);
        if (found == null) {
            faults++;
            throw new EntrepotException(Reason.DEVICE_FAULT, "a device uses what is mapped for it");
        }
        return found;
    }

    @Override
    public long faults() {
        return faults;
    }

    @Override
    public void close() {
        closed = true;
    }
}
