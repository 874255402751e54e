// SPDX-License-Identifier: MIT
/*
 * The verb bench: the software engine beside what else moves memory, in one
 * run; what is printed are medians. Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/bench.h"
#include "cli/cli.h"

/* ---- the verb ---------------------------------------------------------- */

static size_t number_of(const char *text, char **end)
{
	size_t n = strtoul(text, end, 10);

	if (**end == 'K' || **end == 'k')
		n <<= 10, (*end)++;
	else if (**end == 'M' || **end == 'm')
		n <<= 20, (*end)++;
	return n;
}

/* "64,4K,1M"; how many, 0: it is no such list */
static unsigned int list_of(const char *text, size_t *list, unsigned int room, size_t most)
{
	unsigned int n = 0;
	char *end;

	for (;; text = end + 1) {
		if (n == room)
			return 0;
		list[n] = number_of(text, &end);
		if (end == text || !list[n] || list[n] > most || (*end && *end != ','))
			return 0;
		n++;
		if (!*end)
			return n;
	}
}

static int take_numbers(const char *name, const char *value, unsigned int *list, unsigned int *n,
			unsigned int most)
{
	size_t wide[16];
	unsigned int i;

	*n = list_of(value, wide, 16, most);
	for (i = 0; i < *n; i++)
		list[i] = wide[i];
	return *n ? 0 : cli_error("bench: %s=%s: expected up to 16 numbers from 1 to %u", name,
				  value, most);
}

static int take_number(const char *name, const char *value, unsigned int *number,
		       unsigned int most)
{
	unsigned int n, list[16];

	if (take_numbers(name, value, list, &n, most))
		return -1;
	*number = list[0];
	return n == 1 ? 0 : cli_error("bench: %s=%s: expected one number", name, value);
}

static int take_setting(struct bench_params *p, const char *setting)
{
	const char *value = strchr(setting, '=') + 1;
	char name[32];

	snprintf(name, sizeof(name), "%.*s", (int)(value - 1 - setting), setting);
	if (!strcmp(name, "sizes")) {
		p->nsizes = list_of(value, p->sizes, 32, 1u << 30);
		return p->nsizes ? 0 : cli_error("bench: sizes=%s: expected up to 32 sizes from 1 "
						 "to 1024M: 64,4K,1M", value);
	}
	if (!strcmp(name, "batch"))
		return take_numbers(name, value, p->batches, &p->nbatches, 1024);
	if (!strcmp(name, "channels"))
		return take_numbers(name, value, p->channels, &p->nchannels, 64);
	if (!strcmp(name, "rounds"))
		return take_number(name, value, &p->rounds, BENCH_ROUNDS_MAX);
	if (!strcmp(name, "ms"))
		return take_number(name, value, &p->ms, 60000);
	if (!strcmp(name, "svg")) {
		p->svg = value;
		return 0;
	}
	if (!strcmp(name, "dpdk")) {
		p->dpdk = value;
		return 0;
	}
	return cli_error("bench: no parameter '%s'; there are: sizes batch channels rounds ms svg "
			 "dpdk", name);
}

static const struct bench *bench_find(const char *name)
{
	const struct bench *b;

	for (b = benches; b->name; b++)
		if (!strcmp(b->name, name))
			return b;
	cli_error("bench: no benchmark '%s'; there are: copy warm batch channels limit raid latency "
		  "submit idle", name);
	return NULL;
}

/* the program that measures DPDK's device lies beside the command, if it was built */
static void find_dpdk(char *path, size_t room)
{
	ssize_t len = readlink("/proc/self/exe", path, room - 1);
	char *slash;

	path[len > 0 ? len : 0] = '\0';
	slash = strrchr(path, '/');
	if (slash)
		snprintf(slash + 1, room - (slash + 1 - path), "dmae-bench-dpdk");
}

static int show(struct bench_table *t, const struct bench_params *p, bool first)
{
	char path[512];

	if (p->json)
		table_print_json(t, first);
	else
		table_print(t);
	fflush(stdout);
	if (!p->svg)
		return 0;
	snprintf(path, sizeof(path), "%s%s%s.svg", p->svg, *p->svg ? "-" : "", t->name);
	return table_draw(t, path);
}

static int run_all(const struct bench_params *p, const struct bench *const *chosen, size_t n)
{
	char machine[256];
	int err = 0;
	size_t i;

	machine_text(machine, sizeof(machine));
	if (p->json) {
		printf("{\"machine\": ");
		json_string(machine);
		printf(", \"tables\": [");
	} else {
		printf("%s; %u rounds\n", machine, p->rounds);
	}
	for (i = 0; i < n && !err; i++) {
		const struct bench *b = chosen[i];
		struct bench_table t = { .name = b->name, .title = b->title, .unit = b->unit,
					 .row_name = b->row_name, .base = b->base };

		err = b->run(&t, p) || show(&t, p, !i);
		table_free(&t);
	}
	if (p->json)
		printf("]}\n");
	return err ? EXIT_UNUSABLE : EXIT_DONE;
}

/* what it has no use for is refused, not ignored */
static int check_options(const struct cli_options *o)
{
	const struct dmae_world_params *w = &o->world;

	if (w->board || w->overlays || o->nmodules || w->acpi_tables || w->trace || w->firmware)
		return cli_error("bench: measures the machine that is built in: --board, --overlay, "
				 "--module, --acpi-table, --firmware and --trace have no place there");
	if (w->executor == DMAE_FIBERS || w->checker == DMAE_ON)
		return cli_error("bench: measures real time, without checks: --fibers, --seed and "
				 "--checker on have no place there");
	return 0;
}

int bench_verb_run(struct cli_options *options, int argc, char **argv)
{
	struct bench_params p = {
		.sizes = { 64, 256, 1024, 4096, 16384, 65536, 262144, 1u << 20, 4u << 20, 16u << 20,
			   64u << 20 },
		.nsizes = 11,
		.batches = { 1, 2, 4, 8, 16, 32, 64, 128 },
		.nbatches = 8,
		.channels = { 1, 2, 4 },
		.nchannels = 3,
		.rounds = 5,
		.ms = 20,
		.pool = 64u << 20,
		.json = options->json,
		.common = options,
	};
	const struct bench *chosen[32];
	char dpdk[512];
	size_t n = 0;
	int i;

	if (check_options(options))
		return EXIT_UNUSABLE;
	find_dpdk(dpdk, sizeof(dpdk));
	p.dpdk = dpdk;
	for (i = 1; i < argc; i++) {
		if (strchr(argv[i], '=')) {
			if (take_setting(&p, argv[i]))
				return EXIT_UNUSABLE;
		} else if (n == 32 || !(chosen[n++] = bench_find(argv[i]))) {
			return EXIT_UNUSABLE;
		}
	}
	if (!n)
		for (; benches[n].name; n++)
			chosen[n] = &benches[n];
	return run_all(&p, chosen, n);
}
