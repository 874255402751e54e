// SPDX-License-Identifier: MIT
/*
 * Registers, as the software's side reaches them: cookies in a range of
 * addresses that nobody may touch, and a table from a cookie's page to the
 * model. Kernel side; ioremap() and readl() call it.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/machine_private.h"

/* what an access to a register costs the CPU */
#define MMIO_NS		100

#define MMIO_PAGES	(MACHINE_MMIO_SIZE / MACHINE_PAGE_SIZE)
#define MMIO_TABLE_SIZE (MMIO_PAGES * sizeof(struct mmio_map *))
/* where no cookie is, as long as no machine runs: no pointer minus this is small */
#define MMIO_NOWHERE ((char *)(1ul << 63))

/**
 * struct mmio_map - one machine_ioremap()
 * @model: whose registers lie here, if the first byte is one's; then
 *	@origin is the cookie offset of register 0 and @limit the window's size
 * @first: its first cookie page, of @pages
 * @phys: physical address of the first page's first byte
 */
struct mmio_map {
	struct dmae_model *model;
	uint64_t origin;
	uint64_t limit;
	unsigned int window;
	unsigned int first;
	unsigned int pages;
	bool said;
	uint64_t phys;
};

char *machine_mmio_base = MMIO_NOWHERE;

/* indexed by cookie page; changes under the hardware lock */
static struct mmio_map **mmio_table;
static unsigned int mmio_next;
static struct machine_limit mmio_stray;

/* ---- direct dereference ------------------------------------------------ */

/* in the signal handler of a fault: says what the address was */
static void mmio_explain(void *addr, bool write)
{
	uint64_t off = (char *)addr - machine_mmio_base;
	const struct mmio_map *map = mmio_table[off / MACHINE_PAGE_SIZE];
	const char *how = write ? "write" : "read",
		   *use = write ? "writel()/iowrite32()" : "readl()/ioread32()";
	const struct region *region = NULL;
	char line[256];
	uint64_t phys = 0;
	int len;

	if (map) {
		phys = map->phys + (off - map->first * MACHINE_PAGE_SIZE);
		region = decode_find(phys);
	}
	if (region)
		len = host_snprintf(
			line, sizeof(line),
			"BUG: direct dereference of MMIO address: %s + 0x%llx (%s); use %s\n",
			board_node_name(machine_tree, region->node),
			(unsigned long long)(phys - region->base), how, use);
	else if (map)
		len = host_snprintf(
			line, sizeof(line),
			"BUG: direct dereference of MMIO address: physical 0x%llx (%s); use %s\n",
			(unsigned long long)phys, how, use);
	else
		len = host_snprintf(line, sizeof(line),
				    "BUG: direct dereference of an MMIO address that is not mapped "
				    "(any more) (%s)\n",
				    how);
	host_console(line, len);
}

int mmio_start(const struct machine_err *err)
{
	char *base = host_reserve(MACHINE_MMIO_SIZE);

	mmio_table = host_commit_lazily(MMIO_TABLE_SIZE);
	if (!base || !mmio_table) {
		if (base)
			host_unreserve(base, MACHINE_MMIO_SIZE);
		if (mmio_table)
			host_unreserve(mmio_table, MMIO_TABLE_SIZE);
		mmio_table = NULL;
		return machine_refuse(err, -ENOMEM,
				      "the host refuses %lu MiB of addresses for registers",
				      MACHINE_MMIO_SIZE >> 20);
	}
	machine_mmio_base = base;
	mmio_next = 0;
	memset(&mmio_stray, 0, sizeof(mmio_stray));
	host_fault_watch(base, MACHINE_MMIO_SIZE, mmio_explain);
	return 0;
}

void mmio_stop(void)
{
	unsigned int page;

	if (!mmio_table)
		return;
	/* cookies are handed out upwards: beyond the last nothing was ever touched */
	for (page = 0; page < mmio_next; page++) {
		struct mmio_map *map = mmio_table[page];

		if (!map)
			continue;
		page += map->pages - 1;
		host_free(map);
	}
	host_fault_unwatch(machine_mmio_base);
	host_unreserve(machine_mmio_base, MACHINE_MMIO_SIZE);
	host_unreserve(mmio_table, MMIO_TABLE_SIZE);
	mmio_table = NULL;
	machine_mmio_base = MMIO_NOWHERE;
}

/* ---- cookies ----------------------------------------------------------- */

static bool mmio_pages_free(unsigned int first, unsigned int pages)
{
	while (pages--)
		if (mmio_table[first + pages])
			return false;
	return true;
}

/*
 * @pages cookie pages with a free one behind them. Used ones are not used
 * again until all have been, so that an access after iounmap() is noticed.
 */
static bool mmio_find_pages(unsigned int pages, unsigned int *first)
{
	unsigned int at;

	if (pages < MMIO_PAGES - mmio_next) {
		*first = mmio_next;
		mmio_next += pages + 1;
		return true;
	}
	for (at = 0; at + pages < MMIO_PAGES; at++) {
		if (mmio_table[at]) {
			at += mmio_table[at]->pages;
			continue;
		}
		if (mmio_pages_free(at, pages + 1)) {
			*first = at;
			return true;
		}
	}
	return false;
}

static void *mmio_map(const struct region *region, uint64_t phys, size_t size)
{
	uint64_t in_page = phys & (MACHINE_PAGE_SIZE - 1);
	unsigned int pages = (in_page + size + MACHINE_PAGE_SIZE - 1) / MACHINE_PAGE_SIZE, i;
	struct mmio_map *map;
	unsigned int first;

	if (!mmio_find_pages(pages, &first)) {
		pr_err("machine: no room for the registers at 0x%lx (%zu bytes): iounmap() what is "
		       "not in use\n",
		       phys, size);
		return NULL;
	}
	map = host_alloc(sizeof(*map));
	map->first = first;
	map->pages = pages;
	map->phys = phys - in_page;
	if (region->kind == REGION_MODEL) {
		map->model = region->model;
		map->window = region->window;
		map->origin = first * MACHINE_PAGE_SIZE + (region->base - map->phys);
		map->limit = region->size;
	}
	for (i = 0; i < pages; i++)
		mmio_table[first + i] = map;
	return machine_mmio_base + first * MACHINE_PAGE_SIZE + in_page;
}

void *machine_ioremap(uint64_t phys, size_t size)
{
	struct region *region;
	void *cookie = NULL;

	if (!mmio_table || !size || size > MACHINE_MMIO_SIZE / 2)
		return NULL;
	exec_hw_lock();
	region = decode_find(phys);
	if (region && region->mem) {
		if (size <= region->size - (phys - region->base))
			cookie = (char *)region->mem + (phys - region->base);
	} else if (region) {
		cookie = mmio_map(region, phys, size);
	}
	exec_hw_unlock();
	return cookie;
}

void machine_iounmap(void *cookie)
{
	uint64_t off = (char *)cookie - machine_mmio_base;
	struct mmio_map *map;
	unsigned int i;

	if (off >= MACHINE_MMIO_SIZE)
		return;
	exec_hw_lock();
	map = mmio_table[off / MACHINE_PAGE_SIZE];
	if (map)
		for (i = 0; i < map->pages; i++)
			mmio_table[map->first + i] = NULL;
	exec_hw_unlock();
	if (map)
		host_free(map);
	else
		pr_err("machine: iounmap() of an address that is not mapped\n");
}

/* ---- accesses ---------------------------------------------------------- */

static uint64_t all_ones(unsigned int width)
{
	return ~0ull >> (64 - 8 * width);
}

static uint64_t memory_read(const volatile void *mem, unsigned int width)
{
	switch (width) {
	case 1:
		return *(const volatile uint8_t *)mem;
	case 2:
		return *(const volatile uint16_t *)mem;
	case 4:
		return *(const volatile uint32_t *)mem;
	default:
		return *(const volatile uint64_t *)mem;
	}
}

static void memory_write(volatile void *mem, unsigned int width, uint64_t value)
{
	switch (width) {
	case 1:
		*(volatile uint8_t *)mem = value;
		break;
	case 2:
		*(volatile uint16_t *)mem = value;
		break;
	case 4:
		*(volatile uint32_t *)mem = value;
		break;
	default:
		*(volatile uint64_t *)mem = value;
		break;
	}
}

bool mmio_access_ok(uint64_t addr, size_t width)
{
	return (width == 1 || width == 2 || width == 4 || width == 8) && !(addr & (width - 1));
}

uint64_t mmio_region_read(struct region *region, uint64_t phys, unsigned int width)
{
	struct dmae_model *m = region->model;
	uint64_t value = 0;

	if (region->mem)
		return memory_read((char *)region->mem + (phys - region->base), width);
	if (!m)
		decode_mention(region);
	else if (m->pci)
		value = pci_window_read(region, phys - region->base, width) & all_ones(width);
	else if (m->cls->read)
		value = m->cls->read(m, region->window, phys - region->base, width) &
			all_ones(width);
	machine_traced("mmio", "%s+0x%lx read%u 0x%lx", board_node_name(machine_tree, region->node),
		       phys - region->base, 8 * width, value);
	return value;
}

void mmio_region_write(struct region *region, uint64_t phys, unsigned int width, uint64_t value)
{
	struct dmae_model *m = region->model;

	value &= all_ones(width);
	machine_traced("mmio", "%s+0x%lx write%u 0x%lx",
		       board_node_name(machine_tree, region->node), phys - region->base, 8 * width,
		       value);
	if (region->mem)
		memory_write((char *)region->mem + (phys - region->base), width, value);
	else if (!m)
		decode_mention(region);
	else if (m->pci)
		pci_window_write(region, phys - region->base, width, value);
	else if (m->cls->write)
		m->cls->write(m, region->window, phys - region->base, width, value);
}

/* an access that no register answers; said once for each mapping */
static void mmio_report(struct mmio_map *map, uint64_t phys, unsigned int width, const char *how)
{
	const struct region *region = decode_find(phys), *start = decode_find(map->phys);

	if (map->said)
		return;
	map->said = true;
	if (!mmio_access_ok(phys, width))
		pr_err("machine: misaligned %s of %u bytes at 0x%lx (%s): refused\n", how, width,
		       phys, region ? board_node_name(machine_tree, region->node) : "no device");
	else if (map->model)
		pr_err("machine: %s of %u bytes at %s + 0x%lx, beyond its window of 0x%lx bytes\n",
		       how, width, map->model->name, phys - map->model->windows[map->window].base,
		       map->limit);
	else
		pr_err("machine: %s of %u bytes at 0x%lx, where nothing answers%s%s\n", how, width,
		       phys, start ? "; mapped with " : "",
		       start ? board_node_name(machine_tree, start->node) : "");
}

static void mmio_report_stray(const char *how)
{
	if (machine_may_say(&mmio_stray, "registers"))
		pr_err("machine: %s of an MMIO address that is not mapped (any more)\n", how);
}

/* the region that answers @width bytes at cookie offset @off, or NULL after a report */
static struct region *mmio_slow(struct mmio_map *map, uint64_t off, unsigned int width,
				const char *how, uint64_t *phys)
{
	struct region *region;

	if (!map) {
		mmio_report_stray(how);
		return NULL;
	}
	*phys = map->phys + (off - map->first * MACHINE_PAGE_SIZE);
	region = decode_find(*phys);
	if (!mmio_access_ok(*phys, width) || !region ||
	    region->size - (*phys - region->base) < width) {
		mmio_report(map, *phys, width, how);
		return NULL;
	}
	return region;
}

/* true if @off is a register of the model that @map begins with, and nobody wants a trace of it */
static bool mmio_is_fast(const struct mmio_map *map, uint64_t off, unsigned int width)
{
	return map && map->model && off - map->origin < map->limit &&
	       map->limit - (off - map->origin) >= width && !(off & (width - 1)) && !machine_trace;
}

uint64_t machine_mmio_read(const void *cookie, unsigned int width)
{
	uint64_t off = (const char *)cookie - machine_mmio_base;
	struct region *region;
	struct mmio_map *map;
	uint64_t value, phys;

	if (unlikely(off >= MACHINE_MMIO_SIZE))
		return memory_read(cookie, width);
	exec_charge(MMIO_NS);
	exec_hw_lock();
	map = mmio_table[off / MACHINE_PAGE_SIZE];
	if (likely(mmio_is_fast(map, off, width) && map->model->cls->read)) {
		value = map->model->cls->read(map->model, map->window, off - map->origin, width) &
			all_ones(width);
	} else {
		region = mmio_slow(map, off, width, "read", &phys);
		value = region ? mmio_region_read(region, phys, width) : all_ones(width);
	}
	exec_hw_unlock();
	return value;
}

void machine_mmio_write_by(void *cookie, unsigned int width, uint64_t value, const void *caller)
{
	uint64_t off = (char *)cookie - machine_mmio_base;
	struct region *region;
	struct mmio_map *map;
	uint64_t phys;

	if (unlikely(off >= MACHINE_MMIO_SIZE)) {
		memory_write(cookie, width, value);
		return;
	}
	exec_charge(MMIO_NS);
	exec_hw_lock();
	map = mmio_table[off / MACHINE_PAGE_SIZE];
	if (likely(mmio_is_fast(map, off, width) && map->model->cls->write)) {
		map->model->written_by = caller;
		map->model->cls->write(map->model, map->window, off - map->origin, width,
				       value & all_ones(width));
	} else {
		region = mmio_slow(map, off, width, "write", &phys);
		if (region)
			mmio_region_write(region, phys, width, value);
	}
	exec_hw_unlock();
}

void machine_mmio_write(void *cookie, unsigned int width, uint64_t value)
{
	machine_mmio_write_by(cookie, width, value, NULL);
}
