// I/O virtual addresses, as drivers/iommu/iova.c keeps them: ranges in a red-black tree ordered by address, searched backwards
// from the range that was taken last, or from what lies above the one that was given back last; and, for small ranges, one
// stack of recent ones for each processor. Written for this comparison after the kernel's behaviour; none of its code.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 17 };

// Nodes lie in one array and come from a free list; child[0] is the lower one.
struct range {
    struct range *parent;
    struct range *child[2];
    uint64_t low;
    uint64_t high;
    int red;
};

struct space {
    struct range *root;
    struct range *cached;
    struct range anchor;
    struct range *unused;
    uint64_t start;
    uint64_t limit;
    int lock;
    struct range pool[MOST];
};

static inline void lock(int *word) {
    while (__atomic_exchange_n(word, 1, __ATOMIC_ACQUIRE)) {
        while (__atomic_load_n(word, __ATOMIC_RELAXED)) {
            __builtin_ia32_pause();
        }
    }
}

static inline void unlock(int *word) {
    __atomic_store_n(word, 0, __ATOMIC_RELEASE);
}

static inline struct range *neighbour(struct range *at, int side) {
    if (at->child[side]) {
        at = at->child[side];
        while (at->child[!side]) {
            at = at->child[!side];
        }
        return at;
    }
    while (at->parent && at == at->parent->child[side]) {
        at = at->parent;
    }
    return at->parent;
}

static inline void replace(struct space *s, struct range *old, struct range *new) {
    struct range *parent = old->parent;
    if (!parent) {
        s->root = new;
    } else {
        parent->child[old == parent->child[1]] = new;
    }
    if (new) {
        new->parent = parent;
    }
}

static inline void rotate(struct space *s, struct range *top, int side) {
    struct range *up = top->child[!side];
    replace(s, top, up);
    top->child[!side] = up->child[side];
    if (up->child[side]) {
        up->child[side]->parent = top;
    }
    up->child[side] = top;
    top->parent = up;
}

static void balance_insert(struct space *s, struct range *at) {
    struct range *parent;
    while ((parent = at->parent) && parent->red) {
        struct range *grand = parent->parent;
        int side = parent == grand->child[1];
        struct range *uncle = grand->child[!side];
        if (uncle && uncle->red) {
            parent->red = uncle->red = 0;
            grand->red = 1;
            at = grand;
            continue;
        }
        if (at == parent->child[!side]) {
            rotate(s, parent, side);
            parent = at;
        }
        parent->red = 0;
        grand->red = 1;
        rotate(s, grand, !side);
        break;
    }
    s->root->red = 0;
}

// Puts a range into the tree below a node that is next above it, as the search left it.
static void insert(struct space *s, struct range *new, struct range *above) {
    struct range *at = above;
    struct range *parent;
    int side;
    do {
        parent = at;
        side = new->low > at->low;
        at = at->child[side];
    } while (at);
    new->parent = parent;
    new->child[0] = new->child[1] = NULL;
    new->red = 1;
    parent->child[side] = new;
    balance_insert(s, new);
}

static void balance_erase(struct space *s, struct range *at, struct range *parent) {
    while (at != s->root && (!at || !at->red)) {
        int side = at == parent->child[1];
        struct range *other = parent->child[!side];
        if (other->red) {
            other->red = 0;
            parent->red = 1;
            rotate(s, parent, side);
            other = parent->child[!side];
        }
        struct range *near = other->child[side];
        struct range *far = other->child[!side];
        if ((!near || !near->red) && (!far || !far->red)) {
            other->red = 1;
            at = parent;
            parent = at->parent;
            continue;
        }
        if (!far || !far->red) {
            near->red = 0;
            other->red = 1;
            rotate(s, other, !side);
            other = parent->child[!side];
        }
        other->red = parent->red;
        parent->red = 0;
        other->child[!side]->red = 0;
        rotate(s, parent, side);
        at = s->root;
        break;
    }
    if (at) {
        at->red = 0;
    }
}

static void erase(struct space *s, struct range *gone) {
    struct range *at;
    struct range *parent;
    int red;
    if (gone->child[0] && gone->child[1]) {
        struct range *next = neighbour(gone, 1);
        red = next->red;
        at = next->child[1];
        if (next->parent == gone) {
            parent = next;
        } else {
            parent = next->parent;
            replace(s, next, at);
            next->child[1] = gone->child[1];
            next->child[1]->parent = next;
        }
        replace(s, gone, next);
        next->child[0] = gone->child[0];
        next->child[0]->parent = next;
        next->red = gone->red;
    } else {
        red = gone->red;
        at = gone->child[0] ? gone->child[0] : gone->child[1];
        parent = gone->parent;
        replace(s, gone, at);
    }
    if (!red) {
        balance_erase(s, at, parent);
    }
}

static inline uint64_t take(struct space *s, uint64_t size) {
    uint64_t mask = size == 1 ? ~0ull : ~0ull << (64 - __builtin_clzll(size - 1));
    lock(&s->lock);
    struct range *at = s->cached;
    uint64_t high = s->limit;
    uint64_t low = s->start;
    uint64_t retry_low = at->high + 1;
    struct range *above;
    uint64_t first;
    for (;;) {
        do {
            high = at->low < high ? at->low : high;
            first = (high - size) & mask;
            above = at;
            at = neighbour(at, 0);
        } while (at && first <= at->high && first >= low);
        if (high >= size && first >= low) {
            break;
        }
        if (low != s->start || retry_low >= s->limit) {
            unlock(&s->lock);
            return 0;
        }
        high = s->limit;
        low = retry_low;
        at = &s->anchor;
    }
    struct range *new = s->unused;
    s->unused = new->parent;
    new->low = first;
    new->high = first + size - 1;
    insert(s, new, above);
    s->cached = new;
    unlock(&s->lock);
    return first;
}

static inline void give(struct space *s, uint64_t page) {
    lock(&s->lock);
    struct range *at = s->root;
    while (page < at->low || page > at->high) {
        at = at->child[page > at->high];
    }
    if (at->low >= s->cached->low) {
        s->cached = neighbour(at, 1);
    }
    erase(s, at);
    at->parent = s->unused;
    s->unused = at;
    unlock(&s->lock);
}

struct churn {
    struct space space;
    uint64_t random;
    int live;
    int least;
    int kinds;
    uint64_t pages[MOST];
    uint64_t sizes[MOST];
};

static inline uint64_t next(uint64_t *random) {
    uint64_t x = *random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return *random = x;
}

static inline uint64_t size(const struct churn *c, uint64_t random) {
    return c->least + ((random >> 20) & 0xfffff) % (uint32_t) c->kinds;
}

// A space of 48 bits with so many ranges of a least to a most number of pages.
struct churn *iova_open(int live, int64_t seed, int least, int most) {
    struct churn *c = calloc(1, sizeof *c);
    struct space *s = &c->space;
    s->anchor.low = s->anchor.high = ~0ull;
    s->root = s->cached = &s->anchor;
    s->start = 1;
    s->limit = 1ull << 36;
    for (int i = MOST - 1; i >= 0; i--) {
        s->pool[i].parent = s->unused;
        s->unused = &s->pool[i];
    }
    c->random = (uint64_t) seed;
    c->live = live;
    c->least = least;
    c->kinds = most - least + 1;
    for (int i = 0; i < live; i++) {
        c->sizes[i] = size(c, next(&c->random));
        c->pages[i] = take(s, c->sizes[i]);
    }
    return c;
}

// Gives a range at random back and takes another, so many times.
int64_t iova_churn(struct churn *c, int operations) {
    uint64_t sum = 0;
    for (int i = 0; i < operations; i++) {
        uint64_t random = next(&c->random);
        int slot = (int) ((random >> 32) % (uint32_t) c->live);
        give(&c->space, c->pages[slot]);
        c->sizes[slot] = size(c, random);
        c->pages[slot] = take(&c->space, c->sizes[slot]);
        sum += c->pages[slot];
    }
    return (int64_t) sum;
}

void iova_close(struct churn *c) {
    free(c);
}

// The cached sizes: for each processor and order a loaded stack and another one, behind the processor's lock.
enum { ROUNDS = 127, ORDERS = 6 };

struct magazine {
    unsigned full;
    uint64_t pages[ROUNDS];
};

struct processor {
    int lock;
    struct magazine *loaded;
    struct magazine *previous;
} __attribute__((aligned(64)));

struct cache {
    struct processor processors[ORDERS][2];
    struct magazine magazines[ORDERS][4];
    struct churn *behind;
    uint64_t random;
    int live;
    uint64_t pages[MOST];
    int orders[MOST];
};

static __thread int processor;

static inline uint64_t cache_take(struct cache *c, int order) {
    struct processor *p = &c->processors[order][processor];
    uint64_t page = 0;
    lock(&p->lock);
    if (p->loaded->full == 0 && p->previous->full != 0) {
        struct magazine *other = p->previous;
        p->previous = p->loaded;
        p->loaded = other;
    }
    if (p->loaded->full != 0) {
        page = p->loaded->pages[--p->loaded->full];
    }
    unlock(&p->lock);
    return page ? page : take(&c->behind->space, 1ull << order);
}

static inline void cache_give(struct cache *c, uint64_t page, int order) {
    struct processor *p = &c->processors[order][processor];
    int kept = 1;
    lock(&p->lock);
    if (p->loaded->full == ROUNDS && p->previous->full != ROUNDS) {
        struct magazine *other = p->previous;
        p->previous = p->loaded;
        p->loaded = other;
    }
    if (p->loaded->full != ROUNDS) {
        p->loaded->pages[p->loaded->full++] = page;
    } else {
        kept = 0;
    }
    unlock(&p->lock);
    if (!kept) {
        give(&c->behind->space, page);
    }
}

struct cache *cache_open(int live, int64_t seed) {
    struct cache *c = calloc(1, sizeof *c);
    c->behind = iova_open(0, seed, 1, 1);
    c->live = live;
    c->random = (uint64_t) seed;
    for (int order = 0; order < ORDERS; order++) {
        for (int p = 0; p < 2; p++) {
            c->processors[order][p].loaded = &c->magazines[order][2 * p];
            c->processors[order][p].previous = &c->magazines[order][2 * p + 1];
        }
    }
    for (int i = 0; i < live; i++) {
        c->orders[i] = (int) ((next(&c->random) >> 20) % ORDERS);
        c->pages[i] = take(&c->behind->space, 1ull << c->orders[i]);
    }
    return c;
}

// Gives a range of 1 to 32 pages at random back and takes another of the same size, so many times.
int64_t cache_churn(struct cache *c, int operations) {
    uint64_t sum = 0;
    for (int i = 0; i < operations; i++) {
        uint64_t random = next(&c->random);
        int slot = (int) ((random >> 32) % (uint32_t) c->live);
        cache_give(c, c->pages[slot], c->orders[slot]);
        c->pages[slot] = cache_take(c, c->orders[slot]);
        sum += c->pages[slot];
    }
    return (int64_t) sum;
}

void cache_close(struct cache *c) {
    iova_close(c->behind);
    free(c);
}
