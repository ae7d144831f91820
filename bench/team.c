/* team.c - one mutex, a number for each piece of work, and who is still busy with it. */
#include "team.h"

#include <pthread.h>

static struct {
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    int started; /* members that exist, besides the caller */
    unsigned number;
    int members, busy;
    team_fn *fn;
    void *ctx;
} team = {.lock = PTHREAD_MUTEX_INITIALIZER,
          .work = PTHREAD_COND_INITIALIZER,
          .done = PTHREAD_COND_INITIALIZER};

static void *member_main(void *which)
{
    const int member = *(const int *)which;
    unsigned seen = 0;
    pthread_mutex_lock(&team.lock);
    for (;;) {
        while (team.number == seen || member >= team.members) {
            seen = team.number; /* not for this one */
            pthread_cond_wait(&team.work, &team.lock);
        }
        seen = team.number;
        team_fn *fn = team.fn;
        void *ctx = team.ctx;
        pthread_mutex_unlock(&team.lock);
        fn(ctx, member);
        pthread_mutex_lock(&team.lock);
        if (--team.busy == 0) pthread_cond_signal(&team.done);
    }
    return NULL;
}

/* They live as long as the program. */
static bool start_members(int members)
{
    static int numbers[TEAM_MAX];
    while (team.started < members - 1) {
        pthread_t thread;
        int *number = &numbers[team.started];
        *number = team.started + 1;
        if (pthread_create(&thread, NULL, member_main, number) != 0) return false;
        pthread_detach(thread);
        team.started++;
    }
    return true;
}

bool team_run(team_fn *fn, void *ctx, int members)
{
    if (members < 1 || members > TEAM_MAX) return false;
    pthread_mutex_lock(&team.lock);
    const bool ready = start_members(members);
    if (ready) {
        team.fn = fn;
        team.ctx = ctx;
        team.members = members;
        team.busy = members - 1;
        team.number++;
        pthread_cond_broadcast(&team.work);
    }
    pthread_mutex_unlock(&team.lock);
    if (!ready) return false;

    fn(ctx, 0);
    pthread_mutex_lock(&team.lock);
    while (team.busy > 0) pthread_cond_wait(&team.done, &team.lock);
    pthread_mutex_unlock(&team.lock);
    return true;
}
