// SPDX-License-Identifier: MIT
/*
 * Memory of PCI functions that their peers may use: who offers it, and who
 * has which pages of it. How a peer reaches it is p2pdma_map.c's.
 */
#include <linux/types.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/genalloc.h>
#include <linux/kstrtox.h>
#include <linux/pci-p2pdma.h>
#include <linux/refcount.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "mapping/p2pdma.h"

/* ---- /sys/bus/pci/devices/.../p2pmem ------------------------------------ */

static ssize_t published_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", pci_has_p2pmem(to_pci_dev(dev)));
}

/* bytes of the pool, as @count says; 0 once nothing is offered any more */
static ssize_t emit_bytes(struct device *dev, char *buf, size_t (*count)(struct gen_pool *pool))
{
	struct pci_p2pdma *p2p = to_pci_dev(dev)->p2pdma;

	return sysfs_emit(buf, "%zd\n", p2p ? count(p2p->pool) : 0);
}

static ssize_t available_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return emit_bytes(dev, buf, gen_pool_avail);
}

static ssize_t size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return emit_bytes(dev, buf, gen_pool_size);
}

static DEVICE_ATTR_RO(published);
static DEVICE_ATTR_RO(available);
static DEVICE_ATTR_RO(size);

static const struct attribute_group p2pmem_group = {
	.name = "p2pmem",
	.attrs = (struct attribute *[]){ &dev_attr_published.attr, &dev_attr_available.attr,
					 &dev_attr_size.attr, NULL },
};

/* ---- offering ---------------------------------------------------------- */

/* its driver goes: nobody new gets memory, and whoever has some is waited for, before it goes, too
 */
static void provider_drain(void *data)
{
	struct pci_dev *pdev = data;
	struct pci_p2pdma *p2p = pdev->p2pdma;

	WRITE_ONCE(pdev->p2pdma, NULL);
	if (p2p && !refcount_dec_and_test(&p2p->users))
		wait_for_completion(&p2p->unused);
}

static void provider_release(void *data)
{
	struct pci_p2pdma *p2p = data;

	WRITE_ONCE(p2p->pdev->p2pdma, NULL);
	sysfs_remove_group(&p2p->pdev->dev.kobj, &p2pmem_group);
	gen_pool_destroy(p2p->pool);
	kfree(p2p);
}

static int provider_setup(struct pci_dev *pdev)
{
	struct pci_p2pdma *p2p = kzalloc(sizeof(*p2p), GFP_KERNEL);
	int err = -ENOMEM;

	if (!p2p)
		return -ENOMEM;
	p2p->pdev = pdev;
	refcount_set(&p2p->users, 1);
	init_completion(&p2p->unused);
	p2p->pool = gen_pool_create(PAGE_SHIFT, dev_to_node(&pdev->dev));
	if (!p2p->pool)
		goto err_free;
	err = sysfs_create_group(&pdev->dev.kobj, &p2pmem_group);
	if (err)
		goto err_pool;
	WRITE_ONCE(pdev->p2pdma, p2p);
	return devm_add_action_or_reset(&pdev->dev, provider_release, p2p);

err_pool:
	gen_pool_destroy(p2p->pool);
err_free:
	kfree(p2p);
	return err;
}

static int memory_add(struct pci_dev *pdev, int bar, size_t size, u64 offset)
{
	struct p2p_range *range = devm_kzalloc(&pdev->dev, sizeof(*range), GFP_KERNEL);
	void *mem;
	int err;

	if (!range)
		return -ENOMEM;
	range->provider = pdev;
	range->owner = pdev->p2pdma;
	range->bus_offset = pci_bus_address(pdev, bar) - pci_resource_start(pdev, bar);
	range->pgmap.type = MEMORY_DEVICE_PCI_P2PDMA;
	range->pgmap.nr_range = 1;
	range->pgmap.range.start = pci_resource_start(pdev, bar) + offset;
	range->pgmap.range.end = range->pgmap.range.start + size - 1;
	mem = devm_memremap_pages(&pdev->dev, &range->pgmap);
	if (IS_ERR(mem))
		return PTR_ERR(mem);
	/* what the pool takes for the physical address is the one on the bus */
	err = gen_pool_add_virt(pdev->p2pdma->pool, (unsigned long)mem,
				pci_bus_address(pdev, bar) + offset, size, dev_to_node(&pdev->dev));
	return err ? err : devm_add_action_or_reset(&pdev->dev, provider_drain, pdev);
}

int pci_p2pdma_add_resource(struct pci_dev *pdev, int bar, size_t size, u64 offset)
{
	u64 len, start;
	int err;

	if (!(pci_resource_flags(pdev, bar) & IORESOURCE_MEM))
		return -EINVAL;
	len = pci_resource_len(pdev, bar);
	if (offset >= len)
		return -EINVAL;
	if (!size)
		size = len - offset;
	if (size > len - offset)
		return -EINVAL;
	err = pdev->p2pdma ? 0 : provider_setup(pdev);
	if (!err)
		err = memory_add(pdev, bar, size, offset);
	if (err)
		return err;
	start = pci_resource_start(pdev, bar) + offset;
	pci_info(pdev, "added peer-to-peer DMA memory %#llx-%#llx\n", start, start + size - 1);
	return 0;
}
EXPORT_SYMBOL_GPL(pci_p2pdma_add_resource);

void pci_p2pmem_publish(struct pci_dev *pdev, bool publish)
{
	struct pci_p2pdma *p2p = pdev->p2pdma;

	if (p2p)
		WRITE_ONCE(p2p->published, publish);
}
EXPORT_SYMBOL_GPL(pci_p2pmem_publish);

bool pci_has_p2pmem(struct pci_dev *pdev)
{
	struct pci_p2pdma *p2p = READ_ONCE(pdev->p2pdma);

	return p2p && READ_ONCE(p2p->published);
}
EXPORT_SYMBOL_GPL(pci_has_p2pmem);

/* ---- allocating -------------------------------------------------------- */

static void user_put(struct pci_p2pdma *p2p)
{
	if (refcount_dec_and_test(&p2p->users))
		complete(&p2p->unused);
}

void *pci_alloc_p2pmem(struct pci_dev *pdev, size_t size)
{
	struct pci_p2pdma *p2p = READ_ONCE(pdev->p2pdma);
	unsigned long addr;

	if (!p2p || !refcount_inc_not_zero(&p2p->users))
		return NULL;
	addr = gen_pool_alloc(p2p->pool, size);
	if (!addr)
		user_put(p2p);
	return (void *)addr;
}
EXPORT_SYMBOL_GPL(pci_alloc_p2pmem);

void pci_free_p2pmem(struct pci_dev *pdev, void *addr, size_t size)
{
	struct p2p_range *range = p2p_range_of(virt_to_page(addr));
	struct pci_p2pdma *p2p = range ? range->owner : NULL;

	/* the provider may be waiting for this, and offer nothing any more */
	if (WARN_ON(!p2p))
		return;
	gen_pool_free(p2p->pool, (unsigned long)addr, size);
	user_put(p2p);
}
EXPORT_SYMBOL_GPL(pci_free_p2pmem);

pci_bus_addr_t pci_p2pmem_virt_to_bus(struct pci_dev *pdev, void *addr)
{
	struct pci_p2pdma *p2p = pdev->p2pdma;

	if (!addr || !p2p || !gen_pool_has_addr(p2p->pool, (unsigned long)addr, 1))
		return 0;
	return gen_pool_virt_to_phys(p2p->pool, (unsigned long)addr);
}
EXPORT_SYMBOL_GPL(pci_p2pmem_virt_to_bus);

struct scatterlist *pci_p2pmem_alloc_sgl(struct pci_dev *pdev, unsigned int *nents, u32 length)
{
	struct scatterlist *sg = kmalloc(sizeof(*sg), GFP_KERNEL);
	void *mem = sg ? pci_alloc_p2pmem(pdev, length) : NULL;

	if (!mem) {
		kfree(sg);
		return NULL;
	}
	sg_init_one(sg, mem, length);
	*nents = 1;
	return sg;
}
EXPORT_SYMBOL_GPL(pci_p2pmem_alloc_sgl);

void pci_p2pmem_free_sgl(struct pci_dev *pdev, struct scatterlist *sgl)
{
	struct scatterlist *sg;

	for (sg = sgl; sg; sg = sg_next(sg))
		pci_free_p2pmem(pdev, sg_virt(sg), sg->length);
	kfree(sgl);
}
EXPORT_SYMBOL_GPL(pci_p2pmem_free_sgl);

/* ---- for a driver's attribute ------------------------------------------ */

ssize_t pci_p2pdma_enable_show(char *page, struct pci_dev *p2p_dev, bool use_p2pdma)
{
	return use_p2pdma && p2p_dev ? sprintf(page, "%s\n", pci_name(p2p_dev))
				     : sprintf(page, "%d\n", use_p2pdma);
}
EXPORT_SYMBOL_GPL(pci_p2pdma_enable_show);

int pci_p2pdma_enable_store(const char *page, struct pci_dev **p2p_dev, bool *use_p2pdma)
{
	struct device *dev = bus_find_device_by_name(&pci_bus_type, NULL, page);
	/* "0000:01:00.1" that is not there is no 0 */
	bool digit = page[0] == '0' || page[0] == '1';

	*p2p_dev = NULL;
	if (dev) {
		*use_p2pdma = true;
		if (pci_has_p2pmem(to_pci_dev(dev))) {
			*p2p_dev = to_pci_dev(dev);
			return 0;
		}
		pci_err(to_pci_dev(dev), "PCI device has no peer-to-peer memory: %s\n", page);
		put_device(dev);
		return -ENODEV;
	}
	if ((!digit || !page[1] || iscntrl(page[1])) && !kstrtobool(page, use_p2pdma))
		return 0;
	pr_err("No such PCI device: %.*s\n", (int)strcspn(page, "\n"), page);
	return -ENODEV;
}
EXPORT_SYMBOL_GPL(pci_p2pdma_enable_store);
