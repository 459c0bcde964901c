package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Capabilities;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.control.Amounts;
import org.entrepot.control.BufferStatus.Placement;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.spi.Exporter;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;

class EngineTest {
    private static final AllocationRequest REQUEST =
            AllocationRequest.bytes(1 << 20).build();

    private final Engine engine = Framework.engine();
    private final TestHeap small = TestHeap.system("a-small");
    private final TestHeap other = TestHeap.system("b-other");

    @Test
    void shouldMakeNewPlansWhenTheServicePropertiesOfAnExporterAreModified() {
        ServiceReference<Exporter> reference = Framework.reference(1);
        engine.bindExporter(small, reference);
        engine.bindExporter(other, Framework.reference(2));
        Plan before = engine.selection().plan(REQUEST);
        small.capabilities =
                Capabilities.between(0, 0xffff).largestSize(1 << 16).build();

        engine.updatedExporter(reference);

        assertThat(before.candidates())
                .extracting(Object::toString)
                .containsExactly("exporter=a-small", "exporter=b-other");
        assertThat(engine.selection().plan(REQUEST).candidates())
                .extracting(Object::toString)
                .containsExactly("exporter=b-other");
    }

    @Test
    void shouldCallABufferStrandedOnceItsHeapNoLongerCoversIt() {
        ServiceReference<Exporter> reference = Framework.reference(1);
        engine.bindExporter(other, reference);
        try (DmaBuf buffer =
                engine.buffers().allocate(REQUEST, engine.accounts().of(7, "org.example.app"))) {
            assertThat(engine.buffers().all()).allMatch(one -> one.status().placement() == Placement.AT_HOME);

            other.capabilities =
                    Capabilities.between(0x2_0000_0000L, 0x2_ffff_ffffL).build();
            engine.updatedExporter(reference);

            assertThat(buffer.size()).isEqualTo(1 << 20);
            assertThat(engine.buffers().all()).allMatch(one -> one.status().placement() == Placement.STRANDED);
        }
    }

    @Test
    void shouldKeepBuffersAndRefuseMoreWhenALimitIsLoweredWhileItRuns() {
        engine.bindExporter(other, Framework.reference(1));
        Account account = engine.accounts().of(7, "org.example.app");
        try (DmaBuf buffer = engine.buffers().allocate(REQUEST, account)) {
            engine.modified(Framework.config(Map.of("limit_buffersPerBundle", 1L)));

            assertThatThrownBy(() -> engine.buffers().allocate(REQUEST, account))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContaining("limit.buffersPerBundle");
            assertThat(buffer.size()).isEqualTo(1 << 20);
            assertThat(engine.buffers().all()).hasSize(1);
        }
    }

    @Test
    void shouldKeepItsTermsWhenANewOneIsOutOfItsRange() {
        assertThatThrownBy(() -> engine.modified(Framework.config(Map.of("limit_buffers", -1L, "limit_bytes", 5000L))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit.buffers=-1");

        assertThat(engine.accounts().totals().limits().bytes()).isEqualTo(Amounts.UNLIMITED);
    }

    @Test
    void shouldKeepItsPlansWhenTheExporterIsNotUsed() {
        engine.bindExporter(other, Framework.reference(2));
        Plan before = engine.selection().plan(REQUEST);

        engine.updatedExporter(Framework.reference(3));

        assertThat(engine.selection().plan(REQUEST)).isSameAs(before);
    }
}
