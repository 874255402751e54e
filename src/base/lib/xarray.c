// SPDX-License-Identifier: MIT
/*
 * Arrays with gaps: a tree whose nodes have 64 slots each, as deep as the
 * highest index needs. Readers walk it without a lock; a node that is taken
 * out is freed after a grace period. For every slot a node knows whether
 * nothing is free below it, and which marks are set below it.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#define SHIFT	   6
#define SLOTS	   (1u << SHIFT)
#define MARKS	   3
#define ERROR(err) ((void *)((long)(err) << 2 | 2))

/*
 * @shift: of the index, to a slot here; 0: slots are entries, else nodes
 * @count: slots in use; @full, @marks: a bit for each slot
 */
struct dmae_xa_node {
	unsigned int shift;
	unsigned int offset; /* the slot of @parent that leads here */
	unsigned int count;
	struct dmae_xa_node *parent;
	u64 full;
	u64 marks[MARKS];
	struct rcu_head rcu;
	void *slots[SLOTS];
};

static unsigned int slot_of(const struct dmae_xa_node *node, unsigned long index)
{
	return index >> node->shift & (SLOTS - 1);
}

static unsigned long highest(const struct dmae_xa_node *root)
{
	return root->shift + SHIFT >= BITS_PER_LONG ? ULONG_MAX
						    : (1ul << (root->shift + SHIFT)) - 1;
}

static void *slot_read(struct dmae_xa_node *node, unsigned int slot)
{
	return __atomic_load_n(&node->slots[slot], __ATOMIC_ACQUIRE);
}

static void slot_write(struct dmae_xa_node *node, unsigned int slot, void *to)
{
	__atomic_store_n(&node->slots[slot], to, __ATOMIC_RELEASE);
}

static void bit_write(u64 *bits, unsigned int bit, bool on)
{
	__atomic_store_n(bits, on ? *bits | 1ull << bit : *bits & ~(1ull << bit), __ATOMIC_RELAXED);
}

/* ---- finding; under RCU or the lock ------------------------------------------- */

static struct dmae_xa_node *root_of(struct xarray *xa)
{
	return __atomic_load_n(&xa->root, __ATOMIC_ACQUIRE);
}

/* the node whose slot is the entry at @index, or NULL */
static struct dmae_xa_node *leaf_of(struct xarray *xa, unsigned long index)
{
	struct dmae_xa_node *node = root_of(xa);

	if (!node || index > highest(node))
		return NULL;
	while (node && node->shift)
		node = slot_read(node, slot_of(node, index));
	return node;
}

static void *raw_load(struct xarray *xa, unsigned long index)
{
	struct dmae_xa_node *leaf = leaf_of(xa, index);

	return leaf ? slot_read(leaf, slot_of(leaf, index)) : NULL;
}

static void *visible(void *entry)
{
	return xa_is_zero(entry) ? NULL : entry;
}

void *xa_load(struct xarray *xa, unsigned long index)
{
	void *entry;

	rcu_read_lock();
	entry = raw_load(xa, index);
	rcu_read_unlock();
	return visible(entry);
}
EXPORT_SYMBOL(xa_load);

static bool slot_matches(struct dmae_xa_node *node, unsigned int slot, void *entry,
			 xa_mark_t filter)
{
	if (!entry || (!node->shift && xa_is_zero(entry)))
		return false;
	return filter == XA_PRESENT || READ_ONCE(node->marks[filter]) >> slot & 1;
}

/* the first match below @node at or after *@index, which stays below @max */
static void *find_below(struct dmae_xa_node *node, unsigned long *index, unsigned long max,
			xa_mark_t filter)
{
	unsigned int slot = slot_of(node, *index);

	for (; slot < SLOTS; slot++) {
		void *entry = slot_read(node, slot);
		unsigned long next;

		if (slot_matches(node, slot, entry, filter)) {
			if (node->shift)
				entry = find_below(entry, index, max, filter);
			if (entry)
				return entry;
		}
		next = ((*index >> node->shift) + 1) << node->shift;
		/* the end of the node is where its parent goes on */
		if (slot + 1 == SLOTS || next > max)
			break;
		*index = next;
	}
	return NULL;
}

void *xa_find(struct xarray *xa, unsigned long *indexp, unsigned long max, xa_mark_t filter)
{
	unsigned long index = *indexp;
	struct dmae_xa_node *root;
	void *entry = NULL;

	rcu_read_lock();
	root = root_of(xa);
	if (root && index <= max && index <= highest(root))
		entry = find_below(root, &index, min(max, highest(root)), filter);
	rcu_read_unlock();
	if (entry)
		*indexp = index;
	return entry;
}
EXPORT_SYMBOL(xa_find);

void *xa_find_after(struct xarray *xa, unsigned long *indexp, unsigned long max, xa_mark_t filter)
{
	unsigned long index = *indexp + 1;
	void *entry;

	if (!index)
		return NULL;
	entry = xa_find(xa, &index, max, filter);
	if (entry)
		*indexp = index;
	return entry;
}
EXPORT_SYMBOL(xa_find_after);

unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter)
{
	unsigned long index;
	unsigned int got = 0;
	void *entry;

	if (!n)
		return 0;
	for (index = start, entry = xa_find(xa, &index, max, filter); entry;
	     entry = xa_find_after(xa, &index, max, filter)) {
		dst[got++] = entry;
		if (got == n)
			break;
	}
	return got;
}
EXPORT_SYMBOL(xa_extract);

/* ---- changing; the lock is held ------------------------------------------------- */

static struct dmae_xa_node *node_new(unsigned int shift, gfp_t gfp)
{
	struct dmae_xa_node *node = kzalloc(sizeof(*node), gfp & ~__GFP_DIRECT_RECLAIM);

	if (node)
		node->shift = shift;
	return node;
}

static void node_link(struct dmae_xa_node *parent, unsigned int slot, struct dmae_xa_node *node)
{
	node->parent = parent;
	node->offset = slot;
	slot_write(parent, slot, node);
	parent->count++;
}

static void root_set(struct xarray *xa, struct dmae_xa_node *root)
{
	__atomic_store_n(&xa->root, root, __ATOMIC_RELEASE);
}

/* a tree that is deep enough for @index */
static int grow(struct xarray *xa, unsigned long index, gfp_t gfp)
{
	struct dmae_xa_node *root = xa->root, *top;
	unsigned int i;

	if (!root) {
		unsigned int shift = 0;

		while (index >> shift >= SLOTS)
			shift += SHIFT;
		root = node_new(shift, gfp);
		if (!root)
			return -ENOMEM;
		root_set(xa, root);
	}
	while (index > highest(root)) {
		top = node_new(root->shift + SHIFT, gfp);
		if (!top)
			return -ENOMEM;
		bit_write(&top->full, 0, !~root->full);
		for (i = 0; i < MARKS; i++)
			bit_write(&top->marks[i], 0, root->marks[i]);
		node_link(top, 0, root);
		root_set(xa, top);
		root = top;
	}
	return 0;
}

static struct dmae_xa_node *leaf_make(struct xarray *xa, unsigned long index, gfp_t gfp)
{
	struct dmae_xa_node *node, *child;

	if (grow(xa, index, gfp))
		return NULL;
	for (node = xa->root; node->shift; node = child) {
		unsigned int slot = slot_of(node, index);

		child = node->slots[slot];
		if (child)
			continue;
		child = node_new(node->shift - SHIFT, gfp);
		if (!child)
			return NULL;
		node_link(node, slot, child);
	}
	return node;
}

/* after a slot of @node changed: what its parents know of it */
static void update_full(struct dmae_xa_node *node)
{
	for (; node->parent; node = node->parent) {
		bool full = !~node->full;

		if ((node->parent->full >> node->offset & 1) == full)
			break;
		bit_write(&node->parent->full, node->offset, full);
	}
}

static void mark_write(struct dmae_xa_node *node, unsigned int slot, xa_mark_t mark, bool on)
{
	for (; node; slot = node->offset, node = node->parent) {
		bit_write(&node->marks[mark], slot, on);
		if (!on && node->marks[mark])
			break;
	}
}

/* nodes without a slot in use go, up to the root */
static void prune(struct xarray *xa, struct dmae_xa_node *node)
{
	while (node && !node->count) {
		struct dmae_xa_node *parent = node->parent;

		if (parent) {
			slot_write(parent, node->offset, NULL);
			parent->count--;
			bit_write(&parent->full, node->offset, false);
			update_full(parent);
		} else {
			root_set(xa, NULL);
		}
		kfree_rcu(node, rcu);
		node = parent;
	}
}

static void entry_remove(struct xarray *xa, struct dmae_xa_node *leaf, unsigned int slot)
{
	xa_mark_t mark;

	slot_write(leaf, slot, NULL);
	leaf->count--;
	bit_write(&leaf->full, slot, false);
	update_full(leaf);
	for (mark = 0; mark < MARKS; mark++)
		if (leaf->marks[mark] >> slot & 1)
			mark_write(leaf, slot, mark, false);
	prune(xa, leaf);
}

/* NULL removes. Return: what was there, as it was stored, or an error */
static void *raw_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	struct dmae_xa_node *leaf = entry ? leaf_make(xa, index, gfp) : leaf_of(xa, index);
	unsigned int slot;
	void *old;

	if (!leaf)
		return entry ? ERROR(-ENOMEM) : NULL;
	slot = slot_of(leaf, index);
	old = leaf->slots[slot];
	if (!entry) {
		if (old)
			entry_remove(xa, leaf, slot);
		return old;
	}
	slot_write(leaf, slot, entry);
	if (!old) {
		leaf->count++;
		bit_write(&leaf->full, slot, true);
		update_full(leaf);
	}
	return old;
}

static bool storable(const void *entry)
{
	return !WARN_ON_ONCE(xa_is_internal(entry) && !xa_is_zero(entry));
}

static bool tracks_free(const struct xarray *xa)
{
	return xa->xa_flags & XA_FLAGS_TRACK_FREE;
}

void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	if (!storable(entry))
		return ERROR(-EINVAL);
	/* in an array that hands out indices, this one stays taken */
	if (!entry && tracks_free(xa))
		entry = XA_ZERO_ENTRY;
	return visible(raw_store(xa, index, entry, gfp));
}
EXPORT_SYMBOL(__xa_store);

void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	void *old;

	might_sleep_if(gfpflags_allow_blocking(gfp));
	xa_lock(xa);
	old = __xa_store(xa, index, entry, gfp);
	xa_unlock(xa);
	return old;
}
EXPORT_SYMBOL(xa_store);

void *__xa_erase(struct xarray *xa, unsigned long index)
{
	return visible(raw_store(xa, index, NULL, 0));
}
EXPORT_SYMBOL(__xa_erase);

void *xa_erase(struct xarray *xa, unsigned long index)
{
	void *old;

	xa_lock(xa);
	old = __xa_erase(xa, index);
	xa_unlock(xa);
	return old;
}
EXPORT_SYMBOL(xa_erase);

void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp)
{
	void *now = raw_load(xa, index), *ret;

	if (!storable(entry))
		return ERROR(-EINVAL);
	if (now == old) {
		ret = raw_store(xa, index, entry, gfp);
		if (xa_is_err(ret))
			return ret;
	}
	return visible(now);
}
EXPORT_SYMBOL(__xa_cmpxchg);

int __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	if (!storable(entry))
		return -EINVAL;
	if (raw_load(xa, index))
		return -EBUSY;
	return xa_err(raw_store(xa, index, entry ? entry : XA_ZERO_ENTRY, gfp));
}
EXPORT_SYMBOL(__xa_insert);

/* ---- free indices ----------------------------------------------------------------- */

/* the first index at or after @index where nothing is, within what the tree covers; or beyond it */
static unsigned long free_index(struct xarray *xa, unsigned long index)
{
	struct dmae_xa_node *node = xa->root;

	while (node && index <= highest(xa->root)) {
		unsigned int slot = slot_of(node, index);
		u64 room = ~node->full >> slot << slot;
		unsigned int at;

		if (!room) {
			/* none here: on to where the parent's next slot begins, from the top */
			if (!node->parent)
				return highest(node) + 1;
			index = ((index >> (node->shift + SHIFT)) + 1) << (node->shift + SHIFT);
			node = xa->root;
			continue;
		}
		at = __builtin_ctzll(room);
		if (at != slot)
			index = ((index >> node->shift) - slot + at) << node->shift;
		if (!node->shift || !node->slots[at])
			return index;
		node = node->slots[at];
	}
	return index;
}

int __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp)
{
	unsigned long index = limit.min;
	void *old;

	if (!storable(entry) || WARN_ON_ONCE(!tracks_free(xa)))
		return -EINVAL;
	if (!index && xa->xa_flags & XA_FLAGS_ZERO_BUSY)
		index = 1;
	if (index <= limit.max)
		index = free_index(xa, index);
	if (index > limit.max)
		return -EBUSY;
	old = raw_store(xa, index, entry ? entry : XA_ZERO_ENTRY, gfp);
	if (xa_is_err(old))
		return xa_err(old);
	*id = index;
	return 0;
}
EXPORT_SYMBOL(__xa_alloc);

/* Return: 1 if the indices were used up and have begun anew, 0, or an error */
static int alloc_from(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 from,
		      gfp_t gfp)
{
	const struct xa_limit rest = { .min = max(limit.min, from), .max = limit.max };
	int err = __xa_alloc(xa, id, entry, rest, gfp);

	if (!err && xa->xa_flags & XA_FLAGS_ALLOC_WRAPPED) {
		xa->xa_flags &= ~XA_FLAGS_ALLOC_WRAPPED;
		return 1;
	}
	if (!err || rest.min <= limit.min)
		return err;
	/* nothing behind: once more from the start */
	err = __xa_alloc(xa, id, entry, limit, gfp);
	return err ? err : 1;
}

int __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 *next,
		      gfp_t gfp)
{
	int ret = alloc_from(xa, id, entry, limit, *next, gfp);

	if (ret < 0)
		return ret;
	*next = *id + 1;
	if (*next == 0)
		xa->xa_flags |= XA_FLAGS_ALLOC_WRAPPED;
	return ret;
}
EXPORT_SYMBOL(__xa_alloc_cyclic);

/* ---- marks ------------------------------------------------------------------------ */

static void mark_change(struct xarray *xa, unsigned long index, xa_mark_t mark, bool on)
{
	struct dmae_xa_node *leaf = leaf_of(xa, index);
	unsigned int slot;

	if (WARN_ON_ONCE(mark > XA_MARK_MAX) || !leaf)
		return;
	slot = slot_of(leaf, index);
	if (leaf->slots[slot] && (leaf->marks[mark] >> slot & 1) != on)
		mark_write(leaf, slot, mark, on);
}

void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	mark_change(xa, index, mark, true);
}
EXPORT_SYMBOL(__xa_set_mark);

void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	mark_change(xa, index, mark, false);
}
EXPORT_SYMBOL(__xa_clear_mark);

void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	mark_change(xa, index, mark, true);
	xa_unlock(xa);
}
EXPORT_SYMBOL(xa_set_mark);

void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	mark_change(xa, index, mark, false);
	xa_unlock(xa);
}
EXPORT_SYMBOL(xa_clear_mark);

bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct dmae_xa_node *leaf;
	bool on;

	rcu_read_lock();
	leaf = leaf_of(xa, index);
	on = leaf && READ_ONCE(leaf->marks[mark]) >> slot_of(leaf, index) & 1;
	rcu_read_unlock();
	return on;
}
EXPORT_SYMBOL(xa_get_mark);

bool xa_marked(const struct xarray *xa, xa_mark_t mark)
{
	struct dmae_xa_node *root;
	bool on;

	rcu_read_lock();
	root = root_of((struct xarray *)xa);
	on = root && READ_ONCE(root->marks[mark]);
	rcu_read_unlock();
	return on;
}
EXPORT_SYMBOL(xa_marked);

/* ---- the end of an array ------------------------------------------------------------ */

static void free_below(struct dmae_xa_node *node)
{
	unsigned int slot;

	for (slot = 0; node->shift && slot < SLOTS; slot++)
		if (node->slots[slot])
			free_below(node->slots[slot]);
	kfree_rcu(node, rcu);
}

void xa_destroy(struct xarray *xa)
{
	struct dmae_xa_node *root;
	unsigned long flags;

	xa_lock_irqsave(xa, flags);
	root = xa->root;
	root_set(xa, NULL);
	xa_unlock_irqrestore(xa, flags);
	if (root)
		free_below(root);
}
EXPORT_SYMBOL(xa_destroy);
