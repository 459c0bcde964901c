package org.entrepot.core.internal.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AllocationSitesTest {
    private static final int EXACT = 4;

    private final AllocationSites sites = new AllocationSites();

    @Test
    void shouldNameTheFirstFrameOutsideTheEngineWhenFewBuffersAreOpen() {
        assertThat(sites.here(EXACT - 1, EXACT).toString())
                .doesNotContain(Site.NEAR)
                .contains("org.junit");
    }

    @Test
    void shouldNameTheApplicationWhenItAllocatesInAStream() {
        List<String> found =
                Stream.of(0L).map(open -> sites.here(open, EXACT).toString()).toList();

        assertThat(found).singleElement().asString().startsWith("org.junit");
    }

    @Test
    void shouldNameTheLibraryWhenNobodyElseIsOnTheStack() throws InterruptedException {
        AtomicReference<String> site = new AtomicReference<>();
        Thread bare = new Thread(() -> site.set(sites.here(0, EXACT).toString()));
        bare.start();
        bare.join();

        assertThat(site.get()).startsWith("java.lang.Thread.run");
    }

    @Test
    void shouldLookUpOneInSixtyFourWhenManyBuffersAreOpen() {
        long looked = IntStream.range(0, 640)
                .mapToObj(i -> sites.here(EXACT, EXACT).toString())
                .filter(site -> !site.startsWith(Site.NEAR))
                .count();

        assertThat(looked).isEqualTo(10);
    }

    @Test
    void shouldCarryWhatTheLastLookFoundWhenItLooksNot() {
        String found = sites.here(EXACT, EXACT).toString();

        assertThat(sites.here(EXACT, EXACT).toString()).isEqualTo(Site.NEAR + found);
    }
}
