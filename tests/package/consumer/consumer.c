/* A program of somebody else's, built against the installed library. */
#include <ndweave/ndweave.h>

int main(void)
{
    NDW_AUTO ndw_array *x = NULL, *r = NULL;
    NDW_TRY(ndw_arange(NDW_I64, 0, 3, 1, &x));
    NDW_TRY(ndw_repeat(x, 2, 0, &r));
    return ndw_size(r) == 6 ? 0 : 1;
}
