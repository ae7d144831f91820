/*
 * unload.c - the library is unloaded while threads live that have used it, and loaded again.
 *
 *     unload LIBRARY
 *
 * A thread that ends calls the destructors of its keys. One in a library that is no longer there would end
 * the program; so the library takes its key away when it goes. What the threads kept is lost to them; what they
 * kept in common, and the thread that unloads, goes with the library.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ndweave/ndweave.h>

#include "support/resident.h"

enum { THREADS = 4, ROUNDS = 50, LARGE = 8 << 20, MOST_RESIDENT = ROUNDS * LARGE / 4 };

typedef ndw_status empty_fn(ndw_dtype dtype, int ndim, const int64_t *shape, ndw_array **out);
typedef ndw_status full_fn(ndw_dtype dtype, int ndim, const int64_t *shape, const void *value, ndw_array **out);
typedef void release_fn(ndw_array **a);

static empty_fn *make;
static full_fn *fill;
static release_fn *release;
static pthread_barrier_t used, unloaded;
static int failed[THREADS];

static void *use_it(void *arg)
{
    int *wrong = arg;
    for (int64_t size = 1; size < 100000; size *= 3) {
        ndw_array *a = NULL;
        if (make(NDW_U8, 1, &size, &a) != NDW_OK) *wrong = 1;
        release(&a);
    }
    pthread_barrier_wait(&used);
    pthread_barrier_wait(&unloaded);
    return NULL; /* and its keys' destructors run */
}

/* A function pointer from a pointer to an object, as POSIX has it. */
static void find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    if (!found) exit(2);
    memcpy(function, &found, sizeof found);
}

/* A large block, every page of it in use, that the pool keeps. */
static int use_large(void)
{
    const uint8_t one = 1;
    const int64_t size = LARGE;
    ndw_array *a = NULL;
    const ndw_status status = fill(NDW_U8, 1, &size, &one, &a);
    release(&a);
    return status != NDW_OK;
}

static void forks(void)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) _exit(0);
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) exit(1);
}

static int one_round(const char *path)
{
    pthread_t threads[THREADS];
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    find(library, "ndw_empty", &make);
    find(library, "ndw_full", &fill);
    find(library, "ndw_release", &release);
    if (use_large() != 0) return 1;
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, use_it, &failed[i]) != 0) return 2;
    pthread_barrier_wait(&used);
    int there = dlclose(library) != 0 || dlopen(path, RTLD_NOW | RTLD_NOLOAD) != NULL;
    if (there) fprintf(stderr, "%s cannot be unloaded\n", path);
    forks();
    pthread_barrier_wait(&unloaded);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        there |= failed[i];
    }
    return there;
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    pthread_barrier_init(&used, NULL, THREADS + 1);
    pthread_barrier_init(&unloaded, NULL, THREADS + 1);
    for (int i = 0; i < ROUNDS; i++) {
        int wrong = one_round(argv[1]);
        if (wrong) return wrong;
    }
    const long resident = resident_kib();
    printf("unloaded %d times under %d threads, %ld KiB resident\n", ROUNDS, THREADS, resident);
    return resident == 0 || resident > MOST_RESIDENT / 1024;
}
