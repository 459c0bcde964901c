package org.entrepot.launcher;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the JVM ends, by itself or by a signal: the gateway stops, then what was to pass goes. A start that is under way comes to
 * its end first, so that it makes nothing anew behind the back of this.
 */
final class Closing extends Thread {
    private static final int START_SECONDS = 10;

    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile boolean begun;
    private volatile @Nullable DataFolder data;
    private volatile @Nullable Gateway gateway;

    Closing() {
        super("entrepot-closing");
    }

    void data(DataFolder taken) {
        data = taken;
    }

    void gateway(Gateway started) {
        gateway = started;
    }

    /** The start has come to its end, good or bad. */
    void settled() {
        settled.countDown();
    }

    boolean hasBegun() {
        return begun;
    }

    @Override
    public void run() {
        begun = true;
        try {
            settled.await(START_SECONDS, TimeUnit.SECONDS);
            close();
        } catch (IOException e) {
            System.err.println("entrepot: the gateway's folder can be closed: " + e.getMessage() + "; look at it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void close() throws IOException {
        Gateway started = gateway;
        if (started != null) {
            started.stop();
        }
        DataFolder taken = data;
        if (taken != null) {
            taken.close();
        }
    }
}
