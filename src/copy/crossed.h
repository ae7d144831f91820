/*
 * crossed.h - copies of the elements of a transpose.
 *
 * Each element would be read from another page, and its line again for the element beside it, if the caches have not
 * lost it. So tiles of the source are turned on the stack, a line of it wide, and rows of them are repeated from there:
 *
 *     source          tile turned          result, each twice
 *     a b ...         a c e                aa cc ee ...
 *     c d ...         b d f                ...
 *     e f ...                              bb dd ff ...
 */
#ifndef NDW_COPY_CROSSED_H
#define NDW_COPY_CROSSED_H

#include "copy/plan.h"

/* The pair of a plan that is crossed, and the axis that the source is packed along (plan.h). */
void ndw_crossed_run(const pair *p, const copy_axis *columns, char *dst, const char *src);

#endif
