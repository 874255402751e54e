/* SPDX-License-Identifier: MIT */
/* How hard to try to move a page: <linux/migrate.h>. */
#ifndef _LINUX_MIGRATE_MODE_H
#define _LINUX_MIGRATE_MODE_H

enum migrate_mode {
	MIGRATE_ASYNC,
	MIGRATE_SYNC_LIGHT,
	MIGRATE_SYNC,
	MIGRATE_SYNC_NO_COPY,
};

typedef unsigned int isolate_mode_t;

#endif
