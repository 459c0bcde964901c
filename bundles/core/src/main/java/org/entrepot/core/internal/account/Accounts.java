package org.entrepot.core.internal.account;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.entrepot.control.AccountStatus;

/** The accounts of all bundles that use memory. A bundle keeps its account until it stops. */
public final class Accounts {
    private final Map<Long, Account> byBundle = new ConcurrentHashMap<>();
    private final long limit;
    private final long exactSites;

    /**
     * Opens the books.
     *
     * @param limit the most bytes each bundle may have
     * @param exactSites for how many open buffers of a bundle the allocation site is looked up each time
     */
    public Accounts(long limit, long exactSites) {
        this.limit = limit;
        this.exactSites = exactSites;
    }

    /** The account of a bundle, opened if there is none. */
    public Account of(long bundleId, String bundle) {
        return byBundle.computeIfAbsent(bundleId, id -> new Account(id, bundle, limit, exactSites));
    }

    /** Closes the account of a bundle that stopped. */
    public void close(long bundleId) {
        byBundle.remove(bundleId);
    }

    /** All accounts, by name. */
    public List<AccountStatus> statuses() {
        return byBundle.values().stream()
                .map(Account::status)
                .sorted(Comparator.comparing(AccountStatus::bundle))
                .toList();
    }
}
