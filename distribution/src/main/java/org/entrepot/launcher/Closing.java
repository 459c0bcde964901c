package org.entrepot.launcher;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What happens when a signal ends the JVM: the gateway stops, and what was to pass goes. */
final class Closing extends Thread {
    private final DataFolder data;
    private volatile @Nullable Gateway gateway;

    Closing(DataFolder data) {
        super("entrepot-closing");
        this.data = data;
    }

    void gateway(Gateway started) {
        gateway = started;
    }

    @Override
    public void run() {
        Gateway started = gateway;
        if (started != null) {
            started.stop();
        }
        try {
            if (data.isPassing()) {
                data.close();
            }
        } catch (IOException e) {
            System.err.println(
                    "entrepot: a temporary folder can be removed: " + e.getMessage() + "; remove it by hand");
        }
    }
}
