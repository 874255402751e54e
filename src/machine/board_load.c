// SPDX-License-Identifier: MIT
/*
 * Finding a board by what a user typed: the name of one that we ship, a blob,
 * or a source. Host side. The tree itself is board.c's subject.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/host.h"
#include "base/paths.h"
#include "machine/board_private.h"

static const unsigned char fdt_magic_bytes[] = { 0xd0, 0x0d, 0xfe, 0xed };

static int refuse_name(const char *name, const char *kernel, const struct board_why *why)
{
	const struct board_blob *blob;
	char names[256] = "";
	size_t used = 0;
	unsigned int i;

	for (i = 0; (blob = board_builtin_at(i)) && used < sizeof(names); i++)
		used += snprintf(names + used, sizeof(names) - used, "%s%s", i ? ", " : "",
				 blob->name);
	board_refuse(why, "no board \"%.200s\": there are %s, or give a .dts or .dtb file; %s",
		     name, names, kernel);
	return -ENOENT;
}

/* a file's content decides what it is: a blob begins with its magic number, source is text */
static int load_file(const char *path, bool labels, void **blob, size_t *len,
		     const struct board_why *why)
{
	unsigned char *data;
	void *file;
	int err;

	err = host_file_read(path, &file, len);
	if (err) {
		board_refuse(why, "%s: %s", path, strerror(-err));
		return err == -ENOENT ? -ENOENT : -EIO;
	}
	data = file;
	if (path_ends(path, ".dtb") || path_ends(path, ".dtbo") ||
	    (*len >= sizeof(fdt_magic_bytes) &&
	     !memcmp(data, fdt_magic_bytes, sizeof(fdt_magic_bytes)))) {
		*blob = file;
		return 0;
	}
	if (memchr(data, 0, *len)) {
		host_free(file);
		return board_refuse(why, "%s: neither a device tree blob nor device tree source",
				    path);
	}
	host_free(file);
	return board_compile(path, labels, blob, len, why);
}

/* true if the user means a board by its name, and no file */
static bool is_bare_name(const char *name)
{
	return !strchr(name, '/') && !path_ends(name, ".dtb") && access(name, F_OK);
}

static int load_named(const char *name, bool labels, void **blob, size_t *len,
		      const struct board_why *why)
{
	const struct board_blob *builtin = board_builtin(name);
	char kernel[256] = "", *path;
	int ret;

	if (builtin) {
		*len = builtin->size;
		*blob = memcpy(host_alloc(*len), builtin->data, *len);
		return 0;
	}
	if (!is_bare_name(name))
		return load_file(name, labels, blob, len, why);
	path = board_kernel_find(name, kernel, sizeof(kernel));
	if (!path && path_ends(name, ".dts"))
		return load_file(name, labels, blob, len, why);
	if (!path)
		return refuse_name(name, kernel, why);
	ret = load_file(path, labels, blob, len, why);
	host_free(path);
	return ret;
}

static int add_overlay(const char *path, const char *name, void **blob, size_t *len,
		       const struct board_why *why)
{
	struct board_why of = *why;
	void *overlay;
	size_t size;
	char text[256];
	int err = load_file(path, true, &overlay, &size, why);

	if (err)
		return err;
	of.text = text;
	of.size = sizeof(text);
	err = board_check_blob(overlay, size, &of);
	if (err)
		board_refuse(why, "%s: %s", path, text);
	else
		err = board_overlay_apply(path, name, blob, len, overlay, why);
	host_free(overlay);
	return err;
}

int board_load_overlaid(const char *name, const char *const *overlays, struct board **board,
			char *err, size_t err_size)
{
	const struct board_why why = { err, err_size };
	bool labels = overlays && overlays[0];
	void *blob;
	size_t len;
	int ret = load_named(name, labels, &blob, &len, &why);

	if (ret)
		return ret;
	/* merging trusts what it is given */
	if (labels && board_check_blob(blob, len, &why))
		ret = -EINVAL;
	for (; labels && !ret && *overlays; overlays++)
		ret = add_overlay(*overlays, name, &blob, &len, &why);
	if (!ret)
		ret = board_parse(blob, len, name, board, err, err_size);
	host_free(blob);
	return ret;
}

int board_load(const char *name, struct board **board, char *err, size_t err_size)
{
	return board_load_overlaid(name, NULL, board, err, err_size);
}
