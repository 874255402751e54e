// SPDX-License-Identifier: MIT
/* A table of measurements as a plot: a line for each column, a mark for each row. Host side. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/bench.h"
#include "cli/cli.h"

#define WIDTH	860
#define HEIGHT	460
#define LEFT	70
#define RIGHT	180
#define TOP	50
#define BOTTOM	50

static const char *const colours[] = { "#1b6ca8", "#d1495b", "#66a182", "#edae49", "#8d6a9f",
				       "#2e4057", "#8fb339", "#b5651d" };

static double highest(const struct bench_table *t)
{
	double high = 0;
	unsigned int i;

	for (i = 0; i < t->nrows * t->ncolumns; i++) {
		double v = cell_stat(&t->cells[i]).high;

		if (v > high)
			high = v;
	}
	return high > 0 ? high : 1;
}

/* 1, 2 or 5 times a power of ten, about an eighth of @high */
static double step_of(double high)
{
	double step = 1, want = high / 8;

	while (step > want)
		step /= 10;
	while (step * 10 <= want)
		step *= 10;
	if (step * 5 <= want)
		return step * 5;
	return step * 2 <= want ? step * 2 : step;
}

static double x_of(const struct bench_table *t, unsigned int row)
{
	return LEFT + (t->nrows > 1 ? (double)row / (t->nrows - 1) : 0.5) *
	       (WIDTH - LEFT - RIGHT);
}

static double y_of(double value, double high)
{
	return HEIGHT - BOTTOM - value / high * (HEIGHT - TOP - BOTTOM);
}

static void draw_axes(FILE *f, const struct bench_table *t, double high)
{
	double step = step_of(high), v;
	unsigned int row;

	for (v = 0; v <= high; v += step) {
		fprintf(f, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n",
			LEFT, WIDTH - RIGHT, y_of(v, high), y_of(v, high));
		fprintf(f, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g</text>\n", LEFT - 8,
			y_of(v, high) + 4, v);
	}
	for (row = 0; row < t->nrows; row++)
		fprintf(f, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
			x_of(t, row), HEIGHT - BOTTOM + 20, t->rows[row]);
	fprintf(f, "<text x=\"%d\" y=\"%d\">%s, %s by %s</text>\n", LEFT, TOP - 18, t->title,
		t->unit, t->row_name);
}

static void draw_column(FILE *f, struct bench_table *t, unsigned int column, double high)
{
	const char *colour = colours[column % (sizeof(colours) / sizeof(colours[0]))];
	unsigned int row;

	fprintf(f, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", colour);
	for (row = 0; row < t->nrows; row++)
		if (table_cell(t, row, column)->samples)
			fprintf(f, "%.1f,%.1f ", x_of(t, row),
				y_of(cell_stat(table_cell(t, row, column)).median, high));
	fprintf(f, "\"/>\n");
	for (row = 0; row < t->nrows; row++) {
		struct bench_stat s = cell_stat(table_cell(t, row, column));

		if (!table_cell(t, row, column)->samples)
			continue;
		/* the spread, as a line through the median */
		fprintf(f, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>"
			"<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", x_of(t, row),
			x_of(t, row), y_of(s.low, high), y_of(s.high, high), colour, x_of(t, row),
			y_of(s.median, high), colour);
	}
	fprintf(f, "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>\n", WIDTH - RIGHT + 16,
		TOP + 20 + 20 * (int)column, colour, t->columns[column]);
}

int table_draw(struct bench_table *t, const char *path)
{
	double high = highest(t);
	char machine[256];
	unsigned int i;
	FILE *f = fopen(path, "w");

	if (!f)
		return cli_error("%s: cannot be written: %s", path, strerror(errno));
	machine_text(machine, sizeof(machine));
	fprintf(f, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"font-family=\"sans-serif\" font-size=\"13\">\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n", WIDTH, HEIGHT);
	draw_axes(f, t, high);
	for (i = 0; i < t->ncolumns; i++)
		draw_column(f, t, i, high);
	fprintf(f, "<text x=\"%d\" y=\"%d\" font-size=\"10\" fill=\"#666\">%s</text>\n</svg>\n",
		LEFT, HEIGHT - 8, machine);
	if (fclose(f))
		return cli_error("%s: cannot be written whole: %s", path, strerror(errno));
	return 0;
}
