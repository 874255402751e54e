// SPDX-License-Identifier: MIT
/*
 * /dev/udmabuf: dma-bufs over memory that a program has in memfds. A memfd
 * must be sealed against shrinking, and not against writing. Pages of RAM are
 * set aside for it, and the memfd's bytes stand in their place, so that
 * devices reach them. A module of its own: its parameters are the limits.
 * Linux: drivers/dma-buf/udmabuf.c.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/udmabuf.h>
#include <linux/vmalloc.h>

#include "base/host.h"
#include "mapping/buf/table_buffer.h"

static int list_limit = 1024;
module_param(list_limit, int, 0644);
MODULE_PARM_DESC(list_limit, "Most memfds that one buffer may be put together from (default 1024)");

static int size_limit_mb = 64;
module_param(size_limit_mb, int, 0644);
MODULE_PARM_DESC(size_limit_mb, "Most MiB that one buffer may have (default 64)");

#define SEALS_WANTED F_SEAL_SHRINK
#define SEALS_DENIED (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)

/** struct piece - a part of a memfd; @fd is a descriptor of ours, which earlier pieces may share */
struct piece {
	int fd;
	struct host_fd_id id;
	size_t offset, size;
};

/**
 * struct udmabuf - the exporter's side of such a dma-buf
 * @table: pages of RAM, in whose place the pieces are
 * @shown: in how many runs
 * @pieces: in their order
 * @sg: mapped for the CPU's accesses, once there was one
 */
struct udmabuf {
	struct sg_table table;
	size_t size;
	unsigned int shown;
	struct piece *pieces;
	unsigned int count;
	struct sg_table *sg;
	enum dma_data_direction sg_dir;
	struct device *dev;
};

/* ---- pieces in RAM's place --------------------------------------------------------- */

static int run_show(const struct piece *piece, void *mem, size_t size, size_t offset)
{
	return host_ram_replace(mem, size, piece->fd, offset, false);
}

static int run_hide(const struct piece *piece, void *mem, size_t size, size_t offset)
{
	return host_ram_restore(mem, size, false);
}

/* what is in a row in RAM and in a memfd, at most @most of it. Return: how many, or an error code */
static int each_run(const struct udmabuf *u, unsigned int most, unsigned int *done,
		    int (*fn)(const struct piece *piece, void *mem, size_t size, size_t offset))
{
	struct scatterlist *sg = u->table.sgl;
	char *mem;
	size_t in_sg = 0, in_piece = 0, size;
	const struct piece *p = u->pieces;
	int ret;

	for (*done = 0; *done < most && p < u->pieces + u->count; ++*done) {
		size = min(sg->length - in_sg, p->size - in_piece);
		mem = page_address(sg_page(sg));
		ret = fn(p, mem + in_sg, size, p->offset + in_piece);
		if (ret)
			return ret;
		in_sg += size;
		in_piece += size;
		if (in_sg == sg->length) {
			sg = sg_next(sg);
			in_sg = 0;
		}
		for (; p < u->pieces + u->count && in_piece == p->size; p++)
			in_piece = 0;
	}
	return 0;
}

static void udmabuf_hide(struct udmabuf *u)
{
	unsigned int done;

	WARN_ON(each_run(u, u->shown, &done, run_hide));
	u->shown = 0;
}

static int udmabuf_show(struct udmabuf *u)
{
	int ret = each_run(u, UINT_MAX, &u->shown, run_show);

	if (ret)
		udmabuf_hide(u);
	return ret;
}

/* ---- the dma-buf ------------------------------------------------------------------------ */

static struct sg_table *map_for(struct udmabuf *u, struct device *dev,
				enum dma_data_direction dir)
{
	struct sg_table *sg = kzalloc(sizeof(*sg), GFP_KERNEL);
	int ret;

	if (!sg)
		return ERR_PTR(-ENOMEM);
	ret = table_copy(sg, &u->table);
	if (ret)
		goto err_sg;
	ret = dma_map_sgtable(dev, sg, dir, DMA_ATTR_SKIP_CPU_SYNC);
	if (ret)
		goto err_table;
	return sg;

err_table:
	sg_free_table(sg);
err_sg:
	kfree(sg);
	return ERR_PTR(ret);
}

static void unmap_for(struct device *dev, struct sg_table *sg, enum dma_data_direction dir)
{
	dma_unmap_sgtable(dev, sg, dir, DMA_ATTR_SKIP_CPU_SYNC);
	sg_free_table(sg);
	kfree(sg);
}

static struct sg_table *udmabuf_map(struct dma_buf_attachment *at, enum dma_data_direction dir)
{
	return map_for(at->dmabuf->priv, at->dev, dir);
}

static void udmabuf_unmap(struct dma_buf_attachment *at, struct sg_table *sg,
			  enum dma_data_direction dir)
{
	unmap_for(at->dev, sg, dir);
}

static int udmabuf_begin_cpu(struct dma_buf *buf, enum dma_data_direction dir)
{
	struct udmabuf *u = buf->priv;
	struct sg_table *sg;

	if (!u->sg) {
		sg = map_for(u, u->dev, dir);
		if (IS_ERR(sg))
			return PTR_ERR(sg);
		u->sg = sg;
		u->sg_dir = dir;
	}
	dma_sync_sgtable_for_cpu(u->dev, u->sg, dir);
	return 0;
}

static int udmabuf_end_cpu(struct dma_buf *buf, enum dma_data_direction dir)
{
	struct udmabuf *u = buf->priv;

	if (!u->sg)
		return -EINVAL;
	dma_sync_sgtable_for_device(u->dev, u->sg, dir);
	return 0;
}

static int udmabuf_mmap(struct dma_buf *buf, struct vm_area_struct *vma)
{
	struct udmabuf *u = buf->priv;

	if (!(vma->vm_flags & (VM_SHARED | VM_MAYSHARE)))
		return -EINVAL;
	return table_show(&u->table, vma);
}

static int udmabuf_vmap(struct dma_buf *buf, struct iosys_map *map)
{
	struct udmabuf *u = buf->priv;
	void *vaddr = table_vmap(&u->table, u->size);

	if (!vaddr)
		return -EINVAL;
	iosys_map_set_vaddr(map, vaddr);
	return 0;
}

static void udmabuf_vunmap(struct dma_buf *buf, struct iosys_map *map)
{
	vunmap(map->vaddr);
}

static bool fd_is_first(const struct udmabuf *u, unsigned int i)
{
	unsigned int j;

	for (j = 0; j < i; j++)
		if (u->pieces[j].fd == u->pieces[i].fd)
			return false;
	return true;
}

static void udmabuf_free(struct udmabuf *u)
{
	/* backwards, so that of pieces that share a descriptor the first closes it */
	while (u->count--)
		if (fd_is_first(u, u->count))
			host_fd_close(u->pieces[u->count].fd);
	kvfree(u->pieces);
	kfree(u);
}

static void udmabuf_release(struct dma_buf *buf)
{
	struct udmabuf *u = buf->priv;

	if (u->sg)
		unmap_for(u->dev, u->sg, u->sg_dir);
	udmabuf_hide(u);
	page_chunks_free(&u->table);
	udmabuf_free(u);
}

static const struct dma_buf_ops udmabuf_ops = {
	.cache_sgt_mapping = true,
	.map_dma_buf = udmabuf_map,
	.unmap_dma_buf = udmabuf_unmap,
	.release = udmabuf_release,
	.mmap = udmabuf_mmap,
	.vmap = udmabuf_vmap,
	.vunmap = udmabuf_vunmap,
	.begin_cpu_access = udmabuf_begin_cpu,
	.end_cpu_access = udmabuf_end_cpu,
};

/* ---- making one ---------------------------------------------------------------------------- */

static int check_sizes(const struct udmabuf_create_item *list, u32 count, size_t *total)
{
	u64 limit = ((u64)size_limit_mb << 20) >> PAGE_SHIFT, pages = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		if (!PAGE_ALIGNED(list[i].offset) || !PAGE_ALIGNED(list[i].size))
			return -EINVAL;
		/* each is looked at, so that the sum cannot overflow */
		pages += list[i].size >> PAGE_SHIFT;
		if (pages > limit)
			return -EINVAL;
	}
	*total = pages << PAGE_SHIFT;
	return pages ? 0 : -EINVAL;
}

/* a memfd of the program's, with the right seals, that has those bytes */
static int check_memfd(const struct udmabuf_create_item *item, struct host_fd_id *id)
{
	struct file *ours = fget(item->memfd);
	int seals;

	if (ours) {
		fput(ours);
		return -EBADFD;
	}
	if (host_fd_id(item->memfd, id))
		return -EBADFD;
	seals = host_memfd_seals(item->memfd);
	if (seals < 0)
		return -EBADFD;
	if ((seals & SEALS_WANTED) != SEALS_WANTED || seals & SEALS_DENIED)
		return -EINVAL;
	return item->offset > id->size || item->size > id->size - item->offset ? -EINVAL : 0;
}

static int add_piece(struct udmabuf *u, const struct udmabuf_create_item *item)
{
	struct piece *p = &u->pieces[u->count];
	unsigned int i;
	int ret = check_memfd(item, &p->id);

	if (ret)
		return ret;
	p->offset = item->offset;
	p->size = item->size;
	for (i = 0; i < u->count && !host_fd_same(&u->pieces[i].id, &p->id); i++)
		;
	p->fd = i < u->count ? u->pieces[i].fd : host_fd_dup(item->memfd);
	if (p->fd < 0)
		return p->fd;
	u->count++;
	return 0;
}

static struct udmabuf *udmabuf_new(const struct udmabuf_create_item *list, u32 count)
{
	struct udmabuf *u = kzalloc(sizeof(*u), GFP_KERNEL);
	int ret;
	u32 i;

	if (!u)
		return ERR_PTR(-ENOMEM);
	ret = check_sizes(list, count, &u->size);
	if (!ret) {
		u->pieces = kvcalloc(count, sizeof(*u->pieces), GFP_KERNEL);
		ret = u->pieces ? 0 : -ENOMEM;
	}
	for (i = 0; i < count && !ret; i++)
		ret = list[i].size ? add_piece(u, &list[i]) : 0;
	if (!ret)
		return u;
	udmabuf_free(u);
	return ERR_PTR(ret);
}

static struct dma_buf *udmabuf_export(struct udmabuf *u)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *buf;
	int ret;

	ret = page_chunks_alloc(&u->table, u->size, GFP_HIGHUSER | __GFP_NOWARN);
	if (ret)
		return ERR_PTR(ret);
	ret = udmabuf_show(u);
	if (ret)
		goto err_table;
	info.ops = &udmabuf_ops;
	info.size = u->size;
	info.priv = u;
	info.flags = O_RDWR;
	buf = dma_buf_export(&info);
	if (!IS_ERR(buf))
		return buf;
	ret = PTR_ERR(buf);
	udmabuf_hide(u);
err_table:
	page_chunks_free(&u->table);
	return ERR_PTR(ret);
}

static long udmabuf_create(struct miscdevice *device, u32 flags, u32 count,
			   const struct udmabuf_create_item *list)
{
	struct udmabuf *u = udmabuf_new(list, count);
	struct dma_buf *buf;
	int fd;

	if (IS_ERR(u))
		return PTR_ERR(u);
	u->dev = device->this_device;
	buf = udmabuf_export(u);
	if (IS_ERR(buf)) {
		udmabuf_free(u);
		return PTR_ERR(buf);
	}
	/* where the buffer is a memfd from its start on, other processes can map that */
	if (u->count == 1 && !u->pieces[0].offset) {
		buf->file->host_fd = host_fd_dup(u->pieces[0].fd);
		buf->file->host_fd_shared = true;
	}
	fd = dma_buf_fd(buf, flags & UDMABUF_FLAGS_CLOEXEC ? O_CLOEXEC : 0);
	if (fd < 0)
		dma_buf_put(buf);
	return fd;
}

/* ---- what programs ask ------------------------------------------------------------------------ */

static long create_one(struct file *file, const void __user *arg)
{
	struct udmabuf_create_item item = { 0 };
	struct udmabuf_create create;

	if (copy_from_user(&create, arg, sizeof(create)))
		return -EFAULT;
	item.memfd = create.memfd;
	item.offset = create.offset;
	item.size = create.size;
	return udmabuf_create(file->private_data, create.flags, 1, &item);
}

static long create_list(struct file *file, const void __user *arg)
{
	struct udmabuf_create_item *list;
	struct udmabuf_create_list head;
	long ret;

	if (copy_from_user(&head, arg, sizeof(head)))
		return -EFAULT;
	if ((int)head.count < 0 || (int)head.count > list_limit)
		return -EINVAL;
	list = vmemdup_user((const char __user *)arg + sizeof(head),
			    head.count * sizeof(*list));
	if (IS_ERR(list))
		return PTR_ERR(list);
	ret = udmabuf_create(file->private_data, head.flags, head.count, list);
	kvfree(list);
	return ret;
}

static long udmabuf_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case UDMABUF_CREATE:
		return create_one(file, (const void __user *)arg);
	case UDMABUF_CREATE_LIST:
		return create_list(file, (const void __user *)arg);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations udmabuf_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = udmabuf_ioctl,
	.compat_ioctl = udmabuf_ioctl,
};

static struct miscdevice udmabuf_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "udmabuf",
	.fops = &udmabuf_fops,
};

static int __init udmabuf_init(void)
{
	const char *step = "initialize";
	bool registered;
	int err;

	udmabuf_misc.minor = MISC_DYNAMIC_MINOR;
	err = misc_register(&udmabuf_misc);
	registered = !err;
	if (registered) {
		step = "setup DMA mask for";
		err = dma_coerce_mask_and_coherent(udmabuf_misc.this_device, DMA_BIT_MASK(64));
	}
	if (!err)
		return 0;
	pr_err("Could not %s udmabuf device\n", step);
	if (registered)
		misc_deregister(&udmabuf_misc);
	return err;
}

static void __exit udmabuf_exit(void)
{
	misc_deregister(&udmabuf_misc);
}

module_init(udmabuf_init)
module_exit(udmabuf_exit)

MODULE_DESCRIPTION("dma-bufs over memfds");
MODULE_LICENSE("Dual MIT/GPL");
