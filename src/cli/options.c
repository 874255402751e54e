// SPDX-License-Identifier: MIT
/* The options that every verb understands, and bringing the world up as they say. Host side. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* ---- parsing ----------------------------------------------------------- */

struct parser {
	struct cli_options *options;
	int argc;
	char **argv;
	int at;	  /* the next argument to look at */
	int kept; /* how many are left for the verb */
};

static const char *value_of(struct parser *p, const char *name, const char *attached)
{
	if (attached)
		return attached;
	if (p->at < p->argc)
		return p->argv[p->at++];
	cli_error("option --%s needs a value", name);
	return NULL;
}

static int number_of(const char *name, const char *text, long long min, long long max,
		     unsigned long long *value)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 0);
	if (errno || end == text || *end || n < min || n > max)
		return cli_error("option --%s: '%s' is not a number from %lld to %lld", name, text,
				 min, max);
	*value = n;
	return 0;
}

static bool is_setting(const char *text)
{
	const char *equals = strchr(text, '=');

	return equals && equals != text && text[0] != '-' && !memchr(text, '/', equals - text);
}

/* the settings that follow --module belong to the module */
static int take_module(struct parser *p, const char *path)
{
	struct cli_options *o = p->options;
	size_t len = 0;
	char *args;

	if (o->nmodules == MAX_MODULES)
		return cli_error("more than %d modules", MAX_MODULES);
	args = strdup("");
	while (args && p->at < p->argc && is_setting(p->argv[p->at])) {
		size_t more = strlen(p->argv[p->at]) + 2;

		args = realloc(args, len + more);
		if (!args)
			break;
		len += sprintf(args + len, "%s%s", len ? " " : "", p->argv[p->at++]);
	}
	if (!args)
		return cli_error("out of memory");
	o->modules[o->nmodules].path = path;
	o->modules[o->nmodules++].args = args;
	return 0;
}

static int take_overlay(struct cli_options *o, const char *path)
{
	if (o->noverlays == MAX_OVERLAYS)
		return cli_error("more than %d overlays", MAX_OVERLAYS);
	o->overlays[o->noverlays++] = path;
	o->world.overlays = o->overlays;
	return 0;
}

static int take_acpi_table(struct cli_options *o, const char *path)
{
	if (o->nacpi_tables == MAX_ACPI_TABLES)
		return cli_error("more than %d ACPI tables", MAX_ACPI_TABLES);
	o->acpi_tables[o->nacpi_tables++] = path;
	o->world.acpi_tables = o->acpi_tables;
	return 0;
}

/* what stands on a kernel's command line: settings with spaces between them */
static int take_append(struct cli_options *o, const char *line)
{
	while (*(line += strspn(line, " \t\n"))) {
		size_t len = strcspn(line, " \t\n");

		if (o->nparams == MAX_PARAMS)
			return cli_error("more than %d kernel parameters", MAX_PARAMS);
		o->params[o->nparams] = strndup(line, len);
		if (!o->params[o->nparams])
			return cli_error("out of memory");
		o->nparams++;
		line += len;
	}
	o->world.params = (const char *const *)o->params;
	return 0;
}

static int take_valued(struct parser *p, const char *name, const char *value)
{
	struct dmae_world_params *w = &p->options->world;
	unsigned long long n = 0;
	int err = 0;

	if (!strcmp(name, "board")) {
		w->board = value;
	} else if (!strcmp(name, "overlay")) {
		err = take_overlay(p->options, value);
	} else if (!strcmp(name, "append")) {
		err = take_append(p->options, value);
	} else if (!strcmp(name, "acpi-table")) {
		err = take_acpi_table(p->options, value);
	} else if (!strcmp(name, "trace")) {
		w->trace = value;
	} else if (!strcmp(name, "firmware")) {
		w->firmware = value;
	} else if (!strcmp(name, "module")) {
		err = take_module(p, value);
	} else if (!strcmp(name, "seed")) {
		err = number_of(name, value, 0, 0x7fffffffffffffffll, &n);
		w->seed = n;
		p->options->seed_given = true;
	} else if (!strcmp(name, "cpus")) {
		err = number_of(name, value, 1, 64, &n);
		w->cpus = n;
	} else if (!strcmp(name, "loglevel")) {
		err = number_of(name, value, 0, 8, &n);
		w->loglevel = n ? (int)n : -1;
	} else if (!strcmp(value, "on") || !strcmp(value, "off")) {
		w->checker = strcmp(value, "on") ? DMAE_OFF : DMAE_ON;
	} else {
		err = cli_error("option --checker: '%s' is neither on nor off", value);
	}
	return err;
}

static bool takes_value(const char *name)
{
	static const char *const names[] = {
		"board", "overlay", "firmware", "acpi-table", "append", "module",
		"seed",	 "cpus",    "loglevel", "checker",    "trace"
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static int take_flag(struct parser *p, const char *name)
{
	struct cli_options *o = p->options;

	if (!strcmp(name, "fibers"))
		o->world.executor = DMAE_FIBERS;
	else if (!strcmp(name, "threads"))
		o->world.executor = DMAE_THREADS;
	else if (!strcmp(name, "json"))
		o->json = true;
	else if (!strcmp(name, "help"))
		o->help = true;
	else
		return cli_error("unknown option --%s (see dmae %s --help)", name, p->argv[0]);
	return 0;
}

static int take_option(struct parser *p, char *arg)
{
	char name[32];
	const char *equals = strchr(arg, '='), *value;
	size_t len = equals ? (size_t)(equals - arg) : strlen(arg);

	if (len >= sizeof(name))
		return cli_error("unknown option --%s (see dmae %s --help)", arg, p->argv[0]);
	memcpy(name, arg, len);
	name[len] = '\0';
	if (!takes_value(name)) {
		if (equals)
			return cli_error("option --%s takes no value", name);
		return take_flag(p, name);
	}
	value = value_of(p, name, equals ? equals + 1 : NULL);
	return value ? take_valued(p, name, value) : EXIT_UNUSABLE;
}

/* only fibers have a seed: whoever gives one means them */
static int settle_executor(struct cli_options *o)
{
	if (!o->seed_given)
		return 0;
	if (o->world.executor == DMAE_THREADS)
		return cli_error(
			"option --seed: threads run in real time and have no seed; use --fibers");
	o->world.executor = DMAE_FIBERS;
	return 0;
}

int options_parse(struct cli_options *options, int argc, char **argv, bool stop_at_dashes)
{
	struct parser p = { .options = options, .argc = argc, .argv = argv, .at = 1, .kept = 1 };

	/* the command has no use of SIGSEGV for itself; what is appended has the last word */
	if (!options->nparams && take_append(options, "cache_watch=on"))
		return -1;
	while (p.at < argc) {
		char *arg = argv[p.at++];

		if (!strcmp(arg, "--")) {
			if (stop_at_dashes)
				argv[p.kept++] = arg;
			while (p.at < argc)
				argv[p.kept++] = argv[p.at++];
		} else if (!strcmp(arg, "-h")) {
			options->help = true;
		} else if (!strncmp(arg, "--", 2)) {
			if (take_option(&p, arg + 2))
				return -1;
		} else if (arg[0] == '-' && arg[1]) {
			cli_error("unknown option %s (see dmae %s --help)", arg, argv[0]);
			return -1;
		} else {
			argv[p.kept++] = arg;
		}
	}
	argv[p.kept] = NULL;
	return settle_executor(options) ? -1 : p.kept;
}

void options_free(struct cli_options *options)
{
	while (options->nmodules)
		free(options->modules[--options->nmodules].args);
	while (options->nparams)
		free(options->params[--options->nparams]);
}

/* ---- the world --------------------------------------------------------- */

/** struct warnings - what the log says about parameters that a module does not have */
struct warnings {
	unsigned int skip, count;  /* older ones; all of them */
	char module[64], name[64]; /* the first new one */
};

/* a line "MODULE: unknown parameter 'NAME' ignored" */
static int note_warning(uint64_t ns, int level, const char *text, void *arg)
{
	struct warnings *w = arg;
	char module[64], name[64];

	if (sscanf(text, "%63[^:]: unknown parameter '%63[^']' ignored", module, name) == 2 &&
	    w->count++ == w->skip) {
		memcpy(w->module, module, sizeof(module));
		memcpy(w->name, name, sizeof(name));
	}
	return 0;
}

/* a driver from a file ran: what leaks may be its fault, and is no reason to fail its test */
static bool drivers_from_files;

/* the kernel only warns; but whoever asked for something must get it, or be told */
int module_up(const char *path, const char *args)
{
	struct warnings w = { .skip = -1u };

	dmae_log_read(note_warning, &w);
	w = (struct warnings){ .skip = w.count };
	if (dmae_module_load(path, args))
		return cli_world_error();
	drivers_from_files |= !!strstr(path, ".so");
	dmae_log_read(note_warning, &w);
	if (!w.module[0])
		return EXIT_DONE;
	dmae_module_unload(w.module);
	return cli_error("module %s has no parameter '%s'", path, w.name);
}

int world_up(const struct cli_options *options)
{
	unsigned int i;
	int code;

	if (dmae_world_start(&options->world))
		return cli_world_error();
	for (i = 0; i < options->nmodules; i++) {
		code = module_up(options->modules[i].path, options->modules[i].args);
		if (!code)
			continue;
		dmae_world_stop();
		return code;
	}
	return EXIT_DONE;
}

int world_down(int code)
{
	int leaks = dmae_world_stop();

	if (leaks < 0)
		return cli_world_error();
	if (leaks && code == EXIT_DONE && !drivers_from_files)
		return EXIT_TEST_FAILED;
	return code;
}

int verb_in_world(struct cli_options *options, int argc, char **argv,
		  int (*inside)(const struct cli_options *options, int argc, char **argv))
{
	int code = world_up(options);

	if (code)
		return code;
	return world_down(inside(options, argc, argv));
}

void json_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}
