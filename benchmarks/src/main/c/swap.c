/* The floors of a heap that is emptied: the bare copy, and the whole exchange by the system's own calls. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* As many buffers as are to move, each a sealed file of its own, and a region with room for all of them. */
struct swap {
    int count;
    size_t bytes;
    int region;
    int *files;
    uint8_t **from;
    uint8_t **to;
};

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static uint8_t *mapped(int fd, size_t at, size_t bytes) {
    uint8_t *view = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)at);
    if (view == MAP_FAILED)
        abort();
    return view;
}

static int file(size_t bytes) {
    int fd = memfd_create("floor", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || ftruncate(fd, (off_t)bytes) < 0
            || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
        abort();
    return fd;
}

static void unmapped(uint8_t *view, size_t bytes) {
    if (munmap(view, bytes) < 0)
        abort();
}

/* Files and places are opened; every page of both is there. */
void *swap_open(int count, int64_t bytes) {
    struct swap *s = calloc(1, sizeof *s);
    s->count = count;
    s->bytes = (size_t)bytes;
    s->region = file(s->bytes * (size_t)count);
    s->files = calloc((size_t)count, sizeof *s->files);
    s->from = calloc((size_t)count, sizeof *s->from);
    s->to = calloc((size_t)count, sizeof *s->to);
    for (int i = 0; i < count; i++) {
        s->files[i] = file(s->bytes);
        s->from[i] = mapped(s->files[i], 0, s->bytes);
        s->to[i] = mapped(s->region, (size_t)i * s->bytes, s->bytes);
        memset(s->from[i], i, s->bytes);
        memset(s->to[i], ~i, s->bytes);
    }
    return s;
}

void swap_close(void *state) {
    struct swap *s = state;
    for (int i = 0; i < s->count; i++) {
        unmapped(s->from[i], s->bytes);
        unmapped(s->to[i], s->bytes);
        close(s->files[i]);
    }
    close(s->region);
    free(s->files);
    free(s->from);
    free(s->to);
    free(s);
}

/* Nanoseconds of the copies alone, between places that are there. */
int64_t swap_copy(void *state) {
    struct swap *s = state;
    int64_t began = now();
    for (int i = 0; i < s->count; i++)
        memcpy(s->to[i], s->from[i], s->bytes);
    return now() - began;
}

/* Nanoseconds of an exchange: a place in the region is mapped, the contents are copied there, zero pages cover the file's, and it is
   closed. What is needed for the next exchange is not timed. */
int64_t swap_exchange(void *state) {
    struct swap *s = state;
    for (int i = 0; i < s->count; i++)
        unmapped(s->to[i], s->bytes);
    int64_t began = now();
    for (int i = 0; i < s->count; i++) {
        s->to[i] = mapped(s->region, (size_t)i * s->bytes, s->bytes);
        memcpy(s->to[i], s->from[i], s->bytes);
        if (mmap(s->from[i], s->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0)
                == MAP_FAILED)
            abort();
        close(s->files[i]);
    }
    int64_t taken = now() - began;
    for (int i = 0; i < s->count; i++) {
        unmapped(s->from[i], s->bytes);
        s->files[i] = file(s->bytes);
        s->from[i] = mapped(s->files[i], 0, s->bytes);
        memset(s->from[i], i, s->bytes);
    }
    return taken;
}
