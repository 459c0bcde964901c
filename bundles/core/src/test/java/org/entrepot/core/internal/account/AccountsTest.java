package org.entrepot.core.internal.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.Amounts;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.notice.Notice.BufferAllocated;
import org.entrepot.core.internal.notice.Notice.LimitReached;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final Amounts NONE = new Amounts(Amounts.UNLIMITED, Amounts.UNLIMITED, Amounts.UNLIMITED);

    private final List<Notice> notices = new ArrayList<>();
    private final Accounts accounts =
            new Accounts(terms(new Amounts(1000, 3, 2), new Amounts(1500, 4, 3)), notices::add);
    private final Account one = accounts.of(1, "org.example.one");
    private final Account two = accounts.of(2, "org.example.two");

    private static AccountTerms terms(Amounts perBundle, Amounts inAll) {
        return new AccountTerms(perBundle, inAll, 256, 500);
    }

    @Test
    void shouldNameTheLimitItsValueAndTheKeyWhenABundleWantsTooManyBytes() {
        one.charge(600);

        assertRefused(
                () -> one.charge(401),
                "org.example.one",
                "has=600",
                "wants=401",
                "limit=1000",
                "raise limit.bytesPerBundle of org.entrepot.core");
        assertThat(one.status().bytes()).isEqualTo(600);
    }

    @Test
    void shouldChargeNothingWhenABundleWantsTooManyBuffers() {
        one.charge(1);
        one.charge(1);
        one.charge(1);

        assertRefused(() -> one.charge(1), "limit=3", "limit.buffersPerBundle");

        assertThat(one.status())
                .extracting(AccountStatus::buffers, AccountStatus::bytes)
                .containsExactly(3L, 3L);
        assertThat(accounts.totals().inUse()).isEqualTo(new Amounts(3, 3, 0));
    }

    @Test
    void shouldSayWhoHasTheMostWhenAllTogetherReachTheirLimit() {
        one.charge(900);

        assertRefused(
                () -> two.charge(601),
                "org.example.two",
                "limit=1500",
                "[org.example.one=900, org.example.two=0]",
                "raise limit.bytes of");
        assertThat(two.status().bytes()).isZero();
        assertThat(accounts.totals().inUse()).isEqualTo(new Amounts(900, 1, 0));
    }

    @Test
    void shouldRefuseAMappingWhenTheBundleHasItsMost() {
        one.chargeMapping();
        one.chargeMapping();

        assertRefused(one::chargeMapping, "limit.mappingsPerBundle", "limit=2");
        two.chargeMapping();
        assertRefused(two::chargeMapping, "limit.mappings of", "limit=3");

        one.dischargeMapping();
        two.chargeMapping();
        assertThat(accounts.totals().inUse().mappings()).isEqualTo(3);
    }

    @Test
    void shouldCutNothingAndRefuseMoreWhenALimitIsLoweredBelowWhatIsInUse() {
        one.charge(800);

        accounts.settle(terms(new Amounts(500, 3, 2), NONE));

        assertThat(one.status().bytes()).isEqualTo(800);
        assertThat(one.status().limits().bytes()).isEqualTo(500);
        assertRefused(() -> one.charge(1), "has=800", "limit=500");

        accounts.settle(terms(new Amounts(801, 3, 2), NONE));
        one.charge(1);
        assertThat(one.status().bytes()).isEqualTo(801);
        assertThat(one.status().refusals()).isEqualTo(1);
    }

    @Test
    void shouldTellOnceWhenABundleIsRefusedAgainAndAgain() {
        IntStream.range(0, 100).forEach(i -> assertRefused(() -> one.charge(1001), "limit=1000"));

        assertThat(notices).containsExactly(new LimitReached("org.example.one", "limit.bytesPerBundle", 1000, 0, 1001));
        assertThat(one.status().refusals()).isEqualTo(100);
    }

    @Test
    void shouldTellOfAnAllocationFromTheConfiguredSizeOn() {
        one.allocated(7, "small", 499, "cma");
        one.allocated(8, "large", 500, "cma");

        assertThat(notices).containsExactly(new BufferAllocated(8, "large", 500, "cma", "org.example.one"));
    }

    @Test
    void shouldPassNoLimitWhenManyThreadsCharge() throws Exception {
        accounts.settle(terms(new Amounts(1000, 1000, 2), new Amounts(1000, 1000, 2)));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Account account = i % 2 == 0 ? one : two;
                all.add(threads.submit(() -> chargeAndDischarge(account)));
            }
            for (Future<?> done : all) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(accounts.totals().inUse()).isEqualTo(new Amounts(0, 0, 0));
        assertThat(accounts.totals().highWater()).isBetween(300L, 1000L);
    }

    private void chargeAndDischarge(Account account) {
        for (int i = 0; i < 20_000; i++) {
            try {
                account.charge(300);
            } catch (EntrepotException e) {
                assertThat(e.reason()).isEqualTo(Reason.LIMIT);
                continue;
            }
            assertThat(accounts.totals().inUse().bytes()).isLessThanOrEqualTo(1000);
            account.discharge(300);
        }
    }

    private static void assertRefused(ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT))
                .hasMessageContainingAll(words);
    }
}
