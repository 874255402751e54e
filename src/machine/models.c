// SPDX-License-Identifier: MIT
/*
 * Models: which classes there are, and the life of a model, from a node of
 * the tree to its end. Kernel side. What a model may ask of its node is in
 * model_node.c.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/machine_private.h"

/* classes that a user registered outlive machines; the latest comes first */
static const struct dmae_model_class **user_classes;
static unsigned int user_count;

static LIST_HEAD(models);

/* ---- classes ----------------------------------------------------------- */

static const struct dmae_model_class *class_at(unsigned int i)
{
	return i < user_count ? user_classes[user_count - 1 - i]
			      : dmae_builtin_models[i - user_count];
}

int dmae_model_register(const struct dmae_model_class *cls)
{
	const struct dmae_model_class *other;
	unsigned int i;
	int err = 0;

	if (!cls || !cls->name || !cls->compatible)
		return -EINVAL;
	exec_hw_lock();
	for (i = 0; (other = class_at(i)); i++)
		if (!strcmp(other->name, cls->name))
			err = -EEXIST;
	if (!err) {
		user_classes = host_realloc(user_classes, (user_count + 1) * sizeof(*user_classes));
		user_classes[user_count++] = cls;
	}
	exec_hw_unlock();
	return err;
}

void dmae_model_unregister(const struct dmae_model_class *cls)
{
	unsigned int i;

	exec_hw_lock();
	for (i = 0; i < user_count && user_classes[i] != cls; i++)
		;
	if (i < user_count) {
		user_count--;
		memmove(user_classes + i, user_classes + i + 1,
			(user_count - i) * sizeof(*user_classes));
	}
	if (!user_count) {
		host_free(user_classes);
		user_classes = NULL;
	}
	exec_hw_unlock();
}

static const struct dmae_model_class *class_with(const char *compatible)
{
	const struct dmae_model_class *cls;
	const char *const *c;
	unsigned int i;

	for (i = 0; (cls = class_at(i)); i++)
		for (c = cls->compatible; *c; c++)
			if (!strcmp(*c, compatible))
				return cls;
	return NULL;
}

/* the class for the most specific of the node's compatible strings */
static const struct dmae_model_class *class_of_node(const struct board *board, int node)
{
	const struct dmae_model_class *cls = NULL;
	const char *compatible;
	unsigned int i;

	for (i = 0; !cls && (compatible = board_prop_string(board, node, "compatible", i)); i++)
		cls = class_with(compatible);
	return cls;
}

bool machine_board_has_models(const struct board *board)
{
	int node;

	for (node = board_root(board); node >= 0; node = board_next(board, node))
		if (board_usable(board, node) && class_of_node(board, node))
			return true;
	return false;
}

/* ---- windows ----------------------------------------------------------- */

static struct dmae_model *model_new(int node, const struct dmae_model_class *cls)
{
	struct dmae_model *m = host_alloc(sizeof(*m));

	m->cls = cls;
	m->node = node;
	strscpy(m->name, board_node_name(machine_tree, node), sizeof(m->name));
	INIT_LIST_HEAD(&m->events);
	list_add_tail(&m->link, &models);
	return m;
}

static void windows_of(int node, struct dmae_model *m)
{
	int i, count = board_reg_count(machine_tree, node);

	if (m) {
		pci_attach(m);
		m->windows = host_alloc((max(count, 0) + 1) * sizeof(*m->windows));
		m->window_count = max(count, 0);
	}
	for (i = 0; i < count; i++) {
		struct region r = { .kind = m ? REGION_MODEL : REGION_UNMODELLED,
				    .model = m,
				    .window = i,
				    .node = node };

		if (board_reg(machine_tree, node, i, &r.base, &r.size) || !r.size)
			continue;
		decode_add(&r);
		if (m) {
			m->windows[i].base = r.base;
			m->windows[i].size = r.size;
		}
	}
}

void models_windows(void)
{
	int reserved = board_find_path(machine_tree, "/reserved-memory");
	int node;

	for (node = board_root(machine_tree); node >= 0; node = board_next(machine_tree, node)) {
		const struct dmae_model_class *cls;
		const char *type;

		/* memory has its own windows, see ram.c */
		type = board_prop_string(machine_tree, node, "device_type", 0);
		if (!board_usable(machine_tree, node) || (type && !strcmp(type, "memory")) ||
		    board_compatible(machine_tree, node, "mmio-sram") ||
		    (reserved >= 0 && board_parent(machine_tree, node) == reserved))
			continue;
		cls = class_of_node(machine_tree, node);
		if (pci_wants(node, cls)) {
			pci_function_new(model_new(node, cls));
			continue;
		}
		windows_of(node, cls ? model_new(node, cls) : NULL);
	}
}

/* ---- life -------------------------------------------------------------- */

/* what was made of @m is taken back; it stays listed, as others may know it */
static void model_end(struct dmae_model *m)
{
	if (m->dead)
		return;
	if (m->cls->destroy && m->state)
		m->cls->destroy(m);
	events_release(m);
	lines_release(m);
	m->dead = true;
}

static void model_free(struct dmae_model *m)
{
	requests_release(m);
	if (m->pci)
		pci_function_free(m->pci);
	list_del(&m->link);
	host_free(m->irqs);
	host_free(m->windows);
	host_free(m->state);
	host_free(m);
}

static void model_fail(struct dmae_model *m, const char *step, int err)
{
	pr_err("machine: %s: its model (%s) failed to %s (error %d): it is not modelled\n", m->name,
	       m->cls->name, step, err);
	decode_drop_model(m);
	m->dead = true;
}

static void model_create(struct dmae_model *m)
{
	int err;

	m->state = host_alloc(m->cls->state_size);
	m->master = machine_master(m->node, m->name);
	m->master->pci = m->pci;
	lines_connect(m);
	err = m->cls->create ? m->cls->create(m) : 0;
	if (!err)
		return;
	events_release(m);
	lines_release(m);
	model_fail(m, "start", err);
}

static void model_connect(struct dmae_model *m)
{
	int err = m->cls->connect ? m->cls->connect(m) : 0;

	if (!err)
		return;
	model_end(m);
	model_fail(m, "connect", err);
}

void models_start(void)
{
	struct dmae_model *m;

	list_for_each_entry(m, &models, link)
		if (!m->dead)
			model_create(m);
	list_for_each_entry(m, &models, link)
		if (!m->dead)
			model_connect(m);
}

/* dead ones stay silent while the others, which may still pull their lines, end */
void models_stop(void)
{
	struct dmae_model *m, *next;

	list_for_each_entry_reverse(m, &models, link)
		model_end(m);
	list_for_each_entry_safe(m, next, &models, link)
		model_free(m);
	pci_stop();
}

struct dmae_model *models_find(int node)
{
	struct dmae_model *m;

	list_for_each_entry(m, &models, link)
		if (m->node == node)
			return m->dead ? NULL : m;
	return NULL;
}

struct dmae_model *models_find_compatible(const char *compatible, unsigned int index)
{
	struct dmae_model *m, *before = NULL, *next;

	/* the lowest address above that of the one before, index + 1 times over */
	do {
		next = NULL;
		list_for_each_entry(m, &models, link) {
			if (m->dead || !m->window_count ||
			    !board_compatible(machine_tree, m->node, compatible) ||
			    (before && m->windows[0].base <= before->windows[0].base))
				continue;
			if (!next || m->windows[0].base < next->windows[0].base)
				next = m;
		}
		before = next;
	} while (next && index--);
	return next;
}

unsigned int machine_models(void)
{
	struct dmae_model *m;
	unsigned int count = 0;

	list_for_each_entry(m, &models, link)
		count += !m->dead;
	return count;
}

const char *machine_model_class(int node)
{
	const struct dmae_model *m = models_find(node);

	return m ? m->cls->name : NULL;
}

void machine_each_model(void (*fn)(int node, const char *name, void *arg), void *arg)
{
	struct dmae_model *m;

	list_for_each_entry(m, &models, link)
		if (!m->dead)
			fn(m->node, m->name, arg);
}

const void *models_written_by(const struct machine_master *master)
{
	struct dmae_model *m;

	list_for_each_entry(m, &models, link)
		if (m->master == master)
			return m->written_by;
	return NULL;
}
