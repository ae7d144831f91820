/* random.h - splitmix64: small, fast, the same everywhere; print the seed with every failure. */
#ifndef NDW_TESTS_RANDOM_H
#define NDW_TESTS_RANDOM_H

#include <stdint.h>

#include "base/compiler.h"

WRAPS static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* low .. high, both included. */
static inline int64_t random_between(uint64_t *state, int64_t low, int64_t high)
{
    return low + (int64_t)(random_next(state) % (uint64_t)(high - low + 1));
}

#endif
