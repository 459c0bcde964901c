package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Proposal;
import org.entrepot.api.Proposal.Answer;
import org.entrepot.api.Segment;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.TestMapper;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PrivateMapRequest;
import org.entrepot.spi.PrivateMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory that can be mapped in every way, and devices that want it in one. */
class NegotiationTest {
    private final TestMachine machine = new TestMachine();
    private final TestMapper mapper = new TestMapper("any0", "any", true);
    private final TestHeap heap = new TestHeap(
            "versatile",
            Capabilities.between(0, 0xffff_ffffL)
                    .mappingTypes(MappingType.PRIVATE, MappingType.DEVICE_ADDRESS, MappingType.FD)
                    .build());

    @BeforeEach
    void bringEverybodyIn() {
        machine.roster.arrive(new MappingLayer(mapper, "test", () -> 0, machine.watch));
        heap.extraCookies = List.of(
                new MemoryCookie.DeviceAddress("gpu0", "test", 0x8000_0000L, 4096), new MemoryCookie.Descriptor(3));
        heap.privateMapper = Optional.of(new OwnMapper(Match.YES));
        mapper.answer = (device, cookie) -> Match.YES;
        machine.heap(heap);
    }

    private MappingType agreed(MappingType... wanted) {
        machine.device("device0", "any", Constraints.NONE, wanted);
        try (DmaBuf buffer = allocate();
                Attachment attachment = buffer.attach("device0");
                DeviceMapping mapping = attachment.map(Direction.BIDIRECTIONAL)) {
            assertThat(mapping.segments()).hasSize(1);
            assertThat(attachment.mapper())
                    .isEqualTo(attachment.mappingType() == MappingType.PRIVATE ? "versatile-itself" : "any0");
            return attachment.mappingType();
        } finally {
            assertThat(heap.live).hasValue(0);
            assertThat(mapper.live).hasValue(0);
        }
    }

    private DmaBuf allocate() {
        return machine.buffers.allocate(AllocationRequest.bytes(4096).build(), machine.account);
    }

    @Test
    void shouldFollowTheDevicesOrder() {
        assertThat(agreed(MappingType.FD, MappingType.PRIVATE)).isEqualTo(MappingType.FD);
    }

    @Test
    void shouldPassByATypeThatTheMemoryDoesNotOffer() {
        assertThat(agreed(MappingType.PAGES, MappingType.DEVICE_ADDRESS)).isEqualTo(MappingType.DEVICE_ADDRESS);
    }

    @Test
    void shouldTryTheNextTypeWhenTheMapperSaysSo() {
        mapper.answer = (device, cookie) -> cookie instanceof MemoryCookie.Descriptor ? Match.TRY_NEXT : Match.YES;

        assertThat(agreed(MappingType.FD, MappingType.DEVICE_ADDRESS)).isEqualTo(MappingType.DEVICE_ADDRESS);
    }

    @Test
    void shouldLetTheExporterMapItselfWhenTheTypeIsPrivate() {
        assertThat(agreed(MappingType.PRIVATE)).isEqualTo(MappingType.PRIVATE);
    }

    @Test
    void shouldRefuseTheAttachmentWhenAnAnswerIsAbort() {
        mapper.answer = (device, cookie) -> Match.ABORT;
        machine.device("device0", "any", Constraints.NONE, MappingType.FD, MappingType.PRIVATE);
        try (DmaBuf buffer = allocate()) {
            assertThatThrownBy(() -> buffer.attach("device0"))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContainingAll("device0", "any0", "aborted FD");
        }
        assertThat(heap.live).hasValue(0);
    }

    @Test
    void shouldKeepWhatWasProposedInTheDevicesOrder() {
        mapper.answer = (device, cookie) -> cookie instanceof MemoryCookie.Descriptor ? Match.TRY_NEXT : Match.YES;
        machine.device(
                "device0",
                "any",
                Constraints.NONE,
                MappingType.PAGES,
                MappingType.FD,
                MappingType.DEVICE_ADDRESS,
                MappingType.PRIVATE);

        try (DmaBuf buffer = allocate();
                Attachment attachment = buffer.attach("device0")) {
            assertThat(attachment.negotiation())
                    .extracting(Proposal::type, Proposal::to, Proposal::answer)
                    .containsExactly(
                            tuple(MappingType.PAGES, "versatile", Answer.TRY_NEXT),
                            tuple(MappingType.FD, "any0", Answer.TRY_NEXT),
                            tuple(MappingType.DEVICE_ADDRESS, "any0", Answer.YES));
        }
    }

    @Test
    void shouldShowAnOperatorTheSameNegotiationAsTheApplication() {
        machine.device("device0", "any", Constraints.NONE, MappingType.PAGES, MappingType.PRIVATE);

        try (DmaBuf buffer = allocate();
                Attachment attachment = buffer.attach("device0");
                DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
            assertThat(machine.buffers.all().get(0).status().attachments())
                    .singleElement()
                    .satisfies(status -> assertThat(status.negotiation()).isEqualTo(attachment.negotiation()))
                    .satisfies(status -> assertThat(status.mapper()).isEqualTo("versatile-itself"))
                    .satisfies(status -> assertThat(status.segments())
                            .isEqualTo(mapping.segments().size()));
        }
    }

    @Test
    void shouldSayWhoWasAskedBeforeWhenAnAnswerIsAbort() {
        mapper.answer = (device, cookie) -> cookie instanceof MemoryCookie.Descriptor ? Match.TRY_NEXT : Match.ABORT;
        machine.device(
                "device0", "any", Constraints.NONE, MappingType.FD, MappingType.DEVICE_ADDRESS, MappingType.PRIVATE);

        try (DmaBuf buffer = allocate()) {
            assertThatThrownBy(() -> buffer.attach("device0"))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContainingAll(
                            "proposed [FD to any0: try the next",
                            "DEVICE_ADDRESS to any0: abort",
                            "aborted DEVICE_ADDRESS")
                    .hasMessageNotContaining("PRIVATE");
            assertThat(machine.buffers.all().get(0).status().attachments()).isEmpty();
        }
    }

    @Test
    void shouldAskNoMapperWhenTheImageIsTurned() {
        machine.device("device0", "any", Constraints.NONE, MappingType.FD, MappingType.PRIVATE);

        try (DmaBuf buffer = allocate();
                Attachment attachment = buffer.attach("device0", Orientation.ROTATE_90)) {
            assertThat(attachment.negotiation())
                    .extracting(Proposal::why)
                    .containsExactly("a mapper shows an image only as it lies", "it maps");
        }
    }

    @Test
    void shouldNameTheBusWhenNoMapperServesIt() {
        machine.device("device0", "island", Constraints.NONE, MappingType.FD, MappingType.PRIVATE);

        try (DmaBuf buffer = allocate();
                Attachment attachment = buffer.attach("device0")) {
            assertThat(attachment.negotiation().get(0))
                    .hasToString("FD to none: try the next, no mapper serves the bus island");
        }
    }

    @Test
    void shouldNameBothListsWhenNothingIsAgreedOn() {
        machine.device("device0", "any", Constraints.NONE, MappingType.PAGES);
        try (DmaBuf buffer = allocate()) {
            assertThatThrownBy(() -> buffer.attach("device0"))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContainingAll("wants one of [PAGES]", "offered [DEVICE_ADDRESS, FD, PRIVATE]");
        }
    }

    private record OwnMapper(Match answer) implements PrivateMapper {
        @Override
        public String name() {
            return "versatile-itself";
        }

        @Override
        public Match match(DeviceDescription device, Constraints constraints, Orientation orientation) {
            return answer;
        }

        @Override
        public DeviceAddresses map(PrivateMapRequest request) {
            return new DeviceAddresses() {
                @Override
                public List<Segment> segments() {
                    return List.of(new Segment(0x6000_0000L, 4096));
                }

                @Override
                public void close() {
                    // A window of the test needs no undoing.
                }
            };
        }
    }
}
