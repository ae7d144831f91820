/*
 * image.c - crop, mirror and enlarge a camera image into planar memory of the caller's own.
 *
 * The input is interleaved (rows, columns, RGB) as a camera delivers it; the output is planar (RGB,
 * rows, columns) as a neural network wants it. The whole pipeline is three changes of layout and one
 * pass over the pixels; the library allocates no pixel and shares none.
 */
#include <stdint.h>
#include <stdio.h>

#include <ndweave/ndweave.h>

enum { ROWS = 6, COLUMNS = 8, TOP = 1, LEFT = 2, HEIGHT = 3, WIDTH = 4, SCALE = 2 };

static ndw_status enlarge_crop(const uint8_t *camera, uint8_t *planar)
{
    ndw_view image, crop, mirrored, planes;
    NDW_TRY(ndw_view_memory(NDW_U8, NDW_SHAPE(ROWS, COLUMNS, 3), NULL, camera, &image));
    NDW_TRY(ndw_view_slice(
        &image, NDW_INDEX(NDW_RANGE(TOP, TOP + HEIGHT, 1), NDW_RANGE(LEFT, LEFT + WIDTH, 1)), &crop));
    NDW_TRY(ndw_view_flip(&crop, NDW_AXES(1), &mirrored));
    NDW_TRY(ndw_view_transpose(&mirrored, NDW_AXES(2, 0, 1), &planes));

    ndw_mut out;
    NDW_TRY(ndw_mut_memory(NDW_U8, NDW_SHAPE(3, HEIGHT * SCALE, WIDTH * SCALE), NULL, planar, &out));
    return ndw_view_repeat_axes_into(&planes, NDW_COUNTS(1, SCALE, SCALE), &out);
}

static uint8_t pixel(int row, int column, int channel)
{
    return (uint8_t)(100 * channel + 10 * row + column);
}

static int count_wrong(const uint8_t *planar)
{
    int wrong = 0;
    for (int channel = 0; channel < 3; channel++)
        for (int y = 0; y < HEIGHT * SCALE; y++)
            for (int x = 0; x < WIDTH * SCALE; x++) {
                int column = LEFT + WIDTH - 1 - x / SCALE;
                wrong += *planar++ != pixel(TOP + y / SCALE, column, channel);
            }
    return wrong;
}

int main(void)
{
    static uint8_t camera[ROWS][COLUMNS][3];
    static uint8_t planar[3][HEIGHT * SCALE][WIDTH * SCALE];
    for (int row = 0; row < ROWS; row++)
        for (int column = 0; column < COLUMNS; column++)
            for (int channel = 0; channel < 3; channel++)
                camera[row][column][channel] = pixel(row, column, channel);

    if (enlarge_crop(&camera[0][0][0], &planar[0][0][0]) != NDW_OK) {
        fprintf(stderr, "%s\n", ndw_error_detail());
        return 1;
    }
    printf("red plane, mirrored and doubled:\n");
    for (int y = 0; y < HEIGHT * SCALE; y++) {
        for (int x = 0; x < WIDTH * SCALE; x++) printf(" %3d", planar[0][y][x]);
        printf("\n");
    }
    int wrong = count_wrong(&planar[0][0][0]);
    printf("%d of %d pixels wrong\n", wrong, (int)sizeof planar);
    return wrong != 0;
}
