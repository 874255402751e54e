// SPDX-License-Identifier: MIT
/*
 * The file tree: directories, files and links in memory. It knows names,
 * references and who is inside a file; what a file says is its front end's
 * business (sysfs.c, debugfs.c, procfs.c), which build the tree, while
 * src/world reads it through the path functions in filetree_use.c.
 */
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/rbtree.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "base/host.h"
#include "device/filetree.h"
#include "device/filetree_node.h"

/* Protects the shape of the tree, removed flags and users lists of all nodes */
DEFINE_SPINLOCK(filetree_lock);
static DECLARE_WAIT_QUEUE_HEAD(users_gone);
static struct filetree_node *root;
static LIST_HEAD(all_nodes);

static bool name_valid(const char *name)
{
	return name && *name && !strchr(name, '/') && strcmp(name, ".") && strcmp(name, "..");
}

static struct filetree_node *node_alloc(const char *name, umode_t mode, void *data)
{
	struct filetree_node *node = host_alloc(sizeof(*node));

	node->name = host_strdup(name);
	node->dentry.d_name.name = (const unsigned char *)node->name;
	node->dentry.d_name.len = strlen(name);
	node->dentry.d_inode = &node->inode;
	node->inode.i_mode = mode;
	node->inode.i_private = data;
	node->children = RB_ROOT;
	refcount_set(&node->refs, 1);
	INIT_LIST_HEAD(&node->users);
	INIT_LIST_HEAD(&node->doomed);
	return node;
}

static void node_free(struct filetree_node *node)
{
	if (node->owner_free)
		node->owner_free(node->owner);
	host_free(node->text);
	host_free(node->name);
	host_free(node);
}

struct dentry *filetree_get(struct dentry *dentry)
{
	if (dentry)
		refcount_inc(&to_node(dentry)->refs);
	return dentry;
}

void filetree_put(struct dentry *dentry)
{
	while (dentry) {
		struct filetree_node *node = to_node(dentry);
		struct dentry *parent = dentry->d_parent;
		struct filetree_node *target = node->target;
		unsigned long flags;

		if (!refcount_dec_and_test(&node->refs))
			return;
		spin_lock_irqsave(&filetree_lock, flags);
		list_del(&node->all);
		spin_unlock_irqrestore(&filetree_lock, flags);
		node_free(node);
		if (target)
			filetree_put(&target->dentry);
		dentry = parent;
	}
}

struct filetree_node *filetree_find_locked(struct filetree_node *dir, const char *name, size_t len)
{
	struct rb_node *rb = dir->children.rb_node;

	while (rb) {
		struct filetree_node *node = rb_entry(rb, struct filetree_node, rb);
		int order = strncmp(name, node->name, len);

		if (!order)
			order = node->name[len] ? -1 : 0;
		if (!order)
			return node;
		rb = order < 0 ? rb->rb_left : rb->rb_right;
	}
	return NULL;
}

static int insert_locked(struct filetree_node *dir, struct filetree_node *node)
{
	struct rb_node **link = &dir->children.rb_node;
	struct rb_node *parent = NULL;

	if (dir->removed)
		return -ENOENT;
	while (*link) {
		int order = strcmp(node->name, rb_entry(*link, struct filetree_node, rb)->name);

		if (!order)
			return -EEXIST;
		parent = *link;
		link = order < 0 ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&node->rb, parent, link);
	rb_insert_color(&node->rb, &dir->children);
	refcount_inc(&dir->refs);
	node->dentry.d_parent = &dir->dentry;
	return 0;
}

static struct dentry *node_add(struct dentry *parent, struct filetree_node *node)
{
	unsigned long flags;
	int ret = 0;

	if (parent && !filetree_is_dir(parent))
		ret = -ENOTDIR;
	spin_lock_irqsave(&filetree_lock, flags);
	if (!ret && parent)
		ret = insert_locked(to_node(parent), node);
	if (!ret)
		list_add_tail(&node->all, &all_nodes);
	spin_unlock_irqrestore(&filetree_lock, flags);
	if (ret) {
		struct filetree_node *target = node->target;

		node_free(node);
		if (target)
			filetree_put(&target->dentry);
		return ERR_PTR(ret);
	}
	return &node->dentry;
}

struct dentry *filetree_root(void)
{
	return &root->dentry;
}

struct dentry *filetree_mkdir(struct dentry *parent, const char *name, unsigned short mode,
			      void *data)
{
	if (!name_valid(name))
		return ERR_PTR(-EINVAL);
	return node_add(parent, node_alloc(name, S_IFDIR | (mode & 07777), data));
}

struct dentry *filetree_mkfile(struct dentry *parent, const char *name, unsigned short mode,
			       const struct file_operations *fops, void *data, long size)
{
	struct filetree_node *node;

	if (!name_valid(name))
		return ERR_PTR(-EINVAL);
	node = node_alloc(name, S_IFREG | (mode & 07777), data);
	node->fops = fops;
	node->inode.i_size = size;
	return node_add(parent, node);
}

struct dentry *filetree_mklink(struct dentry *parent, const char *name, struct dentry *target)
{
	struct filetree_node *node;

	if (!name_valid(name))
		return ERR_PTR(-EINVAL);
	node = node_alloc(name, S_IFLNK | 0777, NULL);
	node->target = to_node(filetree_get(target));
	return node_add(parent, node);
}

struct dentry *filetree_mktext(struct dentry *parent, const char *name, const char *text)
{
	struct filetree_node *node;

	if (!name_valid(name))
		return ERR_PTR(-EINVAL);
	node = node_alloc(name, S_IFLNK | 0777, NULL);
	node->text = host_strdup(text);
	return node_add(parent, node);
}

/* ---- removal ----------------------------------------------------------- */

/* @node and all below it, children first, onto @doomed */
static void doom_locked(struct filetree_node *node, struct list_head *doomed)
{
	struct filetree_node *at = node;
	struct rb_node *rb;

	for (;;) {
		rb = rb_first(&at->children);
		if (rb) {
			at = rb_entry(rb, struct filetree_node, rb);
			continue;
		}
		at->removed = true;
		list_add_tail(&at->doomed, doomed);
		if (at->dentry.d_parent)
			rb_erase(&at->rb, &to_node(at->dentry.d_parent)->children);
		if (at == node)
			return;
		at = to_node(at->dentry.d_parent);
	}
}

static bool others_inside(struct filetree_node *node)
{
	struct filetree_user *user;
	unsigned long flags;
	bool others = false;

	spin_lock_irqsave(&filetree_lock, flags);
	list_for_each_entry(user, &node->users, node)
		if (user->task != current)
			others = true;
	spin_unlock_irqrestore(&filetree_lock, flags);
	return others;
}

void filetree_remove(struct dentry *dentry)
{
	struct filetree_node *node;
	LIST_HEAD(doomed);
	unsigned long flags;

	if (IS_ERR_OR_NULL(dentry))
		return;
	spin_lock_irqsave(&filetree_lock, flags);
	if (!to_node(dentry)->removed)
		doom_locked(to_node(dentry), &doomed);
	spin_unlock_irqrestore(&filetree_lock, flags);

	while (!list_empty(&doomed)) {
		node = list_first_entry(&doomed, struct filetree_node, doomed);
		list_del_init(&node->doomed);
		if (others_inside(node))
			wait_event(users_gone, !others_inside(node));
		filetree_put(&node->dentry);
	}
}

int filetree_use(struct filetree_node *node, struct filetree_user *user)
{
	unsigned long flags;
	int ret = 0;

	user->task = current;
	spin_lock_irqsave(&filetree_lock, flags);
	if (node->removed)
		ret = -ENOENT;
	else
		list_add(&user->node, &node->users);
	spin_unlock_irqrestore(&filetree_lock, flags);
	return ret;
}

void filetree_unuse(struct filetree_node *node, struct filetree_user *user)
{
	unsigned long flags;
	bool removed;

	spin_lock_irqsave(&filetree_lock, flags);
	list_del(&user->node);
	removed = node->removed;
	spin_unlock_irqrestore(&filetree_lock, flags);
	if (removed)
		wake_up_all(&users_gone);
}

/* ---- changes and questions --------------------------------------------- */

static bool below_locked(const struct filetree_node *node, const struct filetree_node *top)
{
	const struct dentry *at;

	for (at = &node->dentry; at; at = at->d_parent)
		if (at == &top->dentry)
			return true;
	return false;
}

int filetree_move(struct dentry *dentry, struct dentry *parent, const char *name)
{
	struct filetree_node *node = to_node(dentry);
	struct dentry *old_parent = dentry->d_parent;
	struct filetree_node *there;
	char *new_name, *old_name = node->name;
	unsigned long flags;
	int ret = 0;

	if (!name_valid(name) || !filetree_is_dir(parent))
		return -EINVAL;
	new_name = host_strdup(name);
	spin_lock_irqsave(&filetree_lock, flags);
	there = filetree_find_locked(to_node(parent), name, strlen(name));
	if (node->removed || to_node(parent)->removed)
		ret = -ENOENT;
	else if (below_locked(to_node(parent), node))
		ret = -EINVAL;
	else if (there)
		ret = there == node ? 0 : -EEXIST;
	if (!ret && there != node) {
		rb_erase(&node->rb, &to_node(old_parent)->children);
		node->name = new_name;
		node->dentry.d_name.name = (const unsigned char *)new_name;
		node->dentry.d_name.len = strlen(new_name);
		insert_locked(to_node(parent), node);
		new_name = old_name;
	} else {
		old_parent = NULL;
	}
	spin_unlock_irqrestore(&filetree_lock, flags);
	host_free(new_name);
	filetree_put(old_parent);
	return ret;
}

void filetree_chmod(struct dentry *dentry, unsigned short mode)
{
	dentry->d_inode->i_mode = (dentry->d_inode->i_mode & S_IFMT) | (mode & 07777);
}

struct dentry *filetree_child(struct dentry *parent, const char *name)
{
	struct filetree_node *node;
	unsigned long flags;

	spin_lock_irqsave(&filetree_lock, flags);
	node = filetree_find_locked(to_node(parent), name, strlen(name));
	if (node)
		refcount_inc(&node->refs);
	spin_unlock_irqrestore(&filetree_lock, flags);
	return node ? &node->dentry : NULL;
}

bool filetree_is_dir(const struct dentry *dentry)
{
	return S_ISDIR(dentry->d_inode->i_mode);
}

bool filetree_removed(const struct dentry *dentry)
{
	return READ_ONCE(container_of(dentry, struct filetree_node, dentry)->removed);
}

const struct file_operations *filetree_fops(const struct dentry *dentry)
{
	return container_of(dentry, struct filetree_node, dentry)->fops;
}

void *filetree_owner(const struct dentry *dentry)
{
	return container_of(dentry, struct filetree_node, dentry)->owner;
}

void filetree_set_owner(struct dentry *dentry, void *owner, void (*free)(void *owner))
{
	to_node(dentry)->owner = owner;
	to_node(dentry)->owner_free = free;
}

const char *filetree_path(const struct dentry *dentry, char *buf, size_t size)
{
	char *at = buf + size - 1;
	unsigned long flags;

	*at = '\0';
	spin_lock_irqsave(&filetree_lock, flags);
	for (; dentry->d_parent; dentry = dentry->d_parent) {
		size_t len = dentry->d_name.len;

		if (at - buf < (ptrdiff_t)len + 1)
			break;
		at -= len;
		memcpy(at, dentry->d_name.name, len);
		*--at = '/';
	}
	spin_unlock_irqrestore(&filetree_lock, flags);
	if (!*at && at > buf)
		*--at = '/';
	return at;
}

/* ---- start and stop ---------------------------------------------------- */

int filetree_start(void)
{
	root = node_alloc("", S_IFDIR | 0755, NULL);
	list_add_tail(&root->all, &all_nodes);
	return 0;
}

void filetree_stop(void)
{
	struct filetree_node *node, *next;
	unsigned int leaked = 0;

	if (!root)
		return;
	filetree_remove(&root->dentry);
	root = NULL;
	list_for_each_entry_safe(node, next, &all_nodes, all) {
		list_del(&node->all);
		node_free(node);
		leaked++;
	}
	if (leaked)
		pr_warn("filetree: references to %u nodes were never given back\n", leaked);
}
