// SPDX-License-Identifier: MIT
/*
 * Where the compiler finds what a source includes. Drivers say
 * #include "virt-dma.h" and "../dmaengine.h", and a compiler looks beside the
 * source first, where the kernel tree has its own. So sources are compiled
 * through a folder of links, in the cache, that looks like drivers/dma but in
 * which these two are ours; messages and debug information name the real
 * files all the same. Host side.
 *
 *	STAGE/drivers/dma/...	the tree's .c and .h files, and our two headers
 *	STAGE/include/		the tree's headers that tree_headers.c lists
 *	STAGE/files/HASH/at/	the same for the folder of a source that lies elsewhere
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/host.h"
#include "base/paths.h"
#include "cli/build.h"
#include "cli/cli.h"

static const char *const ours[] = { "dmaengine.h", "virt-dma.h" };

static uint64_t hash_text(const char *text, uint64_t hash)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	return hash;
}

static int stage_error(const char *path, int err)
{
	return cli_error("build: %s: %s (DMAE_CACHE can name another folder)", path,
			 strerror(-err));
}

static int link_into(const char *target, const char *folder, const char *name)
{
	char *at = path_format("%s/%s", folder, name);
	int err = path_link(target, at);

	if (err)
		stage_error(at, err);
	host_free(at);
	return err;
}

static int link_ours(const struct build *b, const char *folder)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < sizeof(ours) / sizeof(ours[0]) && !err; i++) {
		char *target = path_format("%s/drivers/dma/%s", b->include, ours[i]);

		err = link_into(target, folder, ours[i]);
		host_free(target);
	}
	return err;
}

/* ---- a folder of sources --------------------------------------------------- */

/** struct farm - @from is being mirrored by links in @to */
struct farm {
	const char *from, *to;
	bool deep, top;
};

static int farm_folder(const char *from, const char *to, bool deep, bool top);

static bool is_ours(const char *name)
{
	return !strcmp(name, ours[0]) || !strcmp(name, ours[1]);
}

static int farm_entry(const char *name, bool is_folder, void *arg)
{
	const struct farm *f = arg;
	char *from, *to;
	int err = 0;

	if (is_folder ? !f->deep : !path_ends(name, ".h") && !(f->deep && path_ends(name, ".c")))
		return 0;
	if (!is_folder && f->top && is_ours(name))
		return 0;
	from = path_format("%s/%s", f->from, name);
	to = path_format("%s/%s", f->to, name);
	if (is_folder)
		err = farm_folder(from, to, true, false);
	else
		err = path_link(from, to);
	if (err && !is_folder)
		stage_error(to, err);
	host_free(from);
	host_free(to);
	return err;
}

static int farm_folder(const char *from, const char *to, bool deep, bool top)
{
	struct farm f = { .from = from, .to = to, .deep = deep, .top = top };
	int err = path_make(to);

	if (err)
		return stage_error(to, err);
	return path_walk(from, farm_entry, &f);
}

/* ---- the tree -------------------------------------------------------------- */

/* "linux/dma" -> include/linux/dma; "arch/mips/include/asm/x.h" -> itself, as asm/x.h */
static int link_tree_header(const struct build *b, const char *header)
{
	const char *name = header, *within = strstr(header, "/include/");
	char *target, *at, *folder;
	int err;

	if (!strncmp(header, "arch/", 5) && within)
		name = within + strlen("/include/");
	target = path_format("%s/%s%s", b->tree.root, name == header ? "include/" : "", header);
	at = path_format("%s/include/%s", b->stage, name);
	folder = path_folder(at);
	err = path_make(folder);
	/* a tree of another version may lack it: then nobody includes it */
	if (!err)
		err = path_link(target, at);
	if (err)
		stage_error(at, err);
	host_free(folder);
	host_free(at);
	host_free(target);
	return err;
}

static int stage_tree(struct build *b)
{
	char *from = path_format("%s/drivers/dma", b->tree.root);
	char *to = path_format("%s/drivers/dma", b->stage);
	unsigned int i;
	int err = farm_folder(from, to, true, true);

	if (!err)
		err = link_ours(b, to);
	for (i = 0; tree_headers[i] && !err; i++)
		err = link_tree_header(b, tree_headers[i]);
	host_free(from);
	host_free(to);
	return err;
}

int stage_prepare(struct build *b)
{
	uint64_t hash = hash_text(b->include, 0xcbf29ce484222325);
	char *name;
	int err;

	hash = hash_text(b->tree.root ? b->tree.root : "", hash);
	name = path_format("stage/%016llx", (unsigned long long)hash);
	b->stage = path_cache(name);
	host_free(name);
	err = path_make(b->stage);
	if (err)
		return stage_error(b->stage, err);
	return b->tree.root ? stage_tree(b) : 0;
}

/* ---- sources --------------------------------------------------------------- */

/* what @path is called below drivers/dma of the tree, or NULL */
static const char *name_in_drivers(const struct build *b, const char *path)
{
	size_t n = b->tree.root ? strlen(b->tree.root) : 0;
	static const char below[] = "/drivers/dma/";

	if (!n || strncmp(path, b->tree.root, n) || strncmp(path + n, below, strlen(below)))
		return NULL;
	return path + n + strlen(below);
}

static int stage_elsewhere(struct build *b, struct source *s)
{
	char *from = path_folder(s->path);
	char *above = path_format("%s/files/%016llx", b->stage,
				  (unsigned long long)hash_text(from, 0xcbf29ce484222325));
	char *to = path_format("%s/at", above);
	int err = farm_folder(from, to, false, true);

	if (!err)
		err = link_ours(b, to);
	if (!err)
		err = link_ours(b, above);
	if (!err)
		err = link_into(s->path, to, path_name(s->path));
	if (!err)
		s->staged = path_format("%s/%s", to, path_name(s->path));
	host_free(to);
	host_free(above);
	host_free(from);
	return err;
}

int stage_source(struct build *b, struct source *s)
{
	const char *name = name_in_drivers(b, s->path);

	if (!name)
		return stage_elsewhere(b, s);
	s->staged = path_format("%s/drivers/dma/%s", b->stage, name);
	return 0;
}

/* ---- messages -------------------------------------------------------------- */

static char *replace(char *text, const char *from, const char *to)
{
	char *at = strstr(text, from), *changed;

	while (at) {
		size_t before = at - text;

		changed = path_format("%.*s%s%s", (int)before, text, to, at + strlen(from));
		host_free(text);
		text = changed;
		at = strstr(text + before + strlen(to), from);
	}
	return text;
}

/* links in the folder @from are shown as files in @to */
static char *unstage_folder(char *text, const char *from, const char *to)
{
	char *links = path_format("%s/", from);
	char *files = !strcmp(to, ".") ? host_strdup("") : path_format("%s/", to);

	text = replace(text, links, files);
	host_free(links);
	host_free(files);
	return text;
}

char *stage_unstage(const struct build *b, const struct module *m, const char *text)
{
	char *copy = host_strdup(text), *from, *to;
	size_t i;

	for (i = 0; i < m->count; i++) {
		from = path_folder(m->sources[i].staged);
		to = path_folder(m->sources[i].shown);
		copy = unstage_folder(copy, from, to);
		host_free(from);
		host_free(to);
	}
	if (b->tree.root)
		copy = unstage_folder(copy, b->stage, b->shown_root);
	return copy;
}
