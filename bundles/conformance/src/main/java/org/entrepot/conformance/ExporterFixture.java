package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PrivateMapRequest;
import org.entrepot.spi.PrivateMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A heap for each test, and what tests do with it. */
abstract class ExporterFixture extends Contract {
    static final long PAGE = PageFrames.PAGE_SIZE;

    private static final long PIECE = 16 * PAGE;

    private final ConcurrentLinkedDeque<ExportedMemory> out = new ConcurrentLinkedDeque<>();
    private Exporter exporter;

    ExporterFixture() {
        super("EXP");
    }

    /**
     * Opens the heap that is tested, as its component's activation does. Called at the start of each test, and again within
     * a test after {@link #leave}, on the same machine: then it is the heap's next life. A heap of 4 to 64 MiB that nobody
     * else uses is best; some rules take all of it.
     */
    protected abstract Exporter open();

    /**
     * Lets the heap go, as its component's deactivation does; nothing if it has none.
     *
     * @param heap that {@link #open} gave
     */
    protected abstract void leave(Exporter heap);

    /** A device that reaches the heap's memory, for the rules about what devices see; without one they are skipped. */
    protected Optional<DeviceProbe> probe() {
        return Optional.empty();
    }

    /**
     * How many bytes the heap keeps for itself beside a buffer, such as a guard page.
     *
     * @param bytes of the buffer
     */
    protected long keptBeside(long bytes) {
        return 0;
    }

    @BeforeEach
    void openTheHeap() {
        exporter = open();
    }

    @AfterEach
    void closeTheHeap() {
        giveAllBack();
        // Of a heap that could not be opened, or was skipped, there is nothing to close.
        if (exporter != null) {
            leave(exporter);
        }
    }

    final Exporter exporter() {
        return exporter;
    }

    final Capabilities capabilities() {
        return exporter.capabilities();
    }

    /** The heap's next life. */
    final void reopen() {
        exporter = open();
    }

    /** A size that is comfortable for the heap: some pages. */
    final long piece() {
        return Math.min(Math.max(PIECE, capabilities().alignment()), largest());
    }

    final long largest() {
        return capabilities().largestSize() & -PAGE;
    }

    final ExportedMemory take(long bytes) {
        return take(bytes, Constraints.NONE);
    }

    final ExportedMemory take(long bytes, Constraints constraints) {
        ExportedMemory memory = exporter.allocate(new MemoryRequest("rule", bytes, constraints, new ByteLayout(bytes)));
        out.add(memory);
        return memory;
    }

    final void give(ExportedMemory memory) {
        memory.close();
        out.remove(memory);
    }

    /** What is out, the oldest first. */
    final List<ExportedMemory> out() {
        return List.copyOf(out);
    }

    final void giveAllBack() {
        for (ExportedMemory memory = out.pollLast(); memory != null; memory = out.pollLast()) {
            memory.close();
        }
    }

    /** A refusal of one of two kinds, with words; anything else breaks the rule. */
    final EntrepotException refused(ThrowingCallable allocation, Reason... reasons) {
        EntrepotException[] refusal = new EntrepotException[1];
        assertThatThrownBy(allocation)
                .as("a refusal with one of %s", List.of(reasons))
                .isInstanceOfSatisfying(EntrepotException.class, e -> {
                    assertThat(e.reason()).as("reason of: %s", e.getMessage()).isIn((Object[]) reasons);
                    assertThat(e.getMessage()).as("message").contains(": ").contains("=");
                    refusal[0] = e;
                });
        return refusal[0];
    }

    /** The places of memory; the test is skipped if nobody tells them. */
    final List<Segment> places(ExportedMemory memory) {
        return placesIfTold(memory)
                .orElseGet(() -> abort("neither a cookie of this memory nor a private mapping tells where it is"));
    }

    /** The places of memory as its cookies tell them, or as the probe sees them where the exporter maps by itself. */
    final Optional<List<Segment>> placesIfTold(ExportedMemory memory) {
        return Places.of(memory).or(() -> placesSeen(memory, Constraints.NONE));
    }

    /** The places of memory as the probe sees them when the exporter maps it within limits; nothing if it will not. */
    final Optional<List<Segment>> placesSeen(ExportedMemory memory, Constraints limits) {
        return probe().flatMap(probe -> memory.privateMapper()
                        .flatMap(mapper -> mapPrivately(mapper, probe, limits, Direction.TO_DEVICE)))
                .map(addresses -> {
                    try (addresses) {
                        return Places.merged(addresses.segments());
                    }
                });
    }

    static boolean hasView(Capabilities capabilities) {
        return capabilities.coherencyDomain() != CoherencyDomain.INACCESSIBLE;
    }

    final DeviceProbe theProbe() {
        return probe().orElseGet(() -> abort("no probe: no device reaches this memory in the test"));
    }

    /** Maps memory for the probe, in the first way that works; the test is skipped if there is none. */
    final Reached reach(ExportedMemory memory, Direction direction) {
        DeviceProbe probe = theProbe();
        for (MappingType type : capabilities().mappingTypes()) {
            Optional<DeviceAddresses> addresses = type == MappingType.PRIVATE
                    ? memory.privateMapper().flatMap(mapper -> mapPrivately(mapper, probe, Constraints.NONE, direction))
                    : memory.cookies().stream()
                            .filter(cookie -> cookie.type() == type)
                            .findFirst()
                            .flatMap(cookie -> map(memory, cookie, probe, direction));
            if (addresses.isPresent()) {
                return new Reached(probe, addresses.get());
            }
        }
        return abort(
                "the probe's mapper takes none of the types " + capabilities().mappingTypes());
    }

    static Optional<DeviceAddresses> mapPrivately(
            PrivateMapper mapper, DeviceProbe probe, Constraints limits, Direction direction) {
        PrivateMapRequest request = new PrivateMapRequest(probe.device(), limits, direction, Orientation.ROTATE_0);
        return mapper.match(probe.device(), limits, Orientation.ROTATE_0) == Match.YES
                ? Optional.of(mapper.map(request))
                : Optional.empty();
    }

    private static Optional<DeviceAddresses> map(
            ExportedMemory memory, MemoryCookie cookie, DeviceProbe probe, Direction direction) {
        Mapper mapper = probe.mapper();
        return mapper.match(probe.device(), cookie) == Match.YES
                ? Optional.of(
                        mapper.map(new MapRequest(probe.device(), Constraints.NONE, cookie, memory.size(), direction)))
                : Optional.empty();
    }
}
