// SPDX-License-Identifier: MIT
/*
 * What is said of mistakes with mappings, and how much of it: each is
 * counted, a few are shown (num_errors, all_errors), and only those of one
 * driver if that is what is asked for (dma_debug_driver=, driver_filter). As
 * in Linux's kernel/dma/debug.c, one is shown unless more are asked for.
 */
#include <linux/ctype.h>
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "base/boot_param.h"
#include "base/host.h"
#include "mapping/record_debug.h"

#define FILTER_SIZE 64

bool record_disabled;
u32 record_error_count, record_all_errors, record_num_errors = 1;

/* @name: the driver that is shown; "": every one; @asked: what the kernel parameter says */
static struct {
	raw_spinlock_t lock;
	char name[FILTER_SIZE];
	char asked[FILTER_SIZE];
} filter = { .lock = __RAW_SPIN_LOCK_UNLOCKED(filter.lock) };

/* ---- names ------------------------------------------------------------------- */

static const char *const type_names[] = {
	[GRANT_SINGLE] = "single",
	[GRANT_SG] = "scather-gather",
	[GRANT_COHERENT] = "coherent",
	[GRANT_RESOURCE] = "resource",
	[GRANT_NONCOHERENT] = "noncoherent",
	[GRANT_PLAIN] = "granted",
};

const char *record_type_text(enum grant_type type)
{
	return type_names[type];
}

const char *record_type_name(const struct grant *grant)
{
	return type_names[grant->type];
}

const char *record_dir_name(unsigned int access)
{
	switch (access) {
	case MACHINE_READ:
		return "DMA_TO_DEVICE";
	case MACHINE_WRITE:
		return "DMA_FROM_DEVICE";
	case MACHINE_READ | MACHINE_WRITE:
		return "DMA_BIDIRECTIONAL";
	default:
		return "DMA_NONE";
	}
}

const char *record_check_name(const struct grant *grant)
{
	static const char *const names[] = {
		[GRANT_CHECK_NOT_APPLICABLE] = "dma map error check not applicable",
		[GRANT_NOT_CHECKED] = "dma map error not checked",
		[GRANT_CHECKED] = "dma map error checked",
	};

	return names[grant->check];
}

const char *record_driver_of(struct device *dev)
{
	return dev ? dev_driver_string(dev) : "NULL";
}

const char *record_name_of(struct device *dev)
{
	return dev ? dev_name(dev) : "NULL";
}

/* ---- the filter -------------------------------------------------------------- */

static bool filter_passes(struct device *dev)
{
	const struct device_driver *drv = dev ? dev->driver : NULL;
	unsigned long flags;
	bool passes;

	if (likely(!READ_ONCE(filter.name[0])))
		return true;
	if (!drv || !drv->name)
		return false;
	raw_spin_lock_irqsave(&filter.lock, flags);
	passes = !strncmp(filter.name, drv->name, FILTER_SIZE - 1);
	raw_spin_unlock_irqrestore(&filter.lock, flags);
	return passes;
}

ssize_t record_filter_text(char *buf, size_t size)
{
	unsigned long flags;
	ssize_t len = 0;

	raw_spin_lock_irqsave(&filter.lock, flags);
	if (filter.name[0])
		len = scnprintf(buf, size, "%s\n", filter.name);
	raw_spin_unlock_irqrestore(&filter.lock, flags);
	return len;
}

/* the first word is the driver; what is no word switches the filter off */
void record_filter_set(const char *text, size_t len)
{
	char name[FILTER_SIZE] = "";
	unsigned long flags;
	bool was_on;
	size_t i;

	if (len && isalnum(text[0]))
		for (i = 0; i < min(len, sizeof(name) - 1) && text[i] && !isspace(text[i]); i++)
			name[i] = text[i];
	raw_spin_lock_irqsave(&filter.lock, flags);
	was_on = filter.name[0];
	memcpy(filter.name, name, sizeof(name));
	raw_spin_unlock_irqrestore(&filter.lock, flags);
	if (name[0])
		pr_info("DMA-API: enable driver filter for driver [%s]\n", name);
	else if (was_on)
		pr_info("DMA-API: switching off dma-debug driver filter\n");
}

static int set_driver(const char *value)
{
	strscpy(filter.asked, value ? value : "", sizeof(filter.asked));
	return 0;
}
BOOT_PARAM(dma_debug_driver, "dma_debug_driver", "DRIVER", set_driver);

/* ---- one report --------------------------------------------------------------- */

/* counting is not exact where two make mistakes at once; it need not be */
bool record_may_say(struct device *dev)
{
	u32 all = READ_ONCE(record_all_errors), left = READ_ONCE(record_num_errors);
	bool passes = filter_passes(dev);

	__atomic_fetch_add(&record_error_count, 1, __ATOMIC_RELAXED);
	if (!all && left)
		WRITE_ONCE(record_num_errors, left - 1);
	return (all || left) && passes;
}

void record_said(const void *mapped_by)
{
	char place[160];

	if (mapped_by)
		pr_warn("DMA-API: Mapped at:\n %s\n", host_place(mapped_by, place, sizeof(place)));
	if (!READ_ONCE(record_all_errors) && !READ_ONCE(record_num_errors))
		pr_warn("DMA-API: the next errors are counted, but not shown: see num_errors and "
			"all_errors in /sys/kernel/debug/dma-api\n");
}

void record_report_start(void)
{
	record_error_count = 0;
	record_all_errors = 0;
	record_num_errors = 1;
	filter.name[0] = '\0';
	if (filter.asked[0])
		record_filter_set(filter.asked, strlen(filter.asked));
}
