package org.entrepot.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.linux.ConfiguredHeaps.Emulation;
import org.entrepot.linux.ConfiguredHeaps.House;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.KernelOrEmulated.Wanted;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/** Which heaps of one configuration serve, and what is done when the kernel's comes later. */
class ConfiguredHeapsTest implements Emulation<KernelExporter> {
    private static final Map<String, Object> PROPERTIES = Map.of("component.id", 7L, "service.ranking", 3);

    private final List<String> told = new ArrayList<>();
    private final Set<KernelHeap> open = new HashSet<>();
    private @Nullable EntrepotException denied;
    private @Nullable EntrepotException impossible;
    private Runnable change = () -> {};
    private Runnable whenTold = () -> {};
    private boolean watching;

    private ConfiguredHeaps<KernelExporter> heaps(String policy) {
        Wanted wanted = new Wanted("pid", policy, "system", "system", List.of("system"), Contiguity.SCATTERED, 0);
        House house =
                new House(played(BundleContext.class), names -> opened("kernel's"), this::watch, played(Logger.class));
        return new ConfiguredHeaps<>(house, wanted, PROPERTIES, this);
    }

    /** As the kernel's does; a test says when something changed. */
    private NodeWatches.Watch watch(Set<Path> folders, Pattern names, Runnable look) {
        assertThat(folders).containsExactly(Path.of("/dev/dma_heap"));
        assertThat(names.matcher("system").matches()).isTrue();
        watching = true;
        look.run();
        change = look;
        return () -> watching = false;
    }

    private KernelHeap opened(String which) {
        if (denied != null) {
            throw denied;
        }
        return heap(which);
    }

    private KernelHeap heap(String which) {
        KernelHeap[] made = new KernelHeap[1];
        made[0] = (KernelHeap) Proxy.newProxyInstance(
                KernelHeap.class.getClassLoader(),
                new Class<?>[] {KernelHeap.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "node" -> KernelHeaps.FOLDER.resolve("system");
                    case "capacity", "highestAddress" -> 1L << 30;
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    case "close" -> open.remove(self);
                    default -> throw new AssertionError(which + " " + method.getName());
                });
        open.add(made[0]);
        return made[0];
    }

    @Override
    public KernelExporter open(Emulated who) {
        if (impossible != null) {
            throw impossible;
        }
        HeapDescription description = new HeapDescription(who.name(), "system", Provenance.emulated(who.reason()));
        return new KernelExporter(description, heap("emulated"), Contiguity.SCATTERED, 0);
    }

    @Override
    public void close(KernelExporter heap) {
        heap.close();
    }

    /** Plays a part of the framework, and notes services as they come and go. */
    private <T> T played(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "registerService" -> registered((Dictionary<?, ?>) arguments[2]);
                    case "info", "error" -> {
                        told.add(method.getName() + " " + Arrays.deepToString(arguments));
                        yield null;
                    }
                    default -> throw new AssertionError(method.getName());
                }));
    }

    private ServiceRegistration<?> registered(Dictionary<?, ?> properties) {
        assertThat(properties.get("component.id")).isNull();
        String name = String.valueOf(properties.get(Exporter.NAME_PROPERTY));
        told.add("+" + name + " ranking " + properties.get("service.ranking"));
        whenTold.run();
        return (ServiceRegistration<?>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (self, method, arguments) -> {
                    told.add(
                            method.getName().equals("unregister")
                                    ? "-" + name
                                    : "=" + name + " ranking "
                                            + ((Dictionary<?, ?>) arguments[0]).get("service.ranking"));
                    return null;
                });
    }

    private List<String> services() {
        List<String> services =
                told.stream().filter(line -> !line.matches("(info|error) .*")).toList();
        told.clear();
        return services;
    }

    private void deny(Reason reason) {
        denied = new EntrepotException(reason, "this user may open the heap");
    }

    @Test
    void shouldServeBothAndWatchNoMoreWhenTheKernelsIsHere() {
        ConfiguredHeaps<KernelExporter> heaps = heaps("auto");

        assertThat(services()).containsExactly("+system-emulated ranking 3", "+system ranking 3");
        assertThat(watching).isFalse();
        heaps.close();
        heaps.close();
        assertThat(services()).containsExactly("-system", "-system-emulated");
        assertThat(open).isEmpty();
    }

    @Test
    void shouldOpenAllAnewWhenTheKernelsComes() {
        deny(Reason.UNKNOWN);
        ConfiguredHeaps<KernelExporter> heaps = heaps("auto");
        assertThat(services()).containsExactly("+system ranking 3");
        change.run();
        assertThat(services()).as("it is not here yet").isEmpty();

        denied = null;
        change.run();
        assertThat(services()).containsExactly("-system", "+system-emulated ranking 3", "+system ranking 3");
        assertThat(open).as("the kernel's and the emulated one").hasSize(2);
        change.run();
        assertThat(services()).as("it is here").isEmpty();
        heaps.close();
        assertThat(open).isEmpty();
    }

    @Test
    void shouldServeTheKernelsOnlyOnceItIsThisUsers() {
        deny(Reason.ACCESS_DENIED);
        ConfiguredHeaps<KernelExporter> heaps = heaps("only");
        assertThat(told).singleElement().asString().contains("error", "is not here", "this user may open the heap");
        told.clear();
        change.run();
        assertThat(told).as("said once").isEmpty();

        denied = null;
        change.run();
        assertThat(services()).containsExactly("+system ranking 3");
        heaps.close();
        assertThat(open).isEmpty();
    }

    @Test
    void shouldNotLookForTheKernelsWhenItIsNotWanted() {
        try (ConfiguredHeaps<KernelExporter> heaps = heaps("never")) {
            assertThat(heaps).isNotNull();
            assertThat(services()).containsExactly("+system ranking 3");
            assertThat(watching).isFalse();
        }
    }

    @Test
    void shouldOpenNothingAnyMoreWhenItIsClosed() {
        deny(Reason.UNKNOWN);
        heaps("auto").close();
        services();

        denied = null;
        change.run();
        assertThat(services()).isEmpty();
        assertThat(open).isEmpty();
    }

    @Test
    void shouldLeaveNothingOpenWhenTheEmulatedOneCannotBeHad() {
        impossible = new EntrepotException(Reason.BUSY, "the region is somebody else's");
        try (ConfiguredHeaps<KernelExporter> heaps = heaps("auto")) {
            assertThat(told).singleElement().asString().contains("error", "somebody else's");
            assertThat(open).isEmpty();
            assertThat(heaps.modify(PROPERTIES, heap -> {})).as("told").isFalse();
        }
    }

    @Test
    void shouldLeaveNothingWhenWhoIsToldOfAServiceEndsIt() {
        deny(Reason.UNKNOWN);
        ConfiguredHeaps<KernelExporter> heaps = heaps("auto");
        services();
        denied = null;
        whenTold = heaps::close;
        change.run();

        assertThat(services()).containsExactly("-system", "+system-emulated ranking 3", "-system-emulated");
        assertThat(open).isEmpty();
    }

    @Test
    void shouldTellWhatServesOfANewConfiguration() {
        List<String> changed = new ArrayList<>();
        try (ConfiguredHeaps<KernelExporter> heaps = heaps("auto")) {
            services();

            assertThat(heaps.modify(
                            Map.of("service.ranking", 9),
                            heap -> changed.add(heap.description().name())))
                    .isTrue();
            assertThat(services()).containsExactly("=system ranking 9", "=system-emulated ranking 9");
            assertThat(changed).containsExactly("system-emulated");
        }
    }
}
