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
#include "machine/board_private.h"

static const unsigned char fdt_magic_bytes[] = { 0xd0, 0x0d, 0xfe, 0xed };

static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	return n > s && !strcmp(name + n - s, suffix);
}

static int refuse_name(const char *name, const struct board_why *why)
{
	const struct board_blob *blob;
	char names[256] = "";
	size_t used = 0;
	unsigned int i;

	for (i = 0; (blob = board_builtin_at(i)) && used < sizeof(names); i++)
		used += snprintf(names + used, sizeof(names) - used, "%s%s", i ? ", " : "",
				 blob->name);
	board_refuse(why, "no board \"%.200s\": there are %s, or give a .dts or .dtb file", name,
		     names);
	return -ENOENT;
}

/* a file's content decides what it is: a blob begins with its magic number, source is text */
static int load_file(const char *path, void **blob, size_t *len, const struct board_why *why)
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
	if (has_suffix(path, ".dtb") || (*len >= sizeof(fdt_magic_bytes) &&
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
	return board_compile(path, blob, len, why);
}

int board_load(const char *name, struct board **board, char *err, size_t err_size)
{
	const struct board_why why = { err, err_size };
	const struct board_blob *builtin = board_builtin(name);
	void *blob;
	size_t len;
	int ret;

	if (builtin)
		return board_parse(builtin->data, builtin->size, name, board, err, err_size);
	if (!strchr(name, '/') && !has_suffix(name, ".dts") && !has_suffix(name, ".dtb") &&
	    access(name, F_OK))
		return refuse_name(name, &why);
	ret = load_file(name, &blob, &len, &why);
	if (ret)
		return ret;
	ret = board_parse(blob, len, name, board, err, err_size);
	host_free(blob);
	return ret;
}
