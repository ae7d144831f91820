/* kernels_avx512.c - the same kernels by the vectors of vector_avx512.h, where there are any. */
#include "copy/kernels.h"

#include "base/compiler.h"

#if IS_X86_64

#include "copy/vector_avx512.h"

#include "copy/kernels_body.h"

const kernels ndw_kernels_avx512 = KERNELS("avx512");

#endif
