// SPDX-License-Identifier: MIT
/* Which of the host's CPUs a thread runs on. Host side. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/host.h"

/* "0,2-3"; false: it is no such list */
static bool list_parse(const char *text, cpu_set_t *set)
{
	unsigned long first, last;
	char *end;

	CPU_ZERO(set);
	do {
		first = last = strtoul(text, &end, 10);
		if (end == text)
			return false;
		if (*end == '-') {
			text = end + 1;
			last = strtoul(text, &end, 10);
			if (end == text)
				return false;
		}
		if (last < first || last >= CPU_SETSIZE)
			return false;
		for (; first <= last; first++)
			CPU_SET(first, set);
		text = end + 1;
	} while (*end == ',');
	return !*end || *end == '\n';
}

/* "node1": the CPUs of a NUMA node */
static bool node_parse(const char *text, cpu_set_t *set)
{
	char path[96], list[1024];
	bool ok;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/devices/system/node/%.16s/cpulist", text);
	f = fopen(path, "r");
	if (!f)
		return false;
	ok = fgets(list, sizeof(list), f) && list_parse(list, set);
	fclose(f);
	return ok;
}

int host_cpus_named(const char *text, unsigned int *cpus, unsigned int room)
{
	cpu_set_t named, mine;
	unsigned int cpu, n = 0;

	if (!(strncmp(text, "node", 4) ? list_parse(text, &named) : node_parse(text, &named)))
		return -EINVAL;
	if (sched_getaffinity(0, sizeof(mine), &mine))
		return -errno;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &named))
			continue;
		if (!CPU_ISSET(cpu, &mine))
			return -ENODEV;
		if (n < room)
			cpus[n++] = cpu;
	}
	return n;
}

int host_thread_pin(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -errno : 0;
}

int host_cpu(void)
{
	return sched_getcpu();
}

/* to be kept away from a CPU for a moment is enough to be somewhere else afterwards */
int host_thread_leave_cpu(void)
{
	int cpu = sched_getcpu();
	cpu_set_t mine, others;

	if (cpu < 0 || sched_getaffinity(0, sizeof(mine), &mine))
		return -errno;
	others = mine;
	CPU_CLR(cpu, &others);
	if (!CPU_COUNT(&others))
		return -EPERM;
	if (sched_setaffinity(0, sizeof(others), &others))
		return -errno;
	return sched_setaffinity(0, sizeof(mine), &mine) ? -errno : 0;
}
