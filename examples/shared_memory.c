/*
 * shared_memory.c - one process makes an array, another maps the same bytes and reads them as an array.
 *
 *     memfd   [ .npy header, a multiple of 64 bytes ][ elements, C order ]
 *
 * The elements lie in a file that is only memory, behind a header as NumPy writes it: what is mapped says
 * itself what it is. Once written the file is sealed, so that nobody can change it, here or there: an array
 * that never changes under its holder, across processes. The file's descriptor is handed on by inheritance;
 * the other process unmaps the bytes when its last array of them goes.
 */
#define _GNU_SOURCE /* memfd_create, F_ADD_SEALS */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ndweave/ndweave.h>

enum { ROWS = 300, COLUMNS = 400, HEADER = 128 };

static double value_at(int64_t i, int64_t j) { return (double)(1000 * i + j); }

/* --- The process that makes it ----------------------------------------------------------------- */

/* "\x93NUMPY", version 1.0, the length of the rest, a Python dictionary, spaces, a newline. */
static void write_header(char header[HEADER])
{
    const int rest = HEADER - 10;
    char text[HEADER];
    int length = snprintf(text, sizeof text, "{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }",
                          ROWS, COLUMNS);
    memset(header, ' ', HEADER);
    memcpy(header, "\x93NUMPY\x01\x00", 8);
    header[8] = (char)rest;
    header[9] = 0;
    memcpy(header + 10, text, (size_t)length);
    header[HEADER - 1] = '\n';
}

static void *map(int file, size_t size, int protection)
{
    void *memory = mmap(NULL, size, protection, MAP_SHARED, file, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static void fill(void *elements)
{
    for (int64_t i = 0; i < ROWS; i++)
        for (int64_t j = 0; j < COLUMNS; j++) ((double *)elements)[i * COLUMNS + j] = value_at(i, j);
}

/* A sealed file with the array in it; -1: it cannot be had. */
static int make_file(void)
{
    const size_t size = HEADER + ROWS * COLUMNS * sizeof(double);
    int file = memfd_create("table.npy", MFD_ALLOW_SEALING);
    if (file < 0 || ftruncate(file, (off_t)size) != 0) return -1;
    char *memory = map(file, size, PROT_READ | PROT_WRITE);
    if (!memory) return -1;
    write_header(memory);
    fill(memory + HEADER);
    munmap(memory, size);
    return fcntl(file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0 ? file : -1;
}

/* --- The process that reads it ----------------------------------------------------------------- */

typedef struct mapping {
    void *memory;
    size_t size;
} mapping;

static int unmapped;

static void unmap(void *ctx, void *data)
{
    const mapping *m = ctx;
    (void)data;
    unmapped += munmap(m->memory, m->size) == 0;
}

/* As much of the format as is written above. */
static bool read_header(const char *header, int64_t shape[2])
{
    long long rows, columns;
    if (memcmp(header, "\x93NUMPY\x01\x00", 8) != 0) return false;
    if (sscanf(header + 10, "{'descr': '<f8', 'fortran_order': False, 'shape': (%lld, %lld)", &rows, &columns) != 2)
        return false;
    shape[0] = rows;
    shape[1] = columns;
    return true;
}

static ndw_status open_array(int file, mapping *m, ndw_array **out)
{
    int64_t shape[2];
    m->size = (size_t)lseek(file, 0, SEEK_END);
    m->memory = map(file, m->size, PROT_READ);
    if (!m->memory) return NDW_EIO;
    char *elements = (char *)m->memory + HEADER;
    if (!read_header(m->memory, shape)) return NDW_EFORMAT;
    if ((size_t)(shape[0] * shape[1]) * sizeof(double) > m->size - HEADER) return NDW_EFORMAT;
    return ndw_wrap(NDW_F64, 2, shape, NULL, elements, NDW_READONLY, unmap, m, out);
}

/* A write goes to bytes of this process: those that are shared are never written. */
static ndw_status read_it(int file, int *wrong)
{
    static mapping m;
    NDW_AUTO ndw_array *a = NULL, *column = NULL, *mine = NULL;
    ndw_mut w;
    NDW_TRY(open_array(file, &m, &a));
    NDW_TRY(ndw_slice(a, NDW_INDEX(NDW_ALL, NDW_AT(7)), &column));
    NDW_TRY(ndw_share(a, &mine));
    NDW_TRY(ndw_write_begin(&mine, 0, &w));
    NDW_EL2(double, w, 0, 7) = -1;
    ndw_write_end(&mine);
    ndw_release(&a);
    *wrong += unmapped != 0; /* the column keeps it */

    ndw_view v;
    NDW_TRY(ndw_view_of(column, &v));
    for (int64_t i = 0; i < ROWS; i++) *wrong += NDW_EL1(double, v, i) != value_at(i, 7);
    ndw_release(&column);
    *wrong += unmapped != 1;
    return NDW_OK;
}

static int be_reader(int file)
{
    int wrong = 0;
    wrong += map(file, HEADER, PROT_READ | PROT_WRITE) != NULL; /* sealed */
    ndw_status status = read_it(file, &wrong);
    if (status != NDW_OK) fprintf(stderr, "%s: %s\n", ndw_status_name(status), ndw_error_detail());
    return status != NDW_OK || wrong > 0;
}

/* --- The program: as its own child it is the reader --------------------------------------------- */

static int start_reader(char *program, int file)
{
    char number[16], option[] = "--read";
    snprintf(number, sizeof number, "%d", file);
    char *argv[] = {program, option, number, NULL};
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        execv("/proc/self/exe", argv);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) return 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "--read")) return be_reader((int)strtol(argv[2], NULL, 10));
    int file = make_file();
    if (file < 0) {
        perror("shared_memory");
        return 2;
    }
    int failed = start_reader(argv[0], file);
    printf("%d x %d doubles read by another process, %s\n", ROWS, COLUMNS, failed ? "WRONG" : "each of them right");
    close(file);
    return failed;
}
