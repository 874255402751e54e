/* SPDX-License-Identifier: MIT */
/* What programs ask of a heap under /dev/dma_heap: numbers and layouts as in every Linux. */
#ifndef _UAPI_LINUX_DMABUF_POOL_H
#define _UAPI_LINUX_DMABUF_POOL_H

#include <linux/ioctl.h>
#include <asm/types.h>

#define DMA_HEAP_VALID_FD_FLAGS		(O_CLOEXEC | O_ACCMODE)
#define DMA_HEAP_VALID_HEAP_FLAGS	(0)

/**
 * struct dma_heap_allocation_data - a request for a dma-buf
 * @len: bytes, rounded up to pages
 * @fd: 0; set to the dma-buf's descriptor
 * @fd_flags: O_CLOEXEC, and O_RDONLY, O_WRONLY or O_RDWR
 * @heap_flags: 0
 */
struct dma_heap_allocation_data {
	__u64 len;
	__u32 fd;
	__u32 fd_flags;
	__u64 heap_flags;
};

#define DMA_HEAP_IOC_MAGIC	'H'
#define DMA_HEAP_IOCTL_ALLOC	_IOWR(DMA_HEAP_IOC_MAGIC, 0x0, struct dma_heap_allocation_data)

#endif
