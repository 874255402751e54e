// SPDX-License-Identifier: MIT
/* A board from text: a file in the temporary folder. Host side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board_text.h"

static char path[64];

void board_text_forget(void)
{
	if (path[0])
		unlink(path);
	path[0] = '\0';
}

const char *board_text(const char *dts)
{
	size_t len = strlen(dts);
	int fd;

	board_text_forget();
	strcpy(path, "/tmp/dmae-engine-XXXXXX.dts");
	fd = mkstemps(path, 4);
	if (fd < 0)
		return NULL;
	if (write(fd, dts, len) != (ssize_t)len) {
		close(fd);
		return NULL;
	}
	close(fd);
	return path;
}
