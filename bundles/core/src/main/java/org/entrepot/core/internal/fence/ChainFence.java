package org.entrepot.core.internal.fence;

import java.util.List;
import java.util.function.Consumer;

/**
 * A fence with all that a chain had before it ({@code struct dma_fence_chain}). The links are kept as a list and not behind each
 * other, and none is a chain itself, so that no walk is deeper than another; the first of them fall out once they are signalled.
 */
final class ChainFence implements CombinedFence {
    private final long context;
    private final List<Link> links;
    private final long overUpTo;
    private final AllOf all;

    /**
     * A point of a chain.
     *
     * @param point its number, unsigned
     * @param fence that was added there
     */
    record Link(long point, EngineFence fence) {}

    /**
     * Makes a chain.
     *
     * @param context number of its timeline
     * @param links in order, the last is the newest; not empty
     * @param overUpTo the last point that fell out, unsigned
     * @param failures told what callbacks throw
     */
    ChainFence(long context, List<Link> links, long overUpTo, Consumer<RuntimeException> failures) {
        this.context = context;
        this.links = List.copyOf(links);
        this.overUpTo = overUpTo;
        this.all = new AllOf(links.stream().map(Link::fence).toList(), failures);
    }

    List<Link> links() {
        return links;
    }

    /** Up to which point everything is over, and has fallen out. */
    long overUpTo() {
        return overUpTo;
    }

    @Override
    public long context() {
        return context;
    }

    @Override
    public long sequence() {
        return links.get(links.size() - 1).point();
    }

    @Override
    public String timeline() {
        return "chain";
    }

    @Override
    public AllOf all() {
        return all;
    }

    @Override
    public String toString() {
        return "chain" + links;
    }
}
