package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Proposal;
import org.entrepot.api.Segment;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.BufferStatus.AttachmentStatus;
import org.junit.jupiter.api.Test;

class DrawingTest {
    /** A buffer that one device sees through a mapper and another through the exporter itself. */
    private static final BufferStatus SHARED = new BufferStatus(
            7,
            "frame",
            8192,
            ImageLayout.of(PixelFormat.NV12, 64, 48, 128, 1),
            "tiler",
            BufferStatus.Placement.STRANDED,
            "org.example.app",
            4,
            2,
            List.of(
                    new AttachmentStatus(
                            "camera0",
                            Orientation.ROTATE_0,
                            MappingType.PAGES,
                            "direct0",
                            List.of(new Proposal(MappingType.PAGES, "direct0", Proposal.Answer.YES, "it maps")),
                            1,
                            3),
                    new AttachmentStatus(
                            "display0",
                            Orientation.ROTATE_90,
                            MappingType.PRIVATE,
                            "tiler",
                            List.of(
                                    new Proposal(
                                            MappingType.PAGES,
                                            "direct0",
                                            Proposal.Answer.TRY_NEXT,
                                            "a mapper shows an image only as it lies"),
                                    new Proposal(MappingType.PRIVATE, "tiler", Proposal.Answer.YES, "it maps")),
                            0,
                            0)),
            "App.main(App.java:9)");

    private final TestMachine machine = new TestMachine();

    @Test
    void shouldShowNameFillAndOriginWhenAHeapIsDrawn() {
        assertThat(Drawing.text(new Views.Heaps(machine.heaps())))
                .contains("HEAP", "plenty", "SERVING", "4 KiB", "1 MiB", "0x1000-0xffff", "emulated");
    }

    @Test
    void shouldShowWhatItCannotWhenADeviceIsDrawn() {
        assertThat(Drawing.text(new Views.Devices(machine.devices())))
                .contains("camera0", "direct0", "32 bits", "any")
                .endsWith("""
                        DEVICE   SET BY THE OPERATOR  TO  DECLARED
                        camera0  addressBits          32  40""");
    }

    @Test
    void shouldShowOwnerAndPlaceWhenABufferIsDrawn() {
        machine.allocate(AllocationRequest.bytes(4096).build());

        assertThat(Drawing.text(new Views.Buffers(machine.buffers(), machine.counters())))
                .contains("4 KiB", "at home", "org.entrepot.console");
    }

    @Test
    void shouldShowWhatMovedWhenBuffersAreDrawn() {
        assertThat(Drawing.text(new Views.Buffers(List.of(SHARED), machine.counters())))
                .contains("MOVES")
                .endsWith("since the engine started: moves 3");
        assertThat(Drawing.text(new Views.Accounts(machine.accounts(), machine.totals())))
                .contains("MOVES", "1 MiB, 64 mappings", "limits: none");
    }

    @Test
    void shouldSayThatABufferHasNoMemoryYet() {
        BufferStatus unused = new BufferStatus(
                8,
                "lazy",
                4096,
                new ByteLayout(4096),
                DmaBuf.NONE_YET,
                BufferStatus.Placement.NOWHERE,
                "org.example.app",
                2,
                0,
                List.of(new AttachmentStatus(
                        "camera0", Orientation.ROTATE_0, MappingType.PAGES, "direct0", List.of(), 0, 0)),
                "App.main(App.java:9)");

        assertThat(Drawing.text(new Views.Buffers(List.of(unused), List.of())))
                .contains("none yet", "not used yet", "perhaps direct0 by PAGES");
        assertThat(Drawing.text(new Views.OneBuffer(unused)))
                .contains("none yet, not used yet", "direct0, as expected");
    }

    @Test
    void shouldSayWhatAnAttachmentCost() {
        Attachment attachment =
                machine.allocate(AllocationRequest.bytes(4096).build()).attach("camera0");

        assertThat(Drawing.text(new Views.Attached(attachment, "system", "cma", 1, 4096)))
                .endsWith("; for it the buffer moved from system to cma, 4 KiB copied");
        assertThat(Drawing.text(new Views.Attached(attachment, "cma", "cma", 0, 4096)))
                .doesNotContain("moved");
    }

    @Test
    void shouldShowWhoMapsWhenABufferIsAttached() {
        assertThat(Drawing.text(new Views.Buffers(List.of(SHARED), List.of())))
                .contains("camera0*, display0", "direct0 by PAGES, tiler by PRIVATE");
    }

    @Test
    void shouldShowPlanesAndNegotiationWhenOneBufferIsDrawn() {
        assertThat(Drawing.text(new Views.OneBuffer(SHARED))).isEqualTo("""
                buffer 7 (frame)
                  layout        64x48 NV12
                  size          8 KiB
                  heap          tiler, stranded
                  moves         2
                  references    4
                  owner         org.example.app
                  allocated by  App.main(App.java:9)

                PLANE  OFFSET  STRIDE  ROWS
                    0       0     128    48
                    1    6144     128    24

                DEVICE    SEEN        TYPE     MAPPED BY                    MAPPINGS  SEGMENTS
                camera0   as it lies  PAGES    direct0, a mapper by cookie         1         3
                display0  ROTATE_90   PRIVATE  tiler, the exporter itself          0         -

                DEVICE    PROPOSED  TO       ANSWER        WHY
                camera0   PAGES     direct0  yes           it maps
                display0  PAGES     direct0  try the next  a mapper shows an image only as it lies
                display0  PRIVATE   tiler    yes           it maps""");
    }

    @Test
    void shouldTakeOneLineForManySegmentsWhenTheyAreEquallyFarApart() {
        List<Segment> rows = List.of(
                new Segment(0x6000_0000L, 640),
                new Segment(0x6000_4000L, 640),
                new Segment(0x6000_8000L, 640),
                new Segment(0x7000_0000L, 640),
                new Segment(0x6800_0000L, 4096),
                new Segment(0x6800_1000L, 8192));

        assertThat(Drawing.text(new Views.Mapped(7, "camera0", Direction.TO_DEVICE, rows)))
                .isEqualTo("""
                buffer 7 for camera0, TO_DEVICE
                SEGMENT  DEVICE ADDRESS  LENGTH   APART
                    0-2      0x60000000   640 B  16 KiB
                      3      0x70000000   640 B
                      4      0x68000000   4 KiB
                      5      0x68001000   8 KiB""");
    }

    @Test
    void shouldShowReachGroupAndAccessWhenTheKernelsDevicesAreDrawn() {
        assertThat(Drawing.text(new Views.Found(machine.found()))).isEqualTo("""
                FOUND         KIND         BUS               DRIVER                          REACH  I/O MMU          NODE         ACCESS  WHAT
                0000:00:03.0  pci          pci-0000:00:03.0  virtio-pci  64 bits, coherent 32 bits  group 7, DMA-FQ  -            -       network, 1af4:1041
                video0        video4linux  platform-vivid.0  -                             unknown  none             /dev/video0  denied  vivid

                to use what is closed
                  /dev/video0  be in the group video""");
    }

    @Test
    void shouldSaySoWhenTheKernelTellsOfNothing() {
        assertThat(Drawing.text(new Views.Found(List.of())))
                .startsWith("the kernel of this machine tells of no device");
        assertThat(FoundDrawing.summary(List.of()))
                .isEqualTo("the kernel knows 0 devices here; see dma:devices --machine");
    }

    @Test
    void shouldSayWhyWhenAMachineIsDrawn() {
        assertThat(Drawing.text(new Views.Machine(machine.heaps(), machine.devices(), machine.found())))
                .contains("heap plenty", "a test needs no memory", "device camera0", "a test needs no camera")
                .endsWith("the kernel knows 2 devices here (1 pci, 1 video4linux); see dma:devices --machine");
    }

    @Test
    void shouldSaySoWhenNothingIsThere() {
        assertThat(Drawing.text(new Views.Heaps(List.of()))).contains("no heap is here");
        assertThat(Drawing.text(new Views.Devices(List.of()))).contains("no device is here");
        assertThat(Drawing.text(new Views.Buffers(List.of(), List.of()))).isEqualTo("no buffer is open");
        assertThat(Drawing.text(new Views.Stranded(List.of()))).isEqualTo("no buffer is stranded");
        assertThat(Drawing.text(new Views.Accounts(List.of(), machine.totals())))
                .contains("no bundle");
    }

    @Test
    void shouldSayTheWorstFirstWhenThePlatformIsNotWell() {
        assertThat(Drawing.text(new Views.Condition(machine.health())))
                .startsWith("the platform is red\n")
                .contains("green  faults    no device", "red    stranded  2 buffers are stranded");
    }

    @Test
    void shouldLeaveItToOthersWhenATypeIsNotItsOwn() {
        assertThat(Drawing.text("text")).isNull();
    }
}
