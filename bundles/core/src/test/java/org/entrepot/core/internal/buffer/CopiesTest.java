package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.spi.Copier;
import org.junit.jupiter.api.Test;

class CopiesTest {
    private static final int MIB = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<RuntimeException> failures = new ArrayList<>();
    private final CallWatch watch = new CallWatch(Duration.ofSeconds(30), 0, (who, e) -> failures.add(e));
    private final Copies copies = new Copies(failures::add);

    @Test
    void shouldCopyByTheJvmWhereThereIsNoCopier() {
        assertCopied(9 * MIB + 17);
    }

    @Test
    void shouldCopyByACopierAndTheRestByTheJvm() {
        TestCopier copier = new TestCopier();
        copies.engage(copier, "test", watch);

        assertCopied(32 * MIB + 17);

        assertThat(copier.pieces).containsExactly(32 * MIB);
    }

    @Test
    void shouldNotAskACopierForFewerBytesThanPay() {
        TestCopier copier = new TestCopier();
        copies.engage(copier, "test", watch);

        assertCopied(MIB - 1);

        assertThat(copier.pieces).isEmpty();
    }

    @Test
    void shouldAskTheNextCopierWhenOneDoesNotKnowTheMemory() {
        TestCopier stranger = new TestCopier();
        stranger.knowing = false;
        TestCopier second = new TestCopier();
        copies.engage(stranger, "stranger", watch);
        copies.engage(second, "second", watch);

        assertCopied(MIB);

        assertThat(stranger.pieces).isEmpty();
        assertThat(second.pieces).containsExactly(MIB);
    }

    @Test
    void shouldCopyByTheJvmAndTellWhenACopierFails() {
        TestCopier copier = new TestCopier();
        copier.step = () -> {
            throw new IllegalStateException("no channel");
        };
        copies.engage(copier, "org.example.dma", watch);

        assertCopied(2 * MIB);

        assertThat(failures).singleElement().satisfies(e -> assertThat(e)
                .hasMessageContainingAll("copier of org.example.dma", "no channel"));
    }

    @Test
    void shouldHaveEveryCopierReadyWhatIsAboutToBeWrittenOfAnySize() {
        TestCopier failing = new TestCopier();
        failing.step = () -> {
            throw new IllegalStateException("no pages");
        };
        TestCopier second = new TestCopier();
        copies.engage(failing, "failing", watch);
        copies.engage(second, "second", watch);

        copies.prepare(ByteBuffer.allocateDirect(4096), 4096);

        assertThat(second.prepared).containsExactly(4096);
        assertThat(failures).singleElement().satisfies(e -> assertThat(e)
                .hasMessageContainingAll("copier of failing", "no pages"));
    }

    @Test
    void shouldNotAskACopierThatWasDismissed() {
        TestCopier copier = new TestCopier();
        copies.engage(copier, "test", watch);

        assertThat(copies.dismiss(copier, SOON)).isZero();

        assertCopied(MIB);
        assertThat(copier.pieces).isEmpty();
    }

    @Test
    void shouldLetACopierGoOnlyWhenItsCallHasEnded() throws Exception {
        TestCopier copier = new TestCopier();
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        copier.step = () -> {
            within.countDown();
            await(goOn);
        };
        copies.engage(copier, "test", watch);
        CompletableFuture<Void> copying = CompletableFuture.runAsync(() -> assertCopied(MIB));
        await(within);

        assertThat(copies.dismiss(copier, Duration.ofMillis(1))).isEqualTo(1);

        goOn.countDown();
        copying.get(10, TimeUnit.SECONDS);
        assertThat(copier.pieces).containsExactly(MIB);
    }

    private void assertCopied(int bytes) {
        ByteBuffer source = pattern(bytes + 1).asReadOnlyBuffer();
        ByteBuffer target = ByteBuffer.allocateDirect(bytes + 1);

        copies.copy(source, target, bytes);

        assertThat(target.slice(0, bytes).mismatch(source.slice(0, bytes))).isEqualTo(-1);
        assertThat(target.get(bytes)).isZero();
    }

    private static ByteBuffer pattern(int bytes) {
        ByteBuffer pattern = ByteBuffer.allocateDirect(bytes);
        IntStream.range(0, bytes).forEach(i -> pattern.put(i, (byte) (i % 251 + 1)));
        return pattern;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Copies from 1 MiB on, and remembers what. */
    private static final class TestCopier implements Copier {
        private final List<Integer> pieces = new ArrayList<>();
        private final List<Integer> prepared = new ArrayList<>();
        private Runnable step = () -> {};
        private boolean knowing = true;

        @Override
        public int leastBytes() {
            return MIB;
        }

        @Override
        public boolean copy(ByteBuffer source, int from, ByteBuffer target, int to, int bytes) {
            step.run();
            if (knowing) {
                pieces.add(bytes);
                target.put(to, source, from, bytes);
            }
            return knowing;
        }

        @Override
        public void prepare(ByteBuffer target, int bytes) {
            step.run();
            prepared.add(bytes);
        }
    }
}
