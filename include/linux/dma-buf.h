/* SPDX-License-Identifier: MIT */
/*
 * dma-buf: a buffer that one driver exports and others attach their devices
 * to. It is an open file; its descriptor can be handed to another process,
 * which maps it there. src/mapping/buf/.
 *
 *	exporter				importer
 *	dma_buf_export() -> dma_buf_fd()  ~fd~>	dma_buf_get()
 *	  ops->attach <-------------------------- dma_buf_attach()
 *	  ops->map_dma_buf <--------------------- dma_buf_map_attachment()
 *	  ops->unmap_dma_buf <------------------- dma_buf_unmap_attachment()
 *	  ops->detach <-------------------------- dma_buf_detach()
 *	  ops->release <------------------------- dma_buf_put(), the last
 *
 * An exporter that can move its memory has @pin; an importer that can follow
 * a move has @move_notify. Where both can, the memory is pinned only while
 * somebody asks for it with dma_buf_pin(). Fences of those who use the memory
 * are in @resv.
 *
 * All of it is for process context, and may sleep, unless it says otherwise.
 */
#ifndef __DMA_BUF_H__
#define __DMA_BUF_H__

#include <linux/iosys-map.h>
#include <linux/file.h>
#include <linux/err.h>
#include <linux/scatterlist.h>
#include <linux/list.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/dma-fence.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct device;
struct dma_buf;
struct dma_buf_attachment;
struct dma_resv;
struct module;
struct vm_area_struct;

/**
 * struct dma_buf_ops - what an exporter does
 * @cache_sgt_mapping: keep the first mapping of an attachment until it is
 *	detached; not for exporters with @pin
 * @attach: optional; a nonzero code refuses @attach->dev
 * @detach: optional
 * @pin: optional, makes the exporter dynamic: the memory stays where it is
 *	from now on. With the reservation locked
 * @unpin: with @pin
 * @map_dma_buf: the memory as @attach->dev sees it, a table of its own for each
 *	call, or an error pointer. With the reservation locked if the exporter
 *	or the importer is dynamic
 * @unmap_dma_buf: gives such a table back
 * @release: nobody has the buffer any more
 * @begin_cpu_access: optional; the CPU is about to access it
 * @end_cpu_access: optional
 * @mmap: optional; the size has been checked
 * @vmap: optional; called for the first of several users only
 * @vunmap: optional
 */
struct dma_buf_ops {
	bool cache_sgt_mapping;
	int (*attach)(struct dma_buf *dmabuf, struct dma_buf_attachment *attach);
	void (*detach)(struct dma_buf *dmabuf, struct dma_buf_attachment *attach);
	int (*pin)(struct dma_buf_attachment *attach);
	void (*unpin)(struct dma_buf_attachment *attach);
	struct sg_table *(*map_dma_buf)(struct dma_buf_attachment *attach,
					enum dma_data_direction dir);
	void (*unmap_dma_buf)(struct dma_buf_attachment *attach, struct sg_table *sgt,
			      enum dma_data_direction dir);
	void (*release)(struct dma_buf *dmabuf);
	int (*begin_cpu_access)(struct dma_buf *dmabuf, enum dma_data_direction dir);
	int (*end_cpu_access)(struct dma_buf *dmabuf, enum dma_data_direction dir);
	int (*mmap)(struct dma_buf *dmabuf, struct vm_area_struct *vma);
	int (*vmap)(struct dma_buf *dmabuf, struct iosys_map *map);
	void (*vunmap)(struct dma_buf *dmabuf, struct iosys_map *map);
};

/**
 * struct dma_buf - a shared buffer
 * @size: bytes; never changes
 * @file: its reference count, and what descriptors lead to
 * @attachments: who is attached; protected by @resv
 * @ops: the exporter's
 * @lock: protects @vmapping_counter and @vmap_ptr
 * @vmapping_counter: users of dma_buf_vmap() now
 * @vmap_ptr: what they have
 * @exp_name: who exported it
 * @name: what a program called it, or NULL; protected by @name_lock
 * @name_lock: a spinlock
 * @owner: the exporter's module, which stays
 * @list_node: in the list of all
 * @priv: the exporter's
 * @resv: fences of those who use it
 * @poll: who polls it
 * @cb_in, @cb_out: private: what wakes them
 * @sysfs_entry: its folder in /sys/kernel/dmabuf/buffers
 * @share: private: its memory as a file of the host
 */
struct dma_buf {
	size_t size;
	struct file *file;
	struct list_head attachments;
	const struct dma_buf_ops *ops;
	struct mutex lock;
	unsigned int vmapping_counter;
	struct iosys_map vmap_ptr;
	const char *exp_name;
	const char *name;
	spinlock_t name_lock;
	struct module *owner;
	struct list_head list_node;
	void *priv;
	struct dma_resv *resv;
	wait_queue_head_t poll;
	struct dma_buf_poll_cb_t {
		struct dma_fence_cb cb;
		wait_queue_head_t *poll;
		__poll_t active;
	} cb_in, cb_out;
	struct dma_buf_sysfs_entry {
		struct kobject kobj;
		struct dma_buf *dmabuf;
	} *sysfs_entry;
	struct dma_buf_share *share;
};

/**
 * struct dma_buf_attach_ops - what a dynamic importer does
 * @allow_peer2peer: it can be given memory that has no struct pages
 * @move_notify: the memory moves: whatever is mapped shall be unmapped and mapped anew soon. With
 *	the reservation locked
 */
struct dma_buf_attach_ops {
	bool allow_peer2peer;
	void (*move_notify)(struct dma_buf_attachment *attach);
};

/**
 * struct dma_buf_attachment - a device that uses a buffer
 * @dmabuf: the buffer
 * @dev: the device
 * @node: in the buffer's list
 * @sgt: a mapping that is kept, or NULL
 * @dir: its direction
 * @peer2peer: the importer can be given memory without struct pages
 * @importer_ops: NULL: the importer is static
 * @importer_priv: the importer's
 * @priv: the exporter's
 */
struct dma_buf_attachment {
	struct dma_buf *dmabuf;
	struct device *dev;
	struct list_head node;
	struct sg_table *sgt;
	enum dma_data_direction dir;
	bool peer2peer;
	const struct dma_buf_attach_ops *importer_ops;
	void *importer_priv;
	void *priv;
};

/**
 * struct dma_buf_export_info - what dma_buf_export() needs to know
 * @exp_name: the exporter's name
 * @owner: its module
 * @ops: its operations: map_dma_buf, unmap_dma_buf and release at least
 * @size: bytes
 * @flags: O_RDONLY, O_WRONLY or O_RDWR
 * @resv: a reservation that lives as long as the buffer; NULL: one of its own
 * @priv: the exporter's
 */
struct dma_buf_export_info {
	const char *exp_name;
	struct module *owner;
	const struct dma_buf_ops *ops;
	size_t size;
	int flags;
	struct dma_resv *resv;
	void *priv;
};

#define DEFINE_DMA_BUF_EXPORT_INFO(name) \
	struct dma_buf_export_info name = { .exp_name = KBUILD_MODNAME, .owner = THIS_MODULE }

/** get_dma_buf() - another reference, to be ended with dma_buf_put(). Any context */
static inline void get_dma_buf(struct dma_buf *dmabuf)
{
	get_file(dmabuf->file);
}

/** dma_buf_is_dynamic() - true if the exporter can move the memory */
static inline bool dma_buf_is_dynamic(struct dma_buf *dmabuf)
{
	return dmabuf->ops->pin;
}

/** dma_buf_attachment_is_dynamic() - true if the importer follows a move */
static inline bool dma_buf_attachment_is_dynamic(struct dma_buf_attachment *attach)
{
	return attach->importer_ops;
}

/**
 * dma_buf_export() - make a buffer of an exporter's memory
 *
 * Return: the buffer with one reference; or an error pointer: -EINVAL
 * (operations are missing, or pin together with cache_sgt_mapping), -ENOENT
 * (the module is going), -ENOMEM. Source: drivers/dma-buf/dma-buf.c.
 */
struct dma_buf *dma_buf_export(const struct dma_buf_export_info *exp_info);
/**
 * dma_buf_fd() - a descriptor, which takes over the caller's reference
 * @flags: O_CLOEXEC, or 0
 *
 * Its pages become a file of the host that other processes can map, if the
 * exporter can mmap. Return: the number; -EINVAL (no buffer), -EMFILE, -ENFILE,
 * -ENOMEM; then the reference is still the caller's.
 */
int dma_buf_fd(struct dma_buf *dmabuf, int flags);
/** dma_buf_fd_install() - the same for a number that get_unused_fd_flags() has reserved */
void dma_buf_fd_install(struct dma_buf *dmabuf, int fd);
/**
 * dma_buf_get() - the buffer behind a descriptor, with a reference
 *
 * A descriptor that another process's world has made is a buffer, too: its
 * pages appear in the memory of this one. Return: an error pointer: -EBADF (no
 * descriptor), -EINVAL (not a dma-buf's), -ENOMEM.
 */
struct dma_buf *dma_buf_get(int fd);
/** dma_buf_put() - the last one releases it. Any context */
void dma_buf_put(struct dma_buf *dmabuf);

/**
 * dma_buf_attach() - @dev is going to use the buffer; it is pinned for it
 *
 * Return: the attachment, to be ended with dma_buf_detach(); or an error
 * pointer: -EINVAL, -ENOMEM, or what the exporter says, such as -EBUSY.
 */
struct dma_buf_attachment *dma_buf_attach(struct dma_buf *dmabuf, struct device *dev);
/** dma_buf_dynamic_attach() - the same for an importer that follows moves, where @importer_ops */
struct dma_buf_attachment *dma_buf_dynamic_attach(struct dma_buf *dmabuf, struct device *dev,
						  const struct dma_buf_attach_ops *importer_ops,
						  void *importer_priv);
void dma_buf_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attach);
/** dma_buf_pin() - with the reservation locked; for dynamic importers. Return: 0, or the exporter's */
int dma_buf_pin(struct dma_buf_attachment *attach);
void dma_buf_unpin(struct dma_buf_attachment *attach);

/**
 * dma_buf_map_attachment() - the buffer's memory, as the attached device sees it
 *
 * With the reservation locked, if the importer is dynamic. Return: a table,
 * to be ended with dma_buf_unmap_attachment(); or an error pointer: -EINVAL,
 * -EBUSY (mapped in another direction), -ENOMEM, or what the exporter says.
 */
struct sg_table *dma_buf_map_attachment(struct dma_buf_attachment *attach,
					enum dma_data_direction direction);
void dma_buf_unmap_attachment(struct dma_buf_attachment *attach, struct sg_table *sgt,
			      enum dma_data_direction direction);
/** dma_buf_map_attachment_unlocked() - the same; it locks the reservation itself */
struct sg_table *dma_buf_map_attachment_unlocked(struct dma_buf_attachment *attach,
						 enum dma_data_direction direction);
void dma_buf_unmap_attachment_unlocked(struct dma_buf_attachment *attach, struct sg_table *sgt,
				       enum dma_data_direction direction);
/** dma_buf_move_notify() - for exporters, with the reservation locked: tell every importer */
void dma_buf_move_notify(struct dma_buf *dmabuf);

/** dma_buf_begin_cpu_access() - waits for the fences, too. Return: 0, or the exporter's code */
int dma_buf_begin_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir);
int dma_buf_end_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir);

/** dma_buf_mmap() - show it from page @pgoff on in @vma. Return: 0, -EINVAL, -EOVERFLOW, ... */
int dma_buf_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma, unsigned long pgoff);
/**
 * dma_buf_vmap() - its memory in one piece for the CPU
 * @map: set to where it is, to be ended with dma_buf_vunmap(); cleared on failure
 *
 * Return: 0, -EINVAL (the exporter cannot), or the exporter's code.
 */
int dma_buf_vmap(struct dma_buf *dmabuf, struct iosys_map *map);
void dma_buf_vunmap(struct dma_buf *dmabuf, struct iosys_map *map);
/* of Linux 6.2: with the reservation locked, as exporters since then expect */
int dma_buf_vmap_unlocked(struct dma_buf *dmabuf, struct iosys_map *map);
void dma_buf_vunmap_unlocked(struct dma_buf *dmabuf, struct iosys_map *map);

#endif
