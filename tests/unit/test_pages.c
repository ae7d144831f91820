/*
 * test_pages.c - what the library asks the system about pages, and what it asks for.
 *
 * Linux tells in /proc/self/smaps which memory has asked for huge pages ("hg"). The environment is read when
 * a program is loaded: so the program runs itself again for the other half.
 */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/pages.h"

enum { PAGES = 64, LARGE = 8 << 20, ERRNO = 77 };

static const char *program;

static size_t page(void) { return (size_t)sysconf(_SC_PAGESIZE); }

static void touched_pages_are_known(void **state)
{
    (void)state;
    const size_t size = PAGES * page();
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(memory != MAP_FAILED);
    errno = ERRNO;
    assert_false(ndw_pages_are_touched(memory, (int64_t)size));
    memset(memory, 1, size / 2);
    assert_false(ndw_pages_are_touched(memory, (int64_t)size));
    assert_true(ndw_pages_are_touched(memory + 5, (int64_t)size / 2 - 5));
    memset(memory, 1, size);
    assert_true(ndw_pages_are_touched(memory, (int64_t)size));
    assert_true(ndw_pages_are_touched(memory + size - 1, 1));
    assert_int_equal(errno, ERRNO);
    munmap(memory, size);
}

/* 1 or 0: whether the memory at `address` has asked; -1: the system does not tell. */
static int has_asked(const void *address)
{
    char line[512];
    unsigned long begin, end;
    bool inside = false;
    int asked = -1;
    FILE *file = fopen("/proc/self/smaps", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "%lx-%lx ", &begin, &end) == 2)
            inside = (unsigned long)(uintptr_t)address >= begin && (unsigned long)(uintptr_t)address < end;
        if (inside && !strncmp(line, "VmFlags:", 8)) asked = strstr(line, " hg") != NULL;
    }
    if (file) fclose(file);
    return asked;
}

static int result_has_asked(void)
{
    ndw_array *a = NULL;
    if (ndw_empty(ndw_dtype_bytes(1), NDW_SHAPE(LARGE), &a) != NDW_OK) return -1;
    const int asked = has_asked((const char *)ndw_data(a) + LARGE / 2);
    ndw_release(&a);
    return asked;
}

static int asked_where(const char *value)
{
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        setenv("NDW_HUGE_PAGES", value, 1);
        unit_become(program, "--asked");
    }
    assert_true(child > 0);
    return unit_status_of(child);
}

static void huge_pages_are_asked_for_unless_told_not_to(void **state)
{
    (void)state;
    if (access("/sys/kernel/mm/transparent_hugepage/enabled", F_OK) != 0) skip();
#ifdef NDW_EMULATED
    skip(); /* the smaps that an emulator makes up never tell who has asked */
#endif
    assert_in_range(result_has_asked(), 0, 1);
    assert_int_equal(asked_where("on"), 1);
    assert_int_equal(asked_where("off"), 0);
}

int main(int argc, char **argv)
{
    program = argv[0];
    if (argc > 1) return result_has_asked() & 0xff;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(touched_pages_are_known),
        cmocka_unit_test(huge_pages_are_asked_for_unless_told_not_to),
    };
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
