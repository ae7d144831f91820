/* machine.c - which machine this is, as far as Linux tells; elsewhere the caches are 0. */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "run.h"

/* The first line of a small file, without its newline; empty if there is no such file. */
static void first_line(const char *path, int capacity, char *line)
{
    FILE *file = fopen(path, "r");
    line[0] = '\0';
    if (!file) return;
    if (!fgets(line, capacity, file)) line[0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    fclose(file);
}

void machine_name(size_t capacity, char *name)
{
    char line[256];
    struct utsname system;
    const bool known = uname(&system) >= 0;
    snprintf(name, capacity, "an %s processor", known ? system.machine : "unknown");
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (!file) return;
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "model name", 10) != 0 || !strchr(line, ':')) continue;
        line[strcspn(line, "\n")] = '\0';
        const char *text = strchr(line, ':') + 1;
        snprintf(name, capacity, "%s", text + strspn(text, " \t"));
        break;
    }
    fclose(file);
}

int machine_cores(void)
{
#ifdef _SC_NPROCESSORS_ONLN
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
#else
    return 0;
#endif
}

int64_t machine_cache(int level)
{
    for (int i = 0; i < 8; i++) {
        char path[80], text[32];
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/level", i);
        first_line(path, sizeof text, text);
        if (strtol(text, NULL, 10) != level) continue;
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/type", i);
        first_line(path, sizeof text, text);
        if (strcmp(text, "Instruction") == 0) continue;
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/size", i);
        first_line(path, sizeof text, text);
        const int64_t n = strtol(text, NULL, 10);
        return strchr(text, 'M') ? n << 20 : n << 10;
    }
    return 0;
}

/* "always [madvise] never": the word in brackets. */
void machine_huge_pages(size_t capacity, char *text)
{
    char line[64];
    first_line("/sys/kernel/mm/transparent_hugepage/enabled", sizeof line, line);
    const char *begin = strchr(line, '[');
    const size_t length = begin ? strcspn(begin + 1, "]") : 0;
    snprintf(text, capacity, "%.*s", (int)length, begin ? begin + 1 : "");
}
