// SPDX-License-Identifier: MIT
/* The software IOMMU of the tests, both sides, and the machine that has it. */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/property.h>
#include <linux/slab.h>

#include "../engine/board_text.h"
#include "fake_iommu.h"

#define FANOUT	4096ul
#define VALID	4ull	/* beside IOMMU_READ and IOMMU_WRITE */

static const char tree[] = FAKE_TREE("iommus = <&iommu 0xa>;", "");
const char *fake_tree;

struct fake_iommu fake;
struct device *master_a, *master_b, *master_c, *master_d, *master_free;

static void count(unsigned int *events)
{
	__atomic_fetch_add(events, 1, __ATOMIC_RELAXED);
}

/* ---- tables --------------------------------------------------------------------- */

struct fake_domain {
	struct iommu_domain domain;
	u64 **top[FANOUT];
};

static struct fake_domain *to_fake(struct iommu_domain *domain)
{
	return container_of(domain, struct fake_domain, domain);
}

/* a table of a level, made by whoever is first */
static void *table_at(void *link, bool make)
{
	void **at = link, *table = smp_load_acquire(at), *first;

	if (table || !make)
		return table;
	table = kcalloc(FANOUT, sizeof(u64), GFP_ATOMIC);
	first = cmpxchg(at, NULL, table);
	if (!first)
		return table;
	kfree(table);
	return first;
}

static u64 *entry_of(struct fake_domain *d, u64 pfn, bool make)
{
	u64 **mid = table_at(&d->top[pfn / FANOUT / FANOUT % FANOUT], make);
	u64 *leaf = mid ? table_at(&mid[pfn / FANOUT % FANOUT], make) : NULL;

	return leaf ? &leaf[pfn % FANOUT] : NULL;
}

static void tables_free(struct fake_domain *d)
{
	unsigned int i, j;

	for (i = 0; i < FANOUT; i++) {
		for (j = 0; d->top[i] && j < FANOUT; j++)
			kfree(d->top[i][j]);
		kfree(d->top[i]);
	}
	kfree(d);
}

/* ---- the hardware's side ------------------------------------------------------------ */

/* what it has looked up: under a lock of its own, since it is no part of the kernel */
static struct {
	char lock;
	struct { struct fake_domain *domain; u64 pfn, entry; } line[64];
} memory;

static void memory_lock(void)
{
	while (__atomic_test_and_set(&memory.lock, __ATOMIC_ACQUIRE))
		;
}

static void memory_unlock(void)
{
	__atomic_clear(&memory.lock, __ATOMIC_RELEASE);
}

static void memory_forget(struct fake_domain *d, u64 first, u64 last)
{
	unsigned int i;

	memory_lock();
	for (i = 0; i < ARRAY_SIZE(memory.line); i++)
		if (memory.line[i].domain == d && memory.line[i].pfn >= first &&
		    memory.line[i].pfn <= last)
			memory.line[i].domain = NULL;
	memory_unlock();
}

static u64 look_up(struct fake_domain *d, u64 pfn)
{
	unsigned int slot = pfn % ARRAY_SIZE(memory.line);
	u64 *at, entry = 0;

	memory_lock();
	if (fake.remembers && memory.line[slot].domain == d && memory.line[slot].pfn == pfn) {
		entry = memory.line[slot].entry;
	} else {
		at = entry_of(d, pfn, false);
		entry = at ? READ_ONCE(*at) : 0;
		if (entry) {
			memory.line[slot].domain = d;
			memory.line[slot].pfn = pfn;
			memory.line[slot].entry = entry;
		}
	}
	memory_unlock();
	return entry;
}

/* one for each master that the driver has accepted */
struct fake_stream {
	struct fake_domain *domain;
};

static int translate(struct machine_master *master, uint64_t bus, unsigned int dir,
		     uint64_t *phys, uint64_t *len, void *arg)
{
	struct fake_stream *stream = arg;
	struct fake_domain *d = smp_load_acquire(&stream->domain);
	u64 want = dir == MACHINE_WRITE ? IOMMU_WRITE : IOMMU_READ, entry = 0;

	if (d && d->domain.type == IOMMU_DOMAIN_IDENTITY) {
		*phys = bus;
		return 0;
	}
	if (d && d->domain.type != IOMMU_DOMAIN_BLOCKED)
		entry = look_up(d, bus / PAGE_SIZE);
	if (!(entry & want)) {
		count(&fake.faults);
		return -EFAULT;
	}
	*phys = (entry & ~(u64)(PAGE_SIZE - 1)) + bus % PAGE_SIZE;
	*len = min_t(uint64_t, *len, PAGE_SIZE - bus % PAGE_SIZE);
	return 0;
}

void *fake_reach(struct device *dev, dma_addr_t addr, size_t len, unsigned int access)
{
	struct machine_master *master = device_dma_master(dev);
	uint64_t avail = 0, done = 0;
	void *first = NULL, *mem;

	for (; done < len; done += avail) {
		mem = machine_bus_pointer(master, addr + done, len - done, access, &avail);
		if (!mem)
			return NULL;
		first = first ?: mem;
	}
	return first;
}

/* ---- the driver's side ---------------------------------------------------------------- */

static int fake_map_pages(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
			  size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped)
{
	size_t done;

	count(&fake.maps);
	__atomic_fetch_or(&fake.pages, pgsize, __ATOMIC_RELAXED);
	if (!fake.fail_map_after)
		return -ENOMEM;
	if (fake.fail_map_after > 0)
		fake.fail_map_after--;
	for (done = 0; done < pgsize * pgcount; done += PAGE_SIZE) {
		u64 *entry = entry_of(to_fake(domain), (iova + done) / PAGE_SIZE, true);

		if (READ_ONCE(*entry))
			return -EEXIST;
		WRITE_ONCE(*entry, (paddr + done) | (prot & (IOMMU_READ | IOMMU_WRITE)) | VALID);
		*mapped += PAGE_SIZE;
	}
	return 0;
}

static size_t fake_unmap_pages(struct iommu_domain *domain, unsigned long iova, size_t pgsize,
			       size_t pgcount, struct iommu_iotlb_gather *gather)
{
	size_t done;

	count(&fake.unmaps);
	for (done = 0; done < pgsize * pgcount; done += PAGE_SIZE) {
		u64 *entry = entry_of(to_fake(domain), (iova + done) / PAGE_SIZE, false);

		if (!entry || !READ_ONCE(*entry))
			break;
		WRITE_ONCE(*entry, 0);
	}
	if (done && !iommu_iotlb_gather_queued(gather))
		iommu_iotlb_gather_add_page(domain, gather, iova, done);
	return done;
}

static int fake_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
		    int prot, gfp_t gfp)
{
	size_t mapped = 0;

	return fake_map_pages(domain, iova, paddr, size, 1, prot, gfp, &mapped);
}

static size_t fake_unmap(struct iommu_domain *domain, unsigned long iova, size_t size,
			 struct iommu_iotlb_gather *gather)
{
	return fake_unmap_pages(domain, iova, size, 1, gather);
}

static void fake_flush_all(struct iommu_domain *domain)
{
	count(&fake.flushes);
	memory_forget(to_fake(domain), 0, ~0ull);
}

static void fake_sync(struct iommu_domain *domain, struct iommu_iotlb_gather *gather)
{
	count(&fake.syncs);
	if (gather->end)
		memory_forget(to_fake(domain), gather->start / PAGE_SIZE, gather->end / PAGE_SIZE);
}

static void fake_sync_map(struct iommu_domain *domain, unsigned long iova, size_t size)
{
	count(&fake.sync_maps);
}

static phys_addr_t fake_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	u64 *entry = entry_of(to_fake(domain), iova / PAGE_SIZE, false);

	u64 found = entry ? READ_ONCE(*entry) : 0;

	return found ? (found & ~(u64)(PAGE_SIZE - 1)) + iova % PAGE_SIZE : 0;
}

static int fake_attach(struct iommu_domain *domain, struct device *dev)
{
	struct fake_stream *stream = dev_iommu_priv_get(dev);

	if (fake.fail_attach)
		return fake.fail_attach;
	smp_store_release(&stream->domain, to_fake(domain));
	return 0;
}

static void fake_domain_free(struct iommu_domain *domain)
{
	memory_forget(to_fake(domain), 0, ~0ull);
	tables_free(to_fake(domain));
	fake.domains--;
}

static struct iommu_domain_ops domain_ops;

static struct iommu_domain *fake_domain_alloc(unsigned int type)
{
	struct fake_domain *d;

	if (fake.no_types & (1ul << type))
		return NULL;
	d = kzalloc(sizeof(*d), GFP_KERNEL);
	if (!d)
		return NULL;
	d->domain.geometry.aperture_end = DMA_BIT_MASK(40);
	d->domain.geometry.force_aperture = true;
	d->domain.ops = &domain_ops;
	fake.domains++;
	return &d->domain;
}

static struct iommu_device *the_iommu;

static struct iommu_device *fake_probe_device(struct device *dev)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	struct fake_stream *stream;

	if (!fwspec || fwspec->ops != &fake_ops)
		return ERR_PTR(-ENODEV);
	if (fake.fail_probe)
		return ERR_PTR(fake.fail_probe);
	stream = kzalloc(sizeof(*stream), GFP_KERNEL);
	if (!stream)
		return ERR_PTR(-ENOMEM);
	dev_iommu_priv_set(dev, stream);
	machine_set_translation(device_dma_master(dev), translate, stream);
	return the_iommu;
}

static void fake_release_device(struct device *dev)
{
	machine_set_translation(device_dma_master(dev), NULL, NULL);
	kfree(dev_iommu_priv_get(dev));
}

static struct iommu_group *fake_group(struct device *dev)
{
	struct iommu_group *group = fake.one_group && master_a ? iommu_group_get(master_a) : NULL;

	return group ?: generic_device_group(dev);
}

static int fake_of_xlate(struct device *dev, struct of_phandle_args *args)
{
	if (args->args_count != fake.wants_cells)
		return -EINVAL;
	if (fake.nstreams < ARRAY_SIZE(fake.streams))
		fake.streams[fake.nstreams++] = args->args[0];
	return iommu_fwspec_add_ids(dev, args->args, 1);
}

static void fake_get_resv_regions(struct device *dev, struct list_head *list)
{
	struct iommu_resv_region *r = &fake.resv;

	if (fake.resv_of_tree)
		of_iommu_get_resv_regions(dev, list);
	if (r->length)
		r = iommu_alloc_resv_region(r->start, r->length, r->prot, r->type, GFP_KERNEL);
	if (r && r->length)
		list_add_tail(&r->list, list);
}

static int fake_def_domain_type(struct device *dev)
{
	return fake.def_type;
}

static bool fake_capable(struct device *dev, enum iommu_cap cap)
{
	return cap == IOMMU_CAP_CACHE_COHERENCY;
}

struct iommu_ops fake_ops = {
	.capable = fake_capable,
	.domain_alloc = fake_domain_alloc,
	.probe_device = fake_probe_device,
	.release_device = fake_release_device,
	.device_group = fake_group,
	.get_resv_regions = fake_get_resv_regions,
	.of_xlate = fake_of_xlate,
	.def_domain_type = fake_def_domain_type,
	.default_domain_ops = &domain_ops,
	.pgsize_bitmap = SZ_4K | SZ_2M | SZ_1G,
	.owner = THIS_MODULE,
};

static void choose_calls(void)
{
	domain_ops = (struct iommu_domain_ops) {
		.attach_dev = fake_attach,
		.iotlb_sync = fake_sync,
		.iotlb_sync_map = fake_sync_map,
		.iova_to_phys = fake_iova_to_phys,
		.free = fake_domain_free,
	};
	if (!fake.no_flush)
		domain_ops.flush_iotlb_all = fake_flush_all;
	if (fake.old_calls) {
		domain_ops.map = fake_map;
		domain_ops.unmap = fake_unmap;
	} else {
		domain_ops.map_pages = fake_map_pages;
		domain_ops.unmap_pages = fake_unmap_pages;
	}
}

static int iommu_probe(struct platform_device *pdev)
{
	int ret;

	the_iommu = devm_kzalloc(&pdev->dev, sizeof(*the_iommu), GFP_KERNEL);
	if (!the_iommu)
		return -ENOMEM;
	choose_calls();
	ret = iommu_device_sysfs_add(the_iommu, &pdev->dev, NULL, "fake.%s", dev_name(&pdev->dev));
	if (ret)
		return ret;
	ret = iommu_device_register(the_iommu, &fake_ops, &pdev->dev);
	if (ret)
		iommu_device_sysfs_remove(the_iommu);
	return ret;
}

static int iommu_remove(struct platform_device *pdev)
{
	iommu_device_unregister(the_iommu);
	iommu_device_sysfs_remove(the_iommu);
	return 0;
}

static const struct of_device_id iommu_ids[] = { { .compatible = "test,iommu" }, {} };

static struct platform_driver iommu_driver = {
	.probe = iommu_probe,
	.remove = iommu_remove,
	.driver = { .name = "fake-iommu", .of_match_table = iommu_ids },
};

int fake_driver_register(void)
{
	int ret = platform_driver_register(&iommu_driver);

	wait_for_device_probe();
	return ret;
}

void fake_driver_unregister(void)
{
	platform_driver_unregister(&iommu_driver);
}

/* ---- the masters ------------------------------------------------------------------------- */

static int master_probe(struct platform_device *pdev)
{
	return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(36));
}

static const struct of_device_id master_ids[] = { { .compatible = "test,master" }, {} };

static struct platform_driver master_driver = {
	.probe = master_probe,
	.driver = { .name = "test-master", .of_match_table = master_ids },
};

static struct device *master_at(const char *name)
{
	struct device *found = bus_find_device_by_name(&platform_bus_type, NULL, name);

	put_device(found);
	return found;
}

/* ---- worlds --------------------------------------------------------------------------------- */

void fake_reset(void)
{
	fake = (struct fake_iommu) { .fail_map_after = -1, .wants_cells = 1,
				      .domains = fake.domains };
}

static bool with_driver;

static int start(const char *const *params)
{
	struct dmae_world_params p = world_params(board_text(fake_tree ?: tree));
	int err;

	p.params = params;
	err = dmae_world_start(&p);
	if (err)
		return err;
	machine_checker_set(false);
	fake.domains = 0;
	master_a = master_at("41000000.dma");
	master_b = master_at("42000000.dma");
	master_c = master_at("43000000.dma");
	master_d = master_at("44000000.dma");
	master_free = master_at("45000000.dma");
	err = platform_driver_register(&master_driver);
	wait_for_device_probe();
	return err;
}

int fake_world_without_driver(const char *const *params)
{
	with_driver = false;
	return start(params);
}

int fake_world(const char *const *params)
{
	int err = start(params);

	with_driver = !err;
	if (!err)
		err = fake_driver_register();
	/* counted from here on */
	fake.maps = fake.unmaps = fake.syncs = fake.flushes = fake.sync_maps = 0;
	return err;
}

int fake_world_end(void **state)
{
	int err;

	platform_driver_unregister(&master_driver);
	if (with_driver)
		fake_driver_unregister();
	err = fake.domains != 0;
	if (err)
		host_console("fake: a domain has not been freed\n", 34);
	fake_reset();
	fake_tree = NULL;
	master_a = master_b = master_c = master_d = master_free = NULL;
	err |= dmae_world_stop();
	board_text_forget();
	return err;
}

static int start_with(const char *const *params)
{
	fake_reset();
	return fake_world(params);
}

int fake_strict(void **state)
{
	return start_with((const char *const[]) { "iommu.strict=1", NULL });
}

int fake_lazy(void **state)
{
	return start_with((const char *const[]) { "iommu.strict=0", NULL });
}

int fake_identity(void **state)
{
	return start_with((const char *const[]) { "iommu.passthrough=1", NULL });
}
