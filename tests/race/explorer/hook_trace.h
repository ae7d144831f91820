/* hook_trace.h - what the hooks have seen, for the programs that use them. */
#ifndef NDW_TESTS_HOOK_TRACE_H
#define NDW_TESTS_HOOK_TRACE_H

#include "hook.h"

/* The operations of this thread and all others from begin to end, in order; how many (256 are kept). */
void hook_trace_begin(void);
int hook_trace_end(const hook_call **calls);

/* Every choice made by pthread_once so far is open again. For one thread alone. */
void hook_forget_choices(void);

#endif
