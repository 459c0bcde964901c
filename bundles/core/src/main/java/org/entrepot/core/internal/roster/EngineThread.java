package org.entrepot.core.internal.roster;

/**
 * A thread of the engine that ends what nobody waits for. It calls other bundles as if they were under suspicion, on spare threads, so that
 * none of their calls keeps it for longer than a call may take.
 */
public final class EngineThread extends Thread {
    /** A daemon, to be started. */
    public EngineThread(String name, Runnable work) {
        super(work, name);
        setDaemon(true);
    }
}
