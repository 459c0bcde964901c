/* The floors of memory: a buffer's whole life by the system's own calls, and the C library's copy. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096
#define WAITING 4096

/* Addresses that nobody uses any more. A thread of their own gives them back, many at a time, as the JVM's cleaner does. */
struct ranges {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void *waiting[WAITING];
    int count;
    int closed;
    size_t bytes;
};

static void *give_back(void *argument) {
    struct ranges *r = argument;
    pthread_mutex_lock(&r->lock);
    while (!r->closed || r->count > 0) {
        while (!r->closed && r->count < WAITING)
            pthread_cond_wait(&r->changed, &r->lock);
        for (int i = 0; i < r->count; i++)
            munmap(r->waiting[i], r->bytes);
        r->count = 0;
        pthread_cond_signal(&r->changed);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

static void leave(struct ranges *r, void *address) {
    pthread_mutex_lock(&r->lock);
    while (r->count == WAITING)
        pthread_cond_wait(&r->changed, &r->lock);
    r->waiting[r->count++] = address;
    if (r->count == WAITING)
        pthread_cond_signal(&r->changed);
    pthread_mutex_unlock(&r->lock);
}

void *fresh_open(int64_t bytes) {
    struct ranges *r = calloc(1, sizeof *r);
    r->bytes = (size_t)bytes;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->changed, NULL);
    if (pthread_create(&r->thread, NULL, give_back, r) != 0)
        abort();
    return r;
}

void fresh_close(void *state) {
    struct ranges *r = state;
    pthread_mutex_lock(&r->lock);
    r->closed = 1;
    pthread_cond_signal(&r->changed);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    free(r);
}

/* One life: made, sized, sealed, mapped, a byte written to each page; covered with zero pages, so that a pointer kept too long shows
   nothing of anybody, and closed. What fails ends the program: a floor that does half the work is none. */
static void *life(size_t bytes) {
    int fd = memfd_create("floor", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || ftruncate(fd, (off_t)bytes) < 0
            || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
        abort();
    volatile uint8_t *view = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if ((void *)view == MAP_FAILED)
        abort();
    for (size_t at = 0; at < bytes; at += PAGE)
        view[at] = 1;
    if (mmap((void *)view, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0)
            == MAP_FAILED)
        abort();
    if (close(fd) < 0)
        abort();
    return (void *)view;
}

int64_t fresh_run(void *state, int operations) {
    struct ranges *r = state;
    int64_t result = 0;
    for (int i = 0; i < operations; i++) {
        void *address = life(r->bytes);
        result += (int64_t)(intptr_t)address;
        leave(r, address);
    }
    return result;
}

int64_t copy_run(const uint8_t *source, uint8_t *target, int64_t bytes, int operations) {
    int64_t result = 0;
    for (int i = 0; i < operations; i++) {
        memcpy(target, source, (size_t)bytes);
        result += target[i % bytes];
    }
    return result;
}
