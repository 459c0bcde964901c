package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.control.BufferStatus;
import org.junit.After;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.log.LogReaderService;

/** Heaps come, change and go by configuration alone. */
@ExamReactorStrategy(PerMethod.class)
public class SecondInstanceStory extends Storyteller {
    private static final AllocationRequest FOR_CAMERA =
            AllocationRequest.bytes(1 << 20).devices("camera0").build();
    private static final long BASE = 0x2000_0000L;
    private static final long BYTES = 16L << 20;

    @Inject
    private Allocator allocator;

    @After
    public void leaveNothing() {
        assertThat(control.buffers()).isEmpty();
    }

    @Test
    public void shouldServeFromASecondHeapWhenItsConfigurationAppears() throws IOException {
        second("cma2", BASE);
        heaps.awaitServing("cma2");
        control.disable("cma");

        try (DmaBuf buffer = allocator.allocate(FOR_CAMERA)) {
            assertThat(buffer.exporter()).isEqualTo("cma2");
        }
    }

    @Test
    public void shouldPreferTheSecondHeapWhenItsRankingIsHigher() throws IOException {
        heaps.configure(
                Heaps.CMA,
                "second",
                Map.of("entrepot.exporter", "cma2", "region.base", BASE, "region.bytes", BYTES, "service.ranking", 10));
        heaps.awaitServing("cma2");

        try (DmaBuf buffer = allocator.allocate(FOR_CAMERA)) {
            assertThat(buffer.exporter()).isEqualTo("cma2");
        }
    }

    @Test
    public void shouldKeepMemoryWhenItsHeapsConfigurationIsDeleted() throws IOException {
        Configuration second = second("cma2", BASE);
        heaps.awaitServing("cma2");
        control.disable("cma");

        try (DmaBuf buffer = allocator.allocate(FOR_CAMERA)) {
            write(buffer, (byte) 42);
            second.delete();
            heaps.awaitGone("cma2");

            assertThat(read(buffer)).isEqualTo((byte) 42);
            assertThat(control.buffers())
                    .extracting(BufferStatus::placement)
                    .containsExactly(BufferStatus.Placement.STRANDED);
        }
    }

    @Test
    public void shouldLeaveMemoryOfAnEarlierLifeAloneWhenTheHeapComesBack() throws IOException {
        Configuration first = second("cma2", BASE);
        heaps.awaitServing("cma2");
        control.disable("cma");

        try (DmaBuf old = allocator.allocate(FOR_CAMERA)) {
            write(old, (byte) 42);
            first.delete();
            heaps.awaitGone("cma2");
            second("cma2", BASE);
            heaps.awaitServing("cma2");

            try (DmaBuf young = allocator.allocate(FOR_CAMERA)) {
                assertThat(young.exporter()).isEqualTo("cma2");
                write(young, (byte) 7);
                assertThat(read(old)).isEqualTo((byte) 42);
            }
        }
    }

    @Test
    public void shouldSayWhichValueIsWrongAndNotServeWhenAConfigurationIsBad() throws IOException {
        second("cma2", 4097L);

        awaitLogged("region.base=4097");
        assertThat(heaps.isServing("cma2")).isFalse();
        assertThat(heaps.isServing("cma")).isTrue();
    }

    @Test
    public void shouldSayWhoseTheRangeIsAndNotServeWhenTwoHeapsOverlap() throws IOException {
        second("cma2", 0x3000_0000L);

        awaitLogged("heap cma");
        assertThat(heaps.isServing("cma2")).isFalse();
        assertThat(heaps.isServing("cma")).isTrue();
    }

    @Test
    public void shouldServeWhenABadValueIsCorrected() throws IOException {
        second("cma2", 4097L);
        awaitLogged("region.base=4097");

        second("cma2", BASE);

        heaps.awaitServing("cma2");
    }

    private Configuration second(String name, long base) throws IOException {
        return heaps.configure(
                Heaps.CMA, "second", Map.of("entrepot.exporter", name, "region.base", base, "region.bytes", BYTES));
    }

    private void awaitLogged(String words) {
        await().atMost(Heaps.PATIENCE)
                .untilAsserted(() -> assertThat(logged()).anyMatch(entry -> entry.contains(words)));
    }

    /** What was logged, each entry with all that caused it; Equinox has a log of its own beside Felix's. */
    private List<String> logged() throws InvalidSyntaxException {
        return context.getServiceReferences(LogReaderService.class, null).stream()
                .flatMap(log -> Collections.list(context.getService(log).getLog()).stream())
                .map(entry -> entry.getMessage() + causes(entry.getException()))
                .toList();
    }

    private static String causes(Throwable failure) {
        return failure == null ? "" : " <- " + failure + causes(failure.getCause());
    }

    private static void write(DmaBuf buffer, byte value) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            access.view().put(0, value);
        }
    }

    private static byte read(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            return access.view().get(0);
        }
    }
}
