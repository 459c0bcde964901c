package org.entrepot.device.drm.internal;

import java.util.Collections;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryFiles.Part;

/**
 * Finds which memory a driver shows, which DRM has no call to ask: it imports a page, and then that page several times over,
 * which is in no two places one run. A driver that shows one run only refuses the second, and one that shows only what is its own
 * the first. Nothing is shown for that, and whoever drives the card is not disturbed.
 */
final class MemoryProbe {
    private static final int PAGE = 4096;
    private static final int TIMES = 4;

    private MemoryProbe() {}

    /**
     * Which memory a driver shows.
     *
     * @param taken what is known
     * @param words how, for people
     */
    record Answer(Taken taken, String words) {}

    /** What is known of the memory that a driver shows. */
    enum Taken {
        /** Any will do. */
        SCATTERED("its driver shows scattered memory"),
        /** One run of addresses. */
        ONE_RUN("its driver shows one run of memory only"),
        /** Only what the card has made, which nobody maps for it so far. */
        OWN("its driver shows only memory of its own, which cannot be used yet"),
        /** It could not be found out: one run suits every driver that imports. */
        UNKNOWN("whether its driver shows scattered memory is unknown");

        private final String words;

        Taken(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** Asks a driver. */
    static Answer ask(DisplayCard card, MemoryFiles files) {
        if (files.dmaBufs().largest() < TIMES * PAGE) {
            return unknown("no DMA-BUF to ask with, " + files.dmaBufs().reason());
        }
        try (MemoryFile file = files.create("entrepot-probe", PAGE)) {
            int descriptor = file.descriptor().orElseThrow();
            if (!imports(card, files, descriptor, 1)) {
                return found(Taken.OWN);
            }
            return found(imports(card, files, descriptor, TIMES) ? Taken.SCATTERED : Taken.ONE_RUN);
        } catch (EntrepotException e) {
            if (e.reason() == Reason.GONE) {
                throw e;
            }
            return unknown(String.valueOf(e.getMessage()));
        }
    }

    private static boolean imports(DisplayCard card, MemoryFiles files, int descriptor, int times) {
        try (DmaBufFile offered =
                files.dmaBuf("entrepot-probe", Collections.nCopies(times, new Part(descriptor, 0, PAGE)))) {
            return card.imports(offered.descriptor().orElseThrow());
        }
    }

    private static Answer found(Taken taken) {
        return new Answer(taken, taken.words() + ", as a probe found");
    }

    private static Answer unknown(String why) {
        return new Answer(Taken.UNKNOWN, Taken.UNKNOWN.words() + ": " + why);
    }
}
