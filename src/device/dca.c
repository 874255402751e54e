// SPDX-License-Identifier: MIT
/*
 * Direct cache access: providers, and who asks them for tags. A requester is
 * served by the first provider that knows it.
 */
#include <linux/dca.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>

static LIST_HEAD(providers);
/* protects the list, the class and the numbers of providers */
static DEFINE_MUTEX(dca_lock);
static BLOCKING_NOTIFIER_HEAD(dca_notifiers);
/* there while a provider is */
static struct class *dca_class;
static int next_id;

/* ---- providers ------------------------------------------------------------- */

struct dca_provider *alloc_dca_provider(const struct dca_ops *ops, int priv_size)
{
	struct dca_provider *dca = kzalloc(sizeof(*dca) + priv_size, GFP_KERNEL);

	if (dca)
		dca->ops = ops;
	return dca;
}
EXPORT_SYMBOL_GPL(alloc_dca_provider);

void free_dca_provider(struct dca_provider *dca)
{
	kfree(dca);
}
EXPORT_SYMBOL_GPL(free_dca_provider);

/* under dca_lock */
static void put_class(void)
{
	if (!list_empty(&providers))
		return;
	class_destroy(dca_class);
	dca_class = NULL;
}

/* under dca_lock */
static int add_provider(struct dca_provider *dca, struct device *dev)
{
	if (!dca_class) {
		dca_class = class_create(THIS_MODULE, "dca");
		if (IS_ERR(dca_class)) {
			int err = PTR_ERR(dca_class);

			dca_class = NULL;
			return err;
		}
		next_id = 0;
	}
	dca->id = next_id++;
	dca->cd = device_create(dca_class, dev, 0, NULL, "dca%d", dca->id);
	if (IS_ERR(dca->cd)) {
		put_class();
		return PTR_ERR(dca->cd);
	}
	list_add(&dca->node, &providers);
	return 0;
}

int register_dca_provider(struct dca_provider *dca, struct device *dev)
{
	int err;

	mutex_lock(&dca_lock);
	err = add_provider(dca, dev);
	mutex_unlock(&dca_lock);
	if (!err)
		blocking_notifier_call_chain(&dca_notifiers, DCA_PROVIDER_ADD, NULL);
	return err;
}
EXPORT_SYMBOL_GPL(register_dca_provider);

void unregister_dca_provider(struct dca_provider *dca, struct device *dev)
{
	blocking_notifier_call_chain(&dca_notifiers, DCA_PROVIDER_REMOVE, NULL);
	mutex_lock(&dca_lock);
	list_del(&dca->node);
	device_unregister(dca->cd);
	dca->cd = NULL;
	put_class();
	mutex_unlock(&dca_lock);
}
EXPORT_SYMBOL_GPL(unregister_dca_provider);

/* ---- requesters ------------------------------------------------------------ */

/* under dca_lock */
static struct dca_provider *provider_of(struct device *dev)
{
	struct dca_provider *dca;

	list_for_each_entry(dca, &providers, node)
		if (!dev || dca->ops->dev_managed(dca, dev))
			return dca;
	return NULL;
}

int dca_add_requester(struct device *dev)
{
	struct dca_provider *dca;
	int err = -ENODEV;

	if (!dev)
		return -EFAULT;
	mutex_lock(&dca_lock);
	if (provider_of(dev))
		err = -EEXIST;
	else
		list_for_each_entry(dca, &providers, node) {
			err = dca->ops->add_requester(dca, dev);
			if (err >= 0)
				break;
		}
	mutex_unlock(&dca_lock);
	return err < 0 ? err : 0;
}
EXPORT_SYMBOL_GPL(dca_add_requester);

int dca_remove_requester(struct device *dev)
{
	struct dca_provider *dca;
	int err = -ENODEV;

	if (!dev)
		return -EFAULT;
	mutex_lock(&dca_lock);
	dca = provider_of(dev);
	if (dca)
		err = dca->ops->remove_requester(dca, dev);
	mutex_unlock(&dca_lock);
	return err < 0 ? err : 0;
}
EXPORT_SYMBOL_GPL(dca_remove_requester);

u8 dca3_get_tag(struct device *dev, int cpu)
{
	struct dca_provider *dca;
	u8 tag = 0;

	mutex_lock(&dca_lock);
	dca = provider_of(dev);
	if (dca)
		tag = dca->ops->get_tag(dca, dev, cpu);
	mutex_unlock(&dca_lock);
	return tag;
}
EXPORT_SYMBOL_GPL(dca3_get_tag);

u8 dca_get_tag(int cpu)
{
	return dca3_get_tag(NULL, cpu);
}
EXPORT_SYMBOL_GPL(dca_get_tag);

void dca_register_notify(struct notifier_block *nb)
{
	blocking_notifier_chain_register(&dca_notifiers, nb);
}
EXPORT_SYMBOL_GPL(dca_register_notify);

void dca_unregister_notify(struct notifier_block *nb)
{
	blocking_notifier_chain_unregister(&dca_notifiers, nb);
}
EXPORT_SYMBOL_GPL(dca_unregister_notify);
