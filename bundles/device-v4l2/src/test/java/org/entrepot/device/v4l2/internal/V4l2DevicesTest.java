package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.NodeWatches.Watch;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevices;
import org.entrepot.spi.Importer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/** Devices come and go with their nodes; their drivers are played. */
@EnabledOnOs(OS.LINUX)
@Timeout(20)
class V4l2DevicesTest {
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Set<String> services = ConcurrentHashMap.newKeySet();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final ModelImports imports = new ModelImports();
    private final AtomicInteger opened = new AtomicInteger();
    private final Map<String, RuntimeException> refusals = new ConcurrentHashMap<>();
    private volatile RuntimeException noMemory =
            new EntrepotException(Reason.UNSUPPORTED, "a driver makes memory of its own");
    private long heapBytes;
    private volatile Runnable whenToldOfADevice = () -> {};
    private volatile Runnable change = () -> {};
    private @Nullable V4l2Devices devices;

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        if (devices != null) {
            devices.deactivate();
        }
    }

    private V4l2Devices found(String... nodes) throws IOException {
        for (String node : nodes) {
            Files.createFile(folder.resolve(node));
        }
        Terms terms = Terms.of(played(V4l2Config.class, Map.of("heap_bytes", none -> heapBytes)));
        V4l2Devices made = new V4l2Devices(
                terms,
                this::watch,
                new V4l2Devices.Sources(new Nodes(), new ModelFiles(0), List::of, folder, PAUSE),
                new PluggedVideo.House(
                        played(BundleContext.class, Map.of("registerService", this::registered)),
                        imports,
                        new ModelAllocator(imports).allocator(),
                        log()));
        devices = made;
        return made;
    }

    /** As the kernel's does; a test says when something changed. */
    private Watch watch(Set<Path> folders, Pattern names, Runnable look) {
        look.run();
        change = look;
        return () -> {};
    }

    /** A camera at each node, unless it is refused. */
    private final class Nodes implements VideoDevices {
        @Override
        public VideoDevice open(Path node) {
            opened.incrementAndGet();
            RuntimeException planned = refusals.get(node.getFileName().toString());
            if (planned != null) {
                throw planned;
            }
            return ModelVideo.camera("NV12");
        }

        @Override
        public KernelHeap memory(Path node, VideoDevice.Queue queue) {
            throw noMemory;
        }
    }

    private ServiceRegistration<?> registered(Object... arguments) {
        String name = String.valueOf(((Dictionary<?, ?>) arguments[2]).get(Importer.NAME_PROPERTY));
        services.add(name);
        whenToldOfADevice.run();
        return played(ServiceRegistration.class, Map.of("unregister", none -> services.remove(name)));
    }

    private Logger log() {
        Call says = words -> said.add(Arrays.deepToString(words));
        return played(Logger.class, Map.of("info", says, "warn", says));
    }

    private interface Call {
        Object made(Object... arguments);
    }

    private static <T> T played(Class<T> type, Map<String, Call> methods) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Call call = methods.get(method.getName());
                    Object answer = call == null ? method.getDefaultValue() : call.made(arguments);
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }

    @Test
    void shouldUseTheOthersWhenOneCannotBeLookedAt() throws IOException {
        refusals.put("video0", new IllegalStateException("a driver that nobody thought of"));
        V4l2Devices made = found("video0", "video7");

        assertThat(services).containsExactly("video7");
        made.deactivate();
        assertThat(services).isEmpty();
        assertThat(imports.closed).isTrue();
    }

    /** The kernel makes the node before it opens to anybody ({@code __video_register_device}, before Linux 6.5). */
    @Test
    void shouldTryADeviceAgainWhoseNodeIsThereBeforeIt() throws IOException {
        refusals.put("video7", new EntrepotException(Reason.UNKNOWN, "a video device is here: errno=19"));
        found("video7");
        assertThat(services).isEmpty();
        await().until(() -> opened.get() > 2);
        refusals.clear();

        await().until(() -> services.contains("video7"));
        assertThat(said)
                .as("said once")
                .filteredOn(line -> line.contains("errno=19"))
                .hasSize(1);
    }

    @Test
    void shouldUseADeviceWhoseMemoryIsNoHeap() throws IOException {
        heapBytes = 1 << 20;
        found("video7");

        assertThat(services).containsExactly("video7");
    }

    /** Another try would find it taken. */
    @Test
    void shouldGiveTheNameBackWhenTheMemoryFailsAsNobodyThoughtOf() throws IOException {
        heapBytes = 1 << 20;
        noMemory = new IllegalStateException("a driver that nobody thought of");
        found("video7");

        assertThat(services).isEmpty();
        assertThat(imports.closed).isTrue();
    }

    @Test
    void shouldLeaveADeviceAloneThatIsRefusedForGood() throws IOException {
        refusals.put("video7", new EntrepotException(Reason.ACCESS_DENIED, "this user may open the device"));
        found("video7");
        refusals.clear();

        await().during(PAUSE.multipliedBy(10)).until(services::isEmpty);
        assertThat(opened).hasValue(1);
    }

    @Test
    void shouldNotLookAgainWhenNothingWaitsForIt() throws IOException {
        found("video7");
        int once = opened.get();

        Files.createFile(folder.resolve("video8"));
        await().during(PAUSE.multipliedBy(10)).until(() -> opened.get() == once);
        change.run();

        await().until(() -> opened.get() > once);
    }

    @Test
    void shouldLetGoOfADeviceWhoseNodeWent() throws IOException {
        found("video7");
        Files.delete(folder.resolve("video7"));
        change.run();

        await().until(services::isEmpty);
        await().until(() -> imports.closed);
    }

    @Test
    void shouldEndWhenWhoIsToldOfADeviceEndsIt() throws IOException {
        V4l2Devices made = found();
        AtomicBoolean ended = new AtomicBoolean();
        whenToldOfADevice = () -> {
            made.deactivate();
            ended.set(true);
        };
        devices = null;
        Files.createFile(folder.resolve("video7"));
        change.run();

        await().untilTrue(ended);
        await().until(services::isEmpty);
        await().until(() -> imports.closed);
    }
}
