// SPDX-License-Identifier: MIT
/* Paths and folders of the host. Host side. */
#include "base/paths.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/host.h"

/* ---- names ----------------------------------------------------------------- */

char *path_vformat(const char *fmt, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	text = host_alloc(len + 1);
	vsnprintf(text, len + 1, fmt, args);
	return text;
}

char *path_format(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = path_vformat(fmt, args);
	va_end(args);
	return text;
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return host_strdup(".");
	return path_format("%.*s", slash == path ? 1 : (int)(slash - path), path);
}

char *path_real(const char *path)
{
	char buf[PATH_MAX];

	return realpath(path, buf) ? host_strdup(buf) : NULL;
}

bool path_is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

bool path_is_file(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

bool path_ends(const char *path, const char *suffix)
{
	size_t n = strlen(path), s = strlen(suffix);

	return n > s && !strcmp(path + n - s, suffix);
}

/* ---- folders --------------------------------------------------------------- */

int path_make(const char *folder)
{
	char *copy = host_strdup(folder), *slash = copy;
	int err = 0;

	while (!err && slash) {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST)
			err = -errno;
		if (slash)
			*slash = '/';
	}
	host_free(copy);
	return err;
}

/* whoever looks meanwhile finds the old link or the new one */
static int replace_link(const char *target, const char *at)
{
	char *beside = path_format("%s.%d", at, (int)getpid());
	int err = 0;

	unlink(beside);
	if (symlink(target, beside) || rename(beside, at))
		err = -errno;
	if (err)
		unlink(beside);
	host_free(beside);
	return err;
}

int path_link(const char *target, const char *at)
{
	char now[PATH_MAX];
	ssize_t len;

	if (!symlink(target, at))
		return 0;
	if (errno != EEXIST)
		return -errno;
	len = readlink(at, now, sizeof(now) - 1);
	if (len > 0) {
		now[len] = '\0';
		if (!strcmp(now, target))
			return 0;
	}
	return replace_link(target, at);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	remove(path);
	return 0;
}

void path_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

char *path_temporary(const char *within)
{
	char *folder = path_format("%s/new-XXXXXX", within);

	if (mkdtemp(folder))
		return folder;
	host_free(folder);
	return NULL;
}

static char *cache_root(void)
{
	const char *own = getenv("DMAE_CACHE"), *xdg = getenv("XDG_CACHE_HOME"),
		   *home = getenv("HOME");

	if (own && *own)
		return host_strdup(own);
	if (xdg && *xdg)
		return path_format("%s/libdmaengine", xdg);
	if (home && *home)
		return path_format("%s/.cache/libdmaengine", home);
	return path_format("/tmp/libdmaengine-%d", (int)getuid());
}

char *path_cache(const char *below)
{
	char *root = cache_root(), *path;

	path_make(root);
	if (!below)
		return root;
	path = path_format("%s/%s", root, below);
	host_free(root);
	return path;
}

int path_walk(const char *folder, int (*fn)(const char *name, bool is_folder, void *arg), void *arg)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int ret = 0;

	if (!dir)
		return -errno;
	while (!ret && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		ret = fn(entry->d_name, entry->d_type == DT_DIR, arg);
	}
	closedir(dir);
	return ret;
}
