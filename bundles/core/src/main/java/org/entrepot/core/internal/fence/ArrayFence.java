package org.entrepot.core.internal.fence;

/**
 * One fence for several ({@code struct dma_fence_array}).
 *
 * @param context number of a timeline of its own
 * @param all fences of timelines, none of them twice
 */
record ArrayFence(long context, AllOf all) implements CombinedFence {
    @Override
    public long sequence() {
        return 1;
    }

    @Override
    public String timeline() {
        return "array";
    }

    @Override
    public String toString() {
        return "array" + all.fences();
    }
}
