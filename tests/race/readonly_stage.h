/*
 * readonly_stage.h - what a call finds: inputs of every kind, on pages that lock, and a copy of them.
 */
#ifndef NDW_TESTS_READONLY_STAGE_H
#define NDW_TESTS_READONLY_STAGE_H

#include "readonly_calls.h"

/* Copies of memory as it was. */
enum { REGIONS_MAX = 16 };

typedef struct snapshot {
    int count;
    struct {
        const char *what;
        const void *at;
        size_t size;
        void *copy;
    } regions[REGIONS_MAX];
} snapshot;

/* The descriptor of `a`, and every byte from its first element to its last. */
void remember_array(snapshot *s, const ndw_array *a);

/* NULL, or what is not as it was. */
const char *changed(const snapshot *s);

void forget(snapshot *s);

/* ROWS x COLUMNS doubles; *other stays NULL, or is another array on the same bytes. */
typedef struct origin {
    const char *name;
    void (*make)(ndw_array **a, ndw_array **other);
    bool busy; /* in a write session: sharing is refused */
} origin;

extern const origin origins[];
extern const int origin_count;

typedef struct stage {
    inputs in;
    ndw_array *a, *other, *plain;
    struct {
        ndw_view v, outside;
        ndw_mut w, same, doubled, foreign;
    } *structs; /* on a page of its own */
    double room[2 * ROWS * COLUMNS];
    snapshot before;
    long live; /* blocks that an earlier, failed test left behind */
} stage;

/* Installs the allocator of support/pages.h, makes `a` and everything a call may borrow beside it. */
void stage_begin(stage *s, const origin *from);
void stage_end(stage *s);

#endif
