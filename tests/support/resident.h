/* resident.h - the memory of this process that is in use, as Linux tells it. */
#ifndef NDW_TESTS_RESIDENT_H
#define NDW_TESTS_RESIDENT_H

#include <stdio.h>
#include <unistd.h>

/* 0: it cannot be told. */
static inline long resident_kib(void)
{
    long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file) return 0;
    if (fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

#endif
