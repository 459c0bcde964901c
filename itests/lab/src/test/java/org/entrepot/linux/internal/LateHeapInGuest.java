package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Provenance;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.ConfiguredHeaps;
import org.entrepot.linux.ConfiguredHeaps.Emulation;
import org.entrepot.linux.ConfiguredHeaps.House;
import org.entrepot.linux.KernelExporter;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.KernelOrEmulated.Wanted;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/** A heap whose node comes when its configuration has been read already serves from then on. */
@Shows(Feature.SYSTEM_HEAP)
class LateHeapInGuest implements Emulation<KernelExporter> {
    private static final Path NODE = Path.of("/dev/dma_heap/system");
    private static final Path AWAY = Path.of("/dev/dma_heap/away");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Set<String> services = new ConcurrentSkipListSet<>();

    /** Its memory is of no interest here: any will do. */
    @Override
    public KernelExporter open(Emulated who) {
        HeapDescription description = new HeapDescription(who.name(), "system", Provenance.emulated(who.reason()));
        return new KernelExporter(description, GuestLinux.udmabuf(), Contiguity.SCATTERED, 0);
    }

    @Override
    public void close(KernelExporter heap) {
        heap.close();
    }

    private <T> T played(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> method.getName().equals("registerService")
                        ? registered((Dictionary<?, ?>) arguments[2])
                        : null));
    }

    private ServiceRegistration<?> registered(Dictionary<?, ?> properties) {
        String name = String.valueOf(properties.get(Exporter.NAME_PROPERTY));
        services.add(name);
        return (ServiceRegistration<?>) Proxy.newProxyInstance(
                ServiceRegistration.class.getClassLoader(),
                new Class<?>[] {ServiceRegistration.class},
                (self, method, arguments) -> {
                    services.remove(name);
                    return null;
                });
    }

    private ConfiguredHeaps<KernelExporter> heaps() {
        Wanted wanted = new Wanted("pid", "auto", "system", "system", List.of("system"), Contiguity.SCATTERED, 0);
        House house =
                new House(played(BundleContext.class), GuestHeaps.open(), GuestLinux.watches(), played(Logger.class));
        return new ConfiguredHeaps<>(house, wanted, Map.of(), this);
    }

    @Test
    void shouldServeFromWhenItsNodeComes() throws IOException {
        Need.device(NODE.toString());
        Files.move(NODE, AWAY);
        try (ConfiguredHeaps<KernelExporter> heaps = heaps()) {
            assertThat(heaps).isNotNull();
            assertThat(services).as("emulated").containsExactly("system");
            Files.move(AWAY, NODE);

            await().atMost(LONG).until(() -> services.equals(Set.of("system", "system-emulated")));
        } finally {
            if (Files.exists(AWAY)) {
                Files.move(AWAY, NODE);
            }
        }
        assertThat(services).isEmpty();
    }
}
