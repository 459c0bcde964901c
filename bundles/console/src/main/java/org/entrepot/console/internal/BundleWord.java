package org.entrepot.console.internal;

import java.util.Arrays;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * A bundle as it is typed, its number or its symbolic name: for the framework's own commands, such as {@code felix:stop}, where the
 * interactive shell is not there to read it.
 */
@Component(property = "osgi.converter.classes=org.osgi.framework.Bundle")
public final class BundleWord implements Converter {
    private final BundleContext context;

    /** Reads bundles of this framework. */
    @Activate
    public BundleWord(BundleContext context) {
        this.context = context;
    }

    @Override
    public @Nullable Object convert(Class<?> desiredType, Object in) {
        String word = String.valueOf(in);
        return desiredType == Bundle.class
                ? Arrays.stream(context.getBundles())
                        .filter(bundle -> word.equals(Long.toString(bundle.getBundleId()))
                                || word.equals(bundle.getSymbolicName()))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    @Override
    public @Nullable CharSequence format(Object target, int level, Converter escape) {
        return null;
    }
}
