#include "support/threads.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct start {
    worker_fn *fn;
    worker *w;
    release_by how;
    pthread_barrier_t *barrier;
    atomic_int *arrived, *open;
} start;

static void *run(void *ctx)
{
    start *s = ctx;
    if (s->how == BY_BARRIER) {
        pthread_barrier_wait(s->barrier);
    } else {
        atomic_fetch_add_explicit(s->arrived, 1, memory_order_relaxed);
        while (!atomic_load_explicit(s->open, memory_order_relaxed)) {}
    }
    s->fn(s->w);
    return NULL;
}

static void sleep_for(double seconds)
{
    struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    while (nanosleep(&t, &t) != 0) {}
}

int workers_run(int n, worker_fn *const *fns, int nfns, void *ctx, double seconds, release_by how,
                char *failure, long *rounds)
{
    static worker workers[WORKERS_MAX];
    start starts[WORKERS_MAX];
    pthread_t threads[WORKERS_MAX];
    pthread_barrier_t barrier;
    atomic_int arrived = 0, open = 0;
    atomic_bool stop = false;

    pthread_barrier_init(&barrier, NULL, (unsigned)n);
    for (int i = 0; i < n; i++) {
        workers[i] = (worker){.number = i, .ctx = ctx, .stop = &stop};
        starts[i] = (start){fns[i % nfns], &workers[i], how, &barrier, &arrived, &open};
        if (pthread_create(&threads[i], NULL, run, &starts[i]) != 0) {
            snprintf(failure, 200, "thread %d could not be started", i);
            return 1; /* the others wait for ever: the test fails and the process ends */
        }
    }
    if (how == BY_RELAXED_SPIN) {
        while (atomic_load_explicit(&arrived, memory_order_relaxed) < n) {}
        atomic_store_explicit(&open, 1, memory_order_relaxed);
    }
    if (seconds > 0) {
        sleep_for(seconds);
        atomic_store_explicit(&stop, true, memory_order_relaxed);
    }

    *failure = '\0';
    *rounds = 0;
    for (int i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
        *rounds += workers[i].rounds;
        if (!*failure && *workers[i].failure) memcpy(failure, workers[i].failure, 200);
    }
    pthread_barrier_destroy(&barrier);
    return *failure != '\0';
}

void worker_failed(worker *w, const char *file, int line, const char *what)
{
    if (!*w->failure) snprintf(w->failure, sizeof w->failure, "worker %d: %s:%d: %s", w->number, file, line, what);
}
