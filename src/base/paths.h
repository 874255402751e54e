/* SPDX-License-Identifier: MIT */
/*
 * Paths and folders of the host: making, removing and naming them, and the
 * folder that things which took long to make are kept in. Plain C. Whoever
 * gets a string from here frees it with host_free().
 */
#ifndef DMAE_BASE_PATHS_H
#define DMAE_BASE_PATHS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/** path_format() - a string of any length */
char *path_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *path_vformat(const char *fmt, va_list args) __attribute__((format(printf, 1, 0)));
/** path_folder() - the folder that @path lies in, "." where it names none */
char *path_folder(const char *path);
/** path_name() - the part of @path behind the last slash */
const char *path_name(const char *path);
/** path_real() - absolute, without symbolic links; NULL if there is no such file */
char *path_real(const char *path);
bool path_is_folder(const char *path);
bool path_is_file(const char *path);
bool path_ends(const char *path, const char *suffix);

/** path_make() - a folder and every folder above it; 0 or a negative error code */
int path_make(const char *folder);
/** path_link() - a symbolic link at @at to @target, in place of another one; 0 or an error code */
int path_link(const char *target, const char *at);
/** path_remove() - a file, or a folder with all that is in it; links are not followed */
void path_remove(const char *path);
/** path_temporary() - a new, empty folder in @within; NULL with errno set */
char *path_temporary(const char *within);

/**
 * path_cache() - where things are kept from one run to the next: $DMAE_CACHE,
 * or libdmaengine in $XDG_CACHE_HOME or ~/.cache; it is made if need be
 * @below: a name below it, or NULL
 */
char *path_cache(const char *below);

/** path_walk() - @fn for each entry of @folder, in no order, "." and ".." left out, until nonzero
 */
int path_walk(const char *folder, int (*fn)(const char *name, bool is_folder, void *arg),
	      void *arg);

#endif
