package org.entrepot.torture.load;

import java.util.Map;
import java.util.concurrent.Callable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** The bundle that uses buffers. What it does is run by whoever started the framework, so that its verdict ends the process. */
public final class Load implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        Callable<Integer> session = () -> new Session(context).run();
        context.registerService(Callable.class, session, FrameworkUtil.asDictionary(Map.of("torture", "load")));
    }

    @Override
    public void stop(BundleContext context) {
        // The process ends with it.
    }
}
