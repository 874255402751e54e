// SPDX-License-Identifier: MIT
/*
 * The verb build: kernel sources, as they are, to modules. This file reads
 * the command line and says what came of it; build.h lists the others. Host side.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/host.h"
#include "base/paths.h"
#include "cli/build.h"
#include "cli/cli.h"

/* ---- the command line ------------------------------------------------------ */

struct build_option {
	const char *name;
	bool valued;
	int (*take)(struct build *b, const char *value);
};

static int take_tree(struct build *b, const char *value)
{
	b->tree_name = value;
	return 0;
}

static int take_out(struct build *b, const char *value)
{
	b->out = value;
	return 0;
}

static int take_config(struct build *b, const char *value)
{
	return config_read(b, value);
}

static int take_verbose(struct build *b, const char *value)
{
	b->verbose = true;
	return 0;
}

static int take_json(struct build *b, const char *value)
{
	b->json = true;
	return 0;
}

static int take_unresolved(struct build *b, const char *value)
{
	b->allow_unresolved = true;
	return 0;
}

static const struct build_option build_options[] = {
	{ "-k", true, take_tree },
	{ "-o", true, take_out },
	{ "--enable", true, config_set },
	{ "--disable", true, config_unset },
	{ "--config", true, take_config },
	{ "-v", false, take_verbose },
	{ "--verbose", false, take_verbose },
	{ "--json", false, take_json },
	{ "--allow-unresolved", false, take_unresolved },
};

#define N_OPTIONS (sizeof(build_options) / sizeof(build_options[0]))

static const struct build_option *option_find(const char *arg, size_t len)
{
	size_t i;

	for (i = 0; i < N_OPTIONS; i++)
		if (strlen(build_options[i].name) == len &&
		    !strncmp(build_options[i].name, arg, len))
			return &build_options[i];
	return NULL;
}

/* "--name=value", or the next argument: *@used says so */
static int take_option(struct build *b, const char *arg, const char *next, bool *used)
{
	const char *equals = !strncmp(arg, "--", 2) ? strchr(arg, '=') : NULL;
	size_t len = equals ? (size_t)(equals - arg) : strlen(arg);
	const struct build_option *o = option_find(arg, len);

	if (!o)
		return cli_error("unknown option %.*s (see dmae build --help)", (int)len, arg);
	if (equals && !o->valued)
		return cli_error("option %s takes no value", o->name);
	if (o->valued && !equals && !next)
		return cli_error("option %s needs a value", o->name);
	*used = o->valued && !equals;
	return o->take(b, equals ? equals + 1 : next);
}

static int parse(struct build *b, int argc, char **argv)
{
	bool used = false, files_only = false;
	int i, err;

	for (i = 1; i < argc; i++) {
		if (files_only || argv[i][0] != '-') {
			strings_add(&b->args, "%s", argv[i]);
			continue;
		}
		if (!strcmp(argv[i], "--")) {
			files_only = true;
			continue;
		}
		err = take_option(b, argv[i], argv[i + 1], &used);
		if (err)
			return err;
		i += used;
	}
	if (!b->args.count)
		return cli_error("build: which driver? (see dmae build --help)");
	return 0;
}

/* ---- our headers ----------------------------------------------------------- */

static bool has_headers(const char *folder)
{
	char *path = path_format("%s/drivers/dma/virt-dma.h", folder);
	bool found = path_is_file(path);

	host_free(path);
	return found;
}

/* beside the command that is running, else where they were when it was built */
static int find_include(struct build *b)
{
	static const char *const places[] = { DMAE_INCLUDE_INSTALLED, DMAE_INCLUDE_SOURCE };
	char *self = path_real("/proc/self/exe"), *bin = self ? path_folder(self) : NULL;
	char *beside = bin ? path_format("%s/../include/libdmaengine", bin) : NULL;
	const char *own = getenv("DMAE_INCLUDE");
	size_t i;

	if (own && *own)
		b->include = path_real(own);
	if (!b->include && beside && has_headers(beside))
		b->include = path_real(beside);
	if (!b->include && self && !strncmp(self, DMAE_BUILD_ROOT "/", strlen(DMAE_BUILD_ROOT "/")))
		b->include = path_real(DMAE_INCLUDE_SOURCE);
	for (i = 0; i < 2 && !b->include; i++)
		if (has_headers(places[i]))
			b->include = path_real(places[i]);
	host_free(self);
	host_free(bin);
	host_free(beside);
	if (b->include && has_headers(b->include))
		return 0;
	return cli_error("build: the library's headers are not in %s%s", own ? own : places[0],
			 own ? "" : " (DMAE_INCLUDE can name another folder)");
}

/* ---- results --------------------------------------------------------------- */

static void print_list(const char *name, const struct strings *list)
{
	size_t i;

	printf(", \"%s\": [", name);
	for (i = 0; i < list->count; i++) {
		fputs(i ? ", " : "", stdout);
		json_string(list->all[i]);
	}
	putchar(']');
}

static void print_sources(const struct module *m)
{
	size_t i;

	fputs(", \"sources\": [", stdout);
	for (i = 0; i < m->count; i++) {
		const struct source *s = &m->sources[i];

		printf("%s\n    {\"file\": ", i ? "," : "");
		json_string(s->shown);
		printf(", \"compiled\": %s, \"warnings\": %u, \"messages\": ",
		       s->compiled ? "true" : "false", s->warnings);
		json_string(s->messages ? s->messages : "");
		putchar('}');
	}
	putchar(']');
}

static void print_json(const struct build *b)
{
	size_t i;

	printf("[");
	for (i = 0; i < b->count; i++) {
		const struct module *m = &b->modules[i];

		printf("%s\n  {\"module\": ", i ? "," : "");
		json_string(m->name);
		printf(", \"file\": ");
		json_string(m->out);
		printf(", \"built\": %s, \"kernel\": \"%u.%u.%u\"", m->built ? "true" : "false",
		       b->tree.version, b->tree.patchlevel, b->tree.sublevel);
		if (m->config)
			printf(", \"config\": \"CONFIG_%s\"", m->config);
		print_list("needs", &m->needs);
		print_list("missing", &m->missing);
		print_list("unresolved", &m->unresolved);
		print_list("where", &m->where);
		print_sources(m);
		putchar('}');
	}
	printf("\n]\n");
}

/* ---- signals --------------------------------------------------------------- */

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
	interrupted = 1;
}

bool build_interrupted(void)
{
	return interrupted;
}

/* ---- building -------------------------------------------------------------- */

static int stage_all(struct build *b)
{
	size_t i, k;
	int err = stage_prepare(b);

	for (i = 0; i < b->count && !err; i++)
		for (k = 0; k < b->modules[i].count && !err; k++)
			err = stage_source(b, &b->modules[i].sources[k]);
	return err ? EXIT_UNUSABLE : 0;
}

static int link_all(struct build *b)
{
	int code, worst = 0;
	size_t i;

	link_list_exports(b);
	for (i = 0; i < b->count && !interrupted; i++) {
		code = build_link(b, &b->modules[i]);
		if (code > worst)
			worst = code;
		if (!code && !b->json)
			printf("%s\n", b->modules[i].out);
	}
	return worst;
}

static int make_temporary(struct build *b)
{
	const char *within = getenv("TMPDIR");

	if (!within || !*within)
		within = "/tmp";
	b->temp = path_temporary(within);
	if (b->temp)
		return 0;
	return cli_error("build: %s: %s (TMPDIR can name another folder)", within, strerror(errno));
}

static int build_all(struct build *b)
{
	int code = find_include(b);

	if (!code)
		code = build_plan(b);
	if (!code)
		code = stage_all(b);
	if (!code)
		code = make_temporary(b);
	if (!code)
		code = build_compile(b);
	if (code)
		return code;
	code = link_all(b);
	if (b->json)
		print_json(b);
	return code;
}

static void module_free(struct module *m)
{
	size_t i;

	for (i = 0; i < m->count; i++) {
		host_free(m->sources[i].path);
		host_free(m->sources[i].shown);
		host_free(m->sources[i].staged);
		host_free(m->sources[i].object);
		host_free(m->sources[i].messages);
	}
	host_free(m->sources);
	host_free(m->name);
	host_free(m->config);
	host_free(m->out);
	strings_free(&m->unresolved);
	strings_free(&m->where);
	strings_free(&m->missing);
	strings_free(&m->exports);
	strings_free(&m->needs);
	host_free(m->config_header);
}

static void build_free(struct build *b)
{
	if (b->temp)
		path_remove(b->temp);
	while (b->count)
		module_free(&b->modules[--b->count]);
	host_free(b->modules);
	strings_free(&b->args);
	strings_free(&b->config);
	strings_free(&b->offered);
	kernel_tree_free(&b->tree);
	host_free(b->shown_root);
	host_free(b->include);
	host_free(b->stage);
	host_free(b->temp);
}

/* what was begun is removed first */
static int build_guarded(struct build *b)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction before[3], noted = { .sa_handler = on_interrupt };
	unsigned int i;
	int code;

	interrupted = 0;
	for (i = 0; i < 3; i++)
		sigaction(signals[i], &noted, &before[i]);
	code = build_all(b);
	for (i = 0; i < 3; i++)
		sigaction(signals[i], &before[i], NULL);
	return interrupted ? cli_error("build: interrupted") : code;
}

int build_run(struct cli_options *options, int argc, char **argv)
{
	struct build b = { .args = { .count = 0 } };
	int code = parse(&b, argc, argv);

	if (!code)
		code = build_guarded(&b);
	build_free(&b);
	return code;
}
