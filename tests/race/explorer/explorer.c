/*
 * explorer.c - every schedule of every pair and triple of operation classes, under the race detector.
 *
 *     explorer                         everything; prints how many schedules each pair has
 *     explorer --replay 'NAME: STEPS'  one schedule, as a failure printed it
 *     explorer --only NAME             one scenario ("own: write, leave")
 *     explorer --part triples          only these; or all but these: --part others
 *     explorer --triples               prints how many schedules each triple has, too
 *     explorer --every-point           triples, too, with every operation a point (two minutes)
 *     explorer --preemptions N         at most so many, everywhere
 *     explorer --twin NAME             with one operation of the library broken: must fail
 *     explorer --list-twins            their names, and those of the weakened copies
 *
 * Exit status: 0 all well, 1 a failure was found, 2 the program could not do what it was asked.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beyond.h"
#include "memory/pool.h"
#include "pools.h"
#include "teams.h"
#include "twins.h"
#include "world.h"

enum { LENGTH = 128 };

static struct {
    const char *part, *only, *replay, *twin;
    bool list_twins, every_point, triples;
    int preemptions;
} asked = {.preemptions = -1};

static struct {
    long scenarios, schedules;
} total;

/* --- One scenario ------------------------------------------------------------------------------- */

/* With at most so many preemptions, unless told otherwise. Returns the number of schedules; 0 when another
 * scenario was asked for. */
static long explore_within(const scenario *s, int preemptions)
{
    if (asked.replay) {
        size_t name = strlen(s->name);
        if (strncmp(asked.replay, s->name, name) != 0 || asked.replay[name] != ':') return 0;
        schedule_replay(s, asked.replay + name + 1);
        printf("%s: this schedule is well\n", s->name);
        exit(0);
    }
    if (asked.only && strcmp(asked.only, s->name) != 0) return 0;
    schedule_every_point(asked.every_point || (s->threads == 2 && !asked.twin));
    long schedules = schedule_explore(s, asked.preemptions >= 0 ? asked.preemptions : preemptions);
    total.scenarios++;
    total.schedules += schedules;
    return schedules;
}

static long explore(const scenario *s) { return explore_within(s, schedule_preemptions(s->threads)); }

static long explore_world(world *w)
{
    char name[LENGTH];
    int at = snprintf(name, sizeof name,
                      "%s:", w->choices_open ? "first use" : setting_names[w->setting]);
    for (int t = 0; t < w->threads; t++)
        at += snprintf(name + at, sizeof name - (size_t)at, "%s %s", t ? "," : "",
                       w->operations[t]->name);
    const scenario s = {name, w->threads, world_setup, world_body, world_finish, w};
    w->common_first = w->setting == COMMON ? FIRST : 0;
    return explore(&s);
}

static const operation *named(const char *name)
{
    for (int i = 0; i < noperations; i++)
        if (!strcmp(operations[i].name, name)) return &operations[i];
    fprintf(stderr, "no operation %s\n", name);
    exit(2);
}

/* --- Pairs and triples -------------------------------------------------------------------------- */

static bool fits(const operation *o, setting s) { return o->settings >> s & 1; }

/* With a cell: what arrays do to each other is seen without one, so one at least uses the cell. */
static bool go_together(setting s, const operation *const *list, int n)
{
    const unsigned not_in_triples = has_cell(s) ? ONLY_PAIRS | CELL_PAIRS : ONLY_PAIRS;
    int array_operations = 0;
    for (int i = 0; i < n; i++) {
        if (!fits(list[i], s) || (n > 2 && list[i]->settings & not_in_triples)) return false;
        array_operations += fits(list[i], OWN);
    }
    return s != CELL || array_operations < n;
}

static long explore_pair(setting s, const operation *a, const operation *b)
{
    static world w;
    if (!go_together(s, (const operation *const[]){a, b}, 2)) return 0;
    w = (world){.setting = s, .threads = 2, .operations = {a, b}};
    return explore_world(&w);
}

static void print_pair(const operation *a, const operation *b, const long *schedules)
{
    long sum = 0;
    for (int s = 0; s < SETTINGS; s++) sum += schedules[s];
    if (sum == 0) return;
    printf("%-17s %-17s", a->name, b->name);
    for (int s = 0; s < SETTINGS; s++) {
        if (schedules[s]) printf(" %8ld", schedules[s]);
        else printf("        -");
    }
    printf("\n");
    fflush(stdout);
}

static void explore_pairs(void)
{
    printf("%-35s", "pair, at most 3 preemptions");
    for (int s = 0; s < SETTINGS; s++) printf(" %8s", setting_names[s]);
    printf("\n");
    for (int a = 0; a < noperations; a++)
        for (int b = a; b < noperations; b++) {
            long schedules[SETTINGS];
            for (int s = 0; s < SETTINGS; s++)
                schedules[s] = explore_pair((setting)s, &operations[a], &operations[b]);
            print_pair(&operations[a], &operations[b], schedules);
        }
}

static long explore_triple(setting s, const operation *const *list)
{
    static world w;
    w = (world){.setting = s, .threads = 3, .operations = {list[0], list[1], list[2]}};
    long schedules = explore_world(&w);
    if (asked.triples)
        printf("%-8s %-17s %-17s %-17s %8ld\n", setting_names[s], list[0]->name, list[1]->name,
               list[2]->name, schedules);
    return schedules;
}

static void explore_triples_of(setting s)
{
    long triples = 0, schedules = 0;
    for (int a = 0; a < noperations; a++)
        for (int b = a; b < noperations; b++)
            for (int c = b; c < noperations; c++) {
                const operation *const list[] = {&operations[a], &operations[b], &operations[c]};
                if (!go_together(s, list, 3)) continue;
                schedules += explore_triple(s, list);
                triples++;
            }
    printf("%-10s %4ld triples  %8ld schedules\n", setting_names[s], triples, schedules);
    fflush(stdout);
}

static void explore_triples(void)
{
    for (int s = 0; s < SETTINGS; s++)
        if (s != WRAPPED && s != READONLY && s != CALLBACK) explore_triples_of((setting)s);
}

/* --- Others ------------------------------------------------------------------------------------- */

static void explore_list(world *w, int threads, const char *const *names)
{
    w->threads = threads;
    for (int t = 0; t < threads; t++) w->operations[t] = named(names[t]);
    printf("%8ld ", explore_world(w));
    printf(w->choices_open ? " first use:" : " %s:", setting_names[w->setting]);
    for (int t = 0; t < threads; t++) printf("%s %s", t ? "," : "", names[t]);
    printf("\n");
}

static void explore_others(void)
{
    static world first = {.setting = COMMON, .choices_open = true}, common = {.setting = COMMON};
    static const char *const computes[] = {"compute", "compute", "compute"};
    static const char *const scribbles[] = {"snapshot", "scribble", "scribble"};
    static const char *const asks[] = {"ask", "make", "arrange"};
    explore_list(&first, 2, computes);
    explore_list(&first, 3, computes);
    explore_list(&common, 2, scribbles);
    explore_list(&common, 3, scribbles);
    explore_list(&common, 3, asks);
    for (int i = 0; i < 3; i++) explore_list(&common, 2, (const char *const[]){asks[i], asks[i]});
    for (int i = 0; i < nbeyond; i++) printf("%8ld  %s\n", explore(&beyond[i]), beyond[i].name);
    fflush(stdout);
}

static void explore_teams(void)
{
    for (int i = 0; i < nteams; i++) {
        const team_scenario *t = &teams[i];
        printf("%8ld  %s (at most %d preemptions)\n", explore_within(&t->s, t->preemptions), t->s.name,
               t->preemptions);
        fflush(stdout);
    }
}

/* Every class is what some operation does. (The first use is a scenario of its own.) */
static void check_classes(void)
{
    static const char *const names[] = {
#define CLASS_NAME(enumerator, name, trace, also) name,
        CLASS_LIST(CLASS_NAME)
#undef CLASS_NAME
    };
    unsigned covered = 1u << FIRST_USE;
    for (int i = 0; i < noperations; i++) covered |= operations[i].classes;
    for (int c = 0; c < CLASSES; c++) {
        if (covered >> c & 1) continue;
        fprintf(stderr, "no operation is of class \"%s\"\n", names[c]);
        exit(2);
    }
}

/* --- The program -------------------------------------------------------------------------------- */

static void read_arguments(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (!strcmp(argv[i], "--every-point")) asked.every_point = true;
        else if (!strcmp(argv[i], "--triples")) asked.triples = true;
        else if (!strcmp(argv[i], "--list-twins")) asked.list_twins = true;
        else if (!strcmp(argv[i], "--preemptions") && value) asked.preemptions = atoi(argv[++i]);
        else if (!strcmp(argv[i], "--part") && value) asked.part = argv[++i];
        else if (!strcmp(argv[i], "--only") && value) asked.only = argv[++i];
        else if (!strcmp(argv[i], "--replay") && value) asked.replay = argv[++i];
        else if (!strcmp(argv[i], "--twin") && value && twins_choose(value)) asked.twin = argv[++i];
        else {
            fprintf(stderr, "%s: not understood\n", argv[i]);
            exit(2);
        }
    }
}

/* What a thread needs once is there before the first schedule, so that this is like the others. */
static void open_magazine_of_thread(void) { ndw_pool_note_visible(0); }

int main(int argc, char **argv)
{
    read_arguments(argc, argv);
    schedule_on_start = open_magazine_of_thread;
    open_magazine_of_thread();
    check_classes();
    (void)ndw_kernels(); /* chosen now, so that the first schedule of a scenario is like the others */
    if (!asked.part || strcmp(asked.part, "triples") != 0) {
        explore_pairs();
        explore_others();
        explore_teams();
        pools_all(explore);
    }
    if (!asked.part || strcmp(asked.part, "others") != 0) explore_triples();

    printf("%ld scenarios, %ld schedules: no race, no failed check\n", total.scenarios,
           total.schedules);
    if (asked.list_twins) twins_list();
    if (total.scenarios == 0 || (asked.twin && !twins_was_reached())) {
        fprintf(stderr, "nothing of that name\n");
        return 2;
    }
    return 0;
}
