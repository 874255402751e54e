/* SPDX-License-Identifier: MIT */
/* The address allocator's own: between iova.c and iova_cache.c, and for whoever frees many. */
#ifndef DMAE_MAPPING_IOMMU_IOVA_H
#define DMAE_MAPPING_IOMMU_IOVA_H

struct iova_domain;

/** iova_free_pfns() - as free_iova() for each of @pfns, the first pages of ranges */
void iova_free_pfns(struct iova_domain *iovad, const unsigned long *pfns, unsigned int count);
/** iova_free_many() - as free_iova_fast() for each of @pfns, ranges of one size */
void iova_free_many(struct iova_domain *iovad, const unsigned long *pfns, unsigned int count,
		    unsigned long size);
/** iova_usage() - ranges that are taken or wait in magazines, and their pages */
void iova_usage(struct iova_domain *iovad, unsigned long *ranges, unsigned long *pages);
/** iova_rcaches_free() - forget what waits in magazines */
void iova_rcaches_free(struct iova_domain *iovad);

#endif
