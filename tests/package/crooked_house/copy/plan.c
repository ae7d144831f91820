/* A house built wrong on purpose: check_layers must say so. Never compiled. */
static int order = memory_order_relaxed;
