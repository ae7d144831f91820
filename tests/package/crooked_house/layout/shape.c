/* A house built wrong on purpose: check_layers must say so. Never compiled. */
#include "layout/layout.h"
#include "memory/buffer.h"
