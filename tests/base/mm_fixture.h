/* SPDX-License-Identifier: MIT */
/*
 * Fixture of the memory tests: executor, log and one bank of RAM, without
 * the services that allocate from it. Kernel side.
 */
#ifndef TESTS_MM_FIXTURE_H
#define TESTS_MM_FIXTURE_H

#include <linux/errno.h>
#include <linux/sizes.h>

#include "base/base.h"
#include "base/host.h"
#include "base/mm.h"

#include "unit.h"

#define MM_BANK_PHYS	0x80000000ull
#define MM_BANK_SIZE	(16ul << 20)

static void *mm_bank_mem;
static int mm_bank_fd;

static inline int mm_setup(void **state)
{
	struct exec_params params = {
		.kind = under_threads() ? EXEC_THREADS : EXEC_FIBERS,
		.seed = 1,
	};
	int err = base_start(&params);

	if (err)
		return err;
	dmae_log_console(-1);
	err = host_ram_map(MM_BANK_SIZE, &mm_bank_mem, &mm_bank_fd);
	return err ? err : mm_add_bank(MM_BANK_PHYS, MM_BANK_SIZE, mm_bank_mem);
}

static inline int mm_teardown(void **state)
{
	unsigned int leaks = mm_stop();

	host_ram_unmap(mm_bank_mem, MM_BANK_SIZE, mm_bank_fd);
	base_stop();
	return leaks;
}

#endif
