#include "child.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* cmocka and the sanitizers install handlers that would tell another story. */
static void prepare(FILE *log)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) signal(signals[i], SIG_DFL);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    dup2(fileno(log), STDERR_FILENO);
    alarm(CHILD_SECONDS);
}

/* The line that tells most: a sanitizer's or the allocator's verdict, else the first one. */
static const char *telling_line(const char *said)
{
    static const char *const marks[] = {"WARNING: ", "ERROR: ", "FATAL: ", "runtime error: "};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *mark = strstr(said, marks[i]);
        if (mark) return mark;
    }
    return said;
}

static void describe(ending *e)
{
    const char *line = telling_line(e->said);
    int length = (int)strcspn(line, "\n(");
    if (length > 90) length = 90;
    const char *separator = length ? ": " : "";
    if (e->signal)
        snprintf(e->how, sizeof e->how, "%s%s%.*s", strsignal(e->signal), separator, length, line);
    else
        snprintf(e->how, sizeof e->how, "exit %d%s%.*s", e->code, separator, length, line);
}

ending child_run(child_fn *fn, const void *ctx)
{
    ending e = {0, -1, "", "could not be started"};
    FILE *log = tmpfile();
    if (!log) return e;
    fflush(NULL); /* or the child would print what waits in our buffers, too */
    pid_t pid = fork();
    if (pid == 0) {
        prepare(log);
        exit(fn(ctx));
    }

    int status = 0;
    if (pid > 0 && waitpid(pid, &status, 0) == pid) {
        e.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        e.code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
        rewind(log);
        e.said[fread(e.said, 1, sizeof e.said - 1, log)] = '\0';
        describe(&e);
    }
    fclose(log);
    return e;
}

static int become(const void *ctx)
{
    const char *const *argv = ctx;
    (void)personality(ADDR_NO_RANDOMIZE);
    setenv("TSAN_OPTIONS", "exitcode=66:halt_on_error=1", 1);
    execv(argv[0], (char *const *)(uintptr_t)argv);
    fprintf(stderr, "%s cannot be run\n", argv[0]);
    return 127;
}

ending child_exec(const char *const *argv) { return child_run(become, argv); }

void tally_add(tally *t, const ending *e)
{
    int i = 0;
    while (i < t->kinds && strcmp(t->of[i].how, e->how) != 0) i++;
    if (i == TALLY_KINDS) return;
    if (i == t->kinds) strcpy(t->of[t->kinds++].how, e->how);
    t->of[i].times++;
}

void tally_print(const tally *t, const char *what)
{
    printf("    %s", what);
    for (int i = 0; i < t->kinds; i++)
        printf("%s %d x %s", i ? "," : ":", t->of[i].times, t->of[i].how);
    printf("\n");
    fflush(stdout);
}
