package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.account.Account;
import org.junit.jupiter.api.Test;

class LeakReportTest {
    private final TestMachine machine = new TestMachine();
    private final Account other = machine.accounts.of(8, "org.example.other");

    @Test
    void shouldSayOnceForEachBundleHowMuchWasOpenTheLargestPlaceFirst() {
        machine.heap(TestHeap.system("system"));
        machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE);
        allocate(1 << 12, machine.account);
        DmaBuf mapped = allocate(1 << 20, machine.account);
        Attachment attachment = mapped.attach("camera0");
        assertThat(attachment.map(Direction.FROM_DEVICE).isOpen()).isTrue();
        allocate(1 << 16, other);

        List<String> reports = LeakReport.cut(machine.buffers.all(), "its bundle stopped");

        assertThat(reports).hasSize(2);
        assertThat(reports.get(0))
                .startsWith(
                        "org.example.app had 2 buffers with 1052672 bytes, 1 attachments and 1 mappings open when its"
                                + " bundle stopped")
                .contains("Allocated by:\n  ");
        assertThat(reports.get(1)).startsWith("org.example.other had 1 buffers with 65536 bytes");
        assertThat(machine.accounts.totals().inUse().mappings()).isZero();
        assertThat(machine.buffers.all()).isEmpty();
    }

    @Test
    void shouldReportNothingWhenAllWasClosed() {
        machine.heap(TestHeap.system("system"));
        DmaBuf closed = allocate(1 << 12, machine.account);
        List<Buffer> before = machine.buffers.all();
        closed.close();

        assertThat(LeakReport.cut(before, "its bundle stopped")).isEmpty();
    }

    private DmaBuf allocate(long bytes, Account account) {
        return machine.buffers.allocate(AllocationRequest.bytes(bytes).build(), account);
    }
}
