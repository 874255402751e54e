// SPDX-License-Identifier: MIT
/*
 * What a kernel folder's Makefile makes of its sources. Kbuild's lists are
 * read, nothing is run:
 *
 *	obj-$(CONFIG_FOO) += foo.o bar.o sub/
 *	foo-y := one.o two.o
 *	foo-objs := one.o two.o
 *	foo-$(CONFIG_OF) += of.o
 *
 * Objects that stand together behind one symbol without being modules of
 * several objects are parts of one module of ours: where the kernel links
 * them, they are in its image together. Host side.
 */
#include <ctype.h>
#include <string.h>

#include "base/host.h"
#include "base/paths.h"
#include "cli/build.h"

/** struct assignment - one line, its continuations joined */
struct assignment {
	char *name;   /* "obj" or a module's */
	char *suffix; /* "y", "objs", "$(CONFIG_FOO)" */
	struct strings words;
};

/** struct makefile - all of them */
struct makefile {
	char *folder;
	struct assignment *all;
	size_t count;
};

/* ---- reading --------------------------------------------------------------- */

static void add_words(struct strings *words, const char *text)
{
	while (*(text += strspn(text, " \t"))) {
		int len = strcspn(text, " \t");

		strings_add(words, "%.*s", len, text);
		text += len;
	}
}

/* "NAME-SUFFIX := WORDS" */
static void take_line(struct makefile *mk, char *line)
{
	char *equals = strchr(line, '='), *dash, *end;
	struct assignment *a;

	if (!equals || line[0] == '\t')
		return;
	for (end = equals; end > line && strchr(":+? \t", end[-1]);)
		end--;
	*end = '\0';
	line += strspn(line, " ");
	dash = strstr(line, "-$(CONFIG_");
	if (!dash)
		dash = strrchr(line, '-');
	if (!dash || strchr(line, ' '))
		return;
	mk->all = host_realloc(mk->all, (mk->count + 1) * sizeof(*mk->all));
	a = &mk->all[mk->count++];
	memset(a, 0, sizeof(*a));
	a->name = path_format("%.*s", (int)(dash - line), line);
	a->suffix = host_strdup(dash + 1);
	add_words(&a->words, equals + 1);
}

static void join_continuations(char *text)
{
	char *at;

	while ((at = strstr(text, "\\\n"))) {
		at[0] = at[1] = ' ';
		text = at;
	}
}

static int makefile_read(struct makefile *mk, const char *folder)
{
	char *path = path_format("%s/Makefile", folder), *line, *next;
	void *text;
	size_t len;
	int err = host_file_read(path, &text, &len);

	memset(mk, 0, sizeof(*mk));
	host_free(path);
	if (err)
		return err;
	mk->folder = host_strdup(folder);
	join_continuations(text);
	for (line = text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		line[strcspn(line, "#")] = '\0';
		take_line(mk, line);
	}
	host_free(text);
	return 0;
}

static void makefile_free(struct makefile *mk)
{
	size_t i;

	for (i = 0; i < mk->count; i++) {
		host_free(mk->all[i].name);
		host_free(mk->all[i].suffix);
		strings_free(&mk->all[i].words);
	}
	host_free(mk->all);
	host_free(mk->folder);
}

/* ---- what it says ---------------------------------------------------------- */

/* "$(CONFIG_FOO)" -> "FOO", or NULL */
static char *symbol_of(const char *suffix)
{
	static const char open[] = "$(CONFIG_";

	if (strncmp(suffix, open, strlen(open)))
		return NULL;
	suffix += strlen(open);
	return path_format("%.*s", (int)strcspn(suffix, ")"), suffix);
}

/* @own: the symbol of the module itself, which is being built */
static bool is_chosen(const struct build *b, const struct assignment *a, const char *own)
{
	char *symbol = symbol_of(a->suffix);
	bool chosen;

	if (!symbol)
		return !strcmp(a->suffix, "y") || !strcmp(a->suffix, "m") ||
		       !strcmp(a->suffix, "objs");
	chosen = (own && !strcmp(own, symbol)) || config_enabled(b, symbol);
	host_free(symbol);
	return chosen;
}

/* "foo.o" is one object, or the name of a module with parts */
static bool has_parts(const struct makefile *mk, const char *name)
{
	size_t i;

	for (i = 0; i < mk->count; i++)
		if (!strcmp(mk->all[i].name, name))
			return true;
	return false;
}

/* "$(foo-y)" or "${foo-y}" -> "foo", or NULL */
static char *list_named(const char *word)
{
	if (word[0] != '$' || !word[1] || !strchr("({", word[1]) ||
	    (!path_ends(word, "-y)") && !path_ends(word, "-y}")))
		return NULL;
	return path_format("%.*s", (int)(strlen(word) - 5), word + 2);
}

/* the objects of module @name; @all: those of symbols that are not set, too */
static void list_parts(const struct build *b, const struct makefile *mk, const char *name,
		       const char *config, bool all, struct strings *objects)
{
	size_t i, k;

	for (i = 0; i < mk->count; i++) {
		const struct assignment *a = &mk->all[i];

		if (strcmp(a->name, name) || (!all && !is_chosen(b, a, config)))
			continue;
		for (k = 0; k < a->words.count; k++) {
			char *list = list_named(a->words.all[k]);

			if (list && strcmp(list, name))
				list_parts(b, mk, list, config, all, objects);
			else if (path_ends(a->words.all[k], ".o") &&
				 !strings_have(objects, a->words.all[k]))
				strings_add(objects, "%s", a->words.all[k]);
			host_free(list);
		}
	}
}

static char *without_suffix(const char *word)
{
	return path_format("%.*s", (int)(strlen(word) - 2), word);
}

static void add_object(struct build *b, struct module *m, const struct makefile *mk,
		       const char *object)
{
	char *path = path_format("%s/%.*s.c", mk->folder, (int)(strlen(object) - 2), object);

	build_add_source(b, m, path);
	host_free(path);
}

/** typedef kbuild_fn - called for each module: its name, symbol and objects ("x.o") */
typedef bool (*kbuild_fn)(const struct makefile *mk, const char *name, const char *config,
			  const struct strings *objects, void *arg);

/* one line "obj-...": a module for each object that has parts, one for all the others */
static bool walk_line(const struct build *b, const struct makefile *mk,
		      const struct assignment *line, bool all, kbuild_fn fn, void *arg)
{
	char *config = symbol_of(line->suffix), *name = NULL, *first = NULL;
	struct strings loose = { .count = 0 }, parts;
	bool stop = false;
	size_t i;

	for (i = 0; i < line->words.count && !stop; i++) {
		if (!path_ends(line->words.all[i], ".o"))
			continue;
		name = without_suffix(line->words.all[i]);
		memset(&parts, 0, sizeof(parts));
		if (has_parts(mk, name)) {
			list_parts(b, mk, name, config, all, &parts);
			stop = fn(mk, name, config, &parts, arg);
			strings_free(&parts);
		} else {
			if (!first)
				first = host_strdup(name);
			strings_add(&loose, "%s", line->words.all[i]);
		}
		host_free(name);
	}
	if (first && !stop)
		stop = fn(mk, first, config, &loose, arg);
	strings_free(&loose);
	host_free(first);
	host_free(config);
	return stop;
}

/* @deep: the Makefiles of subfolders as well; true if @fn said to stop */
static bool walk(const struct build *b, const char *folder, bool deep, bool all, kbuild_fn fn,
		 void *arg)
{
	struct makefile mk;
	bool stop = false;
	size_t i, k;

	if (makefile_read(&mk, folder))
		return false;
	for (i = 0; i < mk.count && !stop; i++) {
		const struct assignment *a = &mk.all[i];

		if (strcmp(a->name, "obj"))
			continue;
		stop = walk_line(b, &mk, a, all, fn, arg);
		for (k = 0; deep && k < a->words.count && !stop; k++) {
			const char *word = a->words.all[k];
			char *sub;

			if (!path_ends(word, "/"))
				continue;
			sub = path_format("%s/%.*s", folder, (int)strlen(word) - 1, word);
			stop = walk(b, sub, true, all, fn, arg);
			host_free(sub);
		}
	}
	makefile_free(&mk);
	return stop;
}

/* ---- modules --------------------------------------------------------------- */

/* Kbuild's name of a module: '-' is '_' */
static char *module_name_of(const char *object)
{
	char *name = host_strdup(object), *c;

	for (c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

struct add_call {
	struct build *b;
	const char *only;
	size_t added;
};

static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !(strchr("-_", *a) && strchr("-_", *b)))
			return false;
	return *a == *b;
}

static bool add_module(const struct makefile *mk, const char *name, const char *config,
		       const struct strings *objects, void *arg)
{
	struct add_call *call = arg;
	struct module *m;
	size_t i;

	if (!objects->count || (call->only && !same_name(call->only, name)))
		return false;
	m = build_add_module(call->b, name, config);
	for (i = 0; i < objects->count; i++)
		add_object(call->b, m, mk, objects->all[i]);
	call->added++;
	return call->only != NULL;
}

size_t kbuild_folder(struct build *b, const char *folder, const char *only)
{
	struct add_call call = { .b = b, .only = only };

	walk(b, folder, true, false, add_module, &call);
	return call.added;
}

struct find_call {
	const char *object;
	char *name, *config;
};

static bool find_module(const struct makefile *mk, const char *name, const char *config,
			const struct strings *objects, void *arg)
{
	struct find_call *call = arg;

	if (!strings_have(objects, call->object))
		return false;
	/* a list of single objects is named after each of them */
	if (has_parts(mk, name))
		call->name = module_name_of(name);
	else
		call->name = without_suffix(call->object);
	call->config = config ? host_strdup(config) : NULL;
	return true;
}

bool kbuild_find(const struct build *b, const char *path, char **name, char **config)
{
	char *folder = path_folder(path), *object = host_strdup(path_name(path));
	struct find_call call = { .object = object };

	object[strlen(object) - 1] = 'o';
	walk(b, folder, false, true, find_module, &call);
	host_free(folder);
	host_free(object);
	*name = call.name;
	*config = call.config;
	return call.name != NULL;
}

char *kbuild_part_symbol(const char *path)
{
	char *folder = path_folder(path), *object = host_strdup(path_name(path)), *symbol = NULL;
	struct makefile mk;
	size_t i;

	object[strlen(object) - 1] = 'o';
	if (!makefile_read(&mk, folder)) {
		for (i = 0; i < mk.count && !symbol; i++)
			if (strcmp(mk.all[i].name, "obj") && strings_have(&mk.all[i].words, object))
				symbol = symbol_of(mk.all[i].suffix);
		makefile_free(&mk);
	}
	host_free(folder);
	host_free(object);
	return symbol;
}
