package org.entrepot.emulation.internal.mapper;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.emulation.internal.machine.Translation;
import org.entrepot.spi.PageRun;

/** The arithmetic of scatter lists: neighbours merged, runs cut where a device's segments must end. */
final class Runs {
    private Runs() {}

    /** Physical runs as (address, length) pairs at their own addresses, with neighbours that touch made one. */
    static List<Translation> merged(List<PageRun> runs) {
        List<Translation> merged = new ArrayList<>();
        for (PageRun run : runs) {
            Translation last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && last.end() == run.address()) {
                merged.set(merged.size() - 1, identity(last.address(), last.length() + run.bytes()));
            } else {
                merged.add(identity(run.address(), run.bytes()));
            }
        }
        return merged;
    }

    /** A run cut at the longest segment and at every boundary. */
    static List<Translation> cut(Translation run, Constraints limits) {
        List<Translation> parts = new ArrayList<>();
        long done = 0;
        while (done < run.length()) {
            long address = run.address() + done;
            long part = limits.segment(address, run.length() - done);
            parts.add(new Translation(address, run.physical() + done, part));
            done += part;
        }
        return parts;
    }

    private static Translation identity(long address, long length) {
        return new Translation(address, address, length);
    }
}
