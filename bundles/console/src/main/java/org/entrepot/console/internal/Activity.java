package org.entrepot.console.internal;

import java.util.List;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapStatus;

/**
 * What there was at one moment.
 *
 * @param nanos when, by {@link System#nanoTime}
 * @param heaps as they were
 * @param accounts as they were
 * @param devices as they were
 */
record Activity(long nanos, List<HeapStatus> heaps, List<AccountStatus> accounts, List<DeviceStatus> devices) {
    /** What there is now. */
    static Activity of(ControlPlane control) {
        return new Activity(System.nanoTime(), control.heaps(), control.accounts(), control.devices());
    }
}
