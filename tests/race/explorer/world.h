/*
 * world.h - what the threads of a scenario have, and what they do with it.
 *
 *     own       each thread has an array of its own on the same bytes, and there is no other
 *     wrapped   the same, the bytes being wrapped memory
 *     readonly  the same, wrapped memory that is never to be written
 *     common    all threads have the same array, which stays: const functions only
 *     open      the same, and it is in a write session: its bytes are written, nobody may share them
 *     cell      all threads have a cell, and do something with it or with a snapshot from it
 *     shut      the same, but the array was put there in a write session, which nobody has ended
 *     callback  the same as cell, of wrapped memory: whoever gives it back calls the cell meanwhile
 *
 * Elements are int32: 10, 11, 12 at first. Thread t writes 100 (t+1), 100 (t+1) + 1, ... At the end of
 * its body each thread releases what it has, so the last owners leave in every order.
 */
#ifndef NDW_TESTS_WORLD_H
#define NDW_TESTS_WORLD_H

#include <ndweave/ndweave.h>

#include "classes.h"
#include "schedule.h"

enum { SIZE = 3, FIRST = 10 };

typedef enum setting { OWN, WRAPPED, READONLY, COMMON, OPEN, CELL, SHUT, CALLBACK, SETTINGS } setting;

typedef struct actor {
    int number;
    struct world *world;
    ndw_array *own;          /* NULL in common and open; in cell a snapshot    */
    const ndw_array *source; /* own, or the array that all have                */
    int32_t first;           /* the value of its first element                 */
    ndw_allocator allocator; /* for whoever wants to set one                   */
    int32_t put, taken;      /* first values: into the cell, and out of it     */
    int32_t bytes[SIZE];     /* for whoever wraps some                         */
} actor;

/* In which settings an operation makes sense. */
enum {
    FOR_OWN = 1 << OWN | 1 << WRAPPED | 1 << READONLY,
    FOR_COMMON = 1 << COMMON,
    FOR_OPEN = 1 << OPEN,
    FOR_CELL = 1 << CELL,
    FOR_SHUT = 1 << SHUT,
    FOR_CALLBACK = 1 << CALLBACK,
    ONLY_PAIRS = 1 << SETTINGS, /* long, and made of what shorter ones do in triples, too */
    CELL_PAIRS = 2 << SETTINGS  /* the same, with a cell: another one of its classes is in triples */
};

typedef struct operation {
    const char *name;
    void (*run)(actor *me);
    unsigned settings;
    bool of_a_part;   /* its own array is a slice of the bytes */
    unsigned classes; /* 1 << class, of what it does           */
} operation;

typedef struct world {
    setting setting;
    int threads;
    const operation *operations[SCHEDULE_THREADS];
    bool choices_open; /* the table of kernels has not been chosen yet */

    ndw_allocator allocator;
    actor actors[SCHEDULE_THREADS];
    ndw_array *common;
    int32_t common_first; /* its values at the end; 0: any */
    ndw_mut session;
    ndw_cell *cell;
    int32_t bytes[SIZE]; /* what is wrapped            */
    int released;        /* how often it was given back */
    int64_t counts[SIZE];
} world;

extern const operation operations[];
extern const int noperations;
extern const char *const setting_names[SETTINGS];

/* Whether there is a cell that is not shut. */
bool has_cell(setting s);

/* Scenarios on a world; on buffers alone see beyond.h. */
void world_setup(void *w);
void world_body(void *w, int thread);
void world_finish(void *w);

/* A snapshot of the cell and an update of it, for whoever gives bytes back: he holds no lock. */
void world_call_cell(const world *w);

/* A value that is read must be this one. */
void expect(int32_t found, int32_t wanted, const char *what);
/* An array is whole if its values follow each other. Returns the first one. */
int32_t whole(const ndw_array *a, const char *what);
/* A call must return this status. */
void expect_status(ndw_status found, ndw_status wanted, const char *what);
#define MUST(call) expect_status((call), NDW_OK, #call)

#endif
