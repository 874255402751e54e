// SPDX-License-Identifier: MIT
/* Boards out of source text, for the tests of this room. Host side. */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board_text.h"

static char err[512];

const char *text_file(const char *text, const char *suffix)
{
	static char path[64];
	int fd;

	snprintf(path, sizeof(path), "/tmp/dmae-board-XXXXXX%s", suffix);
	fd = mkstemps(path, strlen(suffix));
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return path;
}

int text_board(const char *dts, struct board **board)
{
	const char *path = text_file(dts, ".dts");
	int ret;

	*board = NULL;
	err[0] = '\0';
	ret = board_load(path, board, err, sizeof(err));
	unlink(path);
	return ret;
}

const char *text_err(void)
{
	return err;
}

struct board *text_board_ok(const char *dts)
{
	struct board *board;

	if (text_board(dts, &board))
		fail_msg("%s", err);
	return board;
}

void *text_blob(const char *dts, size_t *len)
{
	char path[64], command[256];
	FILE *pipe;
	char *blob = malloc(65536);

	strcpy(path, text_file(dts, ".dts"));
	snprintf(command, sizeof(command), "dtc -q -I dts -O dtb %s", path);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	*len = fread(blob, 1, 65536, pipe);
	assert_int_equal(pclose(pipe), 0);
	unlink(path);
	return blob;
}
