package org.entrepot.torture.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Ends the process, with a dump of all threads, when somebody does not go on. */
final class Watchdog {
    static final int BITTEN = 3;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(40);

    private final List<Beat> beats = new CopyOnWriteArrayList<>();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    Watchdog() {
        Thread thread = new Thread(this::watch, "torture-watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    /** A beat of the calling thread. */
    Beat beat() {
        Beat beat = new Beat();
        beats.add(beat);
        return beat;
    }

    private void watch() {
        while (true) {
            Gateway.pause(1000);
            long[] deadlocked = threads.findDeadlockedThreads();
            if (deadlocked != null) {
                bite("a deadlock of the threads " + Arrays.toString(deadlocked));
            }
            beats.stream()
                    .filter(beat -> beat.isOverdue(PATIENCE_NANOS))
                    .findFirst()
                    .ifPresent(late -> bite("" + late));
        }
    }

    /** Ends the process. */
    void bite(String why) {
        Tally.say("DEADLOCK " + why);
        for (ThreadInfo info : threads.dumpAllThreads(true, true)) {
            System.out.print(info);
            for (StackTraceElement frame : info.getStackTrace()) {
                System.out.println("\t  at " + frame);
            }
        }
        System.out.flush();
        Runtime.getRuntime().halt(BITTEN);
    }
}
