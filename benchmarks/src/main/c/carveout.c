/*
 * The floor of the carve-out: two-level segregated fit as a C programmer would write it, with the same runs in the same layout (one
 * array of 32-bit numbers: a slot for the head of each list, then six numbers a run), the same lists and bitmaps. One zone, no
 * alignment, no lock, no check but those that the algorithm needs; growth of the array is the only branch that is never taken.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PREVIOUS, START, SIZE, BEFORE, AFTER, NEXT, RUN };
enum { CLASS_BITS = 6, ZONE_BITS = 11, GROUPS = 32, TAKEN = -1 };

#define EDGE ((1 << ZONE_BITS) + NEXT)
#define END (EDGE + RUN)

struct carveout {
    uint32_t groups;
    uint64_t classes[GROUPS];
    int32_t *runs;
    int32_t capacity, unused, spare, free;
};

static int32_t *allocated(int32_t *old, int32_t count) {
    int32_t *made = realloc(old, (size_t)count * sizeof *made);
    if (made == NULL) abort();
    return made;
}

static inline int coarseness(int32_t size) { return 25 - __builtin_clz((uint32_t)size | 1u << CLASS_BITS); }

static inline int class_of(int32_t size) {
    int shift = coarseness(size);
    return (shift << CLASS_BITS) + (size >> shift);
}

static inline int class_for(int32_t size) {
    int shift = coarseness(size);
    return (shift << CLASS_BITS) + ((size + (1 << shift) - 1) >> shift);
}

static inline int found(const struct carveout *c, int from) {
    int group = from >> CLASS_BITS;
    uint64_t left = c->classes[group] & (UINT64_MAX << (from & 63));
    if (left == 0) {
        uint32_t above = (uint32_t)(c->groups & ((uint64_t)-2 << group));
        if (above == 0) return -1;
        group = __builtin_ctz(above);
        left = c->classes[group];
    }
    return (group << CLASS_BITS) + __builtin_ctzll(left);
}

static inline void list(struct carveout *c, int32_t *runs, int run) {
    int head = class_of(runs[run + SIZE]);
    int first = runs[head + NEXT];
    runs[run + PREVIOUS] = head;
    runs[run + NEXT] = first;
    runs[first + PREVIOUS] = run;
    runs[head + NEXT] = run;
    c->classes[head >> CLASS_BITS] |= (uint64_t)1 << (head & 63);
    c->groups |= 1u << (head >> CLASS_BITS);
}

static inline void unlink_run(struct carveout *c, int32_t *runs, int run) {
    int previous = runs[run + PREVIOUS];
    int next = runs[run + NEXT];
    runs[previous + NEXT] = next;
    runs[next + PREVIOUS] = previous;
    if (next == END && previous < EDGE) {
        int group = previous >> CLASS_BITS;
        c->classes[group] &= ~((uint64_t)1 << (previous & 63));
        if (c->classes[group] == 0) c->groups &= ~(1u << group);
    }
}

static inline int pop(struct carveout *c, int head) {
    int32_t *runs = c->runs;
    int run = runs[head + NEXT];
    int next = runs[run + NEXT];
    runs[run + PREVIOUS] = TAKEN;
    runs[next + PREVIOUS] = head;
    runs[head + NEXT] = next;
    if (next == END) {
        int group = head >> CLASS_BITS;
        c->classes[group] &= ~((uint64_t)1 << (head & 63));
        if (c->classes[group] == 0) c->groups &= ~(1u << group);
    }
    return run;
}

static inline int insert(struct carveout *c, int32_t start, int32_t size, int before) {
    int run = c->spare;
    if (run != END) {
        c->spare = c->runs[run + NEXT];
    } else {
        if (c->unused == c->capacity) {
            c->capacity = EDGE + ((c->capacity - EDGE) / RUN) * 3 / 2 * RUN;
            c->runs = allocated(c->runs, c->capacity);
        }
        run = c->unused;
        c->unused += RUN;
    }
    int32_t *runs = c->runs;
    int after = runs[before + AFTER];
    runs[run + START] = start;
    runs[run + SIZE] = size;
    runs[run + BEFORE] = before;
    runs[run + AFTER] = after;
    runs[before + AFTER] = run;
    runs[after + BEFORE] = run;
    return run;
}

static inline int take(struct carveout *c, int32_t count) {
    int class = found(c, class_for(count));
    if (class < 0) return -1;
    int run = pop(c, class);
    int32_t rest = c->runs[run + SIZE] - count;
    if (rest > 0) {
        c->runs[run + SIZE] = count;
        int left = insert(c, c->runs[run + START] + count, rest, run);
        list(c, c->runs, left);
    }
    c->free -= count;
    return run;
}

static inline void give(struct carveout *c, int run) {
    int32_t *runs = c->runs;
    int32_t size = runs[run + SIZE];
    int before = runs[run + BEFORE];
    int after = runs[run + AFTER];
    int whole = run;
    c->free += size;
    if (runs[after + PREVIOUS] >= 0) {
        int gone = after;
        size += runs[gone + SIZE];
        after = runs[gone + AFTER];
        unlink_run(c, runs, gone);
        runs[gone + NEXT] = c->spare;
        c->spare = gone;
    }
    if (runs[before + PREVIOUS] >= 0) {
        whole = before;
        size += runs[before + SIZE];
        unlink_run(c, runs, before);
        runs[run + NEXT] = c->spare;
        c->spare = run;
    }
    runs[whole + SIZE] = size;
    runs[whole + AFTER] = after;
    runs[after + BEFORE] = whole;
    list(c, runs, whole);
}

/* What is taken and given back: the same requests as the other side has. */
struct churn {
    struct carveout space;
    int32_t *live, *slots, *sizes;
    int32_t requests, next;
};

static void open_space(struct carveout *c, int32_t pages) {
    c->capacity = END + 64 * RUN;
    c->runs = allocated(NULL, c->capacity);
    memset(c->runs, 0, (size_t)c->capacity * sizeof *c->runs);
    for (int i = 0; i < EDGE; i++) c->runs[i] = END;
    c->unused = END + RUN;
    c->spare = END;
    c->runs[EDGE + BEFORE] = c->runs[EDGE + AFTER] = EDGE;
    c->runs[EDGE + PREVIOUS] = TAKEN;
    c->free = pages;
    list(c, c->runs, insert(c, 0, pages, EDGE));
}

/* A range with some runs out: one in each slot, of the sizes of the first requests. */
struct churn *carveout_open(int32_t pages, int32_t live, const int32_t *slots, const int32_t *sizes, int32_t requests) {
    struct churn *c = calloc(1, sizeof *c);
    if (c == NULL) abort();
    open_space(&c->space, pages);
    c->requests = requests;
    c->slots = memcpy(allocated(NULL, requests), slots, (size_t)requests * sizeof *slots);
    c->sizes = memcpy(allocated(NULL, requests), sizes, (size_t)requests * sizeof *sizes);
    c->live = allocated(NULL, live);
    for (int32_t i = 0; i < live; i++) c->live[i] = take(&c->space, sizes[i % requests]);
    return c;
}

/* Gives back what is in a slot and takes another run for it, so many times; something that depends on all of it. */
int64_t carveout_churn(struct churn *c, int32_t operations) {
    int64_t sum = 0;
    int32_t next = c->next;
    for (int32_t i = 0; i < operations; i++) {
        int32_t slot = c->slots[next];
        int32_t run = c->live[slot];
        if (run >= 0) give(&c->space, run);
        run = take(&c->space, c->sizes[next]);
        c->live[slot] = run;
        sum += run;
        next = next + 1 == c->requests ? 0 : next + 1;
    }
    c->next = next;
    return sum;
}

void carveout_close(struct churn *c) {
    free(c->space.runs);
    free(c->live);
    free(c->slots);
    free(c->sizes);
    free(c);
}
