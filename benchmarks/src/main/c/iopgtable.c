// A page table of four levels of 512 entries of 64 bits: entries of 4 KiB, 2 MiB and 1 GiB, the largest that both addresses and
// the length allow; runs that touch are one. What drivers/iommu/io-pgtable-arm.c does, in the form in which it costs least: the
// leaf table of the page before is remembered, tables that became empty are kept for the next use. Written for this comparison.
#include <stdint.h>
#include <stdlib.h>

enum { ENTRIES = 512, LEVEL = 9, READ = 1, WRITE = 2, TABLE = 4, SHIFT = 12, SPARE = 1024 };

struct table {
    uint64_t entries[ENTRIES];
    struct table *below[ENTRIES];
    int used;
};

struct run {
    uint64_t frame;
    uint64_t count;
};

struct pagetable {
    struct table root;
    struct table *leaf;
    struct table *spare[SPARE];
    int spares;
};

static struct table *below(struct pagetable *t, struct table *at, int index) {
    struct table *there = at->below[index];
    if (there) {
        return there;
    }
    if (at->entries[index]) {
        return NULL;
    }
    there = t->spares ? t->spare[--t->spares] : calloc(1, sizeof *there);
    at->used++;
    at->below[index] = there;
    at->entries[index] = TABLE;
    return there;
}

// The table whose entries stand for 2^(shift - 9) pages.
static struct table *descend(struct pagetable *t, uint64_t page, int shift) {
    struct table *at = &t->root;
    for (int level = 27; at && level >= shift; level -= LEVEL) {
        at = below(t, at, (page >> level) & (ENTRIES - 1));
    }
    return at;
}

struct cursor {
    const struct run *run;
    const struct run *end;
    uint64_t frame;
    uint64_t left;
};

static inline void advance(struct cursor *c) {
    if (c->run < c->end) {
        c->frame = c->run->frame;
        c->left = c->run->count;
        c->run++;
    } else {
        c->left = 0;
    }
}

// How many page frames follow each other, over runs that touch.
static uint64_t ahead(const struct cursor *c, uint64_t most) {
    uint64_t count = c->left;
    for (const struct run *r = c->run; r < c->end && count < most && r->frame == c->frame + count; r++) {
        count += r->count;
    }
    return count;
}

static void skip(struct cursor *c, uint64_t count) {
    while (c->left && count >= c->left) {
        count -= c->left;
        advance(c);
    }
    c->frame += count;
    c->left -= count;
}

// Fills entries with runs of one page frame, one an entry, as far as they go.
static inline int fill_singles(uint64_t *restrict entries, int at, int end, struct cursor *restrict c, uint64_t permissions) {
    const struct run *run = c->run - 1;
    int most = c->end - run < end - at ? at + (int) (c->end - run) : end;
    for (; at < most && run->count == 1; at++, run++) {
        entries[at] = run->frame << SHIFT | permissions;
    }
    c->run = run;
    advance(c);
    return at;
}

// Fills entries with what is left of a run.
static inline int fill_run(uint64_t *restrict entries, int at, int end, struct cursor *restrict c, uint64_t permissions) {
    int most = c->left < (uint64_t) (end - at) ? at + (int) c->left : end;
    uint64_t value = c->frame << SHIFT | permissions;
    int begin = at;
    for (; at < most; at++) {
        entries[at] = value;
        value += 1 << SHIFT;
    }
    skip(c, most - begin);
    return at;
}

// Fills the rest of a leaf table; answers how many entries, or -1 if one is occupied.
static int fill(struct table *restrict table, int first, struct cursor *restrict c, uint64_t permissions) {
    int end = ENTRIES;
    if (table->used) {
        for (end = first; end < ENTRIES && !table->entries[end]; end++) {
        }
    }
    int at = first;
    while (at < end && c->left) {
        int single = c->left == 1 && c->run[-1].count == 1;
        at = single ? fill_singles(table->entries, at, end, c, permissions)
                    : fill_run(table->entries, at, end, c, permissions);
    }
    if (at < ENTRIES && c->left) {
        return -1;
    }
    table->used += at - first;
    return at - first;
}

static int map(struct pagetable *t, uint64_t page, const struct run *runs, int many, uint64_t permissions) {
    struct cursor c = {runs, runs + many, 0, 0};
    advance(&c);
    while (c.left) {
        uint64_t both = page | c.frame;
        int shift = 0;
        if (!(both & (ENTRIES - 1)) && ahead(&c, ENTRIES) >= ENTRIES) {
            shift = !(both & (ENTRIES * ENTRIES - 1)) && ahead(&c, ENTRIES * ENTRIES) >= ENTRIES * ENTRIES ? 18 : 9;
        }
        struct table *at = descend(t, page, shift + LEVEL);
        if (!at) {
            return 0;
        }
        if (shift) {
            int index = (page >> shift) & (ENTRIES - 1);
            if (at->entries[index]) {
                return 0;
            }
            at->entries[index] = c.frame << SHIFT | permissions;
            at->used++;
            skip(&c, 1ull << shift);
            page += 1ull << shift;
        } else {
            int done = fill(at, page & (ENTRIES - 1), &c, permissions);
            if (done < 0) {
                return 0;
            }
            t->leaf = at;
            page += done;
        }
    }
    return 1;
}

static int drop(struct pagetable *t, struct table *at, int index) {
    t->spare[t->spares++] = at->below[index];
    at->below[index] = NULL;
    at->entries[index] = 0;
    return --at->used == 0;
}

static int clear(struct table *at, int first, int count) {
    uint64_t *entry = at->entries + first;
    uint64_t missing = 0;
    for (int i = 0; i < count; i++) {
        missing |= entry[i] == 0;
        entry[i] = 0;
    }
    at->used -= count;
    return missing ? -1 : at->used == 0;
}

static int unmap(struct pagetable *t, uint64_t page, uint64_t count) {
    while (count) {
        int i0 = (int) (page >> 27);
        int i1 = (page >> 18) & (ENTRIES - 1);
        int i2 = (page >> 9) & (ENTRIES - 1);
        int i3 = page & (ENTRIES - 1);
        struct table *t1 = t->root.below[i0];
        struct table *t2 = t1 ? t1->below[i1] : NULL;
        struct table *t3 = t2 ? t2->below[i2] : NULL;
        uint64_t done;
        if (t3) {
            done = count < (uint64_t) (ENTRIES - i3) ? count : (uint64_t) (ENTRIES - i3);
            int state = clear(t3, i3, (int) done);
            if (state < 0) {
                return 0;
            }
            if (state) {
                if (drop(t, t2, i2) && drop(t, t1, i1)) {
                    drop(t, &t->root, i0);
                }
            }
        } else if (t2 && t2->entries[i2] && i3 == 0 && count >= ENTRIES) {
            done = ENTRIES;
            if (clear(t2, i2, 1) && drop(t, t1, i1)) {
                drop(t, &t->root, i0);
            }
        } else if (t1 && t1->entries[i1] && i2 == 0 && i3 == 0 && count >= ENTRIES * ENTRIES) {
            done = ENTRIES * ENTRIES;
            if (clear(t1, i1, 1)) {
                drop(t, &t->root, i0);
            }
        } else {
            return 0;
        }
        page += done;
        count -= done;
    }
    return 1;
}

struct buffer {
    struct pagetable table;
    int many;
    struct run runs[];
};

// A buffer of so many pages, each in a run of its own; the frames as given.
struct buffer *iopgtable_open(const int64_t *frames, int many) {
    struct buffer *b = calloc(1, sizeof *b + many * sizeof(struct run));
    b->many = many;
    for (int i = 0; i < many; i++) {
        b->runs[i] = (struct run) {(uint64_t) frames[i], 1};
    }
    return b;
}

// Maps and unmaps the buffer, so many times.
int64_t iopgtable_map_unmap(struct buffer *b, int64_t page, int operations) {
    int64_t sum = 0;
    for (int i = 0; i < operations; i++) {
        if (!map(&b->table, (uint64_t) page, b->runs, b->many, READ | WRITE)) {
            abort();
        }
        sum += (int64_t) b->table.leaf->entries[(page + b->many - 1) & (ENTRIES - 1)];
        if (!unmap(&b->table, (uint64_t) page, (uint64_t) b->many)) {
            abort();
        }
    }
    return sum;
}

void iopgtable_close(struct buffer *b) {
    while (b->table.spares) {
        free(b->table.spare[--b->table.spares]);
    }
    free(b);
}
