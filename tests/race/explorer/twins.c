/* twins.c - which operation is broken, and how. Compiled without the race detector. */
#include "twins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "names.h"
#include "schedule.h"

enum { SITES = 96, NAME = 80 };

/* --- Sites -------------------------------------------------------------------------------------- */

static const char *const operation_names[] = {
    [HOOK_LOAD] = "load", [HOOK_STORE] = "store", [HOOK_ADD] = "add",
    [HOOK_SUB] = "sub",   [HOOK_SWAP] = "swap",   [HOOK_LOCK] = "lock",
    [HOOK_UNLOCK] = "unlock", [HOOK_WAIT] = "wait", [HOOK_BROADCAST] = "broadcast",
    [HOOK_ONCE] = "once",
};

/* What a fork's child meets counts, too. */
static struct {
    int n;
    struct {
        const char *function;
        hook_operation operation;
        int line, order;
    } list[SITES];
} *met;

static void share_with_children(void)
{
    met = mmap(NULL, sizeof *met, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (met == MAP_FAILED) abort();
}

static int site_of(const hook_call *c)
{
    int i = 0;
    if (!met) share_with_children();
    while (i < met->n
           && (met->list[i].operation != c->operation || met->list[i].line != c->line
               || !is_name(met->list[i].function, c->function)))
        i++;
    if (i == met->n && met->n < SITES) {
        met->list[i].function = c->function;
        met->list[i].operation = c->operation;
        met->list[i].line = c->line;
        met->list[i].order = c->order;
        met->n++;
    }
    return i;
}

/* --- The chosen twin ---------------------------------------------------------------------------- */

typedef enum break_how {
    BREAK_NOTHING,
    BREAK_ORDER,
    BREAK_IN_TWO,
    BREAK_OUT,
    BREAK_BOUND,
    BREAK_SEQUENCE,
    BREAK_COPY
} break_how;

static break_how how;
static char where[NAME]; /* the site, or the mistake */
static bool reached;

/* "Alone" tested as <= 2, at begin and at release; the share given up before the copy is made. */
static const struct {
    const char *name, *site;
    break_how how;
} named_twins[] = {
    {"two_are_alone_at_begin", "refcount_begin.swap", BREAK_BOUND},
    {"two_are_alone_at_release", "refcount_release.load", BREAK_BOUND},
    {"gives_up_before_copying", "refcount_begin.swap", BREAK_SEQUENCE},
};

/* Mistakes of the weakened copies. */
static const char *const mistakes[] = {
    "cell.snapshot_shares_after_unlocking",
    "cell.snapshot_gives_what_is_refused",
    "cell.swap_reads_before_its_turn",
    "cell.swap_lets_go_between_reading_and_writing",
    "cell.swap_does_not_wait_for_updates",
    "cell.swap_is_refused_and_moves",
    "cell.update_starts_before_its_turn",
    "cell.update_does_not_wait_for_updates",
    "cell.update_gives_out_the_cells_share",
    "cell.update_keeps_what_failed",
    "cell.update_is_not_marked",
    "cell.update_refuses_other_threads",
    "cell.update_releases_in_slot",
    "cell.update_releases_old_in_its_turn",
    "cell.update_releases_made_in_its_turn",
    "pool.a_thread_ends_with_its_blocks",
    "pool.keeps_what_it_gives_down",
    "pool.an_ended_thread_begins_again",
    "pool.the_bound_is_forgotten",
    "pool.room_is_kept_when_less_is_allowed",
    "pool.large_blocks_are_found_before_they_are_taken",
    "pool.threads_have_one_magazine",
    "pool.a_batch_is_put_and_given_down",
    "pool.a_batch_is_found_before_it_is_taken",
    "write.readonly_in_place",
    "write.overlapping_in_place",
    "write.copies_where_it_must_not",
    "write.discards_unasked",
    "write.refused_and_ends_the_session",
};

static const struct {
    const char *suffix;
    break_how how;
} rules[] = {{".relaxed", BREAK_ORDER}, {".split", BREAK_IN_TWO}, {".skipped", BREAK_OUT}};

static void choose(const char *site, size_t size, break_how kind)
{
    how = kind;
    snprintf(where, sizeof where, "%.*s", (int)size, site);
}

bool twins_choose(const char *name)
{
    for (size_t i = 0; i < sizeof named_twins / sizeof *named_twins; i++)
        if (!strcmp(name, named_twins[i].name))
            choose(named_twins[i].site, strlen(named_twins[i].site), named_twins[i].how);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        size_t length = strlen(name), suffix = strlen(rules[i].suffix);
        if (length > suffix && !strcmp(name + length - suffix, rules[i].suffix))
            choose(name, length - suffix, rules[i].how);
    }
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        if (!strcmp(name, mistakes[i])) choose(name, strlen(name), BREAK_COPY);
    return how != BREAK_NOTHING;
}

bool twins_was_reached(void) { return reached; }

bool twins_weakens(const char *mistake)
{
    if (how != BREAK_COPY || !is_name(where, mistake)) return false;
    reached = true;
    return true;
}

static bool reads_and_writes(hook_operation o)
{
    return o == HOOK_ADD || o == HOOK_SUB || o == HOOK_SWAP;
}

/* Leaving out a load or a swap would be to make up the answer that decides; but the last load of a
 * release decides nothing and is there for its order alone. A wait that is left out is a wake-up for no
 * reason, which a condition may have at any time. */
static bool can_be_left_out(int site)
{
    hook_operation o = met->list[site].operation;
    return o == HOOK_ADD || o == HOOK_SUB || o == HOOK_LOCK || o == HOOK_UNLOCK || o == HOOK_BROADCAST
           || (o == HOOK_LOAD && is_name(met->list[site].function, "refcount_give_back"));
}

static bool is_ambiguous(int site)
{
    int same = 0;
    for (int i = 0; i < met->n; i++)
        same += met->list[i].operation == met->list[site].operation
                && is_name(met->list[i].function, met->list[site].function);
    return same > 1;
}

static void list_site(int i)
{
    char name[NAME];
    int at = snprintf(name, sizeof name, "%s.%s", met->list[i].function,
                      operation_names[met->list[i].operation]);
    if (is_ambiguous(i)) snprintf(name + at, sizeof name - (size_t)at, "@%d", met->list[i].line);
    bool lock = met->list[i].operation == HOOK_LOCK || met->list[i].operation == HOOK_UNLOCK;
    if (met->list[i].order != __ATOMIC_RELAXED && !lock) printf("twin %s.relaxed\n", name);
    if (reads_and_writes(met->list[i].operation)) printf("twin %s.split\n", name);
    if (can_be_left_out(i)) printf("twin %s.skipped\n", name);
}

void twins_list(void)
{
    for (int i = 0; i < met->n; i++) list_site(i);
    for (size_t i = 0; i < sizeof named_twins / sizeof *named_twins; i++)
        printf("twin %s\n", named_twins[i].name);
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) printf("copy %s\n", mistakes[i]);
    printf("sites %d\n", met->n);
}

static bool is_site(const hook_call *c, const char *site)
{
    const char *rest = after(site, c->function);
    if (!rest || *rest != '.') return false;
    rest = after(rest + 1, operation_names[c->operation]);
    return rest && (*rest == '\0' || (*rest == '@' && atoi(rest + 1) == c->line));
}

/* --- Giving the share up before copying --------------------------------------------------------- */

/* What a thread found when it gave up its share too early; its release later finds the same. */
static struct {
    const void *word;
    intptr_t found;
} early[SCHEDULE_THREADS];

static bool gave_up_early(const hook_call *c)
{
    int me = schedule_self();
    return how == BREAK_SEQUENCE && me >= 0 && early[me].word == c->word
           && (is_site(c, "refcount_release.load") || is_site(c, "refcount_give_back.sub"));
}

bool hook_gives_up(const hook_call *c, intptr_t found)
{
    return how == BREAK_SEQUENCE && schedule_self() >= 0 && is_site(c, where) && found >= 2
           && found < INTPTR_MAX / 4;
}

void hook_gave_up(const hook_call *c, intptr_t found)
{
    early[schedule_self()].word = c->word;
    early[schedule_self()].found = found;
}

/* --- For hooks ---------------------------------------------------------------------------------- */

hook_change twins_apply(hook_call *c)
{
    (void)site_of(c);
    if (how == BREAK_NOTHING || how == BREAK_COPY) return HOOK_AS_WRITTEN;
    if (gave_up_early(c)) return HOOK_SKIPPED;
    if (!is_site(c, where)) return HOOK_AS_WRITTEN;

    reached = true;
    switch (how) {
    case BREAK_ORDER: c->order = __ATOMIC_RELAXED; return HOOK_AS_WRITTEN;
    case BREAK_IN_TWO: return HOOK_SPLIT;
    case BREAK_OUT: return HOOK_SKIPPED;
    case BREAK_BOUND: return HOOK_LOOSE;
    default: return HOOK_AS_WRITTEN;
    }
}

intptr_t twins_answer(const hook_call *c, intptr_t found)
{
    if (how == BREAK_NOTHING || how == BREAK_COPY) return found;
    if (gave_up_early(c)) {
        intptr_t then = early[schedule_self()].found;
        if (c->operation == HOOK_SUB || then == 1) early[schedule_self()].word = NULL;
        return then;
    }
    if (how == BREAK_OUT && is_site(c, where)) return c->operation == HOOK_SUB ? 2 : 1;
    if (how == BREAK_BOUND && is_site(c, where) && c->operation == HOOK_LOAD && found == 2) return 1;
    return found;
}
