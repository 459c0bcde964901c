package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.MappingState;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.spi.Exporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a descriptor means that went out before its buffer moved, as the page on the life of a buffer says. */
abstract class MovedDescriptorContract {
    private static final int BYTES = 1 << 20;
    private static final byte BEFORE = 1;
    private static final byte AFTER = 2;
    private static final byte SOMEBODY_ELSES = 3;
    private static final int OTHERS = 8;

    private DriverMachine machine;

    /** Two heaps whose memory has descriptors: the one that a buffer is moved out of, and where to. */
    abstract List<Exporter> heaps();

    /** The files of the machine. */
    abstract MemoryFileStore files();

    @BeforeEach
    void start() {
        machine = new DriverMachine(files(), heaps());
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    private static String name(Exporter heap) {
        return heap.description().name();
    }

    private DmaBuf filledIn(Exporter heap) {
        DmaBuf buffer = machine.allocate(BYTES);
        if (!buffer.exporter().equals(name(heap))) {
            machine.move(buffer, name(heap));
        }
        fill(buffer, BEFORE);
        return buffer;
    }

    private static void fill(DmaBuf buffer, byte value) {
        byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, value);
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            access.view().put(0, bytes);
        }
    }

    /** As another program would hold it: a duplicate, mapped. */
    private static KernelDmaBuf duplicated(ImportedBuffer imported) {
        return new KernelDmaBuf(Fcntl.fcntl(imported.descriptor(), Fcntl.F_DUPFD_CLOEXEC, 0), BYTES);
    }

    /** Which values its bytes have. */
    private static Set<Byte> values(KernelDmaBuf buffer) {
        Set<Byte> values = new TreeSet<>();
        ByteBuffer view = buffer.view();
        while (view.hasRemaining()) {
            values.add(view.get());
        }
        return values;
    }

    @Test
    void shouldLeadToTheFormerMemoryAndLetTheNextMappingHaveAnother() {
        String target = name(heaps().get(1));
        try (DmaBuf buffer = filledIn(heaps().get(0));
                Attachment gpu = buffer.attach(DriverMachine.DEVICE);
                DeviceMapping stale = gpu.map(Direction.TO_DEVICE);
                KernelDmaBuf held = duplicated(machine.imported(stale))) {
            ImportedBuffer before = machine.imported(stale);

            machine.move(buffer, target);
            fill(buffer, AFTER);

            assertThat(stale.state()).isEqualTo(MappingState.STALE);
            assertThat(machine.imported(stale)).isEqualTo(before);
            assertThat(values(held)).containsExactly(BEFORE);
            try (DeviceMapping current = gpu.map(Direction.TO_DEVICE);
                    KernelDmaBuf moved = duplicated(machine.imported(current))) {
                assertThat(machine.imported(current)).isNotEqualTo(before);
                assertThat(machine.imported(current).descriptor()).isNotEqualTo(before.descriptor());
                assertThat(values(moved)).containsExactly(AFTER);
            }
            assertThat(machine.letGo).doesNotContain(before);
        }
    }

    @Test
    void shouldShowItsOwnBytesAndNobodyElsesToWhoeverKeepsIt() {
        Exporter source = heaps().get(0);
        try (DmaBuf buffer = filledIn(source);
                Attachment gpu = buffer.attach(DriverMachine.DEVICE)) {
            DeviceMapping stale = gpu.map(Direction.TO_DEVICE);
            ImportedBuffer before = machine.imported(stale);
            try (KernelDmaBuf held = duplicated(before)) {
                machine.move(buffer, name(heaps().get(1)));
                stale.close();
                assertThat(machine.letGo).containsExactly(before);
                assertThat(source.usage().used()).isZero();

                useMemoryOf(source);

                assertThat(values(held)).containsExactly(BEFORE);
            }
        }
    }

    /** Takes as much again, and more, and writes all of it. */
    private void useMemoryOf(Exporter heap) {
        List<DmaBuf> others = new ArrayList<>();
        try {
            for (int i = 0; i < OTHERS; i++) {
                DmaBuf other = machine.allocate(BYTES);
                others.add(other);
                if (!other.exporter().equals(name(heap))) {
                    machine.move(other, name(heap));
                }
                fill(other, SOMEBODY_ELSES);
            }
        } finally {
            others.forEach(DmaBuf::close);
        }
    }

    @Test
    void shouldBeAnotherWhenTheBufferComesBack() {
        try (DmaBuf buffer = filledIn(heaps().get(0));
                Attachment gpu = buffer.attach(DriverMachine.DEVICE);
                DeviceMapping first = gpu.map(Direction.TO_DEVICE);
                KernelDmaBuf held = duplicated(machine.imported(first))) {
            machine.move(buffer, name(heaps().get(1)));
            machine.move(buffer, name(heaps().get(0)));
            fill(buffer, AFTER);

            try (DeviceMapping again = gpu.map(Direction.TO_DEVICE)) {
                assertThat(machine.imported(again)).isNotEqualTo(machine.imported(first));
            }
            assertThat(values(held)).containsExactly(BEFORE);
        }
    }
}
