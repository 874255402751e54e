// SPDX-License-Identifier: MIT
/*
 * DMA-API debugging as a world sees it: its kernel parameters, how many
 * entries it has, /sys/kernel/debug/dma-api with the list of all mappings.
 */
#include <linux/debugfs.h>
#include <linux/dma-map-ops.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "base/boot_param.h"
#include "base/host.h"
#include "mapping/record_debug.h"

#define ENTRIES_DEFAULT		(1u << 16)
#define ENTRIES_IN_PAGE		GRANTS_AT_ONCE
/* the hash of the kernel, whose numbers are in the list */
#define INDEX_SHIFT		13
#define INDEX_MASK		0x3fffull

unsigned int record_news;

static struct {
	bool off;
	bool number;		/* the number of entries is somebody's wish */
	unsigned int entries;
} asked = { .entries = ENTRIES_DEFAULT };

static unsigned int grown_to;	/* what is to be said: how many entries there are now */
static bool refused;		/* ... or that there are no more */
static struct dentry *dir;

static int set_debug(const char *value)
{
	asked.off = value && !strncmp(value, "off", 3);
	return !value || !value[0] || asked.off ? 0 : -EINVAL;
}
BOOT_PARAM(dma_debug, "dma_debug", "off", set_debug);

static int set_entries(const char *value)
{
	asked.entries = ENTRIES_DEFAULT;
	asked.number = value;
	return value ? kstrtouint(value, 0, &asked.entries) : 0;
}
BOOT_PARAM(dma_debug_entries, "dma_debug_entries", "NUMBER", set_entries);

/* ---- entries ----------------------------------------------------------------- */

/* under the lock of a table: it is said later */
static void pool_grown(unsigned int total, bool no_more)
{
	if (no_more)
		__atomic_store_n(&refused, true, __ATOMIC_RELAXED);
	else if (!asked.entries || total % asked.entries < ENTRIES_IN_PAGE)
		__atomic_store_n(&grown_to, total, __ATOMIC_RELAXED);
	else
		return;
	__atomic_store_n(&record_news, 1, __ATOMIC_RELEASE);
}

void record_pool_tell(void)
{
	unsigned int total;

	if (!__atomic_exchange_n(&record_news, 0, __ATOMIC_ACQUIRE))
		return;
	total = __atomic_exchange_n(&grown_to, 0, __ATOMIC_RELAXED);
	if (total && asked.entries)
		pr_info("DMA-API: dma_debug_entry pool grown to %u (%u00%%)\n", total,
			total / asked.entries);
	if (!__atomic_exchange_n(&refused, false, __ATOMIC_RELAXED))
		return;
	WRITE_ONCE(record_disabled, true);
	pr_err("DMA-API: debugging out of memory - disabling\n");
}

/* entries take RAM: there can't be more than that holds */
static void pool_start(void)
{
	u64 room = (u64)totalram_pages() * ENTRIES_IN_PAGE;
	u64 want = DIV_ROUND_UP_ULL((u64)asked.entries, ENTRIES_IN_PAGE) * ENTRIES_IN_PAGE;
	unsigned int most = min_t(u64, room, INT_MAX), total = min_t(u64, want, most);

	grants_pool_set(total, most, pool_grown);
	if (!total && asked.entries) {
		pr_err("DMA-API: debugging out of memory error - disabled\n");
		record_disabled = true;
		return;
	}
	/* who has not asked is spared two lines in every world */
	if (!asked.number)
		return;
	if (total < asked.entries)
		pr_warn("DMA-API: %d debug entries requested but only %d allocated\n",
			(int)asked.entries, (int)total);
	else
		pr_info("DMA-API: preallocated %d debug entries\n", (int)total);
	pr_info("DMA-API: debugging enabled by kernel config\n");
}

/* ---- the list ---------------------------------------------------------------- */

static unsigned int index_of(const struct grant *grant)
{
	return grant->bus >> INDEX_SHIFT & INDEX_MASK;
}

static int list_order(const void *a, const void *b)
{
	const struct grant *x = a, *y = b;

	if (index_of(x) != index_of(y))
		return index_of(x) < index_of(y) ? -1 : 1;
	if (x->since != y->since)
		return x->since < y->since ? -1 : 1;
	if (x->bus != y->bus)
		return x->bus < y->bus ? -1 : 1;
	return 0;
}

/* those that a mapping function made */
static size_t list_all(struct grant **list)
{
	size_t count = grants_copy(list), kept = 0, i;

	for (i = 0; i < count; i++)
		if ((*list)[i].owner->device)
			(*list)[kept++] = (*list)[i];
	sort(*list, kept, sizeof(**list), list_order, NULL);
	return kept;
}

static void describe(const struct grant *g, char *text, size_t size)
{
	scnprintf(text, size, "%s idx %u P=%llx N=%lx D=%llx L=%llx %s %s", record_type_name(g),
		  index_of(g), g->phys, (unsigned long)(g->phys >> PAGE_SHIFT), g->bus, g->len,
		  record_dir_name(g->access), record_check_name(g));
}

void debug_dma_dump_mappings(struct device *dev)
{
	struct grant *list;
	size_t count = list_all(&list), i;
	char text[256];

	for (i = 0; i < count; i++) {
		const struct grant_owner *owner = list[i].owner;

		if (dev && owner->device != dev)
			continue;
		describe(&list[i], text, sizeof(text));
		pr_info("%s %s: %s\n", owner->driver, owner->name, text);
	}
	host_free(list);
}
EXPORT_SYMBOL(debug_dma_dump_mappings);

static int dump_show(struct seq_file *seq, void *v)
{
	struct grant *list;
	size_t count = list_all(&list), i;
	char text[256];

	for (i = 0; i < count; i++) {
		describe(&list[i], text, sizeof(text));
		seq_printf(seq, "%s %s %s\n", list[i].owner->name, list[i].owner->driver, text);
	}
	host_free(list);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(dump);

/* ---- the other files ----------------------------------------------------------- */

static ssize_t filter_read(struct file *file, char __user *to, size_t count, loff_t *ppos)
{
	char text[80];

	return simple_read_from_buffer(to, count, ppos, text,
				       record_filter_text(text, sizeof(text)));
}

static ssize_t filter_write(struct file *file, const char __user *from, size_t count,
			    loff_t *ppos)
{
	char text[64];
	size_t len = min(count, sizeof(text) - 1);

	if (copy_from_user(text, from, len))
		return -EFAULT;
	record_filter_set(text, len);
	return count;
}

static const struct file_operations filter_fops = {
	.read = filter_read,
	.write = filter_write,
	.llseek = default_llseek,
};

static int free_get(void *data, u64 *value)
{
	struct grants_pool pool;

	grants_pool_read(&pool);
	*value = pool.total > pool.in_use ? pool.total - pool.in_use : 0;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(free_fops, free_get, NULL, "%llu\n");

static int min_free_get(void *data, u64 *value)
{
	struct grants_pool pool;

	grants_pool_read(&pool);
	*value = pool.total > pool.peak ? pool.total - pool.peak : 0;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(min_free_fops, min_free_get, NULL, "%llu\n");

static int total_get(void *data, u64 *value)
{
	struct grants_pool pool;

	grants_pool_read(&pool);
	*value = pool.total;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(total_fops, total_get, NULL, "%llu\n");

static ssize_t disabled_read(struct file *file, char __user *to, size_t count, loff_t *ppos)
{
	bool off = record_disabled || !machine_checker;

	return simple_read_from_buffer(to, count, ppos, off ? "Y\n" : "N\n", 2);
}

static const struct file_operations disabled_fops = {
	.read = disabled_read,
	.llseek = default_llseek,
};

static void files_start(void)
{
	dir = debugfs_create_dir("dma-api", NULL);
	debugfs_create_file("disabled", 0444, dir, NULL, &disabled_fops);
	debugfs_create_u32("error_count", 0444, dir, &record_error_count);
	debugfs_create_u32("all_errors", 0644, dir, &record_all_errors);
	debugfs_create_u32("num_errors", 0644, dir, &record_num_errors);
	debugfs_create_file("num_free_entries", 0444, dir, NULL, &free_fops);
	debugfs_create_file("min_free_entries", 0444, dir, NULL, &min_free_fops);
	debugfs_create_file("nr_total_entries", 0444, dir, NULL, &total_fops);
	debugfs_create_file("driver_filter", 0644, dir, NULL, &filter_fops);
	debugfs_create_file("dump", 0444, dir, NULL, &dump_fops);
}

int record_start(void)
{
	record_disabled = asked.off;
	record_lines_reset();
	record_report_start();
	if (asked.off)
		pr_info("DMA-API: debugging disabled on kernel command line\n");
	else
		pool_start();
	files_start();
	return record_leaks_start();
}

void record_stop(void)
{
	record_leaks_stop();
	debugfs_remove_recursive(dir);
	dir = NULL;
	record_pool_tell();
}
