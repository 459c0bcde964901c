package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The buffers that are open. Adding and removing cost the same however many there are, and allocate nothing for each; to find
 * one by its number is for operators, and looks through a part of them.
 */
final class LiveBuffers {
    private static final int SHELVES = 32;

    private final Shelf[] shelves = new Shelf[SHELVES];

    LiveBuffers() {
        for (int i = 0; i < SHELVES; i++) {
            shelves[i] = new Shelf();
        }
    }

    private Shelf shelf(long id) {
        return shelves[(int) (id & (SHELVES - 1))];
    }

    void add(Buffer buffer) {
        shelf(buffer.id()).add(buffer);
    }

    void remove(Buffer buffer) {
        shelf(buffer.id()).remove(buffer);
    }

    Optional<Buffer> find(long id) {
        return shelf(id).snapshot().stream().filter(buffer -> buffer.id() == id).findFirst();
    }

    /** All of them, by number. */
    List<Buffer> all() {
        List<Buffer> all = new ArrayList<>();
        for (Shelf shelf : shelves) {
            all.addAll(shelf.snapshot());
        }
        all.sort(Comparator.comparingLong(Buffer::id));
        return all;
    }

    /** Buffers without gaps, each of which knows its place: the last fills the gap of one that goes. */
    private static final class Shelf {
        private final List<Buffer> buffers = new ArrayList<>();

        synchronized void add(Buffer buffer) {
            buffer.shelve(buffers.size());
            buffers.add(buffer);
        }

        synchronized void remove(Buffer buffer) {
            Buffer last = buffers.remove(buffers.size() - 1);
            if (last != buffer) {
                buffers.set(buffer.shelved(), last);
                last.shelve(buffer.shelved());
            }
        }

        synchronized List<Buffer> snapshot() {
            return List.copyOf(buffers);
        }
    }
}
