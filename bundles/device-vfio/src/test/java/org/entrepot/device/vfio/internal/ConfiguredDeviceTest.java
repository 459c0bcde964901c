package org.entrepot.device.vfio.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.PciFunction;
import org.entrepot.linux.VfioDevice;
import org.entrepot.linux.VfioDevices;
import org.entrepot.spi.Importer;
import org.entrepot.spi.Mapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

class ConfiguredDeviceTest {
    private final List<String> services = new CopyOnWriteArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final AtomicInteger warned = new AtomicInteger();
    private final FakeDevices devices = new FakeDevices();
    private final FakeLog kernel = new FakeLog();
    private final List<ConfiguredDevice> configured = new ArrayList<>();
    private volatile Runnable whenTold = () -> {};
    private volatile String unwilling = "none";

    @AfterEach
    void end() {
        configured.forEach(ConfiguredDevice::deactivate);
    }

    @Test
    void shouldRegisterItsMapperBeforeTheDeviceThatNeedsIt() {
        devices.bound = true;
        configure();

        assertThat(services)
                .containsExactly("Mapper vfio-edu0 of edu0", "Importer null of edu0", "PciFunction null of edu0");
        assertThat(said).singleElement().asString().contains("edu0", "is here", FakeDevice.ADDRESS, "type 1");
    }

    @Test
    void shouldAppearWhenAnOperatorBindsItAndSayOnceThatItIsNotHere() {
        configure();
        assertThat(said).singleElement().asString().contains("no 1234:11e8 is bound to vfio-pci");
        await().until(() -> devices.looks.get() > 2);
        assertThat(said).hasSize(1);
        assertThat(services).isEmpty();

        devices.bound = true;
        await().until(() -> services.size() == 3);
    }

    @Test
    void shouldSayWhyItCannotBeHad() {
        devices.bound = true;
        devices.refusal =
                new EntrepotException(Reason.ACCESS_DENIED, "this user may open the device: node=/dev/vfio/1");
        configure();

        assertThat(services).isEmpty();
        assertThat(said).singleElement().asString().contains("is not here", "node=/dev/vfio/1");
    }

    @Test
    void shouldLetTheDeviceGoWhenTheSystemWantsItBack() {
        devices.bound = true;
        configure();
        FakeDevice device = devices.opened.get(0);
        devices.bound = false;
        device.wantedBack.set(true);

        await().until(() -> !device.open.get());
        assertThat(services).isEmpty();
        assertThat(said).anyMatch(line -> line.contains("the system wants it back"));
    }

    @Test
    void shouldGoOnLookingWhenALookFails() {
        devices.bound = true;
        devices.refusal = new IllegalStateException("a device that nobody thought of");
        configure();
        await().until(() -> devices.looks.get() > 2);
        assertThat(warned).as("said once").hasValue(1);
        devices.refusal = null;

        await().until(() -> services.size() == 3);
    }

    @Test
    void shouldHaveADeviceAgainThatCouldNotBeClosed() {
        devices.bound = true;
        configure();
        FakeDevice device = devices.opened.get(0);
        device.stuck = true;
        device.wantedBack.set(true);

        await().until(() -> devices.opened.size() == 2 && services.size() == 3);
        assertThat(kernel.closed())
                .as("who followed the log for the first lets go of it, too")
                .isEqualTo(1);
    }

    /** The framework, or who is told of it, fails while the last of its services is taken away, which goes first. */
    @Test
    void shouldCloseTheDeviceWhenAServiceCannotBeTakenAway() {
        devices.bound = true;
        ConfiguredDevice device = configure();
        configured.clear();
        unwilling = "PciFunction";

        assertThatThrownBy(device::deactivate).hasMessage("a listener that fails");
        assertThat(devices.opened).singleElement().matches(each -> !each.open.get());
        assertThat(kernel.closed()).isEqualTo(1);
    }

    @Test
    void shouldLeaveNothingWhenWhoIsToldOfItEndsIt() {
        ConfiguredDevice device = configure();
        configured.clear();
        whenTold = device::deactivate;
        devices.bound = true;

        await().until(() ->
                !devices.opened.isEmpty() && !devices.opened.get(0).open.get());
        await().until(services::isEmpty);
    }

    @Test
    void shouldCloseTheDeviceWhenItsConfigurationGoes() {
        devices.bound = true;
        ConfiguredDevice device = configure();
        configured.clear();
        device.deactivate();

        assertThat(services).isEmpty();
        assertThat(devices.opened).singleElement().matches(each -> !each.open.get());
    }

    private ConfiguredDevice configure() {
        VfioConfig config =
                Bench.configured(VfioConfig.class, Map.of("function", FakeDevice.MODEL, "entrepot_device", "edu0"));
        ConfiguredDevice made =
                new ConfiguredDevice(config, Map.of("component.id", 7L), context(), devices, kernel, log());
        configured.add(made);
        return made;
    }

    private Logger log() {
        return (Logger) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("warn")) {
                        warned.incrementAndGet();
                    } else if (method.getName().equals("info")) {
                        said.add(List.of(arguments).stream()
                                .map(ConfiguredDeviceTest::words)
                                .toList()
                                .toString());
                    }
                    return null;
                });
    }

    private static String words(Object argument) {
        return argument instanceof Object[] several ? List.of(several).toString() : String.valueOf(argument);
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("registerService");
                    return registered((Class<?>) arguments[0], (Dictionary<?, ?>) arguments[2]);
                });
    }

    private ServiceRegistration<?> registered(Class<?> type, Dictionary<?, ?> properties) {
        assertThat(properties.get("component.id")).isNull();
        assertThat(type).isIn(Mapper.class, Importer.class, PciFunction.class);
        String line = type.getSimpleName() + " " + properties.get(Mapper.NAME_PROPERTY) + " of "
                + properties.get(Importer.NAME_PROPERTY);
        services.add(line);
        whenTold.run();
        return (ServiceRegistration<?>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (proxy, method, arguments) -> {
                    if (line.startsWith(unwilling)) {
                        throw new IllegalArgumentException("a listener that fails");
                    }
                    return services.remove(line);
                });
    }

    /** A machine with one device, which an operator binds and takes. */
    private static final class FakeDevices implements VfioDevices {
        final List<FakeDevice> opened = new CopyOnWriteArrayList<>();
        volatile boolean bound;
        final AtomicInteger looks = new AtomicInteger();
        volatile @Nullable RuntimeException refusal;

        @Override
        public List<Bound> bound() {
            looks.incrementAndGet();
            return bound ? List.of(new Bound(FakeDevice.ADDRESS, FakeDevice.MODEL)) : List.of();
        }

        @Override
        public VfioDevice open(String address, Way way) {
            RuntimeException planned = refusal;
            if (planned != null) {
                throw planned;
            }
            FakeDevice device = new FakeDevice(Way.TYPE1);
            opened.add(device);
            return device;
        }
    }
}
