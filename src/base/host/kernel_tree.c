// SPDX-License-Identifier: MIT
/* Kernel source trees: recognising one, and which one is meant. Host side. */
#include "base/kernel_tree.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/host.h"
#include "base/paths.h"

/* "VERSION = 6" at the beginning of a line */
static bool makefile_number(const char *text, const char *name, unsigned int *value)
{
	size_t len = strlen(name);

	for (; text; text = strchr(text, '\n'), text += !!text) {
		if (strncmp(text, name, len) || (text[len] != ' ' && text[len] != '='))
			continue;
		return sscanf(text + len, " = %u", value) == 1;
	}
	return false;
}

static bool read_version(struct kernel_tree *tree)
{
	char *path = path_format("%s/Makefile", tree->root);
	bool found = false;
	void *text;
	size_t len;

	if (!host_file_read(path, &text, &len)) {
		found = makefile_number(text, "VERSION", &tree->version) &&
			makefile_number(text, "PATCHLEVEL", &tree->patchlevel) &&
			makefile_number(text, "SUBLEVEL", &tree->sublevel);
		host_free(text);
	}
	host_free(path);
	return found;
}

static bool has_headers(const struct kernel_tree *tree)
{
	char *path = path_format("%s/include/linux", tree->root);
	bool found = path_is_folder(path);

	host_free(path);
	return found;
}

int kernel_tree_open(struct kernel_tree *tree, const char *root, char *err, size_t size)
{
	memset(tree, 0, sizeof(*tree));
	tree->root = path_real(root);
	if (tree->root && read_version(tree) && has_headers(tree))
		return 0;
	snprintf(err, size, "%s: %s", root,
		 tree->root ? "not a kernel tree: it has no Makefile with VERSION, or no "
			      "include/linux"
			    : strerror(errno));
	kernel_tree_free(tree);
	return -ENOENT;
}

int kernel_tree_around(struct kernel_tree *tree, const char *path)
{
	char *at = path_real(path), *slash, why[8];
	int err = -ENOENT;

	while (err && at && (slash = strrchr(at, '/'))) {
		*slash = '\0';
		if (*at)
			err = kernel_tree_open(tree, at, why, sizeof(why));
	}
	host_free(at);
	return err;
}

static bool is_version(const char *name)
{
	return isdigit((unsigned char)name[0]) && !name[strspn(name, "0123456789.")] &&
	       !path_is_folder(name);
}

int kernel_tree_named(struct kernel_tree *tree, const char *name, char *err, size_t size)
{
	if (is_version(name))
		return kernel_tree_package(tree, name, err, size);
	return kernel_tree_open(tree, name, err, size);
}

int kernel_tree_standard(struct kernel_tree *tree, char *err, size_t size)
{
	const char *name = getenv("DMAE_KERNEL");

	return kernel_tree_named(tree, name && *name ? name : KERNEL_TREE_DEFAULT, err, size);
}

void kernel_tree_free(struct kernel_tree *tree)
{
	host_free(tree->root);
	memset(tree, 0, sizeof(*tree));
}
