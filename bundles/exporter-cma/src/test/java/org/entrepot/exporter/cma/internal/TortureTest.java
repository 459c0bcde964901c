package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;

/** Many threads take and release memory while the region is exchanged under them. */
class TortureTest {
    private static final long SEED = Long.getLong("entrepot.seed", System.nanoTime());
    private static final long BASE = 0x3000_0000L;
    private static final long BLOCK = 2L << 20;
    private static final int USERS = 4;
    private static final int ROUNDS = 6000;

    private final Bench bench = new Bench(30);
    private final long allFrames = bench.machine.free();
    private final List<String> errors = new ArrayList<>();
    private final CmaHeap heap =
            new CmaHeap(config(BASE, 8), Bench.EMULATED, bench.machine, bench.files, Bench.keeping(errors));
    private final Set<Long> frames = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void shouldHandNoPageOutTwiceAndGetEverythingBackWhenManyThreadsUseIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(USERS + 1);
        try {
            Future<?> exchanging = threads.submit(this::exchange);
            List<Future<?>> users = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                Random random = new Random(SEED + i);
                users.add(threads.submit(() -> use(random)));
            }
            for (Future<?> user : users) {
                user.get(120, TimeUnit.SECONDS);
            }
            done.set(true);
            exchanging.get(10, TimeUnit.SECONDS);
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        assertEverythingIsBack();
    }

    private void assertEverythingIsBack() {
        heap.modified(config(BASE, 8));
        assertThat(errors).as("seed %d", SEED).isEmpty();
        assertThat(frames).as("seed %d", SEED).isEmpty();
        assertThat(heap.usage())
                .as("seed %d", SEED)
                .returns(0L, HeapUsage::used)
                .returns(0L, HeapUsage::buffers)
                .returns(8 * BLOCK, HeapUsage::capacity);
        assertThat(heap.occupancy(Integer.MAX_VALUE).get(0).cells())
                .as("seed %d", SEED)
                .doesNotContain(Use.TAKEN, Use.PARTLY, Use.STRANDED);
        heap.deactivate();
        assertThat(bench.machine.free()).as("seed %d", SEED).isEqualTo(allFrames);
        assertThat(bench.files.usage().files()).as("seed %d", SEED).isZero();
    }

    private void exchange() {
        Random random = new Random(SEED - 1);
        while (!done.get()) {
            heap.modified(config(BASE + random.nextInt(4) * BLOCK, 1 + random.nextInt(8)));
            LockSupport.parkNanos(200_000);
        }
    }

    private void use(Random random) {
        List<ExportedMemory> held = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            if (held.size() < 8 && random.nextBoolean()) {
                take(random, held);
            } else if (!held.isEmpty()) {
                release(held.remove(random.nextInt(held.size())));
            }
        }
        held.forEach(this::release);
    }

    private void take(Random random, List<ExportedMemory> held) {
        long bytes = (1L + random.nextInt(100)) * Bench.PAGE;
        try {
            ExportedMemory memory = heap.allocate(Bench.request(bytes));
            held.add(memory);
            assertThat(memory.view().getLong(0)).as("zero, seed %d", SEED).isZero();
            PageRun run = run(memory);
            memory.view().putLong(0, run.frame());
            for (long frame = run.frame(); frame < run.end(); frame++) {
                assertThat(frames.add(frame))
                        .as("frame %d once, seed %d", frame, SEED)
                        .isTrue();
            }
        } catch (EntrepotException e) {
            assertThat(e.reason()).as("seed %d: %s", SEED, e.getMessage()).isEqualTo(Reason.OUT_OF_MEMORY);
        }
    }

    private void release(ExportedMemory memory) {
        PageRun run = run(memory);
        assertThat(memory.view().getLong(0)).as("untouched, seed %d", SEED).isEqualTo(run.frame());
        for (long frame = run.frame(); frame < run.end(); frame++) {
            frames.remove(frame);
        }
        memory.close();
    }

    private static PageRun run(ExportedMemory memory) {
        return ((MemoryCookie.Pages) memory.cookies().get(0)).runs().get(0);
    }

    private static CmaHeapConfig config(long base, int blocks) {
        return Bench.configured(
                CmaHeapConfig.class,
                Map.of(
                        "region_base",
                        base,
                        "region_bytes",
                        blocks * BLOCK,
                        "tenants_percent",
                        40,
                        "pinned_percent",
                        20));
    }
}
