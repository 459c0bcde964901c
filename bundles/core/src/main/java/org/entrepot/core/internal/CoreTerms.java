package org.entrepot.core.internal;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.entrepot.control.Amounts;
import org.entrepot.control.HeapStatus;
import org.entrepot.core.internal.account.AccountTerms;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.notice.NoticeBoard;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.roster.Roster.Isolation;
import org.entrepot.spi.ConfiguredNumber;

/**
 * What is configured of the engine.
 *
 * @param accounts what bundles may have, and what of it is news
 * @param drainDeadline for how long a service that leaves is waited for
 * @param callDeadline after how long a call hangs; zero for never
 * @param faultsUntilIsolation how many faults in a row isolate a service; 0 for no number
 */
record CoreTerms(AccountTerms accounts, Duration drainDeadline, Duration callDeadline, int faultsUntilIsolation) {
    private static final int LONGEST_CALL_MILLIS = 600_000;

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    static CoreTerms of(CoreConfig config) {
        return new CoreTerms(
                accounts(config),
                Duration.ofMillis(between("drain.deadlineMillis", 0, 60_000).read(config::drain_deadlineMillis)),
                Duration.ofMillis(
                        between("call.deadlineMillis", 0, LONGEST_CALL_MILLIS).read(config::call_deadlineMillis)),
                between("call.faultsUntilIsolation", 0, Integer.MAX_VALUE).readInt(config::call_faultsUntilIsolation));
    }

    private static AccountTerms accounts(CoreConfig config) {
        Amounts perBundle = new Amounts(
                between("limit.bytesPerBundle", 4096, Long.MAX_VALUE).read(config::limit_bytesPerBundle),
                limit("limit.buffersPerBundle", config::limit_buffersPerBundle),
                limit("limit.mappingsPerBundle", config::limit_mappingsPerBundle));
        Amounts inAll = new Amounts(
                limit("limit.bytes", config::limit_bytes),
                limit("limit.buffers", config::limit_buffers),
                limit("limit.mappings", config::limit_mappings));
        return new AccountTerms(
                perBundle,
                inAll,
                between("sites.exact", 0, Long.MAX_VALUE).read(config::sites_exact),
                limit("events.allocatedBytes", config::events_allocatedBytes));
    }

    /** A number of which 0 says that there is none. */
    private static long limit(String key, LongSupplier value) {
        long read = between(key, 0, Long.MAX_VALUE).read(value);
        return read == 0 ? Amounts.UNLIMITED : read;
    }

    private static ConfiguredNumber between(String key, long least, long most) {
        return ConfiguredNumber.between(CoreConfig.PID, key, least, most);
    }

    /** The watch over calls into other bundles; what it finds, and who is isolated, is put on the board. */
    CallWatch watch(NoticeBoard notices, Roster roster) {
        roster.onIsolation(isolation -> notices.post(told(isolation)));
        return new CallWatch(callDeadline, faultsUntilIsolation, notices::failed);
    }

    private static Notice told(Isolation isolation) {
        String why = String.valueOf(isolation.why().getMessage());
        return isolation.who() instanceof Backend backend
                ? new Notice.HeapChanged(backend.name(), HeapStatus.State.ISOLATED, why)
                : new Notice.CallFailed(isolation.who().toString(), "its calls, and is isolated", why, isolation.why());
    }
}
