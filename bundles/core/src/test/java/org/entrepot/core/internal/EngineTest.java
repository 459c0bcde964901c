package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Capabilities;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.spi.Exporter;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.Logger;

class EngineTest {
    private static final AllocationRequest REQUEST =
            AllocationRequest.bytes(1 << 20).build();

    private final Engine engine = new Engine(
            answering(
                    CoreConfig.class,
                    Map.of("limit_bytesPerBundle", 1L << 30, "drain_deadlineMillis", 100L, "sites_exact", 256L)),
            answering(BundleContext.class, Map.of()),
            answering(Logger.class, Map.of()));
    private final TestHeap small = TestHeap.system("a-small");
    private final TestHeap other = TestHeap.system("b-other");

    @Test
    void shouldMakeNewPlansWhenTheServicePropertiesOfAnExporterAreModified() {
        ServiceReference<Exporter> reference = reference(1);
        engine.bindExporter(small, reference);
        engine.bindExporter(other, reference(2));
        Plan before = engine.selection().plan(REQUEST);
        small.capabilities =
                Capabilities.between(0, 0xffff).largestSize(1 << 16).build();

        engine.updatedExporter(reference);

        assertThat(before.candidates())
                .extracting(Object::toString)
                .containsExactly("exporter=a-small", "exporter=b-other");
        assertThat(engine.selection().plan(REQUEST).candidates())
                .extracting(Object::toString)
                .containsExactly("exporter=b-other");
    }

    @Test
    void shouldKeepItsPlansWhenTheExporterIsNotUsed() {
        engine.bindExporter(other, reference(2));
        Plan before = engine.selection().plan(REQUEST);

        engine.updatedExporter(reference(3));

        assertThat(engine.selection().plan(REQUEST)).isSameAs(before);
    }

    /** A reference as the framework would make it. */
    @SuppressWarnings("unchecked") // a proxy has no type arguments
    private static ServiceReference<Exporter> reference(long id) {
        return (ServiceReference<Exporter>) Proxy.newProxyInstance(
                EngineTest.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> method.getName().equals("getProperty")
                        ? Map.of(Constants.SERVICE_ID, id).get(arguments[0])
                        : null);
    }

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }
}
