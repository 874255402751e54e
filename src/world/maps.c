// SPDX-License-Identifier: MIT
/* <dmae/world.h>: what is mapped now, for programs. */
#include <linux/kernel.h>
#include <linux/sort.h>
#include <linux/string.h>

#include <dmae/world.h>

#include "base/host.h"
#include "machine/machine.h"
#include "mapping/record_debug.h"
#include "world/world.h"

static const char *const via_names[] = {
	[GRANT_DIRECT] = "direct",
	[GRANT_BOUNCE] = "bounce",
	[GRANT_IOMMU] = "iommu",
	[GRANT_OPS] = "ops",
};

static const char *direction_of(const struct grant *grant)
{
	switch (grant->access) {
	case MACHINE_READ:
		return "to-device";
	case MACHINE_WRITE:
		return "from-device";
	default:
		return "both";
	}
}

static const char *kind_of(const struct grant *grant)
{
	return grant->type == GRANT_SG ? "sg" : record_type_name(grant);
}

static void describe(const struct grant *grant, struct dmae_mapping_info *info)
{
	memset(info, 0, sizeof(*info));
	strscpy(info->device, grant->owner->name, sizeof(info->device));
	strscpy(info->driver, grant->owner->driver, sizeof(info->driver));
	strscpy(info->kind, kind_of(grant), sizeof(info->kind));
	strscpy(info->direction, direction_of(grant), sizeof(info->direction));
	strscpy(info->via, via_names[grant->via], sizeof(info->via));
	if (grant->caller)
		host_place(grant->caller, info->caller, sizeof(info->caller));
	info->address = grant->bus;
	info->memory = grant->phys;
	info->size = grant->len;
	info->age_ns = grant_age(grant);
	info->unchecked = grant->check == GRANT_NOT_CHECKED;
}

static int info_order(const void *a, const void *b)
{
	const struct dmae_mapping_info *x = a, *y = b;
	int names = strcmp(x->device, y->device);

	if (names)
		return names;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->age_ns > y->age_ns ? -1 : x->age_ns < y->age_ns;
}

/* a copy, so that @fn may do what it likes, ending mappings included */
static struct dmae_mapping_info *snapshot(size_t *count)
{
	struct dmae_mapping_info *all;
	struct grant *grants;
	size_t i;

	*count = grants_copy(&grants);
	all = host_alloc((*count + 1) * sizeof(*all));
	for (i = 0; i < *count; i++)
		describe(&grants[i], &all[i]);
	host_free(grants);
	sort(all, *count, sizeof(*all), info_order, NULL);
	return all;
}

int dmae_mappings(int (*fn)(const struct dmae_mapping_info *info, void *arg), void *arg)
{
	struct dmae_mapping_info *all;
	int ret = world_check_running();
	size_t count, i;

	if (ret)
		return ret;
	if (!machine_checker)
		return world_error(-EOPNOTSUPP,
				   "the DMA checker is off, and nobody else knows what is mapped: "
				   "switch it on (--checker on)");
	all = snapshot(&count);
	for (i = 0; i < count && !ret; i++)
		ret = fn(&all[i], arg);
	host_free(all);
	return ret ? ret : world_ok(0);
}
