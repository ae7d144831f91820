/*
 * run_twins.c - the explorer must find every twin, every time, in the same schedule.
 *
 *     run_twins EXPLORER WEAKENED SOURCES [RUNS]        20 unless said otherwise
 *
 * Runs the program EXPLORER with each of its twins, and the program WEAKENED, which is the same made with
 * the weakened copies, with each of their mistakes: once through everything until it is found, then
 * over and over through the scenario that found it, and at last by its replay line: RUNS runs that must
 * all end with the same failure of the same schedule. No twin is exempt. An order that is relaxed
 * already has no weaker twin; every other one must be found, so every order in the sources is needed.
 *
 * Sites are found by running. So that none is missed, there must be as many as SOURCES has atomic
 * operations, locks, unlocks, waits and broadcasts written in it.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { TWINS = 128, LINE = 512 };

static const char *explorer; /* or the other one */
static bool all_well = true;
static int runs = 20;

/* --- What the explorer lists -------------------------------------------------------------------- */

typedef struct list {
    int length;
    char names[TWINS][LINE];
} list;

static list twins, copies;
static int nsites;

static FILE *start(const char *arguments)
{
    char command[3 * LINE];
    fflush(NULL);
    snprintf(command, sizeof command, "'%s' %s 2>&1", explorer, arguments);
    FILE *output = popen(command, "r"); /* NOLINT: the command is ours */
    if (!output) abort();
    return output;
}

static void cut_newline(char *line) { line[strcspn(line, "\n")] = '\0'; }

/* A line "KIND NAME". */
static void keep_name(const char *line, const char *kind, list *l)
{
    size_t length = strlen(kind);
    if (strncmp(line, kind, length) != 0 || line[length] != ' ' || l->length == TWINS) return;
    snprintf(l->names[l->length++], LINE, "%s", line + length + 1);
}

static bool read_list(void)
{
    char line[LINE];
    FILE *output = start("--list-twins --preemptions 0");
    while (fgets(line, sizeof line, output)) {
        cut_newline(line);
        keep_name(line, "twin", &twins);
        keep_name(line, "copy", &copies);
        if (!strncmp(line, "sites ", 6)) nsites = atoi(line + 6);
    }
    return pclose(output) == 0;
}

/* --- What the sources have ---------------------------------------------------------------------- */

static int count_in_line(const char *line)
{
    int count = strstr(line, "__atomic_") != NULL;
    count += strstr(line, "pthread_mutex_lock(") || strstr(line, "pthread_mutex_unlock(");
    count += strstr(line, "pthread_cond_wait(") || strstr(line, "pthread_cond_broadcast(");
    for (const char *at = line; (at = strstr(at, "_explicit(")); at++) count++;
    return count;
}

static int count_in_file(const char *path)
{
    char line[LINE];
    int count = 0;
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    while (fgets(line, sizeof line, file)) count += count_in_line(line);
    fclose(file);
    return count;
}

/* Files of `path` and of its folders. */
static int count_in_folder(const char *path)
{
    int count = 0;
    DIR *folder = opendir(path);
    if (!folder) return 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char inner[2 * LINE];
        if (*entry->d_name == '.') continue;
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        count += strchr(entry->d_name, '.') ? count_in_file(inner) : count_in_folder(inner);
    }
    closedir(folder);
    return count;
}

/* --- Runs --------------------------------------------------------------------------------------- */

typedef struct run {
    int status; /* of the explorer */
    char failed[LINE], replay[LINE];
} run;

static void read_run(const char *arguments, run *r)
{
    char line[LINE];
    *r->failed = *r->replay = '\0';
    FILE *output = start(arguments);
    while (fgets(line, sizeof line, output)) {
        cut_newline(line);
        if (!strncmp(line, "FAILED  ", 8)) memcpy(r->failed, line + 8, LINE - 8);
        if (!strncmp(line, "REPLAY  ", 8)) memcpy(r->replay, line + 8, LINE - 8);
    }
    int status = pclose(output);
    r->status = WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static bool is_same(const run *a, const run *b)
{
    return a->status == b->status && !strcmp(a->failed, b->failed) && !strcmp(a->replay, b->replay);
}

/* The scenario's name stands between --replay ' and the last colon. */
static void name_scenario(const run *r, char *only, size_t size)
{
    const char *name = strchr(r->replay, '\''), *end = strrchr(r->replay, ':');
    int length = name && end ? (int)(end - name) : 0;
    snprintf(only, size, "%.*s'", length, name ? name : "");
}

static int count_same(const char *twin, const char *bound, const run *first)
{
    char only[LINE], again[2 * LINE], replay[2 * LINE];
    run r;
    int same = 1;
    name_scenario(first, only, sizeof only);
    snprintf(again, sizeof again, "--twin %s%s --only %s", twin, bound, only);
    snprintf(replay, sizeof replay, "--twin %s %s", twin, first->replay);
    for (int i = 1; i < runs; i++) {
        read_run(i == runs - 1 ? replay : again, &r);
        same += is_same(first, &r);
    }
    return same;
}

/* Through everything, with as few preemptions as will do: mistakes that need none or one are found
 * soonest so. */
static bool find(const char *twin, const char **bound, run *first)
{
    static const char *const bounds[] = {" --preemptions 0", " --preemptions 1", ""};
    bool found = false;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds && !found; i++) {
        char arguments[LINE];
        *bound = bounds[i];
        snprintf(arguments, sizeof arguments, "--twin %s%s", twin, *bound);
        read_run(arguments, first);
        found = first->status == 1 && *first->failed && *first->replay;
    }
    return found;
}

static void check_twin(const char *twin)
{
    const char *bound;
    run first;
    bool found = find(twin, &bound, &first);
    int same = found ? count_same(twin, bound, &first) : 0;
    if (same != runs) all_well = false;
    printf("%-49s %2d of %d  %s\n", twin, same, runs, found ? first.failed : "NOT FOUND");
    if (found) printf("%-49s           %s\n", "", first.replay);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc == 5) runs = atoi(argv[4]);
    if (argc < 4 || argc > 5 || runs < 2) return 2;
    explorer = argv[1];
    setenv("TSAN_OPTIONS", "symbolize=0", 1); /* nobody reads the reports here */

    int written = count_in_folder(argv[3]);
    if (!read_list() || twins.length == 0 || copies.length == 0 || nsites != written) {
        printf("%d atomic operations, locks, waits and broadcasts are written in %s, the explorer met %d: "
               "a scenario is missing\n",
               written, argv[3], nsites);
        return 1;
    }
    printf("%d sites, %d twins, %d weakened copies\n", nsites, twins.length, copies.length);
    for (int i = 0; i < twins.length; i++) check_twin(twins.names[i]);
    explorer = argv[2];
    for (int i = 0; i < copies.length; i++) check_twin(copies.names[i]);
    return all_well ? 0 : 1;
}
