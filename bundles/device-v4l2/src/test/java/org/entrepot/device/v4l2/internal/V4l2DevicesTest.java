package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevices;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/** Devices come and go, by nodes that every machine has and drivers that are played. */
@EnabledOnOs(OS.LINUX)
class V4l2DevicesTest {
    private final List<String> services = new ArrayList<>();
    private final ModelImports imports = new ModelImports();

    private V4l2Devices devices(String nodes) {
        return new V4l2Devices(
                played(BundleContext.class, Map.of("registerService", this::registered)),
                played(V4l2Config.class, Map.of("nodes", none -> nodes)),
                new Nodes(),
                imports,
                new ModelFiles(0),
                List::of,
                (folders, names, look) -> {
                    look.run();
                    return () -> {};
                },
                new ModelAllocator(imports).allocator(),
                played(Logger.class, Map.of()));
    }

    /** One of the two nodes breaks who looks at it. */
    private static final class Nodes implements VideoDevices {
        @Override
        public VideoDevice open(Path node) {
            if (node.endsWith("null")) {
                throw new IllegalStateException("a driver that nobody thought of");
            }
            return ModelVideo.camera("NV12");
        }

        @Override
        public KernelHeap memory(Path node, VideoDevice.Queue queue) {
            throw new EntrepotException(Reason.UNSUPPORTED, "a driver makes memory of its own");
        }
    }

    private ServiceRegistration<?> registered(Object... arguments) {
        String name = String.valueOf(((Dictionary<?, ?>) arguments[2]).get(Importer.NAME_PROPERTY));
        services.add(name);
        return played(ServiceRegistration.class, Map.of("unregister", none -> services.remove(name)));
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
    void shouldUseTheOthersWhenOneCannotBeLookedAt() {
        V4l2Devices devices = devices("null|zero");

        assertThat(services).containsExactly("video7");
        devices.deactivate();
        assertThat(services).isEmpty();
    }
}
