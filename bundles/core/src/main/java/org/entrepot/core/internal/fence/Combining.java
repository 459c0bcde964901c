package org.entrepot.core.internal.fence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.entrepot.core.internal.fence.ChainFence.Link;
import org.entrepot.fence.Fence;

/** Fences out of fences: after {@code dma-fence-unwrap.c} and {@code dma-fence-chain.c}. */
public final class Combining {
    private final LongSupplier contexts;
    private final Consumer<RuntimeException> failures;
    private final EngineFence signalled;

    /**
     * Combines fences.
     *
     * @param contexts numbers that no timeline has
     * @param failures told what callbacks throw
     */
    public Combining(LongSupplier contexts, Consumer<RuntimeException> failures) {
        this.contexts = contexts;
        this.failures = failures;
        this.signalled = new SignalledFence(failures);
    }

    /** A fence that was never pending. */
    public Fence signalled() {
        return signalled;
    }

    /** One fence for several. */
    public Fence merge(Collection<Fence> fences) {
        return merged(fences);
    }

    private EngineFence merged(Collection<? extends Fence> fences) {
        Map<Long, EngineFence> latest = new TreeMap<>();
        List<EngineFence> failed = new ArrayList<>();
        fences.stream().map(Combining::own).flatMap(Combining::unwrapped).forEach(fence -> {
            if (!fence.isSignalled()) {
                latest.merge(fence.context(), fence, Combining::later);
            } else if (fence.failure().isPresent()) {
                failed.add(fence);
            }
        });
        List<EngineFence> kept = new ArrayList<>(failed);
        kept.addAll(latest.values());
        return switch (kept.size()) {
            case 0 -> signalled;
            case 1 -> kept.get(0);
            default -> new ArrayFence(contexts.getAsLong(), new AllOf(List.copyOf(kept), failures));
        };
    }

    /**
     * A fence of this engine. Another would have no bound, and its code would run under locks of the engine.
     *
     * @throws IllegalArgumentException if it is somebody else's
     */
    static EngineFence own(Fence fence) {
        if (fence instanceof EngineFence own) {
            return own;
        }
        throw new IllegalArgumentException("a fence is of a timeline, or made of such: fence="
                + fence.getClass().getName() + "; take one of Timeline.issue, and signal it when yours is over");
    }

    /** The fences of timelines that a fence stands for. */
    static Stream<EngineFence> unwrapped(EngineFence fence) {
        if (fence instanceof ArrayFence array) {
            return array.all().fences().stream();
        }
        return fence instanceof ChainFence chain
                ? chain.links().stream().map(Link::fence).flatMap(Combining::unwrapped)
                : Stream.of(fence);
    }

    /** Of two fences of one timeline the one that is signalled last. */
    static <F extends Fence> F later(F one, F other) {
        return Long.compareUnsigned(one.sequence(), other.sequence()) >= 0 ? one : other;
    }

    /** Adds a point to a chain. */
    public Fence chain(Fence previous, Fence fence, long point) {
        ChainFence before = previous instanceof ChainFence chain ? chain : null;
        List<Link> links = new ArrayList<>(before == null ? List.of(new Link(0, own(previous))) : before.links());
        long last = links.get(links.size() - 1).point();
        boolean beyond = Long.compareUnsigned(point, last) > 0;
        long over = before == null ? 0 : before.overUpTo();
        while (!links.isEmpty() && isOver(links.get(0).fence())) {
            long gone = links.remove(0).point();
            over = links.isEmpty() || links.get(0).point() != gone ? gone : over;
        }
        links.add(new Link(beyond ? point : last, flat(own(fence))));
        long context = before != null && beyond ? before.context() : contexts.getAsLong();
        return new ChainFence(context, links, over, failures);
    }

    /** A fence in which none is made of others that are made of others: the kernel takes no chain here at all. */
    private EngineFence flat(EngineFence fence) {
        return fence instanceof ChainFence ? merged(List.of(fence)) : fence;
    }

    private static boolean isOver(Fence fence) {
        return fence.isSignalled() && fence.failure().isEmpty();
    }

    /** The part of a chain that covers a point; nothing if the chain has not come to it. */
    public Optional<Fence> find(Fence fence, long point) {
        if (!(fence instanceof ChainFence chain)) {
            return point == 0 ? Optional.of(fence) : Optional.empty();
        }
        if (Long.compareUnsigned(point, chain.sequence()) > 0) {
            return Optional.empty();
        }
        if (point == 0 || (chain.overUpTo() != 0 && Long.compareUnsigned(point, chain.overUpTo()) <= 0)) {
            return Optional.of(signalled);
        }
        long covering = chain.links().stream()
                .map(Link::point)
                .filter(known -> Long.compareUnsigned(known, point) >= 0)
                .min(Long::compareUnsigned)
                .orElseThrow();
        List<Link> part = chain.links().stream()
                .filter(link -> Long.compareUnsigned(link.point(), covering) <= 0)
                .toList();
        Fence found = new ChainFence(chain.context(), part, chain.overUpTo(), failures);
        return Optional.of(isOver(found) ? signalled : found);
    }
}
