// SPDX-License-Identifier: MIT
/*
 * The boards that the library ships. Host side. The table itself is made at
 * build time from boards/ by tools/embed-boards.py.
 */
#include <string.h>

#include "machine/board.h"

extern const struct board_blob board_blobs[];
extern const unsigned int board_blob_count;

const struct board_blob *board_builtin_at(unsigned int index)
{
	return index < board_blob_count ? &board_blobs[index] : NULL;
}

const struct board_blob *board_builtin(const char *name)
{
	unsigned int i;

	for (i = 0; i < board_blob_count; i++)
		if (!strcmp(board_blobs[i].name, name))
			return &board_blobs[i];
	return NULL;
}
