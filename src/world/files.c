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

int world_path_error(const char *path, int err)
{
	return world_error(err, "%s: %s (error %d)", path, why(err), err);
}

int dmae_file_read(const char *path, char **data, size_t *len)
{
	int err = world_check_running();

	if (err)
		return err;
	err = filetree_read(path, data, len);
	return err ? world_path_error(path, err) : world_ok(0);
}

int dmae_file_write(const char *path, const char *data, size_t len)
{
	int err = world_check_running();

	if (err)
		return err;
	err = filetree_write(path, data, len);
	return err ? world_path_error(path, err) : world_ok(0);
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
	return err < 0 ? world_path_error(path, err) : world_ok(err);
}

void dmae_free(void *data)
{
	host_free(data);
}
