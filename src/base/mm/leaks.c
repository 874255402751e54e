// SPDX-License-Identifier: MIT
/*
 * Leaks: what was never freed, one line for each piece of code that
 * allocated it. Called by the allocators when they stop.
 */
#include <linux/kernel.h>
#include <linux/printk.h>

#include "base/mm/alloc.h"

struct leak {
	const void *caller;
	unsigned int objects;
	size_t bytes;
};

static struct leak *leaks;
static unsigned int nr_leaks;

void leak_note(const void *caller, size_t bytes)
{
	unsigned int i;

	for (i = 0; i < nr_leaks; i++)
		if (leaks[i].caller == caller)
			break;
	if (i == nr_leaks) {
		if (nr_leaks % 64 == 0)
			leaks = host_realloc(leaks, (nr_leaks + 64) *
						    sizeof(*leaks));
		leaks[nr_leaks++] = (struct leak) { .caller = caller };
	}
	leaks[i].objects++;
	leaks[i].bytes += bytes;
}

void leaks_report(void)
{
	char name[128];
	unsigned int i;

	for (i = 0; i < nr_leaks; i++)
		pr_err("mm: leak: %u object%s, %zu bytes allocated by %s\n",
		       leaks[i].objects, leaks[i].objects == 1 ? "" : "s",
		       leaks[i].bytes,
		       host_place(leaks[i].caller, name, sizeof(name)));
	host_free(leaks);
	leaks = NULL;
	nr_leaks = 0;
}
