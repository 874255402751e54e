// SPDX-License-Identifier: MIT
/*
 * The kernel's boards: arch/.../boot/dts of the tree that DMAE_KERNEL names, or
 * of Debian's package, by their names. Host side; board_load.c asks.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/host.h"
#include "base/kernel_tree.h"
#include "base/paths.h"
#include "machine/board_private.h"

/** struct search - for the file called @name */
struct search {
	const char *name;
	const char *folder;
	char *found;
};

static int search_entry(const char *name, bool is_folder, void *arg)
{
	struct search *s = arg, below = { .name = s->name };
	char *path;

	if (!is_folder && !strcmp(name, s->name)) {
		s->found = path_format("%s/%s", s->folder, name);
		return 1;
	}
	if (!is_folder)
		return 0;
	path = path_format("%s/%s", s->folder, name);
	below.folder = path;
	path_walk(path, search_entry, &below);
	host_free(path);
	s->found = below.found;
	return s->found != NULL;
}

static int search_arch(const char *name, bool is_folder, void *arg)
{
	struct search *s = arg, below = { .name = s->name };
	char *path;

	if (!is_folder)
		return 0;
	path = path_format("%s/%s/boot/dts", s->folder, name);
	below.folder = path;
	path_walk(path, search_entry, &below);
	host_free(path);
	s->found = below.found;
	return s->found != NULL;
}

/* a link in the cache to what was found before: a tree has thousands of boards */
static char *remembered(const struct kernel_tree *tree, const char *file)
{
	char *name = path_format(
		"boards/%016llx-%s",
		(unsigned long long)board_hash(tree->root, strlen(tree->root), BOARD_HASH_START),
		file);
	char *path = path_cache(name);

	host_free(name);
	return path;
}

static char *find_in(const struct kernel_tree *tree, const char *file)
{
	char *link = remembered(tree, file), *found = path_real(link), *folder, *arch;
	struct search s = { .name = file };

	if (!found) {
		arch = path_format("%s/arch", tree->root);
		s.folder = arch;
		path_walk(arch, search_arch, &s);
		host_free(arch);
		found = s.found;
		folder = path_cache("boards");
		if (found && !path_make(folder))
			path_link(found, link);
		host_free(folder);
	}
	host_free(link);
	return found;
}

char *board_kernel_find(const char *name, char *why, size_t size)
{
	struct kernel_tree tree;
	char *file, *found;

	if (kernel_tree_standard(&tree, why, size))
		return NULL;
	file = path_ends(name, ".dts") ? host_strdup(name) : path_format("%s.dts", name);
	found = find_in(&tree, file);
	if (!found)
		host_snprintf(why, size, "%s has no %.100s below arch/*/boot/dts", tree.root, file);
	host_free(file);
	kernel_tree_free(&tree);
	return found;
}

static char *prefixes_in(struct kernel_tree *tree)
{
	char *folder = path_format("%s/scripts/dtc/include-prefixes", tree->root);

	kernel_tree_free(tree);
	if (path_is_folder(folder))
		return folder;
	host_free(folder);
	return NULL;
}

char *board_kernel_prefixes(const char *path)
{
	struct kernel_tree tree;

	return kernel_tree_around(&tree, path) ? NULL : prefixes_in(&tree);
}

char *board_kernel_prefixes_standard(void)
{
	struct kernel_tree tree;
	char why[256];

	return kernel_tree_standard(&tree, why, sizeof(why)) ? NULL : prefixes_in(&tree);
}
