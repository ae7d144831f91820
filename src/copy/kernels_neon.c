/* kernels_neon.c - the same kernels by the vectors of vector_neon.h, where there are any. */
#include "copy/kernels.h"

#include "base/compiler.h"

#if HAS_NEON

#include "copy/vector_neon.h"

#include "copy/kernels_body.h"

const kernels ndw_kernels_neon = KERNELS("neon");

#endif
