/*
 * bench_alloc.c - repeat with the allocation of its result.
 *
 *     repeat.alloc.e8.k2.64MiB          once the process has done it before
 *     repeat.alloc.e8.k2.64MiB.first    the first call of a process
 *
 * Each run lets go of the last result and makes a new one; the peers do so with malloc and free. For a
 * first call the program starts itself anew, for each way in each round; the child prepares and writes
 * the source, then takes the time of one call, checks the result and says how long it took.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"
#include "work.h"

typedef struct allocated {
    work w; /* its result is for the limits */
    ndw_array *out;
    char *block;      /* a peer's          */
    const char *last; /* whichever it is   */
} allocated;

/* --- The ways --------------------------------------------------------------------------------- */

static ndw_status run_ndweave(void *ctx)
{
    allocated *a = ctx;
    ndw_release(&a->out);
    NDW_TRY(ndw_view_repeat(&a->w.from, a->w.count, -1, &a->out));
    a->last = ndw_data(a->out);
    return NDW_OK;
}

static ndw_status run_peer(allocated *a, void (*repeat)(const repeat_task *))
{
    repeat_task task = a->w.repeat;
    free(a->block);
    a->last = task.dst = a->block = malloc((size_t)a->w.bytes);
    if (!a->block) return NDW_ENOMEM;
    repeat(&task);
    return NDW_OK;
}

static ndw_status run_loop(void *ctx) { return run_peer(ctx, peer_loop); }
static ndw_status run_chunk_loop(void *ctx) { return run_peer(ctx, peer_chunk_loop); }

static const bench_way ways[] = {
    {"ndweave", run_ndweave, NULL, false},
    {"loop", run_loop, NULL, false},
    {"chunk_loop", run_chunk_loop, NULL, false},
};

/* What is there is given back, so that nothing right is left to be found. */
static void spoil(void *ctx)
{
    allocated *a = ctx;
    ndw_mut w;
    if (a->out && ndw_write_begin(&a->out, 0, &w) == NDW_OK) memset(w.data, 0x7F, (size_t)a->w.bytes);
    if (a->block) memset(a->block, 0x7F, (size_t)a->w.bytes);
    ndw_release(&a->out);
    free(a->block);
    a->block = NULL;
    a->last = NULL;
}

static bool is_right(void *ctx)
{
    const allocated *a = ctx;
    return a->last && memcmp(a->last, a->w.expected, (size_t)a->w.bytes) == 0;
}

static ndw_status make_allocated(allocated *a, int64_t width, int64_t count, int64_t bytes)
{
    const int64_t n = bytes / (width * count);
    NDW_TRY(work_source(&a->w, n, width));
    NDW_TRY(ndw_view_memory(ndw_dtype_bytes(width), NDW_SHAPE(n), NULL, a->w.source, &a->w.from));
    return work_repeat(&a->w, RECYCLED, count);
}

static void free_allocated(allocated *a)
{
    ndw_release(&a->out);
    free(a->block);
    work_free(&a->w);
}

/* --- First calls ------------------------------------------------------------------------------ */

/* ndw_bench --first WAY WIDTH COUNT BYTES: prints the ns of one run. */
int bench_alloc_child(int argc, char **argv)
{
    static allocated a;
    if (argc != 6) return 2;
    const int way = (int)strtol(argv[2], NULL, 10);
    if (way < 0 || way >= LENGTH_OF(ways)) return 2;
    const ndw_status made = make_allocated(&a, strtol(argv[3], NULL, 10), strtol(argv[4], NULL, 10),
                                           strtol(argv[5], NULL, 10));
    if (made != NDW_OK) return 1;
    const double begin = now_ns();
    const ndw_status status = ways[way].run(&a);
    printf("%.0f\n", now_ns() - begin);
    return status == NDW_OK && is_right(&a) ? 0 : 1;
}

typedef struct first {
    int64_t width, count, bytes;
} first;

/* Becomes the program anew, its output going into `to`. */
static void become_child(const first *f, int way, int to)
{
    char text[4][24];
    const int64_t numbers[4] = {way, f->width, f->count, f->bytes};
    for (int i = 0; i < 4; i++) snprintf(text[i], sizeof text[i], "%lld", (long long)numbers[i]);
    char program[] = "ndw_bench", option[] = "--first";
    char *argv[] = {program, option, text[0], text[1], text[2], text[3], NULL};
    if (dup2(to, STDOUT_FILENO) >= 0) execv("/proc/self/exe", argv);
    _exit(127);
}

/* The number on the first line that comes from `from`; -1: none. */
static double read_number(int from)
{
    char text[64];
    size_t length = 0;
    ssize_t got;
    while (length < sizeof text - 1 && (got = read(from, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    text[length] = '\0';
    return length > 0 ? strtod(text, NULL) : -1;
}

static double first_ns(const first *f, int way)
{
    int ends[2], status;
    if (pipe(ends) != 0) return -1;
    const pid_t child = fork();
    if (child == 0) become_child(f, way, ends[1]);
    close(ends[1]);
    const double ns = child > 0 ? read_number(ends[0]) : -1;
    close(ends[0]);
    if (child < 0 || waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? ns : -1;
}

static double first_ndweave(void *ctx) { return first_ns(ctx, 0); }
static double first_loop(void *ctx) { return first_ns(ctx, 1); }
static double first_chunk_loop(void *ctx) { return first_ns(ctx, 2); }

static const bench_way first_ways[] = {
    {"ndweave", NULL, first_ndweave, false},
    {"loop", NULL, first_loop, false},
    {"chunk_loop", NULL, first_chunk_loop, false},
};

/* --- The cases -------------------------------------------------------------------------------- */

static void name_case(int64_t width, int64_t count, work_size size, bool is_first, char *name,
                      char *params)
{
    const int e = (int)width, k = (int)count;
    snprintf(name, BENCH_NAME_MAX, "repeat.alloc.e%d.k%d.%s%s", e, k, work_size_names[size],
             is_first ? ".first" : "");
    snprintf(params, BENCH_PARAMS_MAX,
             "\"e\":%d,\"k\":%d,\"output\":\"%s\",\"buffers\":\"allocated\",\"call\":\"%s\"", e, k,
             work_size_names[size], is_first ? "first" : "later");
}

static void measure(bench *b, int64_t width, int64_t count, work_size size)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    name_case(width, count, size, false, name, params);
    if (!bench_wants(b, name)) return;
    allocated a = {.out = NULL};
    if (make_allocated(&a, width, count, work_size_bytes(size)) == NDW_OK)
        bench_measure(b, &(bench_case){
                             .name = name,
                             .params = params,
                             .bytes = a.w.bytes,
                             .ways = ways,
                             .nways = LENGTH_OF(ways),
                             .traffic = &a.w.traffic,
                             .spoil = spoil,
                             .is_right = is_right,
                             .ctx = &a,
                         });
    else
        bench_give_up(b, name);
    free_allocated(&a);
}

static void measure_first(bench *b, int64_t width, int64_t count, work_size size)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    name_case(width, count, size, true, name, params);
    if (access("/proc/self/exe", X_OK) != 0 || !bench_wants(b, name)) return;
    first f = {width, count, work_size_bytes(size)};
    bench_measure(b, &(bench_case){
                         .name = name,
                         .params = params,
                         .bytes = f.bytes,
                         .ways = first_ways,
                         .nways = LENGTH_OF(first_ways),
                         .ctx = &f,
                     });
}

static void cases(bench *b)
{
    static const int64_t widths[] = {1, 4, 8, 16}, counts[] = {2, 8};
    static const work_size sizes[] = {KIB4, HALF_L2, MIB4, MIB16, MIB64};
    for (int i = 0; i < LENGTH_OF(sizes); i++)
        for (int j = 0; j < LENGTH_OF(widths); j++)
            for (int k = 0; k < LENGTH_OF(counts); k++)
                if (!bench_is_quick(b) || (widths[j] == 8 && counts[k] == 2))
                    measure(b, widths[j], counts[k], sizes[i]);
    measure_first(b, 8, 2, MIB64);
    if (bench_is_quick(b)) return;
    measure_first(b, 1, 8, MIB64);
    measure_first(b, 8, 2, MIB4);
}

static const bench_column columns[] = {
    {BENCH_RIVAL, "loop", NULL},
    {BENCH_RIVAL, "chunk_loop", NULL},
    {BENCH_LIMIT, "limit", NULL},
    {BENCH_END, NULL, NULL},
};

const bench_suite bench_alloc = {
    .name = "repeat.alloc",
    .about =
        "each element k times, into a result that is allocated and the last one let go; the rivals\n"
        "  use malloc and free. .first: the first call of a process. limit: into memory that exists.",
    .columns = columns,
    .cases = cases,
};
