package org.entrepot.torture.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.entrepot.control.BufferStatus;
import org.osgi.framework.BundleContext;

/** A warm-up, after which is counted what the process has; the torture; and what must be as it was before. */
final class Session {
    private static final int WARM_UP_SECONDS = 8;
    private static final int LINE_SECONDS = 5;
    private static final int SETTLE_SECONDS = 45;

    private final Gateway gateway;
    private final Guests guests;
    private final Tally tally = new Tally();
    private final Watchdog watchdog = new Watchdog();
    private final SplittableRandom numbers = new SplittableRandom(Long.getLong("torture.seed"));

    Session(BundleContext context) {
        this.gateway = new Gateway(context);
        this.guests = Guests.register(context);
    }

    /** Runs it; the exit code of the process. */
    int run() throws Exception {
        gateway.configureEngine();
        gateway.configure();
        gateway.awaitServing();
        Tally.say("warm-up");
        torture(WARM_UP_SECONDS);
        Census baseline = settled();
        Tally.say("baseline " + baseline.counts());
        torture(Integer.getInteger("torture.seconds"));
        judge(baseline);
        tally.counts().forEach((what, count) -> Tally.say(String.format("%,12d %s", count, what)));
        Tally.say(tally.failed() == 0 ? "PASSED" : "FAILED failures=" + tally.failed());
        return tally.failed() == 0 ? 0 : 1;
    }

    private void torture(int seconds) throws InterruptedException {
        try (Workplace workplace = new Workplace(gateway, tally, numbers.nextLong())) {
            Storm storm = new Storm(gateway, tally, watchdog, numbers.split());
            List<Worker> workers = new ArrayList<>();
            List<Thread> threads = new ArrayList<>(List.of(new Thread(storm, "torture-storm")));
            for (int i = 0; i < Integer.getInteger("torture.threads"); i++) {
                String name = "torture-worker-" + i;
                Worker worker = new Worker(workplace, gateway, guests, watchdog, numbers.split(), name);
                workers.add(worker);
                threads.add(new Thread(worker, name));
            }
            threads.forEach(Thread::start);
            report(seconds);
            storm.stop();
            workers.forEach(Worker::stop);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private void report(int seconds) {
        long began = System.nanoTime();
        long steps = tally.steps();
        for (int passed = 0; passed < seconds; passed += LINE_SECONDS) {
            Gateway.pause(1000L * Math.min(LINE_SECONDS, seconds - passed));
            Map<String, Long> counts = tally.counts();
            Tally.say(String.format(
                    "%4d s, %,d lives, %,d verified, %,d open, %,d moves, failures %d",
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
                    tally.steps() - steps,
                    counts.getOrDefault("verified", 0L),
                    gateway.control().buffers().size(),
                    moves(),
                    tally.failed()));
        }
    }

    private long moves() {
        return gateway.control().accounts().stream()
                .mapToLong(account -> account.moves())
                .sum();
    }

    /** What the process has when nobody does anything any more, and it does not become less. */
    private Census settled() throws Exception {
        awaitNoBuffers();
        Census last = Census.take();
        for (int same = 0; same < 4; ) {
            System.gc();
            Gateway.pause(500);
            Census next = Census.take();
            same = next.equals(last) ? same + 1 : 0;
            last = next;
        }
        return last;
    }

    private void judge(Census baseline) throws Exception {
        awaitNoBuffers();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
        Census now = Census.take();
        while (!now.isWithin(baseline) && System.nanoTime() < end) {
            System.gc();
            Gateway.pause(500);
            now = Census.take();
        }
        Tally.say("in the end " + now.counts());
        if (!now.isWithin(baseline)) {
            tally.fail("nothing is leaked: baseline=" + baseline.counts() + " now=" + now.counts());
        }
    }

    /** Everything was closed: what is still open is lost. */
    private void awaitNoBuffers() {
        try {
            Gateway.awaitThat(
                    "all buffers end", () -> gateway.control().buffers().isEmpty());
            Gateway.awaitThat("all heaps have all they gave", () -> gateway.control().heaps().stream()
                    .allMatch(heap -> heap.fill().buffers() == 0));
        } catch (IllegalStateException e) {
            gateway.control().buffers().stream().map(BufferStatus::toString).forEach(Tally::say);
            gateway.control().heaps().forEach(heap -> Tally.say(heap.name() + " " + heap.state() + " " + heap.fill()));
            tally.fail("0 buffers are lost", e);
        }
    }
}
