// The arithmetic of choosing memory, as a kernel would do it that says only yes or no: the constraints of eight devices merged
// field by field, a pair of format and modifier that all have, ten heaps compared with the result for each device. The numbers
// are those of SelectionScene.
#include <stdint.h>

enum { DEVICES = 8, HEAPS = 10, PAIRS = 16, FORMATS = 16 };

struct limits {
    uint64_t mask, max_segments, max_segment_size, boundary, address_alignment, offset_alignment;
    uint64_t stride_alignment, height_alignment, padding_rows, padding_bytes, min_size, max_size;
    uint64_t width[2], height[2], row_pitch, coherency, cacheability, protection, types;
    struct { uint32_t format; uint64_t modifier; } pairs[PAIRS];
    int behind;
};

struct heap {
    uint64_t low, high, alignment, largest, runs, coherency, cacheability, protection, types;
};

static uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }

static uint64_t most(uint64_t a, uint64_t b) { return a > b ? a : b; }

static uint64_t common(uint64_t a, uint64_t b) {
    uint64_t x = a, y = b;
    while (y) {
        uint64_t rest = x % y;
        x = y;
        y = rest;
    }
    return a / x * b;
}

static void prepare(struct limits *all, struct heap *heaps) {
    for (int i = 0; i < DEVICES; i++) {
        struct limits *l = &all[i];
        *l = (struct limits){.mask = ((uint64_t)1 << (32 + i)) - 1, .max_segments = i == 1 ? 1 : 64,
            .max_segment_size = 4 << 20, .address_alignment = 4096, .offset_alignment = 1, .stride_alignment = 16 << (i % 4),
            .height_alignment = 2, .max_size = UINT64_MAX, .width = {0, UINT64_MAX}, .height = {0, UINT64_MAX},
            .coherency = 7, .cacheability = 7, .protection = 3, .types = 9, .behind = i % 2};
        for (int p = 0; p < PAIRS; p++) {
            l->pairs[p].format = p;
            l->pairs[p].modifier = p == PAIRS - 1 ? 0 : i + 1;
        }
    }
    for (int h = 0; h < HEAPS; h++) {
        int high = h >= 6;
        heaps[h] = (struct heap){.low = high ? (uint64_t)1 << 33 : 0,
            .high = high ? ((uint64_t)1 << 34) - 1 : ((uint64_t)1 << 32) - 1, .alignment = 4096, .largest = UINT64_MAX,
            .runs = h % 3 == 0 ? 1 : 8, .coherency = 1, .cacheability = 1, .protection = 1, .types = 1};
    }
}

static struct limits lifted(const struct limits *own) {
    struct limits l = *own;
    if (l.behind) {
        l.mask = UINT64_MAX;
        l.address_alignment = 1;
        l.max_segments = UINT64_MAX;
        l.max_segment_size = UINT64_MAX;
    }
    return l;
}

static void merge(struct limits *into, const struct limits *l) {
    into->mask &= l->mask;
    into->max_segments = least(into->max_segments, l->max_segments);
    into->max_segment_size = least(into->max_segment_size, l->max_segment_size);
    into->boundary = into->boundary && l->boundary ? least(into->boundary, l->boundary) : into->boundary | l->boundary;
    into->address_alignment = common(into->address_alignment, l->address_alignment);
    into->offset_alignment = common(into->offset_alignment, l->offset_alignment);
    into->stride_alignment = common(into->stride_alignment, l->stride_alignment);
    into->height_alignment = common(into->height_alignment, l->height_alignment);
    into->padding_rows = most(into->padding_rows, l->padding_rows);
    into->padding_bytes = most(into->padding_bytes, l->padding_bytes);
    into->min_size = most(into->min_size, l->min_size);
    into->max_size = least(into->max_size, l->max_size);
    into->width[0] = most(into->width[0], l->width[0]);
    into->width[1] = least(into->width[1], l->width[1]);
    into->height[0] = most(into->height[0], l->height[0]);
    into->height[1] = least(into->height[1], l->height[1]);
    into->row_pitch = least(into->row_pitch, l->row_pitch);
    into->coherency &= l->coherency;
    into->cacheability &= l->cacheability;
    into->protection &= l->protection;
    into->types &= l->types;
}

static int has(const struct limits *l, uint32_t format, uint64_t modifier) {
    for (int p = 0; p < PAIRS; p++) {
        if (l->pairs[p].format == format && l->pairs[p].modifier == modifier) {
            return 1;
        }
    }
    return 0;
}

static int agreed(const struct limits *all, uint32_t *format) {
    for (uint32_t f = 0; f < FORMATS; f++) {
        for (int p = 0; p < PAIRS; p++) {
            int everybody = all[0].pairs[p].format == f;
            for (int i = 1; everybody && i < DEVICES; i++) {
                everybody = has(&all[i], f, all[0].pairs[p].modifier);
            }
            if (everybody) {
                *format = f;
                return 1;
            }
        }
    }
    return 0;
}

static int suits(const struct heap *heap, const struct limits *l, uint64_t bytes) {
    uint64_t segments = l->max_segment_size == UINT64_MAX ? 1 : (bytes - 1) / l->max_segment_size + 1;
    return bytes <= l->max_size && (heap->low & ~l->mask) == 0 && heap->alignment % l->address_alignment == 0
        && most(segments, heap->runs) <= l->max_segments && (l->coherency & heap->coherency)
        && (l->cacheability & heap->cacheability) && (l->protection & heap->protection) && (l->types & heap->types);
}

// Chooses so many times, and returns how many heaps did in all.
int64_t selection_merge(int operations) {
    struct limits all[DEVICES];
    struct heap heaps[HEAPS];
    prepare(all, heaps);
    int64_t sum = 0;
    for (int n = 0; n < operations; n++) {
        struct limits own[DEVICES], merged = all[0];
        uint32_t format = 0;
        // What a compiler must believe has changed since the last time.
        __asm__ volatile("" : : "r"(all), "r"(heaps) : "memory");
        for (int i = 0; i < DEVICES; i++) {
            own[i] = lifted(&all[i]);
            merge(&merged, &own[i]);
        }
        if (!agreed(all, &format)) {
            continue;
        }
        uint64_t stride = (1920 + merged.stride_alignment - 1) / merged.stride_alignment * merged.stride_alignment;
        uint64_t bytes = (stride * (1080 + format % 2) * 3 / 2 + 4095) & ~(uint64_t)4095;
        for (int h = 0; h < HEAPS; h++) {
            int fits = bytes <= heaps[h].largest;
            for (int i = 0; i < DEVICES; i++) {
                fits &= suits(&heaps[h], &own[i], bytes);
            }
            sum += fits;
        }
        sum += merged.stride_alignment;
    }
    return sum;
}
