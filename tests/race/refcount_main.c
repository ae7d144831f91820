/* refcount_main.c - the cases of the counter as a program that needs nothing but libc. */
#include <stdio.h>

#include "refcount_cases.h"

int main(void)
{
    int failures = 0;
    for (int i = 0; i < refcount_case_count; i++) {
        const char *broken = refcount_cases[i].run();
        if (broken) printf("%s: not %s\n", refcount_cases[i].name, broken);
        failures += broken != NULL;
    }
    printf("%d of %d cases hold with pointers of %d bits\n", refcount_case_count - failures,
           refcount_case_count, (int)sizeof(void *) * 8);
    return failures != 0;
}
