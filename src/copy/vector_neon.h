/*
 * vector_neon.h - 16 bytes, any of which can go anywhere (NEON). Names: vector_plain.h.
 *
 * But for permutations, the compilers make of vector_plain.h what one would write by hand: an element is
 * loaded into all places at once, a zip is one instruction. Nothing goes past the caches: a pair of registers
 * can be stored with the hint that it is not wanted soon (STNP), which promises nothing.
 */
#ifndef NDW_COPY_VECTOR_NEON_H
#define NDW_COPY_VECTOR_NEON_H

#include <arm_neon.h>

#include "copy/vector_plain.h"

enum { CAN_PERMUTE = 1 };

BODY win win_permute(win v, win index) { return (win)vqtbl1q_u8((uint8x16_t)v, (uint8x16_t)index); }
BODY vec vec_permute(vec v, vec index) { return win_permute(v, index); }
BODY win win_pick_more(win picked, win v, win index) { return picked | win_permute(v, index); }
BODY vec vec_pick_more(vec picked, vec v, vec index) { return win_pick_more(picked, v, index); }

#endif
