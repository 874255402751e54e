// SPDX-License-Identifier: MIT
/* Where the tree's overlays are: the build tells it through the environment. Host side. */
#include "overlay_path.h"

#include <stdio.h>
#include <stdlib.h>

const char *overlay_path(const char *name)
{
	static char path[1024];

	snprintf(path, sizeof(path), "%s/boards/overlays/%s", getenv("DMAE_SOURCE"), name);
	return path;
}
