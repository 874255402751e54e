// SPDX-License-Identifier: MIT
/* The start and the end of the fences of a world. */
#include "mapping/fence/fence.h"
#include "mapping/fence/share.h"
#include "mapping/fence/sync_file.h"

int fence_start(void)
{
	fence_contexts_reset();
	sync_files_start();
	sync_debug_start();
	return 0;
}

void fence_stop(void)
{
	sync_debug_stop();
	sync_files_stop();
	fence_shares_stop();
	fence_foreign_stop();
	fence_stub_stop();
}
