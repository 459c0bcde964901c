/* The floors of the TILER heap: first fit bit by bit, and 32-bit pixels out of tiles slot by slot. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 256
#define ROWS 128
#define HELD 96

struct held {
    int slot;
    int width;
    int height;
};

struct placing {
    uint64_t taken[COLUMNS * ROWS / 64];
    struct held held[HELD];
    uint64_t random;
};

void *placing_new(int64_t seed) {
    struct placing *p = calloc(1, sizeof *p);
    p->random = (uint64_t)seed;
    for (int i = 0; i < HELD; i++)
        p->held[i].slot = -1;
    return p;
}

void placing_free(void *p) {
    free(p);
}

static inline int is_taken(const struct placing *p, int slot) {
    return p->taken[slot >> 6] >> (slot & 63) & 1;
}

static void set(struct placing *p, struct held h, int value) {
    for (int y = 0; y < h.height; y++)
        for (int slot = h.slot + y * COLUMNS; slot < h.slot + y * COLUMNS + h.width; slot++)
            if (value)
                p->taken[slot >> 6] |= 1ull << (slot & 63);
            else
                p->taken[slot >> 6] &= ~(1ull << (slot & 63));
}

/* Left to right, top to bottom; behind a bit that is taken the search goes on behind it. */
static int first_fit(const struct placing *p, int width, int height) {
    for (int y = 0; y + height <= ROWS; y++) {
        int x = 0;
    next:
        while (x + width <= COLUMNS) {
            for (int j = 0; j < height; j++)
                for (int i = 0; i < width; i++)
                    if (is_taken(p, (y + j) * COLUMNS + x + i)) {
                        x += i + 1;
                        goto next;
                    }
            return y * COLUMNS + x;
        }
    }
    return -1;
}

/* Gives one rectangle back and takes another, so many times; what was placed where, and what was refused, is in the result. */
int64_t placing_run(void *state, int operations) {
    struct placing *p = state;
    int64_t result = 0;
    for (int i = 0; i < operations; i++) {
        p->random ^= p->random << 13;
        p->random ^= p->random >> 7;
        p->random ^= p->random << 17;
        struct held *h = &p->held[(p->random >> 8 & 0xffff) % HELD];
        if (h->slot >= 0)
            set(p, *h, 0);
        h->width = 1 + (int)((p->random >> 24 & 0xffff) % 60);
        h->height = 1 + (int)((p->random >> 40 & 0xffff) % 34);
        h->slot = first_fit(p, h->width, h->height);
        if (h->slot >= 0)
            set(p, *h, 1);
        result = result * 31 + h->slot;
    }
    return result;
}

/* Rows into tiles: only to begin with the same picture. */
void tile32(const uint8_t *rows, uint8_t *tiles, int width, int height) {
    int slots = (width + 31) / 32;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            size_t page = ((size_t)(y / 32) * slots + x / 32) * 4096;
            size_t tile = (y % 32 / 16 * 2 + x % 32 / 16) * 1024;
            size_t sub = (y % 16 / 2 * 8 + x % 16 / 2) * 16;
            size_t pixel = (y % 2 * 2 + x % 2) * 4;
            memcpy(tiles + page + tile + sub + pixel, rows + ((size_t)y * width + x) * 4, 4);
        }
}

/* Tiles into rows, a slot at a time, 16 bytes of a row and 16 of the next from two sub-tiles. Width and height are even. */
static void detile32(const uint8_t *restrict tiles, uint8_t *restrict rows, int width, int height) {
    int slots = (width + 31) / 32;
    size_t stride = (size_t)width * 4;
    for (int band = 0; band * 32 < height; band++) {
        int here = height - band * 32 < 32 ? height - band * 32 : 32;
        for (int slot = 0; slot < slots; slot++) {
            const uint8_t *page = tiles + ((size_t)band * slots + slot) * 4096;
            uint8_t *out = rows + (size_t)band * 32 * stride + (size_t)slot * 128;
            for (int y = 0; y < here; y += 2) {
                const uint8_t *left = page + y / 16 * 2048 + y % 16 / 2 * 128;
                uint64_t *restrict upper = (uint64_t *)(out + (size_t)y * stride);
                uint64_t *restrict lower = (uint64_t *)(out + (size_t)(y + 1) * stride);
                for (int tile = 0; tile < 2; tile++) {
                    const uint64_t *restrict in = (const uint64_t *)(left + tile * 1024);
                    for (int i = 0; i < 8; i++) {
                        upper[tile * 8 + i] = in[2 * i];
                        lower[tile * 8 + i] = in[2 * i + 1];
                    }
                }
            }
        }
    }
}

int64_t detile32_run(const uint8_t *tiles, uint8_t *rows, int width, int height, int operations) {
    int64_t result = 0;
    for (int i = 0; i < operations; i++) {
        detile32(tiles, rows, width, height);
        result += rows[(size_t)i % ((size_t)width * height)];
    }
    return result;
}

/* A quarter turn clockwise out of tiles, a tile of 16 x 16 pixels at a time, pixel by pixel. */
__attribute__((optimize("no-tree-vectorize"))) static void turn32(
        const uint8_t *restrict tiles, uint32_t *restrict turned, int width, int height) {
    int slots = (width + 31) / 32;
    for (int band = 0; band * 32 < height; band++) {
        int here = height - band * 32 < 32 ? height - band * 32 : 32;
        for (int slot = 0; slot < slots; slot++)
            for (int tile = 0; tile < 4; tile++) {
                const uint32_t *in =
                        (const uint32_t *)(tiles + ((size_t)band * slots + slot) * 4096 + tile * 1024);
                int top = tile / 2 * 16;
                int deep = here - top < 16 ? here - top : 16;
                for (int x = 0; x < 16; x++) {
                    uint32_t *out = turned + (size_t)(slot * 32 + tile % 2 * 16 + x) * height
                            + (height - 1 - band * 32 - top);
                    for (int y = 0; y < deep; y++)
                        out[-y] = in[y / 2 * 32 + x / 2 * 4 + y % 2 * 2 + x % 2];
                }
            }
    }
}

int64_t turn32_run(const uint8_t *tiles, uint32_t *turned, int width, int height, int operations) {
    int64_t result = 0;
    for (int i = 0; i < operations; i++) {
        turn32(tiles, turned, width, height);
        result += turned[(size_t)i % ((size_t)width * height)];
    }
    return result;
}
