/*
 * stress_market.h - threads that make arrays out of arrays, write into what they hold, and hand arrays
 * on through a mailbox, so that what one made another slices and a third releases.
 *
 * Every array of the market has rows that prove themselves: the first element is a seed and the others
 * follow from it. A row half written, or an array whose bytes were freed, cannot look right by chance.
 * And every holder keeps the checksum that his array had when he got it: bytes read through a handle
 * do not change while it is held, whatever the others write.
 */
#ifndef NDW_TESTS_STRESS_MARKET_H
#define NDW_TESTS_STRESS_MARKET_H

#include <pthread.h>
#include <stdint.h>

#include <ndweave/ndweave.h>

#include "support/threads.h"

enum { SLOTS = 8 };

typedef struct held {
    ndw_array *array; /* NULL: nothing */
    uint64_t sum;
} held;

typedef struct market {
    held common; /* everybody's to read; constant while the market is open */
    pthread_mutex_t mutex;
    held slots[SLOTS];
} market;

bool market_open(market *m);

/* One thread of it, until it is told to stop; the worker's ctx is the market. */
void market_trade(worker *w);

/* Whether everything left in it is what it should be, and nobody holds a share any more. */
bool market_close(market *m);

#endif
