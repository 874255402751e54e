/* SPDX-License-Identifier: MIT */
/*
 * Kernel source trees on the host: the one that a file lies in, one that the
 * user names, or a Debian package (linux-source-6.1), of which what we need
 * is unpacked once into the cache. Drivers and boards are read from there;
 * nothing is ever written there. Plain C.
 */
#ifndef DMAE_BASE_KERNEL_TREE_H
#define DMAE_BASE_KERNEL_TREE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct kernel_tree - a tree
 * @root: its folder, absolute
 * @version: e.g. 6, 1 and 192
 */
struct kernel_tree {
	char *root;
	unsigned int version, patchlevel, sublevel;
};

/** KERNEL_TREE_DEFAULT - the kernel whose interfaces ours are, where nothing says otherwise */
#define KERNEL_TREE_DEFAULT "6.1"

/**
 * kernel_tree_open() - the tree in the folder @root
 * @err: one line that says why not, on failure
 *
 * Return: 0, or -ENOENT.
 */
int kernel_tree_open(struct kernel_tree *tree, const char *root, char *err, size_t size);
/** kernel_tree_around() - the tree that the file or folder @path lies in; 0 or -ENOENT */
int kernel_tree_around(struct kernel_tree *tree, const char *path);
/**
 * kernel_tree_package() - Debian's linux-source-@version, "6.1" for instance
 *
 * The first time it is unpacked, which takes some seconds and is announced on
 * standard error; two processes at once share the work.
 * Return: 0, -ENOENT (no such package), or what else went wrong, with @err.
 */
int kernel_tree_package(struct kernel_tree *tree, const char *version, char *err, size_t size);
/** kernel_tree_named() - by a folder or by the version of a package, as a user gives it */
int kernel_tree_named(struct kernel_tree *tree, const char *name, char *err, size_t size);
/** kernel_tree_standard() - $DMAE_KERNEL (a folder or a version), or the package of our version */
int kernel_tree_standard(struct kernel_tree *tree, char *err, size_t size);
void kernel_tree_free(struct kernel_tree *tree);

#endif
