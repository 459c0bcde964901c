package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;

/** Buffers and the devices attached to them. */
abstract class BufferDeviceRules extends BufferPoolRules {
    @Rule("BUF-10")
    void shouldRefuseADeviceThatIsNotHere() {
        try (DmaBuf buffer = take()) {
            assertFails(Reason.UNKNOWN, () -> buffer.attach("nobody0"));
        }
    }

    @Rule("BUF-11")
    void shouldMapExactlyTheBuffer() {
        String device = device();
        try (DmaBuf buffer = take();
                Attachment attachment = buffer.attach(device);
                DeviceMapping mapping = attachment.map(Direction.BIDIRECTIONAL)) {
            assertThat(attachment).returns(device, Attachment::device).returns(buffer.id(), Attachment::buffer);
            assertThat(mapping)
                    .returns(device, DeviceMapping::device)
                    .returns(buffer.id(), DeviceMapping::buffer)
                    .returns(buffer.size(), DeviceMapping::size)
                    .returns(Direction.BIDIRECTIONAL, DeviceMapping::direction);
            assertThat(mapping.segments().stream().mapToLong(Segment::length).sum())
                    .isEqualTo(buffer.size());
            assertThat(mapping.segments()).isUnmodifiable();
        }
    }

    @Rule("BUF-12")
    void shouldGiveEqualMappingsEqualAddresses() {
        try (DmaBuf buffer = take();
                Attachment one = buffer.attach(device());
                Attachment other = buffer.attach(device());
                DeviceMapping first = one.map(Direction.TO_DEVICE);
                DeviceMapping again = one.map(Direction.TO_DEVICE);
                DeviceMapping shared = other.map(Direction.TO_DEVICE)) {
            assertThat(again.segments()).as("mapped again").isEqualTo(first.segments());
            assertThat(shared.segments()).as("by another attachment").isEqualTo(first.segments());
        }
    }

    @Rule("BUF-13")
    void shouldKeepTheMemoryAsLongAsAnythingIsOpen() {
        DmaBuf buffer = take();
        fill(buffer, 1);
        Attachment attachment = buffer.attach(device());
        DeviceMapping mapping = attachment.map(Direction.TO_DEVICE);
        DmaBuf second = buffer.duplicate();
        buffer.close();
        attachment.close();

        assertThat(mapping.isOpen()).as("the mapping is open").isTrue();
        assertThat(mapping.segments()).as("its addresses").isNotEmpty();
        assertFilled(second, 1);
        second.close();
        assertThat(mapping.segments())
                .as("its addresses, of the last that is open")
                .isNotEmpty();
        mapping.close();
        mapping.close();
    }

    @Rule("BUF-14")
    void shouldRefuseUseAfterCloseAsMisuse() {
        DmaBuf buffer = take();
        Attachment attachment = buffer.attach(device());
        DeviceMapping mapping = attachment.map(Direction.TO_DEVICE);
        mapping.close();
        attachment.close();
        buffer.close();

        assertMisuse(mapping::segments);
        assertMisuse(() -> attachment.map(Direction.TO_DEVICE));
        assertMisuse(() -> buffer.attach(device()));
        assertMisuse(buffer::duplicate);
    }

    @Rule("BUF-15")
    void shouldServeAllDevicesOfARequest() {
        assumeTrue(devices().size() > 1, "fewer than two devices are named");
        try (DmaBuf buffer = allocator()
                .allocate(AllocationRequest.bytes(BYTES)
                        .devices(devices().toArray(String[]::new))
                        .build())) {
            for (String device : devices()) {
                try (Attachment attachment = buffer.attach(device);
                        DeviceMapping mapping = attachment.map(Direction.BIDIRECTIONAL)) {
                    assertThat(mapping.size()).as("mapped for %s", device).isEqualTo(buffer.size());
                }
            }
        }
    }

    @Rule("BUF-16")
    void shouldLetADeviceReachTheBufferWhileItIsMappedAndNoLonger() {
        DeviceProbe probe = theProbe();
        try (DmaBuf buffer = take()) {
            fill(buffer, 6);
            long address;
            try (Attachment attachment = buffer.attach(device());
                    DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
                address = mapping.segments().get(0).address();
                byte[] seen = new byte[64];
                assertThat(probe.reads(address, seen)).as("the device reads").isTrue();
                assertThat(seen).isEqualTo(Contents.bytes(6, seen.length));
                assertThat(probe.writes(address, seen))
                        .as("the device writes what it may only read")
                        .isFalse();
            }
            assertThat(probe.reads(address, new byte[1]))
                    .as("the device reads what is unmapped")
                    .isFalse();
        }
    }

    @Rule("BUF-17")
    void shouldKeepALongerMappingWhenAShorterIsClosed() {
        try (DmaBuf buffer = take();
                Attachment attachment = buffer.attach(device())) {
            DeviceMapping first = attachment.map(Direction.TO_DEVICE);
            DeviceMapping second = attachment.map(Direction.TO_DEVICE);
            first.close();
            first.close();

            assertThat(second.isOpen()).isTrue();
            assertThat(second.segments()).isNotEmpty();
            second.close();
        }
    }

    @Rule("BUF-18")
    void shouldOutliveItsHeap() {
        Runnable departure = departure().orElseGet(() -> abort("no departure: the test cannot let a heap go"));
        try (DmaBuf buffer = allocator().allocate(request())) {
            fill(buffer, 8);
            departure.run();

            assertFilled(buffer, 8);
            assertThatThrownBy(() -> allocator().allocate(request())).isInstanceOf(RuntimeException.class);
        }
    }
}
