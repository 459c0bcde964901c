package org.entrepot.core.internal.account;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.entrepot.api.EntrepotException;
import org.entrepot.control.Amounts;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** An account never has more than its limit, and no charge is lost. */
public final class AccountRaces {
    private AccountRaces() {}

    private static Accounts books(long bytesPerBundle, long bytesInAll) {
        Amounts perBundle = new Amounts(bytesPerBundle, Amounts.UNLIMITED, Amounts.UNLIMITED);
        Amounts inAll = new Amounts(bytesInAll, Amounts.UNLIMITED, Amounts.UNLIMITED);
        return new Accounts(new AccountTerms(perBundle, inAll, 1, Amounts.UNLIMITED), notice -> {});
    }

    private static int charge(Account account, long size) {
        try {
            account.charge(size);
            return 1;
        } catch (EntrepotException full) {
            return 0;
        }
    }

    /** Room for one, wanted by two. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 6", "0, 1, 6"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "one gets it")
    @Outcome(expect = FORBIDDEN, desc = "over the limit, or refused though there is room")
    @State
    public static class TwoChargesForOne {
        private final Account account = books(10, Amounts.UNLIMITED).of(1, "races");

        @Actor
        public void one(III_Result seen) {
            seen.r1 = charge(account, 6);
        }

        @Actor
        public void other(III_Result seen) {
            seen.r2 = charge(account, 6);
        }

        @Arbiter
        public void bytes(III_Result seen) {
            seen.r3 = (int) account.status().bytes();
        }
    }

    /** Room for one in all, wanted by two bundles. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 6", "0, 1, 6"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "one gets it")
    @Outcome(expect = FORBIDDEN, desc = "over the limit, refused though there is room, or charged to the wrong bundle")
    @State
    public static class TwoBundlesForOne {
        private final Accounts books = books(Amounts.UNLIMITED, 10);
        private final Account first = books.of(1, "one");
        private final Account second = books.of(2, "other");

        @Actor
        public void one(III_Result seen) {
            seen.r1 = charge(first, 6);
        }

        @Actor
        public void other(III_Result seen) {
            seen.r2 = charge(second, 6);
        }

        @Arbiter
        public void bytes(III_Result seen) {
            long charged = first.status().bytes() + second.status().bytes();
            seen.r3 = (int) (charged == books.totals().inUse().bytes() ? charged : -1);
        }
    }

    /** A buffer is released while another is charged. */
    @JCStressTest
    @Outcome(id = "1, 6, 1", expect = ACCEPTABLE_INTERESTING, desc = "the room was free in time")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE_INTERESTING, desc = "refused: it was not")
    @Outcome(expect = FORBIDDEN, desc = "a charge is lost")
    @State
    public static class ChargeAgainstDischarge {
        private final Account account = books(10, Amounts.UNLIMITED).of(1, "races");

        public ChargeAgainstDischarge() {
            account.charge(6);
        }

        @Actor
        public void charge(III_Result seen) {
            seen.r1 = AccountRaces.charge(account, 6);
        }

        @Actor
        public void discharge() {
            account.discharge(6);
        }

        @Arbiter
        public void bytes(III_Result seen) {
            seen.r2 = (int) account.status().bytes();
            seen.r3 = (int) account.status().buffers();
        }
    }
}
