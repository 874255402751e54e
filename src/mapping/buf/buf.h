/* SPDX-License-Identifier: MIT */
/* Between the files of dma-bufs: sharing, lists, and the parts that start and stop. */
#ifndef DMAE_MAPPING_BUF_H
#define DMAE_MAPPING_BUF_H

#include <linux/types.h>

struct dma_buf;
struct file;
struct poll_table_struct;
struct vm_area_struct;

/** dma_bufs_start() - the room starts: debugfs, sysfs, heaps. Return: 0 or a negative error code */
int dma_bufs_start(void);
void dma_bufs_stop(void);

/* ---- dma_buf.c ---------------------------------------------------------- */

bool is_dma_buf_file(const struct file *file);
/** dma_buf_file_mmap() - the mmap operation of a dma-buf's file */
int dma_buf_file_mmap(struct file *file, struct vm_area_struct *vma);

/* ---- poll.c, sync_ioctls.c ------------------------------------------------- */

__poll_t dma_buf_poll(struct file *file, struct poll_table_struct *poll);
long dma_buf_export_sync_file(struct dma_buf *dmabuf, void __user *arg);
long dma_buf_import_sync_file(struct dma_buf *dmabuf, const void __user *arg);

/* ---- list.c: all dma-bufs, and what debugfs says of them --------------------- */

int dma_buf_list_start(void);
void dma_buf_list_stop(void);
void dma_buf_list_add(struct dma_buf *dmabuf);
void dma_buf_list_del(struct dma_buf *dmabuf);

/* ---- stats.c: /sys/kernel/dmabuf ----------------------------------------------- */

int dma_buf_stats_start(void);
void dma_buf_stats_stop(void);
/** dma_buf_stats_setup() - the folder of @dmabuf, whose file is @file. 0, -EINVAL, -ENOMEM */
int dma_buf_stats_setup(struct dma_buf *dmabuf, struct file *file);
void dma_buf_stats_teardown(struct dma_buf *dmabuf);

/* ---- share.c: the memory of a dma-buf as a file of the host ---------------------- */

/**
 * dma_buf_share() - make it possible for other processes to map @dmabuf
 *
 * Done once, by the first descriptor. An exporter that cannot mmap, or whose
 * memory is no RAM, is left as it is. Return: 0, -EMFILE, -ENFILE, -ENOMEM.
 */
int dma_buf_share(struct dma_buf *dmabuf);
/** dma_buf_share_fresh() - the same for memory whose contents do not count: it is all zeros then */
int dma_buf_share_fresh(struct dma_buf *dmabuf);
/** dma_buf_unshare() - the memory goes back to the exporter, with its contents */
void dma_buf_unshare(struct dma_buf *dmabuf);
/**
 * dma_buf_adopt() - a descriptor that dma_buf_share() has made in another process, as a dma-buf of
 * this world
 *
 * Return: its file; NULL: it is no such descriptor, or (with a line in the log) there is no memory.
 */
struct file *dma_buf_adopt(int fd);

/* ---- heaps ---------------------------------------------------------------------------- */

int heaps_start(void);
void heaps_stop(void);
int system_heap_start(void);
int cma_heap_start(void);

#endif
