// SPDX-License-Identifier: MIT
/* Which tree, which sources, which modules: from what the user typed to what is built. Host side.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/host.h"
#include "base/paths.h"
#include "cli/build.h"
#include "cli/cli.h"

/* ---- lists ----------------------------------------------------------------- */

void strings_add(struct strings *list, const char *fmt, ...)
{
	va_list args;

	list->all = host_realloc(list->all, (list->count + 1) * sizeof(*list->all));
	va_start(args, fmt);
	list->all[list->count++] = path_vformat(fmt, args);
	va_end(args);
}

bool strings_have(const struct strings *list, const char *text)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (!strcmp(list->all[i], text))
			return true;
	return false;
}

void strings_free(struct strings *list)
{
	while (list->count)
		host_free(list->all[--list->count]);
	host_free(list->all);
	list->all = NULL;
}

struct module *build_add_module(struct build *b, const char *name, const char *config)
{
	struct module *m;

	b->modules = host_realloc(b->modules, (b->count + 1) * sizeof(*b->modules));
	m = &b->modules[b->count++];
	memset(m, 0, sizeof(*m));
	m->name = host_strdup(name);
	m->config = config ? host_strdup(config) : NULL;
	return m;
}

/* as the user would name a file of the tree: b->shown_root in place of its folder */
static char *shown_name(const struct build *b, const char *path, const char *real)
{
	size_t n = b->tree.root ? strlen(b->tree.root) : 0;

	if (!n || strncmp(real, b->tree.root, n) || real[n] != '/')
		return host_strdup(path);
	if (!strcmp(b->shown_root, "."))
		return host_strdup(real + n + 1);
	return path_format("%s%s", b->shown_root, real + n);
}

void build_add_source(struct build *b, struct module *m, const char *path)
{
	char *real = path_real(path);
	struct source *s;

	if (!real)
		return;
	m->sources = host_realloc(m->sources, (m->count + 1) * sizeof(*m->sources));
	s = &m->sources[m->count++];
	memset(s, 0, sizeof(*s));
	s->path = real;
	s->shown = shown_name(b, path, real);
}

/* ---- the tree -------------------------------------------------------------- */

/* "." for the folder we are in, and relative names below it */
static char *short_name(const char *root)
{
	char here[PATH_MAX];
	size_t n;

	if (!getcwd(here, sizeof(here)))
		return host_strdup(root);
	n = strlen(here);
	if (!strcmp(root, here))
		return host_strdup(".");
	if (!strncmp(root, here, n) && root[n] == '/')
		return host_strdup(root + n + 1);
	return host_strdup(root);
}

static bool tree_of_args(struct build *b)
{
	size_t i;

	for (i = 0; i < b->args.count; i++)
		if (!path_ends(b->args.all[i], ".so") &&
		    !kernel_tree_around(&b->tree, b->args.all[i]))
			return true;
	return false;
}

/* a file of the user's own needs no tree, though its headers are welcome */
static bool all_exist(const struct build *b)
{
	size_t i;

	for (i = 0; i < b->args.count; i++)
		if (!path_is_file(b->args.all[i]))
			return false;
	return true;
}

static int find_tree(struct build *b)
{
	char why[256] = "";
	int err = 0;

	if (b->tree_name)
		err = kernel_tree_named(&b->tree, b->tree_name, why, sizeof(why));
	else if (!tree_of_args(b))
		err = kernel_tree_standard(&b->tree, why, sizeof(why));
	if (err && (b->tree_name || !all_exist(b)))
		return cli_error("build: %s", why);
	if (err) {
		b->tree.version = 6;
		b->tree.patchlevel = 1;
	}
	b->shown_root = short_name(b->tree.root ? b->tree.root : "");
	return 0;
}

/* ---- what an argument means ------------------------------------------------ */

/* the argument itself, or the file or folder of that name in the tree; NULL: there is none */
static char *find_arg(const struct build *b, const char *arg)
{
	static const char *const below[] = { "", "drivers/dma/" };
	unsigned int i;
	char *path;

	if (!access(arg, F_OK))
		return host_strdup(arg);
	for (i = 0; b->tree.root && arg[0] != '/' && i < 2; i++) {
		path = path_format("%s/%s%s", b->tree.root, below[i], arg);
		if (!access(path, F_OK))
			return path;
		host_free(path);
	}
	return NULL;
}

static int add_folder(struct build *b, const char *arg, const char *path)
{
	if (kbuild_folder(b, path, NULL))
		return 0;
	return cli_error("build: %s: its Makefile describes no module", arg);
}

static int add_named(struct build *b, const char *arg)
{
	char *folder;
	size_t added = 0;

	if (b->tree.root && !strchr(arg, '/') && !path_ends(arg, ".c")) {
		folder = path_format("%s/drivers/dma", b->tree.root);
		added = kbuild_folder(b, folder, arg);
		host_free(folder);
	}
	if (added)
		return 0;
	if (!b->tree.root)
		return cli_error("build: %s: no such file", arg);
	return cli_error("build: %s: no such file, neither here nor in %s", arg, b->tree.root);
}

static int add_offers(struct build *b, const char *path)
{
	if (!symbols_offered(path, &b->offered))
		return 0;
	return cli_error("build: %s: not a module", path);
}

static int add_arg(struct build *b, const char *arg, struct strings *loose)
{
	char *path = find_arg(b, arg);
	int err = 0;

	if (!path)
		return add_named(b, arg);
	if (path_is_folder(path))
		err = add_folder(b, arg, path);
	else if (path_ends(path, ".so"))
		err = add_offers(b, path);
	else if (path_ends(path, ".c"))
		strings_add(loose, "%s", path);
	else
		err = cli_error("build: %s: neither a .c file, nor a folder of a kernel tree, nor "
				"another module's .so",
				arg);
	host_free(path);
	return err;
}

/* ---- names ----------------------------------------------------------------- */

static char *base_of(const char *path, const char *suffix)
{
	const char *name = path_name(path);
	int len = strlen(name) - (path_ends(name, suffix) ? strlen(suffix) : 0);

	return path_format("%.*s", len, name);
}

/* the module that all of them belong to, else what -o says, else the first one's */
static struct module *add_loose_module(struct build *b, const struct strings *loose)
{
	char *name = NULL, *config = NULL, *other, *other_config;
	struct module *m;
	bool same = true;
	size_t i;

	kbuild_find(b, loose->all[0], &name, &config);
	for (i = 1; i < loose->count; i++) {
		kbuild_find(b, loose->all[i], &other, &other_config);
		same = same && name && other && !strcmp(name, other);
		host_free(other);
		host_free(other_config);
	}
	if (!name || (!same && b->out)) {
		host_free(name);
		name = same || !b->out ? base_of(loose->all[0], ".c") : base_of(b->out, ".so");
	}
	m = build_add_module(b, name, config);
	host_free(name);
	host_free(config);
	return m;
}

/* who names a source wants it: what Kbuild makes it depend on is set, if nobody says otherwise */
static void want_source(struct build *b, const char *path)
{
	char *symbol = kbuild_part_symbol(path);

	if (symbol && config_is_open(b, symbol))
		config_set(b, symbol);
	host_free(symbol);
}

static void add_loose(struct build *b, const struct strings *loose)
{
	struct module *m;
	size_t i;

	if (!loose->count)
		return;
	for (i = 0; i < loose->count; i++)
		want_source(b, loose->all[i]);
	m = add_loose_module(b, loose);
	for (i = 0; i < loose->count; i++)
		build_add_source(b, m, loose->all[i]);
}

static int name_outputs(struct build *b)
{
	bool folder = b->out && (path_is_folder(b->out) || path_ends(b->out, "/"));
	size_t i;

	if (b->out && !folder && b->count > 1)
		return cli_error("build: -o %s: %zu modules need a folder to go to", b->out,
				 b->count);
	if (folder && path_make(b->out))
		return cli_error("build: -o %s: %s", b->out, strerror(errno));
	for (i = 0; i < b->count; i++) {
		struct module *m = &b->modules[i];

		if (folder)
			m->out = path_format("%s%s%s.so", b->out, path_ends(b->out, "/") ? "" : "/",
					     m->name);
		else
			m->out = b->out ? host_strdup(b->out) : path_format("%s.so", m->name);
	}
	return 0;
}

int build_plan(struct build *b)
{
	struct strings loose = { .count = 0 };
	size_t i;
	int err = find_tree(b);

	for (i = 0; i < b->args.count && !err; i++)
		err = add_arg(b, b->args.all[i], &loose);
	if (!err)
		add_loose(b, &loose);
	strings_free(&loose);
	if (!err && !b->count)
		err = cli_error("build: which driver? (see dmae build --help)");
	return err ? err : name_outputs(b);
}
