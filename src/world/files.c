// SPDX-License-Identifier: MIT
/* The world's files, for programs: the part of <dmae/world.h> about paths. */
#include <linux/errno.h>
#include <linux/string.h>

#include <dmae/world.h>

#include "base/host.h"
#include "device/filetree.h"
#include "world/world.h"

static const char *why(int err)
{
	switch (err) {
	case -ENOENT:
		return "no such file or directory";
	case -ENOTDIR:
		return "not a directory";
	case -EISDIR:
		return "is a directory";
	case -EACCES:
		return "permission denied";
	case -ELOOP:
		return "too many levels of symbolic links";
	case -EINVAL:
		return "invalid value";
	case -EBUSY:
		return "busy";
	default:
		return "failed";
	}
}

static int path_error(const char *path, int err)
{
	return world_error(err, "%s: %s (error %d)", path, why(err), err);
}

int dmae_file_read(const char *path, char **data, size_t *len)
{
	int err = world_check_running();

	if (err)
		return err;
	err = filetree_read(path, data, len);
	return err ? path_error(path, err) : world_ok(0);
}

int dmae_file_write(const char *path, const char *data, size_t len)
{
	int err = world_check_running();

	if (err)
		return err;
	err = filetree_write(path, data, len);
	return err ? path_error(path, err) : world_ok(0);
}

struct list_call {
	int (*fn)(const struct dmae_dirent *entry, void *arg);
	void *arg;
};

static int list_one(const struct filetree_entry *found, void *data)
{
	struct dmae_dirent entry = { .type = found->type, .mode = found->mode };
	struct list_call *call = data;

	strscpy(entry.name, found->name, sizeof(entry.name));
	if (found->target)
		strscpy(entry.target, found->target, sizeof(entry.target));
	return call->fn(&entry, call->arg);
}

int dmae_dir_read(const char *path, int (*fn)(const struct dmae_dirent *entry, void *arg),
		  void *arg)
{
	struct list_call call = { .fn = fn, .arg = arg };
	int err = world_check_running();

	if (err)
		return err;
	err = filetree_list(path, list_one, &call);
	return err < 0 ? path_error(path, err) : world_ok(err);
}

/* ---- held open ------------------------------------------------------------ */

/* an open file of the tree, under its public name */
static struct filetree_file *tree_file(struct dmae_file *file)
{
	return (struct filetree_file *)file;
}

int dmae_open(const char *path, unsigned int how, struct dmae_file **file)
{
	int err = world_check_running();

	if (err)
		return err;
	err = filetree_open(path, how, (struct filetree_file **)file);
	return err ? path_error(path, err) : world_ok(0);
}

void dmae_close(struct dmae_file *file)
{
	filetree_close(tree_file(file));
}

long dmae_read(struct dmae_file *file, void *buf, size_t len)
{
	return filetree_file_read(tree_file(file), buf, len);
}

long dmae_write(struct dmae_file *file, const void *buf, size_t len)
{
	return filetree_file_write(tree_file(file), buf, len);
}

long dmae_ioctl(struct dmae_file *file, unsigned int cmd, unsigned long arg)
{
	return filetree_file_ioctl(tree_file(file), cmd, arg);
}

void *dmae_mmap(struct dmae_file *file, size_t len, uint64_t offset)
{
	void *mem;
	int err;

	if (offset % 4096) {
		world_error(-EINVAL, "dmae_mmap: offset %llu is not a multiple of 4096",
			    (unsigned long long)offset);
		return NULL;
	}
	mem = filetree_file_mmap(tree_file(file), len, offset / 4096, &err);
	if (!mem)
		world_error(err, "dmae_mmap: the driver refuses (error %d)", err);
	return mem;
}

int dmae_file_poll(struct dmae_file *file, unsigned int events, int timeout_ms)
{
	return filetree_file_poll(tree_file(file), events, timeout_ms);
}

void dmae_free(void *data)
{
	host_free(data);
}
