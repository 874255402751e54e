// SPDX-License-Identifier: MIT
/*
 * Debian's kernel source packages: a tar file in /usr/src, of which what
 * drivers and boards need is unpacked into the cache, once. Host side;
 * kernel_tree.c knows what a tree is.
 *
 *	CACHE/linux-6.1.192/		what was unpacked
 *	CACHE/linux-6.1.192/.package	from what: tar file, its size and time, and our list
 *	CACHE/linux-source-6.1		-> linux-6.1.192
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/host.h"
#include "base/kernel_tree.h"
#include "base/paths.h"
#include "base/process.h"

/* what is taken from a package; with another list, it is unpacked anew */
static const char *const wanted[] = {
	"Makefile",
	"drivers/dma",
	"include",
	"scripts/dtc/include-prefixes",
	"arch/*/boot/dts",
	"arch/mips/include/asm",
	"arch/powerpc/include/asm",
	"arch/sh/include/asm",
	"arch/sh/include/cpu-*",
};

#define N_WANTED (sizeof(wanted) / sizeof(wanted[0]))

/** struct package - what is being looked for, and where it is kept */
struct package {
	const char *version;
	char *tar;   /* the package's file */
	char *cache; /* our folder */
	char *link;  /* CACHE/linux-source-VERSION */
	char *stamp; /* what .package must say */
	char *err;
	size_t err_size;
};

static char *find_tar(const char *version)
{
	static const char *const suffixes[] = { "xz", "zst", "bz2", "gz" };
	const char *from = getenv("DMAE_USR_SRC");
	unsigned int i;
	char *path;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		path = path_format("%s/linux-source-%s.tar.%s", from ? from : "/usr/src", version,
				   suffixes[i]);
		if (path_is_file(path))
			return path;
		host_free(path);
	}
	return NULL;
}

static char *make_stamp(const char *tar)
{
	struct stat st = { .st_size = 0 };
	unsigned int hash = 5381, i;
	const char *c;

	stat(tar, &st);
	for (i = 0; i < N_WANTED; i++)
		for (c = wanted[i]; *c; c++)
			hash = hash * 33 + *c;
	return path_format("%s %lld %lld %08x\n", tar, (long long)st.st_size,
			   (long long)st.st_mtime, hash);
}

static int package_init(struct package *p)
{
	p->tar = find_tar(p->version);
	if (!p->tar) {
		snprintf(p->err, p->err_size,
			 "no kernel source: there is no /usr/src/linux-source-%s.tar.xz; install "
			 "linux-source-%s, or name a kernel tree",
			 p->version, p->version);
		return -ENOENT;
	}
	p->cache = path_cache(NULL);
	p->link = path_format("%s/linux-source-%s", p->cache, p->version);
	p->stamp = make_stamp(p->tar);
	return 0;
}

static void package_free(struct package *p)
{
	host_free(p->tar);
	host_free(p->cache);
	host_free(p->link);
	host_free(p->stamp);
}

/* true if @folder holds what would be unpacked now */
static bool is_current(const struct package *p, const char *folder)
{
	char *path = path_format("%s/.package", folder);
	bool same = false;
	void *text;
	size_t len;

	if (!host_file_read(path, &text, &len)) {
		same = !strcmp(text, p->stamp);
		host_free(text);
	}
	host_free(path);
	return same;
}

/* a kernel of another age lacks some of what is wanted: tar says so for each and goes on */
static bool only_lacks_some(const char *messages)
{
	static const char lacks[] = "Not found in archive", end[] = "Exiting with failure status";
	bool only = true;

	for (; only && *messages;
	     messages += strcspn(messages, "\n"), messages += *messages == '\n') {
		char *line = path_format("%.*s", (int)strcspn(messages, "\n"), messages);

		only = strstr(line, lacks) || strstr(line, end);
		host_free(line);
	}
	return only;
}

static int run_tar(const struct package *p, const char *into)
{
	struct process tar = { .argc = 0 };
	const char *line;
	unsigned int i;
	int status;

	process_args(&tar, "tar -x --strip-components=1 --wildcards --no-wildcards-match-slash");
	/* xz has one thread by default */
	if (path_ends(p->tar, ".xz"))
		process_arg(&tar, "--use-compress-program=xz -T0");
	process_arg(&tar, "--file=%s", p->tar);
	process_arg(&tar, "--directory=%s", into);
	for (i = 0; i < N_WANTED; i++)
		process_arg(&tar, "linux-source-%s/%s", p->version, wanted[i]);
	status = process_run(&tar);
	if (status > 0 && only_lacks_some(tar.messages))
		status = 0;
	if (status) {
		line = tar.messages ? tar.messages : "";
		snprintf(p->err, p->err_size, "%s: cannot be unpacked: %.*s", p->tar,
			 (int)strcspn(line, "\n"),
			 status < 0 ? strerror(-status)
			 : *line    ? line
				    : "tar failed");
	}
	process_free(&tar);
	return status ? -EIO : 0;
}

/* give what was unpacked into @folder its name */
static int install_folder(const struct package *p, const char *folder)
{
	struct kernel_tree tree;
	char *path = path_format("%s/.package", folder), *name, *final, *old;
	int err = host_file_write(path, p->stamp, strlen(p->stamp));

	host_free(path);
	if (!err)
		err = kernel_tree_open(&tree, folder, p->err, p->err_size);
	if (err)
		return err;
	name = path_format("linux-%u.%u.%u", tree.version, tree.patchlevel, tree.sublevel);
	kernel_tree_free(&tree);
	final = path_format("%s/%s", p->cache, name);
	old = path_format("%s/new-replaced-%d", p->cache, (int)getpid());
	rename(final, old);
	if (rename(folder, final) || path_link(name, p->link)) {
		err = -errno;
		snprintf(p->err, p->err_size, "%s: %s", final, strerror(errno));
	}
	path_remove(old);
	host_free(old);
	host_free(final);
	host_free(name);
	return err;
}

static int remove_leftover(const char *name, bool is_folder, void *cache)
{
	char *path;

	if (is_folder && !strncmp(name, "new-", 4)) {
		path = path_format("%s/%s", (const char *)cache, name);
		path_remove(path);
		host_free(path);
	}
	return 0;
}

static int unpack(const struct package *p)
{
	char *folder;
	int err;

	/* of runs that were killed: nobody else is here now */
	path_walk(p->cache, remove_leftover, p->cache);
	folder = path_temporary(p->cache);
	if (!folder) {
		snprintf(p->err, p->err_size, "%s: %s (DMAE_CACHE can name another folder)",
			 p->cache, strerror(errno));
		return -EIO;
	}
	host_printf("unpacking %s into %s, once\n", p->tar, p->cache);
	err = run_tar(p, folder);
	if (!err)
		err = install_folder(p, folder);
	path_remove(folder);
	host_free(folder);
	return err;
}

/* one process unpacks; others wait, and find it done */
static int unpack_locked(const struct package *p)
{
	char *path = path_format("%s/.lock", p->cache);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666), err = 0;

	host_free(path);
	if (fd < 0) {
		snprintf(p->err, p->err_size, "%s: %s (DMAE_CACHE can name another folder)",
			 p->cache, strerror(errno));
		return -EIO;
	}
	while (flock(fd, LOCK_EX) && errno == EINTR)
		;
	if (!is_current(p, p->link))
		err = unpack(p);
	close(fd);
	return err;
}

int kernel_tree_package(struct kernel_tree *tree, const char *version, char *err, size_t size)
{
	struct package p = { .version = version, .err = err, .err_size = size };
	int ret = package_init(&p);

	if (!ret && !is_current(&p, p.link))
		ret = unpack_locked(&p);
	if (!ret)
		ret = kernel_tree_open(tree, p.link, err, size);
	package_free(&p);
	return ret;
}
