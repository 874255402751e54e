// SPDX-License-Identifier: MIT
/*
 * Scatterlists for devices behind an IOMMU: pieces from anywhere become one
 * range of addresses, and neighbours one segment, as far as the pieces end
 * and begin at page boundaries and the device's limits for segments allow.
 *
 * Where each piece goes follows from the lengths alone, so it is computed
 * twice: first for how many addresses to take, then as the pieces are mapped.
 * The list itself stays as it is, but for what says how it was mapped.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/memremap.h>
#include <linux/scatterlist.h>

#include "mapping/iommu/dma.h"

/**
 * struct layout - where the pieces of a list go
 * @granule: bytes of a page
 * @boundary: what no segment may cross, minus one: a power of two, minus one
 * @end: bytes used so far
 */
struct layout {
	size_t granule;
	unsigned long boundary;
	size_t end;
};

static size_t piece_offset(const struct layout *l, const struct scatterlist *s)
{
	return s->offset & (l->granule - 1);
}

static size_t piece_pages(const struct layout *l, const struct scatterlist *s)
{
	return ALIGN(s->length + piece_offset(l, s), l->granule);
}

/*
 * Where the pages of the next piece begin. The range is aligned to its own
 * size: either no boundary is in it, or it begins at one. A piece that would
 * cross one goes behind it.
 */
static size_t layout_add(struct layout *l, const struct scatterlist *s)
{
	size_t pages = piece_pages(l, s), at;
	size_t room = -l->end & l->boundary;

	if (room && room < pages)
		l->end += room;
	at = l->end;
	l->end += pages;
	return at;
}

static struct layout layout_of(struct device *dev)
{
	return (struct layout) {
		.granule = dma_domain(dev)->iova_cookie->iovad.granule,
		.boundary = dma_get_seg_boundary(dev),
	};
}

/* ---- peers --------------------------------------------------------------------------- */

/* a PCI peer's memory: 1: it has its bus address, 0: to be mapped like memory, or an error */
static int place_peer(struct device *dev, struct scatterlist *s, struct pci_p2pdma_map_state *state)
{
	if (likely(!is_pci_p2pdma_page(sg_page(s))))
		return 0;
	switch (pci_p2pdma_map_segment(state, dev, s)) {
	case PCI_P2PDMA_MAP_BUS_ADDR:
		return 1;
	case PCI_P2PDMA_MAP_THRU_HOST_BRIDGE:
		return 0;
	default:
		return -EREMOTEIO;
	}
}

static void forget_mapping(struct scatterlist *sg, int nents)
{
	struct scatterlist *s;
	int i;

	for_each_sg(sg, s, nents, i) {
		sg_dma_unmark_bus_address(s);
		sg_dma_address(s) = DMA_MAPPING_ERROR;
		sg_dma_len(s) = 0;
	}
}

/* bytes of addresses that a list needs; 0: all of it is peers' */
static ssize_t measure(struct device *dev, struct scatterlist *sg, int nents)
{
	struct pci_p2pdma_map_state peers = {};
	struct layout l = layout_of(dev);
	struct scatterlist *s;
	int i, ret;

	for_each_sg(sg, s, nents, i) {
		ret = place_peer(dev, s, &peers);
		if (ret < 0)
			return ret;
		if (ret)
			continue;
		sg_dma_unmark_bus_address(s);
		if (unlikely(!s->length))
			return -EINVAL;
		layout_add(&l, s);
		if (unlikely((ssize_t)l.end < 0))
			return -ENOMEM;
	}
	return l.end;
}

/* ---- segments -------------------------------------------------------------------------- */

/**
 * struct segments - what the device is given
 * @cur: the segment that grows; NULL: none yet
 * @len: its bytes; 0: it grows no more
 * @count: how many there are
 */
struct segments {
	struct scatterlist *list;
	struct scatterlist *cur;
	unsigned int len;
	unsigned int max_len;
	int count;
};

static void segment_begin(struct segments *out, dma_addr_t addr, unsigned int len)
{
	out->cur = out->cur ? sg_next(out->cur) : out->list;
	out->count++;
	out->len = len;
	sg_dma_address(out->cur) = addr;
	sg_dma_len(out->cur) = len;
}

/* a piece whose pages begin at @pages */
static void segment_add(struct segments *out, const struct layout *l, const struct scatterlist *s,
			dma_addr_t pages)
{
	size_t offset = piece_offset(l, s);
	unsigned int length = s->length;

	if (out->len && !offset && (pages & l->boundary) &&
	    (u64)out->len + length <= out->max_len) {
		out->len += length;
		sg_dma_len(out->cur) = out->len;
	} else {
		segment_begin(out, pages + offset, length);
	}
	/* the next piece's pages don't begin where this piece ends */
	if ((offset + length) & (l->granule - 1))
		out->len = 0;
}

static void segment_add_peer(struct segments *out, struct scatterlist *s)
{
	dma_addr_t addr = sg_dma_address(s);
	unsigned int len = sg_dma_len(s);

	sg_dma_unmark_bus_address(s);
	segment_begin(out, addr, len);
	sg_dma_mark_bus_address(out->cur);
	out->len = 0;
}

/* ---- map -------------------------------------------------------------------------------- */

/* pieces that follow one another, both in memory and for the device */
struct run {
	dma_addr_t addr;
	phys_addr_t phys;
	size_t len;
};

static int run_map(struct iommu_domain *domain, const struct run *run, int prot)
{
	return run->len ? domain_map(domain, run->addr, run->phys, run->len, prot, GFP_ATOMIC) : 0;
}

/* what of a list was mapped before it failed */
static void undo(struct iommu_domain *domain, struct device *dev, struct scatterlist *sg, int nents,
		 dma_addr_t base, dma_addr_t until)
{
	struct layout l = layout_of(dev);
	struct iommu_iotlb_gather gather;
	struct scatterlist *s;
	dma_addr_t at;
	int i;

	iommu_iotlb_gather_init(&gather);
	for_each_sg(sg, s, nents, i) {
		if (sg_is_dma_bus_address(s))
			continue;
		at = base + layout_add(&l, s);
		if (at >= until)
			break;
		iommu_unmap_fast(domain, at, piece_pages(&l, s), &gather);
	}
	iommu_iotlb_sync(domain, &gather);
}

static int map_pieces(struct device *dev, struct scatterlist *sg, int nents, dma_addr_t base,
		      int prot, struct run *run)
{
	struct iommu_domain *domain = dma_domain(dev);
	struct layout l = layout_of(dev);
	struct scatterlist *s;
	int i, ret;

	for_each_sg(sg, s, nents, i) {
		size_t pages;
		phys_addr_t phys;
		dma_addr_t addr;

		if (sg_is_dma_bus_address(s))
			continue;
		pages = piece_pages(&l, s);
		phys = sg_phys(s) - piece_offset(&l, s);
		addr = base + layout_add(&l, s);
		if (phys == run->phys + run->len && addr == run->addr + run->len && run->len) {
			run->len += pages;
			continue;
		}
		ret = run_map(domain, run, prot);
		if (unlikely(ret))
			return ret;
		*run = (struct run) { addr, phys, pages };
	}
	return run_map(domain, run, prot);
}

static int tell_segments(struct device *dev, struct scatterlist *sg, int nents, dma_addr_t base)
{
	struct segments out = {
		.list = sg,
		.max_len = dma_get_max_seg_size(dev),
	};
	struct layout l = layout_of(dev);
	struct scatterlist *s;
	int i;

	for_each_sg(sg, s, nents, i) {
		if (unlikely(sg_is_dma_bus_address(s)))
			segment_add_peer(&out, s);
		else
			segment_add(&out, &l, s, base + layout_add(&l, s));
	}
	/* the list ends with the first entry that has no length */
	if (out.count < nents) {
		s = sg_next(out.cur);
		sg_dma_address(s) = DMA_MAPPING_ERROR;
		sg_dma_len(s) = 0;
	}
	return out.count;
}

static int map_list(struct device *dev, struct scatterlist *sg, int nents, size_t len, int prot)
{
	struct iommu_domain *domain = dma_domain(dev);
	struct run run = { 0 };
	dma_addr_t base;
	int ret;

	base = space_take(domain, len, dma_get_mask(dev), dev);
	if (!base)
		return -ENOMEM;
	ret = map_pieces(dev, sg, nents, base, prot, &run);
	if (unlikely(ret)) {
		/* the run that failed has been undone by itself */
		undo(domain, dev, sg, nents, base, run.addr);
		space_give(domain->iova_cookie, base, len);
		return ret;
	}
	if (domain->ops->iotlb_sync_map)
		domain->ops->iotlb_sync_map(domain, base, len);
	return tell_segments(dev, sg, nents, base);
}

/* ---- one by one, through bounce buffers ---------------------------------------------------- */

static void unmap_bounced(struct device *dev, struct scatterlist *sg, int nents,
			  enum dma_data_direction dir, unsigned long attrs)
{
	for (; nents > 0; nents--, sg = sg_next(sg))
		iommu_dma_unmap_page(dev, sg_dma_address(sg), sg_dma_len(sg), dir, attrs);
}

static bool map_one_bounced(struct device *dev, struct scatterlist *sg,
			    enum dma_data_direction dir, unsigned long attrs)
{
	dma_addr_t addr = iommu_dma_map_page(dev, sg_page(sg), sg->offset, sg->length, dir, attrs);

	sg_dma_address(sg) = addr;
	if (addr == DMA_MAPPING_ERROR)
		return false;
	sg_dma_len(sg) = sg->length;
	return true;
}

static int map_bounced(struct device *dev, struct scatterlist *sg, int nents,
		       enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *at = sg;
	int done;

	for (done = 0; done < nents; done++, at = sg_next(at))
		if (!map_one_bounced(dev, at, dir, attrs))
			break;
	if (done >= nents)
		return nents;
	/* no device has written there yet */
	unmap_bounced(dev, sg, done, dir, attrs | DMA_ATTR_SKIP_CPU_SYNC);
	return -EIO;
}

/* ---- the operations -------------------------------------------------------------------------- */

int iommu_dma_map_sg(struct device *dev, struct scatterlist *sg, int nents,
		     enum dma_data_direction dir, unsigned long attrs)
{
	int prot = prot_of(dir, dev_is_dma_coherent(dev), attrs);
	ssize_t len;
	int ret;

	if (bounces(dev))
		return map_bounced(dev, sg, nents, dir, attrs);
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		iommu_dma_sync_sg_for_device(dev, sg, nents, dir);
	if (unlikely(nents <= 0))
		return -EINVAL;
	len = measure(dev, sg, nents);
	if (likely(len > 0))
		ret = map_list(dev, sg, nents, len, prot);
	else
		ret = len ? (int)len : tell_segments(dev, sg, nents, 0);
	if (likely(ret > 0))
		return ret;
	forget_mapping(sg, nents);
	return ret == -ENOMEM || ret == -EREMOTEIO ? ret : -EINVAL;
}

/* the next segment that was mapped, from @s on; *left entries are there */
static struct scatterlist *next_mapped(struct scatterlist *s, int *left)
{
	for (; *left > 0; s = sg_next(s), (*left)--) {
		if (unlikely(sg_is_dma_bus_address(s)))
			sg_dma_unmark_bus_address(s);
		else
			return sg_dma_len(s) ? s : NULL;
	}
	return NULL;
}

/*
 * Segments follow one another page by page, but for what was left out before
 * a boundary. [*@start, *@end): pages of the list.
 */
static bool unmap_segments(struct iommu_domain *domain, struct scatterlist *s, int nents,
			   dma_addr_t *start, dma_addr_t *end, struct iommu_iotlb_gather *gather)
{
	struct iova_domain *iovad = &domain->iova_cookie->iovad;
	dma_addr_t from = 0, to = 0, first, last;
	size_t unmapped = 0, wanted = 0;

	*start = 0;
	for (; (s = next_mapped(s, &nents)); s = sg_next(s), nents--) {
		first = sg_dma_address(s) - iova_offset(iovad, sg_dma_address(s));
		last = iova_align(iovad, sg_dma_address(s) + sg_dma_len(s));
		if (!*start)
			*start = first;
		if (first == to) {
			to = last;
			continue;
		}
		if (to)
			unmapped += iommu_unmap_fast(domain, from, to - from, gather);
		wanted += to - from;
		from = first;
		to = last;
	}
	if (to)
		unmapped += iommu_unmap_fast(domain, from, to - from, gather);
	*end = to;
	return unmapped == wanted + (to - from);
}

void iommu_dma_unmap_sg(struct device *dev, struct scatterlist *sg, int nents,
			enum dma_data_direction dir, unsigned long attrs)
{
	struct iommu_domain *domain = dma_domain(dev);
	struct iommu_dma_cookie *cookie = domain->iova_cookie;
	struct iommu_iotlb_gather gather;
	dma_addr_t start, end;

	if (bounces(dev)) {
		unmap_bounced(dev, sg, nents, dir, attrs);
		return;
	}
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		iommu_dma_sync_sg_for_cpu(dev, sg, nents, dir);
	iommu_iotlb_gather_init(&gather);
	gather.queued = READ_ONCE(cookie->queues);
	if (WARN_ON(!unmap_segments(domain, sg, nents, &start, &end, &gather))) {
		/* not what was mapped: its addresses are not handed out again */
		iommu_flush_iotlb_all(domain);
		return;
	}
	if (!start)
		return;
	if (gather.queued) {
		flush_queue_add(cookie, start, end - start, &gather.freelist);
	} else {
		iommu_iotlb_sync(domain, &gather);
		space_give(cookie, start, end - start);
	}
}

void iommu_dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sg, int nents,
			       enum dma_data_direction dir)
{
	bool one_by_one = bounces(dev);
	struct scatterlist *s;
	int i;

	if (!one_by_one && dev_is_dma_coherent(dev))
		return;
	for_each_sg(sg, s, nents, i) {
		if (one_by_one)
			iommu_dma_sync_single_for_cpu(dev, sg_dma_address(s), s->length, dir);
		else
			arch_sync_dma_for_cpu(sg_phys(s), s->length, dir);
	}
}

void iommu_dma_sync_sg_for_device(struct device *dev, struct scatterlist *sg, int nents,
				  enum dma_data_direction dir)
{
	bool one_by_one = bounces(dev);
	struct scatterlist *s;
	int i;

	if (!one_by_one && dev_is_dma_coherent(dev))
		return;
	for_each_sg(sg, s, nents, i) {
		if (one_by_one)
			iommu_dma_sync_single_for_device(dev, sg_dma_address(s), s->length, dir);
		else
			arch_sync_dma_for_device(sg_phys(s), s->length, dir);
	}
}
