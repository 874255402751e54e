/* SPDX-License-Identifier: MIT */
/* Mapping and copying register and memory ranges. src/device/io.c. */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <linux/types.h>
#include <linux/init.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <asm/io.h>
#include <asm/page.h>

struct device;
struct resource;

#define IOMEM_ERR_PTR(err) ((__force void __iomem *)ERR_PTR(err))

/* @count is in words of 32 or 64 bits */
void __iowrite32_copy(void __iomem *to, const void *from, size_t count);
void __ioread32_copy(void *to, const void __iomem *from, size_t count);
void __iowrite64_copy(void __iomem *to, const void *from, size_t count);
/* portals that take a command of 64 bytes at once, as x86's movdir64b and enqcmds write it */
void iosubmit_cmds512(void __iomem *dst, const void *src, size_t count);
/* Return: 0; -EAGAIN would ask for another try, and never comes */
int enqcmds(void __iomem *dst, const void *src);

void __iomem *devm_ioremap(struct device *dev, resource_size_t offset,
			   resource_size_t size);
void __iomem *devm_ioremap_uc(struct device *dev, resource_size_t offset,
			      resource_size_t size);
void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset,
			      resource_size_t size);
void __iomem *devm_ioremap_np(struct device *dev, resource_size_t offset,
			      resource_size_t size);
void devm_iounmap(struct device *dev, void __iomem *addr);

/* claim a resource and map it: an error pointer with a line in the log on failure */
void __iomem *devm_ioremap_resource(struct device *dev,
				    const struct resource *res);
void __iomem *devm_ioremap_resource_wc(struct device *dev,
				       const struct resource *res);

struct device_node;
void __iomem *devm_of_iomap(struct device *dev, struct device_node *node,
			    int index, resource_size_t *size);

enum {
	MEMREMAP_WB = 1 << 0,
	MEMREMAP_WT = 1 << 1,
	MEMREMAP_WC = 1 << 2,
	MEMREMAP_ENC = 1 << 3,
	MEMREMAP_DEC = 1 << 4,
};

/** memremap() - a pointer to memory at @offset; NULL where there are registers or nothing */
void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);
void *devm_memremap(struct device *dev, resource_size_t offset, size_t size,
		    unsigned long flags);
void devm_memunmap(struct device *dev, void *addr);

#endif
