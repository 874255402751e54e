// SPDX-License-Identifier: MIT
/* Module parameters as files: /sys/module/NAME/parameters/PARAMETER. */
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "device/params.h"

struct param_attribute {
	struct module_attribute mattr;
	const struct kernel_param *param;
};

/* one allocation per module: the group, its attribute list, and the attributes */
struct module_param_attrs {
	struct attribute_group grp;
	struct attribute **list;
	struct param_attribute attrs[];
};

#define to_param_attr(n) container_of(n, struct param_attribute, mattr)

static ssize_t param_attr_show(struct module_attribute *mattr, struct module_kobject *mk,
			       char *buf)
{
	const struct kernel_param *kp = to_param_attr(mattr)->param;
	int count;

	if (!kp->ops->get)
		return -EPERM;
	kernel_param_lock(mk->mod);
	count = kp->ops->get(buf, kp);
	kernel_param_unlock(mk->mod);
	return count;
}

static ssize_t param_attr_store(struct module_attribute *mattr, struct module_kobject *mk,
				const char *buf, size_t len)
{
	int err = param_set_value(to_param_attr(mattr)->param, buf);

	return err ? err : (ssize_t)len;
}

int module_params_add(struct module *mod)
{
	struct module_param_attrs *mp;
	unsigned int i, n = 0;
	int err;

	for (i = 0; i < mod->num_kp; i++)
		n += mod->kp[i].perm != 0;
	if (!n)
		return 0;
	mp = kzalloc(struct_size(mp, attrs, n), GFP_KERNEL);
	if (!mp)
		return -ENOMEM;
	mp->list = kcalloc(n + 1, sizeof(*mp->list), GFP_KERNEL);
	if (!mp->list) {
		kfree(mp);
		return -ENOMEM;
	}
	for (i = 0, n = 0; i < mod->num_kp; i++) {
		const struct kernel_param *kp = &mod->kp[i];
		struct param_attribute *attr = &mp->attrs[n];

		if (!kp->perm)
			continue;
		attr->param = kp;
		attr->mattr.attr.name = kp->name;
		attr->mattr.attr.mode = kp->perm;
		attr->mattr.show = param_attr_show;
		attr->mattr.store = param_attr_store;
		mp->list[n++] = &attr->mattr.attr;
	}
	mp->grp.name = "parameters";
	mp->grp.attrs = mp->list;
	err = sysfs_create_group(&mod->mkobj.kobj, &mp->grp);
	if (err) {
		kfree(mp->list);
		kfree(mp);
		return err;
	}
	mod->mkobj.mp = mp;
	return 0;
}

void module_params_remove(struct module *mod)
{
	struct module_param_attrs *mp = mod->mkobj.mp;

	if (!mp)
		return;
	sysfs_remove_group(&mod->mkobj.kobj, &mp->grp);
	kfree(mp->list);
	kfree(mp);
	mod->mkobj.mp = NULL;
}
