package org.entrepot.core.internal;

import java.util.function.IntSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** What a reference tells of a service. */
final class ServiceFacts {
    private ServiceFacts() {}

    /** The number of its registration. */
    static long id(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    /** The symbolic name of the bundle that registered it, for people. */
    static String bundleOf(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return bundle == null ? "a bundle that left" : String.valueOf(bundle.getSymbolicName());
    }

    /** Its ranking, whatever it is when asked. */
    static IntSupplier ranking(ServiceReference<?> reference) {
        return () -> reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }
}
