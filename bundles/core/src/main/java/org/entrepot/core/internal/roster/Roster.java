package org.entrepot.core.internal.roster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.HeapStatus;

/**
 * Who is here. Of several services with the same name the one that came first counts; the next takes over when it leaves. Each
 * change gives the roster a new generation, by which plans know that they are old.
 */
public final class Roster {
    private final List<Backend> backends = new CopyOnWriteArrayList<>();
    private final List<Device> devices = new CopyOnWriteArrayList<>();
    private final List<MappingLayer> mappers = new CopyOnWriteArrayList<>();
    private final List<Backend> departed = new CopyOnWriteArrayList<>();
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();
    private final AtomicLong generation = new AtomicLong();
    private final List<Consumer<Isolation>> isolationFollowers = new CopyOnWriteArrayList<>();
    private Map<String, OperatorValues> overrides = Map.of();

    /**
     * That a service was isolated.
     *
     * @param who the backend or mapper
     * @param why with the place where a call hangs, if one does
     */
    public record Isolation(Object who, EntrepotException why) {}

    /** Tells of each service that is isolated from now on; quick, on any thread, also that of the clock that watches calls. */
    public void onIsolation(Consumer<Isolation> follower) {
        isolationFollowers.add(follower);
    }

    private void isolated(Object who, EntrepotException why) {
        changed();
        isolationFollowers.forEach(follower -> follower.accept(new Isolation(who, why)));
    }

    /** The number of changes so far. */
    public long generation() {
        return generation.get();
    }

    /** How many times memory of buffers came back to the exporters that are here. */
    public long returns() {
        return backends.stream().mapToLong(Backend::returns).sum();
    }

    /** Makes plans look again. */
    public void changed() {
        generation.incrementAndGet();
    }

    /** Takes an exporter in. */
    public void arrive(Backend backend) {
        backend.standing().follow(why -> isolated(backend, why));
        backends.add(backend);
        changed();
    }

    /** Takes a device in. */
    public synchronized void arrive(Device device) {
        device.override(overrides.getOrDefault(device.name(), OperatorValues.NONE));
        devices.add(device);
        changed();
    }

    /** Lets an operator's values count, by the names of devices, for those that are here and those that come. */
    public synchronized void override(Map<String, OperatorValues> values) {
        overrides = Map.copyOf(values);
        devices.forEach(device -> device.override(overrides.getOrDefault(device.name(), OperatorValues.NONE)));
        changed();
    }

    /** Takes a mapper in. */
    public void arrive(MappingLayer mapper) {
        mapper.standing().follow(why -> isolated(mapper, why));
        mappers.add(mapper);
        changed();
    }

    /** Lets nothing new go to an exporter; it is still listed, as draining, until it departs. */
    public void drain(Backend backend) {
        backend.leases().close();
        changed();
    }

    /** Forgets an exporter, except for the buffers of it that are still out. */
    public void depart(Backend backend) {
        backend.markGone();
        backends.remove(backend);
        departed.add(backend);
        forgetEmpty();
        changed();
    }

    /** Forgets a device. */
    public void depart(Device device) {
        devices.remove(device);
        changed();
    }

    /** Forgets a mapper. */
    public void depart(MappingLayer mapper) {
        mappers.remove(mapper);
        changed();
    }

    /** Exporters that left and still have buffers out. */
    public List<Backend> departed() {
        forgetEmpty();
        return List.copyOf(departed);
    }

    /** Exporters that are here, one for each name. */
    public List<Backend> backends() {
        return firstOfEachName(backends, Backend::name);
    }

    /** Devices that are here, one for each name. */
    public List<Device> devices() {
        return firstOfEachName(devices, Device::name);
    }

    /**
     * The device of a name.
     *
     * @throws EntrepotException with {@link Reason#UNKNOWN} and the known names if there is none
     */
    public Device device(String name) {
        return find(devices, Device::name, name, "device", "dma:devices");
    }

    /**
     * The exporter of a name.
     *
     * @throws EntrepotException with {@link Reason#UNKNOWN} and the known names if there is none
     */
    public Backend backend(String name) {
        return find(backends, Backend::name, name, "heap", "dma:heaps");
    }

    /** The mappers that are here. */
    public List<MappingLayer> mappers() {
        return List.copyOf(mappers);
    }

    /** The mapper that serves a device: of several the one of the highest ranking, then the one whose name comes first. */
    public Optional<MappingLayer> mapperFor(Device device) {
        return mappers.stream()
                .filter(mapper -> mapper.serves(device))
                .min(Comparator.comparingInt(MappingLayer::ranking).reversed().thenComparing(MappingLayer::name));
    }

    /** Takes an exporter's name out of service, whoever bears it now or later. */
    public void disable(String name) {
        disabled.add(backend(name).name());
        changed();
    }

    /** Puts an exporter's name back into service, and who bears it; or a mapper that is isolated. */
    public void enable(String name) {
        boolean known = disabled.remove(name);
        known |= revive(backends, Backend::name, Backend::standing, name);
        known |= revive(mappers, MappingLayer::name, MappingLayer::standing, name);
        if (!known) {
            backend(name);
        }
        changed();
    }

    private static <T> boolean revive(
            List<T> all, Function<T, String> name, Function<T, Standing> standing, String wanted) {
        boolean revived = false;
        for (T one : all) {
            revived |= name.apply(one).equals(wanted) && standing.apply(one).revive();
        }
        return revived;
    }

    /** Whether an exporter's name is out of service. */
    public boolean isDisabled(String name) {
        return disabled.contains(name);
    }

    /** How an exporter stands, apart from what becomes of its buffers. */
    public HeapStatus.State state(Backend backend) {
        if (backend.isGone()) {
            return HeapStatus.State.GONE;
        }
        if (backend.leases().isClosed()) {
            return HeapStatus.State.DRAINING;
        }
        if (backend.isIsolated()) {
            return HeapStatus.State.ISOLATED;
        }
        return isDisabled(backend.name()) ? HeapStatus.State.DISABLED : HeapStatus.State.SERVING;
    }

    /** Whether an exporter takes allocations. */
    public boolean isServing(Backend backend) {
        return state(backend) == HeapStatus.State.SERVING;
    }

    private void forgetEmpty() {
        departed.removeIf(backend -> backend.buffers() == 0);
    }

    private static <T> List<T> firstOfEachName(List<T> all, Function<T, String> name) {
        Map<String, T> first = new LinkedHashMap<>();
        all.forEach(one -> first.putIfAbsent(name.apply(one), one));
        return new ArrayList<>(first.values());
    }

    /** The first of a name: a plan asks for every device, so no list is made of those that count. */
    private static <T> T find(List<T> all, Function<T, String> name, String wanted, String kind, String command) {
        for (T one : all) {
            if (name.apply(one).equals(wanted)) {
                return one;
            }
        }
        throw new EntrepotException(
                Reason.UNKNOWN,
                "a " + kind + " must be known: " + kind + "=" + wanted + "; known are "
                        + all.stream().map(name).distinct().sorted().collect(Collectors.joining(", ", "[", "]"))
                        + ", see " + command);
    }
}
