// SPDX-License-Identifier: MIT
/*
 * Boards that were compiled before. A compiled source is kept in the cache
 * with the list of files that went into it and a hash of each one's content;
 * it is used again while all of them are what they were. There are PLACES of
 * them, so that sources that come and go do not fill the disk: each board has
 * one place, and whoever comes there next takes it. Host side; board_compile.c
 * asks. Where the cache cannot be written nothing is kept.
 *
 *	CACHE/boards/PLACE.dtb	the blob
 *	CACHE/boards/PLACE.made	"KEY", whose place it is, then "HASH PATH", a line
 *				for each file and for the blob
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/host.h"
#include "base/paths.h"
#include "machine/board_private.h"

#define PLACES 1024

uint64_t board_hash(const void *data, size_t len, uint64_t hash)
{
	const unsigned char *at = data;

	while (len--)
		hash = (hash ^ *at++) * 0x100000001b3;
	return hash;
}

static char *cache_file(uint64_t key, const char *suffix)
{
	char *name = path_format("boards/%03x.%s", (unsigned int)(key % PLACES), suffix);
	char *path = path_cache(name);

	host_free(name);
	return path;
}

static bool same_content(const char *path, uint64_t hash)
{
	void *data;
	size_t len;
	bool same;

	if (host_file_read(path, &data, &len))
		return false;
	same = board_hash(data, len, BOARD_HASH_START) == hash;
	host_free(data);
	return same;
}

/*
 * @list is of @key's board, and every line of it is true of its file. Of the
 * blob's, @path, the bytes that were read count: another board may come there.
 */
static bool list_holds(char *list, uint64_t key, const char *path, uint64_t blob_hash)
{
	char *line, *end, *next;
	uint64_t hash;
	bool holds = strtoull(list, &line, 16) == key && *line++ == '\n', told = false;

	for (; holds && *line; line = next) {
		next = strchr(line, '\n');
		if (!next)
			return false;
		*next++ = '\0';
		hash = strtoull(line, &end, 16);
		if (*end++ != ' ')
			return false;
		if (strcmp(end, path)) {
			holds = same_content(end, hash);
		} else {
			holds = hash == blob_hash;
			told = true;
		}
	}
	return holds && told;
}

bool board_cache_get(uint64_t key, void **blob, size_t *len)
{
	char *made = cache_file(key, "made"), *path = cache_file(key, "dtb");
	void *list = NULL, *found = NULL;
	size_t size;
	bool holds;

	holds = !host_file_read(made, &list, &size) && !host_file_read(path, &found, len) &&
		list_holds(list, key, path, board_hash(found, *len, BOARD_HASH_START));
	if (holds)
		*blob = found;
	else
		host_free(found);
	host_free(list);
	host_free(made);
	host_free(path);
	return holds;
}

/* whoever looks meanwhile finds the old content or the new one */
static bool write_whole(const char *path, const void *data, size_t len)
{
	char *beside = path_format("%s.%d", path, (int)getpid());
	bool written = !host_file_write(beside, data, len) && !rename(beside, path);

	if (!written)
		unlink(beside);
	host_free(beside);
	return written;
}

static char *add_line(char *list, const char *path, const void *data, size_t len)
{
	uint64_t hash = board_hash(data, len, BOARD_HASH_START);
	char *more = path_format("%s%016llx %s\n", list, (unsigned long long)hash, path);

	host_free(list);
	return more;
}

void board_cache_put(uint64_t key, const struct board_inputs *inputs, const void *blob, size_t len)
{
	char *folder = path_cache("boards"), *made = cache_file(key, "made");
	char *path = cache_file(key, "dtb");
	char *list = path_format("%016llx\n", (unsigned long long)key);
	bool whole = !path_make(folder);
	size_t i, size;
	void *data;

	for (i = 0; i < inputs->count && whole; i++) {
		whole = !host_file_read(inputs->paths[i], &data, &size);
		if (!whole)
			break;
		list = add_line(list, inputs->paths[i], data, size);
		host_free(data);
	}
	list = add_line(list, path, blob, len);
	if (whole && write_whole(path, blob, len))
		write_whole(made, list, strlen(list));
	host_free(folder);
	host_free(made);
	host_free(path);
	host_free(list);
}

/* ---- inputs ---------------------------------------------------------------- */

void board_inputs_add(struct board_inputs *inputs, const char *path, size_t len)
{
	char *name = path_format("%.*s", (int)len, path), *real = path_real(name);
	size_t i;

	host_free(name);
	if (!real)
		return;
	for (i = 0; i < inputs->count; i++) {
		if (!strcmp(inputs->paths[i], real)) {
			host_free(real);
			return;
		}
	}
	inputs->paths = host_realloc(inputs->paths, (i + 1) * sizeof(*inputs->paths));
	inputs->paths[inputs->count++] = real;
}

void board_inputs_free(struct board_inputs *inputs)
{
	while (inputs->count)
		host_free(inputs->paths[--inputs->count]);
	host_free(inputs->paths);
	inputs->paths = NULL;
}
