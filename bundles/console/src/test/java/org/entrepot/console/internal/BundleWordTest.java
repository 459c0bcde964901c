package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

class BundleWordTest {
    private final Bundle system =
            answering(Bundle.class, Map.of("getBundleId", 7L, "getSymbolicName", "org.example.system"));
    private final BundleWord words =
            new BundleWord(answering(BundleContext.class, Map.of("getBundles", new Bundle[] {system})));

    private static <T> T answering(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }

    @Test
    void shouldReadABundleByItsNumberOrItsSymbolicName() {
        assertThat(words.convert(Bundle.class, "7")).isSameAs(system);
        assertThat(words.convert(Bundle.class, 7L)).isSameAs(system);
        assertThat(words.convert(Bundle.class, "org.example.system")).isSameAs(system);
    }

    @Test
    void shouldReadNothingElse() {
        assertThat(words.convert(Bundle.class, "8")).isNull();
        assertThat(words.convert(String.class, "7")).isNull();
    }
}
