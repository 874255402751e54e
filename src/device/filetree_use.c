// SPDX-License-Identifier: MIT
/*
 * The file tree by path: what a shell in the world does with it. Whole-file
 * reads and writes through a file's operations, directory lists, links.
 * Called by src/world for the command, and by tests.
 */
#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "device/filetree.h"
#include "device/filetree_node.h"

#define MAX_LINKS	40
#define MAX_DEPTH	64
#define TEXT_MAX	4096
#define FILE_MAX	(1ul << 30)

/* ---- walking ----------------------------------------------------------- */

static struct filetree_node *child_get(struct filetree_node *dir, const char *name, size_t len)
{
	struct filetree_node *node;
	unsigned long flags;

	spin_lock_irqsave(&filetree_lock, flags);
	if (len == 1 && name[0] == '.')
		node = dir;
	else if (len == 2 && name[0] == '.' && name[1] == '.')
		node = dir->dentry.d_parent ? to_node(dir->dentry.d_parent) : dir;
	else
		node = filetree_find_locked(dir, name, len);
	if (node)
		filetree_get(&node->dentry);
	spin_unlock_irqrestore(&filetree_lock, flags);
	return node;
}

static int walk(struct filetree_node *from, const char *path, bool follow, unsigned int *links,
		struct filetree_node **result);

/* replace *@node, a link, by what it leads to; its reference is used up */
static int follow_link(struct filetree_node **node, unsigned int *links)
{
	struct filetree_node *link = *node;
	int ret = 0;

	*node = NULL;
	if (++*links > MAX_LINKS) {
		ret = -ELOOP;
	} else if (link->target) {
		if (filetree_removed(&link->target->dentry))
			ret = -ENOENT;
		else
			*node = to_node(filetree_get(&link->target->dentry));
	} else {
		ret = walk(to_node(link->dentry.d_parent), link->text, true, links, node);
	}
	filetree_put(&link->dentry);
	return ret;
}

static int walk(struct filetree_node *from, const char *path, bool follow, unsigned int *links,
		struct filetree_node **result)
{
	struct filetree_node *at, *next;
	int ret;

	if (*path == '/')
		from = to_node(filetree_root());
	at = to_node(filetree_get(&from->dentry));
	for (;;) {
		size_t len;

		path += strspn(path, "/");
		if (!*path)
			break;
		len = strcspn(path, "/");
		if (!S_ISDIR(at->inode.i_mode)) {
			filetree_put(&at->dentry);
			return -ENOTDIR;
		}
		next = child_get(at, path, len);
		filetree_put(&at->dentry);
		if (!next)
			return -ENOENT;
		at = next;
		path += len;
		if (S_ISLNK(at->inode.i_mode) && (follow || *path)) {
			ret = follow_link(&at, links);
			if (ret)
				return ret;
		}
	}
	*result = at;
	return 0;
}

static int lookup(const char *path, bool follow, struct filetree_node **node)
{
	unsigned int links = 0;

	return walk(to_node(filetree_root()), path, follow, &links, node);
}

/* ---- files ------------------------------------------------------------- */

int filetree_open_path(const char *path, fmode_t mode, struct filetree_opened *o)
{
	umode_t need = (mode & FMODE_READ ? S_IRUGO : 0) | (mode & FMODE_WRITE ? S_IWUGO : 0);
	int ret = lookup(path, true, &o->node);

	if (ret)
		return ret;
	ret = filetree_is_dir(&o->node->dentry) ? -EISDIR : 0;
	if (!ret && !(o->node->inode.i_mode & need))
		ret = -EACCES;
	if (!ret)
		ret = filetree_use(o->node, &o->user);
	if (ret)
		goto err_put;
	o->fops = fops_get(o->node->fops);
	if (!o->fops) {
		ret = -ENXIO;
		goto err_unuse;
	}
	o->file = (struct file){
		.f_path.dentry = &o->node->dentry,
		.f_inode = &o->node->inode,
		.f_op = o->fops,
		.f_mode = mode | FMODE_LSEEK,
		.f_count = ATOMIC_LONG_INIT(1),
		.host_fd = -1,
		.host_fd_inside = -1,
	};
	if (o->fops->open)
		ret = o->fops->open(&o->node->inode, &o->file);
	if (!ret)
		return 0;
	/* open() may have handed the file on */
	fops_put(o->file.f_op);
err_unuse:
	filetree_unuse(o->node, &o->user);
err_put:
	filetree_put(&o->node->dentry);
	return ret;
}

void filetree_close_opened(struct filetree_opened *o)
{
	if (o->file.f_op->release)
		o->file.f_op->release(&o->node->inode, &o->file);
	fops_put(o->file.f_op);
	cdev_put(o->file.f_cdev);
	filetree_unuse(o->node, &o->user);
	filetree_put(&o->node->dentry);
}

static ssize_t read_all(struct file *file, char **data)
{
	size_t len = 0, size = PAGE_SIZE;
	char *buf = host_alloc(size + 1);
	ssize_t got;

	for (;;) {
		got = file->f_op->read(file, buf + len, size - len, &file->f_pos);
		if (got > (ssize_t)(size - len))
			got = -EIO;
		if (got <= 0)
			break;
		len += got;
		if (len > FILE_MAX) {
			got = -EFBIG;
			break;
		}
		if (size - len < PAGE_SIZE) {
			size *= 2;
			buf = host_realloc(buf, size + 1);
		}
	}
	if (got < 0) {
		host_free(buf);
		return got;
	}
	buf[len] = '\0';
	*data = buf;
	return len;
}

int filetree_read(const char *path, char **data, size_t *len)
{
	struct filetree_opened o;
	ssize_t got;
	int ret = filetree_open_path(path, FMODE_READ, &o);

	if (ret)
		return ret;
	got = o.file.f_op->read ? read_all(&o.file, data) : -EINVAL;
	filetree_close_opened(&o);
	if (got < 0)
		return got;
	*len = got;
	return 0;
}

int filetree_write(const char *path, const char *data, size_t len)
{
	struct filetree_opened o;
	int ret = filetree_open_path(path, FMODE_WRITE, &o);

	if (ret)
		return ret;
	if (!o.file.f_op->write)
		ret = -EINVAL;
	while (!ret && len) {
		ssize_t put = o.file.f_op->write(&o.file, data, len, &o.file.f_pos);

		if (put <= 0 || (size_t)put > len) {
			ret = put < 0 ? put : -EIO;
		} else {
			data += put;
			len -= put;
		}
	}
	filetree_close_opened(&o);
	return ret;
}

/* ---- links ------------------------------------------------------------- */

static unsigned int depth_of(const struct filetree_node *node)
{
	const struct dentry *at;
	unsigned int depth = 0;

	for (at = &node->dentry; at->d_parent; at = at->d_parent)
		depth++;
	return depth;
}

/*
 * "../" up to where the two paths meet, then down to the target. The target's
 * own name is always there, as in Linux's sysfs, even where it lies above.
 */
static int link_text_locked(struct filetree_node *link, char *buf, size_t size)
{
	const struct dentry *down[MAX_DEPTH];
	const struct dentry *from = link->dentry.d_parent, *to = &link->target->dentry;
	unsigned int up = depth_of(to_node(link->dentry.d_parent));
	unsigned int depth = depth_of(link->target), n = 0;
	size_t len = 0;

	if (to->d_parent) {
		down[n++] = to;
		to = to->d_parent;
		depth--;
	}
	while (from != to) {
		if (depth >= up) {
			if (n == MAX_DEPTH)
				return -ENAMETOOLONG;
			down[n++] = to;
			to = to->d_parent;
			if (depth-- > up)
				continue;
		}
		if (len + 4 > size)
			return -ENAMETOOLONG;
		memcpy(buf + len, "../", 3);
		len += 3;
		from = from->d_parent;
		up--;
	}
	while (n--) {
		if (len + down[n]->d_name.len + 2 > size)
			return -ENAMETOOLONG;
		memcpy(buf + len, down[n]->d_name.name, down[n]->d_name.len);
		len += down[n]->d_name.len;
		buf[len++] = '/';
	}
	buf[len ? len - 1 : 0] = '\0';
	return 0;
}

static int link_text(struct filetree_node *link, char *buf, size_t size)
{
	unsigned long flags;
	int ret;

	if (link->text)
		return strscpy(buf, link->text, size) < 0 ? -ENAMETOOLONG : 0;
	spin_lock_irqsave(&filetree_lock, flags);
	ret = link_text_locked(link, buf, size);
	spin_unlock_irqrestore(&filetree_lock, flags);
	return ret;
}

int filetree_readlink(const char *path, char *buf, size_t size)
{
	struct filetree_node *node;
	int ret = lookup(path, false, &node);

	if (ret)
		return ret;
	ret = S_ISLNK(node->inode.i_mode) ? link_text(node, buf, size) : -EINVAL;
	filetree_put(&node->dentry);
	return ret;
}

/* ---- directories ------------------------------------------------------- */

static char type_of(const struct filetree_node *node)
{
	return S_ISDIR(node->inode.i_mode) ? 'd' : S_ISLNK(node->inode.i_mode) ? 'l' : 'f';
}

/* a child as it was when its directory was listed */
struct listed {
	struct filetree_node *node;
	char *name;
};

/* the children of @dir with a reference each, in an array of the caller's */
static struct listed *children_get(struct filetree_node *dir, unsigned int *count)
{
	struct listed *listed;
	struct rb_node *rb;
	unsigned long flags;
	unsigned int n = 0;

	spin_lock_irqsave(&filetree_lock, flags);
	for (rb = rb_first(&dir->children); rb; rb = rb_next(rb))
		n++;
	listed = host_alloc((n + 1) * sizeof(*listed));
	n = 0;
	for (rb = rb_first(&dir->children); rb; rb = rb_next(rb)) {
		listed[n].node = rb_entry(rb, struct filetree_node, rb);
		listed[n].name = host_strdup(listed[n].node->name);
		filetree_get(&listed[n++].node->dentry);
	}
	spin_unlock_irqrestore(&filetree_lock, flags);
	*count = n;
	return listed;
}

int filetree_list(const char *path, int (*fn)(const struct filetree_entry *entry, void *arg),
		  void *arg)
{
	struct filetree_node *dir;
	struct listed *listed;
	unsigned int n, i;
	char *text;
	int ret = lookup(path, true, &dir);

	if (ret)
		return ret;
	if (!filetree_is_dir(&dir->dentry)) {
		filetree_put(&dir->dentry);
		return -ENOTDIR;
	}
	text = host_alloc(TEXT_MAX);
	listed = children_get(dir, &n);
	for (i = 0; i < n; i++) {
		struct filetree_node *node = listed[i].node;
		struct filetree_entry entry = {
			.name = listed[i].name,
			.type = type_of(node),
			.mode = node->inode.i_mode & 07777,
		};

		if (entry.type == 'l' && !link_text(node, text, TEXT_MAX))
			entry.target = text;
		if (!ret)
			ret = fn(&entry, arg);
		host_free(listed[i].name);
		filetree_put(&node->dentry);
	}
	host_free(listed);
	host_free(text);
	filetree_put(&dir->dentry);
	return ret;
}

int filetree_stat(const char *path, bool follow, char *type, unsigned int *mode)
{
	struct filetree_node *node;
	int ret = lookup(path, follow, &node);

	if (ret)
		return ret;
	*type = type_of(node);
	*mode = node->inode.i_mode & 07777;
	filetree_put(&node->dentry);
	return 0;
}
