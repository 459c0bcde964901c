package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.control.BufferStatus.Placement;
import org.entrepot.control.Migration;
import org.entrepot.core.internal.migration.Migrations;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.roster.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left in a heap that is out of service is stranded, is shown so, and is at home when the heap serves again. */
class StrandedBufferTest extends CameraJoins {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Migrations migrations =
            new Migrations(machine.buffers, machine.roster, machine.notices::add, () -> SHORT);
    private DmaBuf buffer;
    private Attachment shown;
    private DeviceMapping mapping;

    @BeforeEach
    void map() {
        buffer = filled();
        shown = buffer.attach("display0");
        mapping = shown.map(Direction.TO_DEVICE);
    }

    @AfterEach
    void stop() {
        mapping.close();
        shown.close();
        buffer.close();
        migrations.close();
    }

    private Placement placement() {
        return machine.buffers.all().get(0).status().placement();
    }

    private long told(Class<? extends Notice> kind) {
        return machine.notices.stream().filter(kind::isInstance).count();
    }

    private void disable() {
        machine.roster.disable("system");
        Migration drain = migrations.drained(plenty, SHORT);
        assertThat(drain.await(LONG)).isTrue();
    }

    private void enable() {
        machine.roster.enable("system");
        migrations.enabled("system");
    }

    @Test
    void shouldBeShownInADisabledHeapOnceItCouldNotMove() {
        machine.roster.disable("system");
        Migration drain = migrations.drained(plenty, SHORT);
        assertThat(placement()).as("while it may still move").isEqualTo(Placement.AT_HOME);
        assertThat(drain.await(LONG)).isTrue();

        assertThat(placement()).isEqualTo(Placement.STRANDED);
        assertThat(told(Notice.BufferStranded.class)).isEqualTo(1);
    }

    @Test
    void shouldBeAtHomeWhenTheHeapServesAgainAndToldAnewTheNextTime() {
        disable();
        enable();

        assertThat(placement()).isEqualTo(Placement.AT_HOME);
        assertThat(told(Notice.BufferAdopted.class)).isEqualTo(1);
        disable();
        assertThat(placement()).isEqualTo(Placement.STRANDED);
        assertThat(told(Notice.BufferStranded.class)).isEqualTo(2);
    }

    @Test
    void shouldMoveWhenAnyHeapIsPutBackIntoService() {
        machine.roster.disable("cma");
        disable();
        mapping.close();

        machine.roster.enable("cma");
        migrations.enabled("cma");

        await().until(() -> buffer.exporter().equals("cma"));
        assertFilled(buffer);
    }

    @Test
    void shouldBeAdoptedByNoHeapThatDoesNotServe() {
        disable();
        machine.leave(plenty);
        migrations.left(plenty);
        Backend returned = machine.heap(system);
        migrations.arrived(returned);

        assertThat(placement()).isEqualTo(Placement.STRANDED);
        assertThat(returned.buffers()).isZero();
        enable();
        assertThat(placement()).isEqualTo(Placement.AT_HOME);
        assertThat(returned.buffers()).isEqualTo(1);
        assertThat(List.of(plenty.buffers(), told(Notice.BufferStranded.class))).containsExactly(0L, 1L);
    }
}
