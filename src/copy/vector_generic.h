/* vector_generic.h - the vectors of vector_plain.h. No permutation is fast everywhere, so there is none. */
#ifndef NDW_COPY_VECTOR_GENERIC_H
#define NDW_COPY_VECTOR_GENERIC_H

#include "copy/vector_plain.h"

enum { CAN_PERMUTE = 0 };

/* Never called, but named where CAN_PERMUTE is asked. */
BODY win win_permute(win v, win index) { return (void)index, v; }
BODY vec vec_permute(vec v, vec index) { return (void)index, v; }
BODY win win_pick_more(win picked, win v, win index) { return (void)index, (void)v, picked; }
BODY vec vec_pick_more(vec picked, vec v, vec index) { return win_pick_more(picked, v, index); }

#endif
