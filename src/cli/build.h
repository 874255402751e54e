/* SPDX-License-Identifier: MIT */
/*
 * The verb build, between its files. What happens in which order:
 *
 *	build.c		reads the command line, prints what came of it
 *	build_plan.c	which tree, which sources, which modules
 *	build_kbuild.c	what a kernel folder's Makefile makes of its sources
 *	build_config.c	CONFIG_ symbols
 *	build_stage.c	a folder of links in which our two headers of drivers/dma
 *			take the place of the tree's
 *	build_compile.c	sources to objects, several at a time
 *	build_link.c	objects to a module; what nothing offers
 *	build_symbols.c	what objects and modules want and offer (ELF)
 *	build_report.c	after a failure: which of our headers lacks what
 *	tree_headers.c	the headers that come from the tree
 */
#ifndef DMAE_CLI_BUILD_H
#define DMAE_CLI_BUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/kernel_tree.h"

/** struct strings - a list of strings, its own copies */
struct strings {
	char **all;
	size_t count;
};

void strings_add(struct strings *list, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool strings_have(const struct strings *list, const char *text);
void strings_free(struct strings *list);

/**
 * struct source - a file to compile
 * @path: where it lies
 * @shown: as the user calls it
 * @staged: the link that the compiler gets
 * @object: what becomes of it
 * @messages: the compiler's words, with @shown for @staged
 */
struct source {
	char *path;
	char *shown;
	char *staged;
	char *object;
	char *messages;
	unsigned int warnings;
	bool compiled;
};

/**
 * struct module - sources that become one shared object
 * @name: as lsmod will list it
 * @config: the symbol, without CONFIG_, that Kbuild builds it for; or NULL
 * @out: the file
 * @unresolved: "symbol" entries; @where: the line that wants each
 * @missing: what headers of ours lack, "what (where)"
 * @exports: what it offers to others
 * @needs: names of modules of this run whose exports it uses
 * @config_header: its configuration
 */
struct module {
	char *name;
	char *config;
	char *out;
	struct source *sources;
	size_t count;
	struct strings unresolved, where;
	struct strings missing;
	struct strings exports, needs;
	char *config_header;
	bool built;
};

/** struct build - one run of the verb */
struct build {
	const char *tree_name;	/* -k */
	const char *out;	/* -o */
	bool verbose, json, allow_unresolved;
	struct strings args;	/* files, folders, names of modules */
	struct strings config;	/* lines of a header that sets symbols */
	struct strings offered;	/* what modules that were given as .so offer */

	struct kernel_tree tree;	/* root NULL: none */
	char *shown_root;		/* the tree as the user calls it */
	char *include;			/* our headers */
	char *stage;			/* the folder of links */
	char *temp;			/* objects and the like; removed at the end */
	struct module *modules;
	size_t count;
};

/* build.c */
/** build_interrupted() - true if the user wants no more of it */
bool build_interrupted(void);

/* build_plan.c */
int build_plan(struct build *b);
struct module *build_add_module(struct build *b, const char *name, const char *config);
/** build_add_source() - @path is taken as it is if it exists */
void build_add_source(struct build *b, struct module *m, const char *path);

/* build_kbuild.c */
/**
 * kbuild_folder() - add the modules that the Makefile of @folder, and of those below it, describes
 * @only: a module's name, or a source's file name: add that one alone; NULL: all
 *
 * Return: how many were added.
 */
size_t kbuild_folder(struct build *b, const char *folder, const char *only);
/**
 * kbuild_find() - the module that the source @path belongs to
 * Return: true and *@name, *@config (host_free() them; @config may be NULL).
 */
bool kbuild_find(const struct build *b, const char *path, char **name, char **config);
/**
 * kbuild_part_symbol() - the symbol without which Kbuild leaves the source @path out of its module
 * Return: without CONFIG_, the caller's; NULL: it is always a part, or in no module of several
 */
char *kbuild_part_symbol(const char *path);

/* build_config.c */
/** config_enabled() - true if @symbol (without CONFIG_) is set, by us or by the user */
bool config_enabled(const struct build *b, const char *symbol);
/** config_is_open() - true if neither we nor the user set @symbol, nor the user unset it */
bool config_is_open(const struct build *b, const char *symbol);
int config_set(struct build *b, const char *assignment);
int config_unset(struct build *b, const char *symbol);
int config_read(struct build *b, const char *path);
/** config_write() - the header that every source of @m starts with; its path */
char *config_write(const struct build *b, const struct module *m);

/* build_stage.c */
int stage_prepare(struct build *b);
/** stage_source() - make a link for @s in a folder where our headers come first */
int stage_source(struct build *b, struct source *s);
/** stage_unstage() - @text with the user's names in place of the links', host_free() it */
char *stage_unstage(const struct build *b, const struct module *m, const char *text);

/* build_compile.c */
/** build_compile() - all sources; 0, or an exit code where the compiler cannot be run */
int build_compile(struct build *b);
const char *build_compiler(void);

/* build_link.c */
/** link_list_exports() - what each module whose sources have compiled will offer the others */
void link_list_exports(struct build *b);
/** build_link() - 0, or an exit code after a message */
int build_link(struct build *b, struct module *m);

/* build_symbols.c */
/** symbols_exported() - names that EXPORT_SYMBOL() marked in the object @path */
int symbols_exported(const char *path, struct strings *names);
/** symbols_wanted() - names that the shared object @path does not define itself, weak ones not */
int symbols_wanted(const char *path, struct strings *names);
/** symbols_offered() - names that the shared object @path defines for others */
int symbols_offered(const char *path, struct strings *names);
/** symbol_is_service() - true if the library, or the compiler's runtime, has @name */
bool symbol_is_service(const char *name);

/* build_report.c */
/** report_missing() - read the compiler's messages about @s and note what ours lacks in @m */
void report_missing(const struct build *b, struct module *m, const struct source *s);
/** report_line() - "FILE:LINE" of the first line of the module's sources with the word @name */
char *report_line(const struct module *m, const char *name);

/* tree_headers.c */
/** tree_headers - headers and folders of headers below include/, or arch/.../include/; NULL ends */
extern const char *const tree_headers[];

#endif
