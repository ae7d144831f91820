/*
 * program.h - what the steps of a random program have in common. See test_programs.c.
 */
#ifndef NDW_TESTS_PROGRAM_H
#define NDW_TESTS_PROGRAM_H

#include "compare.h"

enum { VARIABLES = 5, STEPS = 24, MOST_ELEMENTS = 256, MOST_AXES = 6 };

typedef struct variable {
    ndw_array *array; /* NULL: none */
    oracle meant;
    metadata before;
    bool readonly; /* its bytes are wrapped memory that must never be written */
} variable;

/* Of this program: one dtype for all arrays. */
extern ndw_dtype dtype;
extern size_t width;

/* What happened, so that it is known to have been tested. */
typedef struct events {
    long steps, in_place, copied, refused, busy, released_open, overlapping, given_back, wrapped;
    long assigned_in_place, assigned_elsewhere, joined, walked, meeting;
} events;
extern events happened;

/* Ends the test, naming program and step, unless the condition is true. */
void must(bool condition, const char *what);
void must_be_ok(ndw_status status);

int64_t between(int64_t low, int64_t high);
bool one_in(int64_t n);
int64_t any_value(void);

variable *any_variable(void);
variable *any_live(void); /* NULL: there is none */

/* Puts the result of an operation into some variable, perhaps the one it was made from. */
void keep(ndw_array *array, oracle meant, bool readonly);

/* From now on the array's metadata must stay as it is. */
void remember(variable *v);
void let_go(variable *v);

/* Everything that must always be true. */
void check_all(void);

/* Keeps an array made of a view that lies inside a variable's array. */
void keep_view(const variable *from, const ndw_view *part, oracle meant);

/* Some slice of every axis: index entries, and what they make of the elements. */
int any_index(oracle *o, ndw_index *index);

/* A size that a program can afford. */
bool is_affordable(int ndim, const int64_t *shape);

/* The steps. */
void slice(void);
void transpose(void);
void flip(void);
void broadcast(void);
void reshape(void);
void share(void);
void copy(void);
void repeat(void);
void compact(void);
void write_session(void);
void exchange(void);
void move(void);
void squeeze(void);
void expand(void);
void diagonal(void);
void windows(void);
void strided(void);
void other_dtype(void);
void tile(void);
void concatenate(void);
void stack(void);
void take(void);
void roll(void);
void assign(void);
void fill(void);
void ask(void);
void walk(void);

#endif
