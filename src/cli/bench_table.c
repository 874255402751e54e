// SPDX-License-Identifier: MIT
/* Tables of measurements: medians and spreads, as text and as JSON. Host side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/bench.h"
#include "cli/cli.h"

void table_start(struct bench_table *t, unsigned int nrows, unsigned int ncolumns)
{
	t->nrows = nrows;
	t->ncolumns = ncolumns;
	t->cells = calloc(nrows * ncolumns, sizeof(*t->cells));
	if (!t->cells)
		abort();
}

void table_free(struct bench_table *t)
{
	free(t->cells);
	t->cells = NULL;
}

struct bench_cell *table_cell(struct bench_table *t, unsigned int row, unsigned int column)
{
	return &t->cells[row * t->ncolumns + column];
}

void cell_add(struct bench_cell *cell, double value, double cpu)
{
	if (cell->samples == BENCH_SAMPLES_MAX)
		return;
	cell->value[cell->samples] = value;
	cell->cpu[cell->samples++] = cpu;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct bench_stat cell_stat(const struct bench_cell *cell)
{
	struct bench_stat s = { 0, 0, 0 };
	double sorted[BENCH_SAMPLES_MAX];

	if (!cell->samples)
		return s;
	memcpy(sorted, cell->value, cell->samples * sizeof(*sorted));
	qsort(sorted, cell->samples, sizeof(*sorted), by_value);
	s.low = sorted[0];
	s.median = sorted[cell->samples / 2];
	s.high = sorted[cell->samples - 1];
	return s;
}

double cell_ratio(const struct bench_cell *cell, const struct bench_cell *base)
{
	struct bench_cell ratio = { .samples = 0 };
	unsigned int i;

	for (i = 0; i < cell->samples && i < base->samples; i++)
		if (base->value[i] > 0)
			cell_add(&ratio, cell->value[i] / base->value[i], 0);
	return cell_stat(&ratio).median;
}

double cell_cpu(const struct bench_cell *cell)
{
	struct bench_cell copy = *cell;

	memcpy(copy.value, cell->cpu, sizeof(copy.value));
	return cell_stat(&copy).median;
}

void size_text(size_t size, char *text, size_t room)
{
	if (size >= 1u << 20 && !(size & ((1u << 20) - 1)))
		snprintf(text, room, "%zuM", size >> 20);
	else if (size >= 1u << 10 && !(size & ((1u << 10) - 1)))
		snprintf(text, room, "%zuK", size >> 10);
	else
		snprintf(text, room, "%zu", size);
}

/* three digits that matter */
static void number_text(double value, char *text, size_t room)
{
	if (value <= 0)
		snprintf(text, room, "-");
	else
		snprintf(text, room, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
}

static void print_cell(struct bench_table *t, unsigned int row, unsigned int column)
{
	struct bench_stat s = cell_stat(table_cell(t, row, column));
	char median[16], ratio[16] = "";

	number_text(s.median, median, sizeof(median));
	if (t->base >= 0 && (int)column != t->base) {
		double to_base = cell_ratio(table_cell(t, row, column),
					    table_cell(t, row, t->base));

		if (to_base > 0)
			snprintf(ratio, sizeof(ratio), "x%.2f", to_base);
	}
	printf(" %8s %-6s %2.0f%%", median, ratio,
	       s.median > 0 ? (s.high - s.low) / 2 / s.median * 100 : 0.0);
}

static void print_heads(const struct bench_table *t)
{
	unsigned int column;

	printf("%-10s", t->row_name);
	for (column = 0; column < t->ncolumns; column++)
		printf(" %19s", t->columns[column]);
	putchar('\n');
}

/* one number a cell; what is not positive was not measured */
static void print_plain(struct bench_table *t, const char *unit,
			double (*number)(struct bench_table *t, unsigned int row, unsigned int column))
{
	unsigned int row, column;
	char text[16];

	printf("\n%s (%s, median)\n", t->title, unit);
	print_heads(t);
	for (row = 0; row < t->nrows; row++) {
		printf("%-10s", t->rows[row]);
		for (column = 0; column < t->ncolumns; column++) {
			number_text(number(t, row, column), text, sizeof(text));
			printf(" %19s", text);
		}
		putchar('\n');
	}
}

static double cpu_of(struct bench_table *t, unsigned int row, unsigned int column)
{
	return cell_cpu(table_cell(t, row, column)) * 1000;
}

static double ratio_of(struct bench_table *t, unsigned int row, unsigned int column)
{
	return cell_ratio(table_cell(t, row, column), table_cell(t, row, t->second));
}

static bool any_number(struct bench_table *t,
		       double (*number)(struct bench_table *t, unsigned int row, unsigned int column))
{
	unsigned int row, column;

	for (row = 0; row < t->nrows; row++)
		for (column = 0; column < t->ncolumns; column++)
			if (number(t, row, column) > 0)
				return true;
	return false;
}

void table_print(struct bench_table *t)
{
	unsigned int row, column;
	char unit[48];

	printf("\n%s (%s, median, ", t->title, t->unit);
	if (t->base >= 0)
		printf("ratio to %s, ", t->columns[t->base]);
	printf("half the spread)\n");
	print_heads(t);
	for (row = 0; row < t->nrows; row++) {
		printf("%-10s", t->rows[row]);
		for (column = 0; column < t->ncolumns; column++)
			print_cell(t, row, column);
		putchar('\n');
	}
	if (t->second && any_number(t, ratio_of)) {
		snprintf(unit, sizeof(unit), "ratio to %s", t->columns[t->second]);
		print_plain(t, unit, ratio_of);
	}
	if (any_number(t, cpu_of))
		print_plain(t, "CPU time, ms per GB", cpu_of);
}

static void print_json_cell(struct bench_table *t, unsigned int row, unsigned int column,
			    const char *comma)
{
	struct bench_cell *cell = table_cell(t, row, column);
	struct bench_stat s = cell_stat(cell);
	unsigned int i;

	if (!cell->samples)
		return;
	printf("%s{\"row\": \"%s\", \"column\": \"%s\", \"median\": %.6g, \"low\": %.6g, "
	       "\"high\": %.6g, \"cpu_s_per_gb\": %.6g, \"rounds\": [", comma, t->rows[row],
	       t->columns[column], s.median, s.low, s.high, cell_cpu(cell));
	for (i = 0; i < cell->samples; i++)
		printf("%s%.6g", i ? ", " : "", cell->value[i]);
	printf("]}");
}

void table_print_json(struct bench_table *t, bool first)
{
	unsigned int row, column;
	bool any = false;

	printf("%s{\"name\": \"%s\", \"unit\": \"%s\", \"cells\": [", first ? "" : ", ", t->name,
	       t->unit);
	for (row = 0; row < t->nrows; row++) {
		for (column = 0; column < t->ncolumns; column++) {
			print_json_cell(t, row, column, any ? ", " : "");
			any |= table_cell(t, row, column)->samples;
		}
	}
	printf("]}");
}

/* ---- the machine ------------------------------------------------------- */

static void processor(char *text, size_t room)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	char line[256];

	snprintf(text, room, "unknown processor");
	while (f && fgets(line, sizeof(line), f)) {
		if (strncmp(line, "model name", 10) || !strchr(line, ':'))
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(text, room, "%s", strchr(line, ':') + 2);
		break;
	}
	if (f)
		fclose(f);
}

void machine_text(char *text, size_t room)
{
	long long memory = (long long)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
	struct utsname name;
	char cpu[128];

	processor(cpu, sizeof(cpu));
	uname(&name);
	snprintf(text, room, "%s, %ld CPUs, %lld GiB, L3 %ld KiB, %s %s %s", cpu,
		 sysconf(_SC_NPROCESSORS_ONLN), memory >> 30,
		 sysconf(_SC_LEVEL3_CACHE_SIZE) >> 10, name.sysname, name.release, name.machine);
}
