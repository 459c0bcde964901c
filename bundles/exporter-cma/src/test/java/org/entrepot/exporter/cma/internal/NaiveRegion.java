package org.entrepot.exporter.cma.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.entrepot.api.Occupancy.Use;

/** A CMA region page by page, as slow as it is plain: what the fast one must agree with. */
final class NaiveRegion {
    private static final int BLOCK = RegionSettings.PAGEBLOCK;

    private final Use[] pages;
    long framesFree;
    int elsewhere;
    long migrated;
    long busy;
    long failures;

    NaiveRegion(List<Use> pages, long framesFree) {
        this.pages = pages.toArray(Use[]::new);
        this.framesFree = framesFree;
    }

    List<Use> pages() {
        return List.of(pages);
    }

    /** The first page of a run, or the lack. */
    Object take(int count) {
        if (count > count(Use.FREE) + count(Use.MOVABLE)) {
            return CmaRegion.Lack.ROOM;
        }
        int alignment = 1;
        while (alignment < count && alignment < 256) {
            alignment *= 2;
        }
        for (int start = 0; start + count <= pages.length; start += alignment) {
            if (Arrays.asList(pages).subList(start, start + count).contains(Use.TAKEN)) {
                continue;
            }
            String clearing = clear(start, start + count);
            if (clearing.equals("nowhere")) {
                failures++;
                return CmaRegion.Lack.TARGET;
            }
            if (clearing.equals("done")) {
                Arrays.fill(pages, start, start + count, Use.TAKEN);
                return start;
            }
            busy++;
        }
        return CmaRegion.Lack.RUN;
    }

    private String clear(int start, int end) {
        List<Integer> batch = new ArrayList<>();
        for (int page = start; page < end; page++) {
            if (pages[page] != Use.FREE) {
                batch.add(page);
            }
            if (batch.size() == 32 || page == end - 1) {
                for (int tenant : batch) {
                    if (pages[tenant] == Use.MOVABLE && !move(tenant, start, end)) {
                        return "nowhere";
                    }
                }
                if (batch.stream().anyMatch(tenant -> pages[tenant] != Use.FREE)) {
                    return "busy";
                }
                batch.clear();
            }
        }
        return "done";
    }

    private boolean move(int tenant, int start, int end) {
        int target = pages.length - 1;
        while (target >= 0 && !(pages[target] == Use.FREE && !isolated(target, start, end))) {
            target--;
        }
        boolean inside = target >= 0 && (count(Use.FREE) > framesFree || framesFree == 0);
        if (!inside && framesFree == 0) {
            return false;
        }
        if (inside) {
            pages[target] = Use.MOVABLE;
        } else {
            framesFree--;
            elsewhere++;
        }
        pages[tenant] = Use.FREE;
        migrated++;
        return true;
    }

    private static boolean isolated(int page, int start, int end) {
        return page / BLOCK >= start / BLOCK && page / BLOCK <= (end - 1) / BLOCK;
    }

    void give(int start, int count) {
        for (int page = start; page < start + count; page++) {
            boolean back = page < start + 32 && elsewhere > 0;
            pages[page] = back ? Use.MOVABLE : Use.FREE;
            if (back) {
                elsewhere--;
                framesFree++;
            }
        }
    }

    void free(int page) {
        pages[page] = Use.FREE;
    }

    private long count(Use use) {
        long count = 0;
        for (Use page : pages) {
            count += page == use ? 1 : 0;
        }
        return count;
    }
}
