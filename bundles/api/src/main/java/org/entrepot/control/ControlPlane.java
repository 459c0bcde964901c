package org.entrepot.control;

import java.time.Duration;
import java.util.List;
import org.entrepot.api.Counter;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.DmaFault;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.PolicyRule;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The operator's view. Lists are snapshots, in a stable order. Names are those of exporters and devices; an unknown name is an
 * {@link org.entrepot.api.EntrepotException} with {@link org.entrepot.api.Reason#UNKNOWN} that lists the known ones.
 */
@ProviderType
public interface ControlPlane {
    /** Every heap: those that serve, and those that left and still have buffers out, by name. */
    List<HeapStatus> heaps();

    /**
     * A heap from inside.
     *
     * @param heap its name
     * @param mostCells how many cells each occupancy may have, at least 1
     */
    HeapInside inside(String heap, int mostCells);

    /** The last DMA faults of all devices, the newest last. */
    List<DmaFault> faults();

    /** Every open timeline of fences, by context. */
    List<TimelineStatus> timelines();

    /** Every device, by name. */
    List<DeviceStatus> devices();

    /** What the system of this machine knows of devices and heaps, by kind and name; looked up anew by each call. */
    List<FoundDevice> found();

    /** Every buffer, by number. */
    List<BufferStatus> buffers();

    /** Every collection that is open, or has buffers that a participant keeps, by number. */
    List<CollectionStatus> collections();

    /** What every bundle that uses memory is charged, by name. */
    List<AccountStatus> accounts();

    /** What all bundles have together. */
    Totals totals();

    /** How the platform is: everything is looked at anew, at a cost that grows with the number of buffers. */
    Health health();

    /** What the engine counts since it started, in a stable order. */
    List<Counter> counters();

    /**
     * Takes a reference to a buffer of anyone. It is charged to nobody and keeps the buffer until closed.
     *
     * @param id the buffer's number
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNKNOWN} if there is no such buffer
     */
    DmaBuf open(long id);

    /**
     * Takes a heap out of service: no new allocation goes to it, calls in flight end as they would, its
     * buffers move to other heaps, and what cannot stays valid. Stays so until {@link #enable} or the end of the process, also if
     * the heap's bundle is restarted. Disabling twice counts once.
     */
    void disable(String heap);

    /**
     * Moves buffers to another heap, one after the other, while whoever uses them goes on. A buffer that is in use is waited for, up to the
     * drain deadline of the engine's configuration.
     *
     * @param buffers their numbers
     * @param heap whose memory they are to have
     * @return the migration, which has begun
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNKNOWN} if there is no such buffer or heap;
     *     nothing has begun then
     */
    Migration migrate(List<Long> buffers, String heap);

    /**
     * Disables a heap, and moves its buffers to others. {@link #disable} does the same with the configured deadline.
     *
     * @param heap its name
     * @param deadline how long a buffer in use is waited for
     * @return the migration, which has begun; cancelling it does not put the heap back into service
     */
    Migration drain(String heap, Duration deadline);

    /** The migrations that are under way, and the last that ended, by number. */
    List<MigrationStatus> migrations();

    /**
     * Puts a heap back into service that was disabled or is {@link HeapStatus.State#ISOLATED isolated}. Enabling twice counts once. A
     * mapper that is isolated comes back by its name in the same way.
     */
    void enable(String heap);

    /** The rules of the policy that hold now: those that are kept, then those that are only held, each once and in order. */
    List<RuleStatus> policy();

    /**
     * Adds a rule to the policy, from the next allocation on. It is kept in the configuration {@code org.entrepot.policy}, and so
     * survives a restart. Adding twice counts once.
     *
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNSUPPORTED} if there is no configuration
     *     service to keep it, with {@link org.entrepot.api.Reason#IO} if that fails; the policy is then as before
     */
    void addRule(PolicyRule rule);

    /**
     * Takes a rule out of the configuration, and so out of the policy unless it is also held. Removing twice counts once.
     *
     * @throws org.entrepot.api.EntrepotException as {@link #addRule}
     */
    void removeRule(PolicyRule rule);

    /**
     * Adds rules for a while, from the next allocation on. They are not kept.
     *
     * @return to be closed by the caller, which ends them; the engine's stop ends them, too
     */
    HeldRules hold(List<PolicyRule> rules);
}
