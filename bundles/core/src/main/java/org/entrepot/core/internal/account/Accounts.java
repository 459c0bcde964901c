package org.entrepot.core.internal.account;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.Totals;
import org.entrepot.core.internal.notice.Notice;

/** The accounts of all bundles that use memory. A bundle keeps its account until it stops. */
public final class Accounts {
    private static final int NAMED = 3;

    private final Map<Long, Account> byBundle = new ConcurrentHashMap<>();
    private final Tally inAll = new Tally();
    private final Consumer<Notice> notices;
    private volatile AccountTerms terms;
    private volatile boolean closed;

    /**
     * Opens the books.
     *
     * @param terms what counts until others are settled
     * @param notices told of large allocations, and of limits that refuse: quick
     */
    public Accounts(AccountTerms terms, Consumer<Notice> notices) {
        this.terms = terms;
        this.notices = notices;
    }

    /** Lets other terms count from now on. What is in use beyond a limit that is lower now stays; nothing comes to it. */
    public void settle(AccountTerms next) {
        terms = next;
    }

    AccountTerms terms() {
        return terms;
    }

    Tally inAll() {
        return inAll;
    }

    void tell(Notice notice) {
        notices.accept(notice);
    }

    /** Who has the most of a measure, for people. */
    String most(Measure measure) {
        return byBundle.values().stream()
                .sorted(Comparator.comparingLong((Account account) -> account.has(measure))
                        .reversed())
                .limit(NAMED)
                .map(account -> account.bundle() + "=" + account.has(measure))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** The account of a bundle, opened if there is none; once the books are closed it is closed, too. */
    public Account of(long bundleId, String bundle) {
        Account found = byBundle.computeIfAbsent(bundleId, id -> new Account(id, bundle, this));
        if (closed) {
            found.close();
        }
        return found;
    }

    /** Closes all accounts, and those that are opened from now on: the engine stops. */
    public void close() {
        closed = true;
        byBundle.values().forEach(Account::close);
    }

    /** Closes the account of a bundle that stopped; if it is started again it gets another. */
    public void close(long bundleId) {
        Account last = byBundle.remove(bundleId);
        if (last != null) {
            last.close();
        }
    }

    /** All accounts, by name. */
    public List<AccountStatus> statuses() {
        return byBundle.values().stream()
                .map(Account::status)
                .sorted(Comparator.comparing(AccountStatus::bundle))
                .toList();
    }

    /** What all bundles have together, those that stopped and whose buffers others keep among them. */
    public Totals totals() {
        return new Totals(inAll.amounts(), terms.inAll(), inAll.highWater());
    }
}
