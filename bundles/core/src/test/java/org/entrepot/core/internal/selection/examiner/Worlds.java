package org.entrepot.core.internal.selection.examiner;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Cacheability;
import org.entrepot.api.Capabilities.Supply;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.MappingType;
import org.entrepot.api.Modifier;
import org.entrepot.api.Needs;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Protection;
import org.entrepot.api.Shape;
import org.entrepot.core.internal.selection.examiner.World.Ask;
import org.entrepot.core.internal.selection.examiner.World.Dev;
import org.entrepot.core.internal.selection.examiner.World.Heap;
import org.entrepot.core.internal.selection.examiner.World.Kind;
import org.entrepot.core.internal.selection.examiner.World.Rank;
import org.entrepot.core.internal.selection.examiner.World.Shown;

/** Small worlds of all kinds. */
final class Worlds {
    /** More are refused. */
    private static final int MOST_COMBINATIONS = 64;

    private Worlds() {}

    /** Worlds with up to four heaps, four devices and one who is no device; some in which all is about the place. */
    static Arbitrary<World> any() {
        Arbitrary<World> mixed = Combinators.combine(heaps(), devices(), asks())
                .as(Worlds::whole)
                .filter(world -> Party.combinations(world).size() <= MOST_COMBINATIONS);
        return Arbitraries.frequencyOf(Tuple.of(3, mixed), Tuple.of(1, ofPlaces()));
    }

    /** Worlds of ordinary memory and of devices that want something of addresses and runs alone. */
    private static Arbitrary<World> ofPlaces() {
        Kind kind = new Kind(CoherencyDomain.CPU, Cacheability.CACHED, Protection.OPEN, Direction.BIDIRECTIONAL);
        Shown shown = new Shown(List.of(MappingType.PAGES), List.of(Orientation.ROTATE_0), true, false);
        Arbitrary<List<Heap>> heaps = Heaps.places()
                .map(place -> new Heap("h0", place, kind, shown, new Rank(Supply.PLENTY, 0, 0)))
                .list()
                .ofSize(1);
        Arbitrary<List<Dev>> devices = Combinators.combine(
                        Arbitraries.frequency(Tuple.of(4, World.DIRECT), Tuple.of(1, World.IOMMU)),
                        Limit.ofPlaces().list().ofMinSize(1).ofMaxSize(3).map(Limit::all))
                .as((bus, limits) -> new Dev(
                        "d", bus, limits, List.of(), shown.types(), Orientation.ROTATE_0, Direction.BIDIRECTIONAL))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(all -> numbered(all, (device, i) -> named(device, "d" + i)));
        Arbitrary<Ask> asks = bytes().map(shape -> new Ask(shape, CpuUse.NONE, List.of()));
        return Combinators.combine(heaps, devices, asks).as(World::new);
    }

    /** Plain bytes are not turned. */
    private static World whole(List<Heap> heaps, List<Dev> devices, Ask ask) {
        boolean bytes = ask.shape() instanceof Shape.Bytes;
        return new World(heaps, bytes ? World.changed(devices, Worlds::upright) : devices, ask);
    }

    /** The same device, which sees images as they lie. */
    static Dev upright(Dev device) {
        return new Dev(
                device.name(),
                device.bus(),
                device.limits(),
                device.groups(),
                device.types(),
                Orientation.ROTATE_0,
                device.use());
    }

    private static Arbitrary<List<Heap>> heaps() {
        return Combinators.combine(Heaps.places(), Heaps.kinds(), Heaps.shown(), Heaps.ranks())
                .as((place, kind, shown, rank) -> new Heap("h", place, kind, shown, rank))
                .list()
                .ofMaxSize(4)
                .map(heaps -> numbered(
                        heaps, (heap, i) -> new Heap("h" + i, heap.place(), heap.kind(), heap.shown(), heap.rank())));
    }

    /** Devices of any kind. */
    static Arbitrary<Dev> device() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(6, World.DIRECT), Tuple.of(5, World.IOMMU), Tuple.of(1, World.NOWHERE)),
                        limits(3),
                        groups(),
                        types(),
                        Arbitraries.frequencyOf(
                                Tuple.of(5, Arbitraries.just(Orientation.ROTATE_0)),
                                Tuple.of(2, Arbitraries.of(Orientation.class))),
                        often(Direction.TO_DEVICE, Direction.FROM_DEVICE, Direction.BIDIRECTIONAL))
                .as((bus, limits, groups, types, orientation, use) ->
                        new Dev("d", bus, limits, groups, types, orientation, use));
    }

    private static Arbitrary<List<Dev>> devices() {
        return Arbitraries.frequency(Tuple.of(1, 0), Tuple.of(4, 1), Tuple.of(4, 2), Tuple.of(2, 3), Tuple.of(1, 4))
                .flatMap(count -> device().list().ofSize(count))
                .map(devices -> numbered(devices, (device, i) -> named(device, "d" + i)));
    }

    /** The same device under another name. */
    static Dev named(Dev device, String name) {
        return new Dev(
                name,
                device.bus(),
                device.limits(),
                device.groups(),
                device.types(),
                device.orientation(),
                device.use());
    }

    /** Whether segments of every device, cut where its limits say, begin where its limits say. */
    static boolean isOfUsualDevices(World world) {
        return Party.combinations(world).stream().flatMap(List::stream).allMatch(party -> party.says().stream()
                .allMatch(limits -> isUsual(limits, party.says())));
    }

    private static boolean isUsual(Constraints limits, List<Constraints> says) {
        long alignment = Math.max(World.PAGE, limits.addressAlignment());
        return says.stream()
                .allMatch(other -> (other.maxSegmentSize() == Long.MAX_VALUE
                                || (other.maxSegmentSize() & -World.PAGE) % alignment == 0)
                        && other.segmentBoundary() % alignment == 0
                        && (other.reachesUpToALimit() || (1L << other.addressBits()) % alignment == 0));
    }

    /** The same world in which nobody has a choice: one format, one modifier, no alternatives. */
    static World withoutChoice(World world) {
        Ask ask = world.ask();
        Shape shape = ask.shape();
        if (shape instanceof Shape.Image image) {
            List<Modifier> modifiers = image.modifiers().isEmpty() ? List.of(Modifier.LINEAR) : image.modifiers();
            shape = new Shape.Image(
                    image.width(), image.height(), List.of(image.formats().get(0)), List.of(modifiers.get(0)));
        }
        List<Needs> needs =
                World.changed(ask.needs(), each -> new Needs(each.participant(), each.constraints(), List.of()));
        return new World(
                world.heaps(),
                World.changed(world.devices(), Worlds::withoutChoice),
                new Ask(shape, ask.cpuUse(), needs));
    }

    /** The same device without alternatives. */
    static Dev withoutChoice(Dev device) {
        return new Dev(
                device.name(),
                device.bus(),
                device.limits(),
                List.of(),
                device.types(),
                device.orientation(),
                device.use());
    }

    private interface Naming<T> {
        T named(T one, int number);
    }

    private static <T> List<T> numbered(List<T> all, Naming<T> naming) {
        List<T> numbered = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            numbered.add(naming.named(all.get(i), i));
        }
        return numbered;
    }

    /** Constraints of which at most so many fields are said twice over. */
    static Arbitrary<Constraints> limits(int most) {
        return Limit.any().list().ofMaxSize(most).map(Limit::all);
    }

    private static Arbitrary<List<AlternativeGroup>> groups() {
        Arbitrary<List<AlternativeGroup>> one = Limit.any()
                .map(limit -> Limit.all(List.of(limit)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(choices -> List.of(new AlternativeGroup("way", choices)));
        return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(List.of())), Tuple.of(1, one));
    }

    private static Arbitrary<List<MappingType>> types() {
        return Arbitraries.frequency(
                Tuple.of(4, List.of(MappingType.PAGES)),
                Tuple.of(3, List.of(MappingType.PRIVATE, MappingType.PAGES)),
                Tuple.of(2, List.of(MappingType.PAGES, MappingType.DEVICE_ADDRESS, MappingType.PRIVATE)),
                Tuple.of(1, List.of(MappingType.PRIVATE)),
                Tuple.of(1, List.of(MappingType.FD, MappingType.PAGES)));
    }

    private static Arbitrary<Ask> asks() {
        Arbitrary<List<Needs>> needs = Combinators.combine(limits(1), groups())
                .as((limits, groups) -> new Needs("n0", limits, groups))
                .list()
                .ofMaxSize(1);
        return Combinators.combine(
                        Arbitraries.frequencyOf(Tuple.of(1, bytes()), Tuple.of(2, images())),
                        often(CpuUse.NONE, CpuUse.values()),
                        Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(List.<Needs>of())), Tuple.of(1, needs)))
                .as(Ask::new);
    }

    private static Arbitrary<Shape> bytes() {
        return Arbitraries.integers().between(1, 40_000).map(Shape.Bytes::new);
    }

    private static Arbitrary<Shape> images() {
        Arbitrary<List<PixelFormat>> formats = Arbitraries.of(
                        PixelFormat.NV12, PixelFormat.XRGB8888, PixelFormat.R8, PixelFormat.YUYV)
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(3);
        Arbitrary<List<Modifier>> modifiers = Arbitraries.frequency(
                Tuple.of(4, List.of(Modifier.LINEAR)),
                Tuple.of(2, List.of()),
                Tuple.of(1, List.of(Limit.TILED, Modifier.LINEAR)),
                Tuple.of(1, List.of(Modifier.INVALID)));
        return Combinators.combine(
                        Arbitraries.integers().between(1, 64),
                        Arbitraries.integers().between(1, 40),
                        formats,
                        modifiers)
                .as(Shape.Image::new);
    }

    /** Mostly the first, else one of the others. */
    @SafeVarargs
    static <T> Arbitrary<T> often(T usual, T... others) {
        List<T> all = new ArrayList<>();
        for (T other : others) {
            all.add(other);
        }
        return Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.just(usual)), Tuple.of(1 + all.size(), Arbitraries.of(all)));
    }
}
