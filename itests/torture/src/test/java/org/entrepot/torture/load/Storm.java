package org.entrepot.torture.load;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** Shakes every heap but the system's: stops, updates, refreshes, resizes, disables, and spoils the mood of the chaotic one. */
final class Storm implements Runnable {
    private static final List<String> VICTIMS = List.of("cma", "carveout", "iommu", "tiler", "chaos");
    private static final List<String> MOODS = List.of(
            "throws",
            "nothing",
            "short",
            "hangs",
            "ignorant",
            "ungrateful",
            "blind",
            "cropped",
            "nameless",
            "mute",
            "clumsy",
            "stalls");
    private static final long MIB = 1 << 20;

    private final Gateway gateway;
    private final Tally tally;
    private final Watchdog watchdog;
    private final SplittableRandom random;
    private volatile boolean stopped;

    /** A storm that draws all it does from its own numbers. */
    Storm(Gateway gateway, Tally tally, Watchdog watchdog, SplittableRandom random) {
        this.gateway = gateway;
        this.tally = tally;
        this.watchdog = watchdog;
        this.random = random;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        Beat beat = watchdog.beat();
        try {
            while (!stopped) {
                blow(beat);
                pause(20, 150);
            }
            beat.begin("calming down");
            calm();
        } catch (Exception e) {
            tally.fail("the storm goes on", e);
        }
        beat.end();
    }

    private void blow(Beat beat) throws Exception {
        String heap = VICTIMS.get(random.nextInt(VICTIMS.size()));
        int what = random.nextInt(10);
        String name = what < 3
                ? "restart"
                : what < 4 ? "update" : what < 5 ? "refresh" : what < 7 ? "configure" : what < 8 ? "disable" : "mood";
        beat.begin(name + " " + heap);
        tally.count("storm: " + name);
        switch (name) {
            case "restart" -> restart(heap);
            case "update" -> gateway.bundle(heap).update();
            case "refresh" -> refresh(gateway.bundle(heap));
            case "configure" -> configure(heap);
            case "disable" -> disable(heap);
            default -> spoil();
        }
    }

    private void restart(String heap) throws BundleException {
        Bundle bundle = gateway.bundle(heap);
        bundle.stop();
        pause(0, 250);
        bundle.start();
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        gateway.context()
                .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> refreshed.countDown());
        if (!refreshed.await(30, TimeUnit.SECONDS)) {
            tally.fail("bundles are refreshed: bundle=" + bundle.getSymbolicName());
        }
    }

    /** Other sizes and ways of work, under live buffers. */
    private void configure(String heap) throws IOException {
        switch (heap) {
            case "cma" ->
                gateway.configure(heap, Map.of("region.bytes", String.valueOf((16 + 16 * random.nextLong(3)) * MIB)));
            case "carveout" ->
                gateway.configure(
                        heap,
                        Map.of(
                                "region.bytes", String.valueOf((8 + 8 * random.nextLong(3)) * MIB),
                                "guard.pages", String.valueOf(random.nextInt(2)),
                                "fit", random.nextBoolean() ? "first" : "tlsf"));
            case "iommu" ->
                gateway.configure(heap, Map.of("invalidation", random.nextBoolean() ? "strict" : "deferred"));
            case "tiler" -> gateway.configure(heap, Map.of("containers", String.valueOf(1 + random.nextInt(2))));
            default -> spoil();
        }
    }

    private void disable(String heap) {
        if (gateway.isServing(heap)) {
            gateway.disable(heap);
            pause(20, 200);
            gateway.enable(heap);
        }
    }

    private void spoil() {
        String mood = MOODS.get(random.nextInt(MOODS.size()));
        tally.count("storm: mood " + mood);
        System.setProperty("torture.mood", mood);
        pause(50, 500);
        System.setProperty("torture.mood", "calm");
        gateway.enable("chaos");
    }

    /** All is well again. */
    void calm() throws IOException, BundleException {
        System.setProperty("torture.mood", "calm");
        gateway.configure();
        for (String heap : VICTIMS) {
            gateway.bundle(heap).start();
        }
        for (String heap : VICTIMS) {
            gateway.enable(heap);
        }
        gateway.awaitServing();
    }

    private void pause(int least, int most) {
        Gateway.pause(least + random.nextInt(most - least));
    }
}
