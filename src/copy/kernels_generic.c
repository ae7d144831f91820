/* kernels_generic.c - the kernels for any processor, by vectors of 16 bytes. */
#include "copy/vector_generic.h"

#include "copy/kernels_body.h"

const kernels ndw_kernels_generic = KERNELS("generic");
