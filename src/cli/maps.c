// SPDX-License-Identifier: MIT
/* The verb maps: which memory which device may touch now, since when, through what. Host side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/** struct listing - all mappings, and how wide the columns must be; maps_inside() frees @all */
struct listing {
	struct dmae_mapping_info *all;
	size_t count, room;
	const char *device; /* the only one that is shown; NULL: all */
	int name, kind, address, size;
};

static void widen(int *width, int len)
{
	if (len > *width)
		*width = len;
}

static int note_mapping(const struct dmae_mapping_info *info, void *arg)
{
	struct listing *l = arg;
	struct dmae_mapping_info *more;

	if (l->device && strcmp(l->device, info->device))
		return 0;
	if (l->count == l->room) {
		more = realloc(l->all, (l->room * 2 + 16) * sizeof(*more));
		if (!more)
			return cli_error("maps: out of memory");
		l->all = more;
		l->room = l->room * 2 + 16;
	}
	l->all[l->count++] = *info;
	widen(&l->name, strlen(info->device));
	widen(&l->kind, strlen(info->kind));
	widen(&l->address, snprintf(NULL, 0, "0x%llx", (unsigned long long)info->address));
	widen(&l->size, snprintf(NULL, 0, "%llu", (unsigned long long)info->size));
	return 0;
}

/* ---- as text ----------------------------------------------------------- */

static void age_text(unsigned long long ns, char *text, size_t size)
{
	if (ns < 10000)
		snprintf(text, size, "%llu ns", ns);
	else if (ns < 10000000)
		snprintf(text, size, "%llu us", ns / 1000);
	else if (ns < 10000000000ull)
		snprintf(text, size, "%llu ms", ns / 1000000);
	else
		snprintf(text, size, "%llu s", ns / 1000000000);
}

static void print_text(const struct listing *l)
{
	size_t i;

	if (!l->count) {
		printf("no memory is mapped for a device\n");
		return;
	}
	printf("%-*s  %-*s  %*s  %-11s  %-*s  %-6s  %8s  BY\n", l->name, "DEVICE", l->address,
	       "ADDRESS", l->size, "BYTES", "DIRECTION", l->kind, "KIND", "VIA", "AGE");
	for (i = 0; i < l->count; i++) {
		const struct dmae_mapping_info *m = &l->all[i];
		char age[32];

		age_text(m->age_ns, age, sizeof(age));
		printf("%-*s  0x%0*llx  %*llu  %-11s  %-*s  %-6s  %8s  %s%s\n", l->name, m->device,
		       l->address - 2, (unsigned long long)m->address, l->size,
		       (unsigned long long)m->size, m->direction, l->kind, m->kind, m->via, age,
		       m->caller[0] ? m->caller : "-", m->unchecked ? " (error not checked)" : "");
	}
}

/* ---- as JSON ----------------------------------------------------------- */

static void print_member(const char *name, const char *value)
{
	printf("\"%s\": ", name);
	json_string(value);
	printf(", ");
}

static void print_json(const struct listing *l)
{
	size_t i;

	printf("{\"mappings\": [\n");
	for (i = 0; i < l->count; i++) {
		const struct dmae_mapping_info *m = &l->all[i];

		printf("  {");
		print_member("device", m->device);
		print_member("driver", m->driver);
		print_member("kind", m->kind);
		print_member("direction", m->direction);
		print_member("via", m->via);
		print_member("caller", m->caller);
		printf("\"address\": %llu, \"memory\": %llu, \"size\": %llu, \"age_ns\": %llu, "
		       "\"checked\": %s}%s\n", (unsigned long long)m->address,
		       (unsigned long long)m->memory, (unsigned long long)m->size,
		       (unsigned long long)m->age_ns, m->unchecked ? "false" : "true",
		       i + 1 < l->count ? "," : "");
	}
	printf("]}\n");
}

int maps_inside(const struct cli_options *options, int argc, char **argv)
{
	struct listing l = {
		.device = argc > 1 ? argv[1] : NULL,
		.name = strlen("DEVICE"),
		.kind = strlen("KIND"),
		.address = strlen("ADDRESS"),
		.size = strlen("BYTES"),
	};
	int err;

	if (cli_no_more_args(argc, argv, 2))
		return EXIT_UNUSABLE;
	err = dmae_mappings(note_mapping, &l);
	if (err < 0)
		cli_world_error();
	else if (!err && options->json)
		print_json(&l);
	else if (!err)
		print_text(&l);
	free(l.all);
	return err ? EXIT_UNUSABLE : EXIT_DONE;
}

int maps_run(struct cli_options *options, int argc, char **argv)
{
	/* without it there is nothing to list */
	if (options->world.checker == DMAE_DEFAULT)
		options->world.checker = DMAE_ON;
	if (cli_no_more_args(argc, argv, 2))
		return EXIT_UNUSABLE;
	return verb_in_world(options, argc, argv, maps_inside);
}
