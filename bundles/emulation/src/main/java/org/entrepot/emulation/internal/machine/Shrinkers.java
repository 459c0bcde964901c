package org.entrepot.emulation.internal.machine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.entrepot.spi.PageFrames;

/** Who can do without some of its page frames, in the order they came ({@code mm/shrinker.c}). */
final class Shrinkers {
    private final List<Registered> registered = new CopyOnWriteArrayList<>();

    PageFrames.Registration register(PageFrames.Shrinker shrinker) {
        Registered entry = new Registered(shrinker);
        registered.add(entry);
        return entry;
    }

    /** Has the first who can give some frames back; false if nobody can. */
    boolean shrink() {
        return registered.stream().anyMatch(entry -> entry.shrinker.shrink());
    }

    private final class Registered implements PageFrames.Registration {
        private final PageFrames.Shrinker shrinker;

        Registered(PageFrames.Shrinker shrinker) {
            this.shrinker = shrinker;
        }

        @Override
        public void close() {
            registered.remove(this);
        }
    }
}
