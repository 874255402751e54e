// SPDX-License-Identifier: MIT
/*
 * kobjects and ksets: names, references, parents, and the order in which
 * they appear in and vanish from /sys. Not what their files say (sysfs.c).
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/kobject.h"

struct kobject *kernel_kobj;
struct kobject *firmware_kobj;

/* ---- names ------------------------------------------------------------- */

int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list vargs)
{
	const char *s;
	char *slash;

	if (kobj->name && !fmt)
		return 0;
	s = kvasprintf(GFP_KERNEL, fmt, vargs);
	if (!s)
		return -ENOMEM;
	/* a name is one component of a path */
	for (slash = strchr(s, '/'); slash; slash = strchr(slash, '/'))
		*slash = '!';
	kfree_const(kobj->name);
	kobj->name = s;
	return 0;
}

int kobject_set_name(struct kobject *kobj, const char *fmt, ...)
{
	va_list vargs;
	int ret;

	va_start(vargs, fmt);
	ret = kobject_set_name_vargs(kobj, fmt, vargs);
	va_end(vargs);
	return ret;
}

char *kobject_get_path(const struct kobject *kobj, gfp_t gfp)
{
	const struct kobject *at;
	size_t len = 1;
	char *path, *end;

	for (at = kobj; at; at = at->parent) {
		if (!kobject_name(at))
			return NULL;
		len += strlen(kobject_name(at)) + 1;
	}
	path = kzalloc(len, gfp);
	if (!path)
		return NULL;
	end = path + len - 1;
	for (at = kobj; at; at = at->parent) {
		size_t n = strlen(kobject_name(at));

		end -= n;
		memcpy(end, kobject_name(at), n);
		*--end = '/';
	}
	return path;
}

/* ---- references -------------------------------------------------------- */

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype)
{
	if (WARN(!kobj, "kobject: initialized with a null pointer\n") ||
	    WARN(!ktype, "kobject: must have a ktype to be initialized properly!\n"))
		return;
	if (kobj->state_initialized) {
		pr_err("kobject (%s): tried to init an initialized object, something is seriously "
		       "wrong.\n",
		       kobj->name ? kobj->name : "unnamed");
		dump_stack();
	}
	kref_init(&kobj->kref);
	INIT_LIST_HEAD(&kobj->entry);
	kobj->state_in_sysfs = false;
	kobj->state_initialized = true;
	kobj->ktype = ktype;
}

struct kobject *kobject_get(struct kobject *kobj)
{
	if (kobj) {
		WARN(!kobj->state_initialized,
		     "kobject: '%s': is not initialized, yet kobject_get() is being called.\n",
		     kobject_name(kobj));
		kref_get(&kobj->kref);
	}
	return kobj;
}

struct kobject *kobject_get_unless_zero(struct kobject *kobj)
{
	return kobj && kref_get_unless_zero(&kobj->kref) ? kobj : NULL;
}

static void leave_kset(struct kobject *kobj)
{
	unsigned long flags;

	if (!kobj->kset)
		return;
	spin_lock_irqsave(&kobj->kset->list_lock, flags);
	list_del_init(&kobj->entry);
	spin_unlock_irqrestore(&kobj->kset->list_lock, flags);
	kset_put(kobj->kset);
}

static void leave_sysfs(struct kobject *kobj)
{
	const struct kobj_type *ktype = kobj->ktype;

	if (ktype && ktype->default_groups)
		sysfs_remove_groups(kobj, ktype->default_groups);
	sysfs_remove_dir(kobj);
	WRITE_ONCE(kobj->state_in_sysfs, false);
	leave_kset(kobj);
}

static void kobject_release(struct kref *kref)
{
	struct kobject *kobj = container_of(kref, struct kobject, kref);
	const struct kobj_type *ktype = kobj->ktype;
	struct kobject *parent = kobj->parent;
	const char *name = kobj->name;

	if (!ktype || !ktype->release)
		pr_debug("kobject: '%s': does not have a release() function, it is broken and must "
			 "be fixed.\n",
			 name);
	if (kobj->state_in_sysfs)
		leave_sysfs(kobj);
	else
		parent = NULL;	/* kobject_del() has put it */
	if (ktype && ktype->release)
		ktype->release(kobj);
	kfree_const(name);
	kobject_put(parent);
}

void kobject_put(struct kobject *kobj)
{
	if (!kobj)
		return;
	WARN(!kobj->state_initialized,
	     "kobject: '%s': is not initialized, yet kobject_put() is being called.\n",
	     kobject_name(kobj));
	kref_put(&kobj->kref, kobject_release);
}

/* ---- into /sys and out of it ------------------------------------------- */

static void join_kset(struct kobject *kobj)
{
	unsigned long flags;

	kset_get(kobj->kset);
	spin_lock_irqsave(&kobj->kset->list_lock, flags);
	list_add_tail(&kobj->entry, &kobj->kset->list);
	spin_unlock_irqrestore(&kobj->kset->list_lock, flags);
}

static int create_dir(struct kobject *kobj)
{
	int ret = sysfs_create_dir_ns(kobj, NULL);

	if (ret)
		return ret;
	if (kobj->ktype->default_groups) {
		ret = sysfs_create_groups(kobj, kobj->ktype->default_groups);
		if (ret)
			sysfs_remove_dir(kobj);
	}
	return ret;
}

/* Below its parent, or else below its set; the parent with a reference, or NULL. */
static struct kobject *enter_parent(struct kobject *kobj)
{
	struct kobject *parent = kobject_get(kobj->parent);

	if (kobj->kset) {
		parent = parent ?: kobject_get(&kobj->kset->kobj);
		join_kset(kobj);
		kobj->parent = parent;
	}
	return parent;
}

static void leave_parent(struct kobject *kobj, struct kobject *parent)
{
	leave_kset(kobj);
	kobj->parent = NULL;
	kobject_put(parent);
}

static int kobject_add_internal(struct kobject *kobj)
{
	struct kobject *parent;
	int err;

	if (WARN(!kobj->name || !*kobj->name,
		 "kobject: (%s): attempted to be registered with empty name!\n",
		 kobj->ktype ? "typed" : "untyped"))
		return -EINVAL;
	parent = enter_parent(kobj);
	err = create_dir(kobj);
	if (!err) {
		WRITE_ONCE(kobj->state_in_sysfs, true);
		return 0;
	}
	if (err == -EEXIST)
		pr_err("%s failed for %s with -EEXIST, don't try to register things with the same "
		       "name in the same directory.\n",
		       __func__, kobject_name(kobj));
	else
		pr_err("%s failed for %s (error: %d parent: %s)\n", __func__, kobject_name(kobj),
		       err, parent ? kobject_name(parent) : "'none'");
	leave_parent(kobj, parent);
	return err;
}

static __printf(3, 0) int kobject_add_varg(struct kobject *kobj, struct kobject *parent,
					   const char *fmt, va_list vargs)
{
	int ret = kobject_set_name_vargs(kobj, fmt, vargs);

	if (ret) {
		pr_err("kobject: can not set name properly!\n");
		return ret;
	}
	kobj->parent = parent;
	return kobject_add_internal(kobj);
}

int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...)
{
	va_list args;
	int ret;

	if (!kobj)
		return -EINVAL;
	if (!kobj->state_initialized) {
		pr_err("kobject '%s': tried to add an uninitialized object, something is seriously "
		       "wrong.\n",
		       kobject_name(kobj));
		dump_stack();
		return -EINVAL;
	}
	va_start(args, fmt);
	ret = kobject_add_varg(kobj, parent, fmt, args);
	va_end(args);
	return ret;
}

int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
			 struct kobject *parent, const char *fmt, ...)
{
	va_list args;
	int ret;

	kobject_init(kobj, ktype);
	va_start(args, fmt);
	ret = kobject_add_varg(kobj, parent, fmt, args);
	va_end(args);
	return ret;
}

void kobject_del(struct kobject *kobj)
{
	struct kobject *parent;

	if (!kobj || !kobj->state_in_sysfs)
		return;
	parent = kobj->parent;
	leave_sysfs(kobj);
	kobj->parent = NULL;
	kobject_put(parent);
}

int kobject_rename(struct kobject *kobj, const char *new_name)
{
	const char *dup, *old = kobj->name;
	int ret;

	if (!new_name || !*new_name)
		return -EINVAL;
	if (!kobj->state_in_sysfs)
		return -EINVAL;
	dup = kstrdup_const(new_name, GFP_KERNEL);
	if (!dup)
		return -ENOMEM;
	ret = sysfs_rename_dir_ns(kobj, new_name, NULL);
	if (ret) {
		kfree_const(dup);
		return ret;
	}
	kobj->name = dup;
	kfree_const(old);
	return 0;
}

int kobject_move(struct kobject *kobj, struct kobject *new_parent)
{
	struct kobject *old_parent = kobj->parent;
	int ret;

	if (!kobj->state_in_sysfs)
		return -EINVAL;
	kobject_get(new_parent);
	if (!new_parent && kobj->kset)
		new_parent = kobject_get(&kobj->kset->kobj);
	ret = sysfs_move_dir_ns(kobj, new_parent, NULL);
	if (ret) {
		kobject_put(new_parent);
		return ret;
	}
	kobj->parent = new_parent;
	kobject_put(old_parent);
	return 0;
}

/* ---- attributes of plain kobjects -------------------------------------- */

static ssize_t kobj_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct kobj_attribute *ka = container_of(attr, struct kobj_attribute, attr);

	return ka->show ? ka->show(kobj, ka, buf) : -EIO;
}

static ssize_t kobj_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			       size_t count)
{
	struct kobj_attribute *ka = container_of(attr, struct kobj_attribute, attr);

	return ka->store ? ka->store(kobj, ka, buf, count) : -EIO;
}

const struct sysfs_ops kobj_sysfs_ops = {
	.show = kobj_attr_show,
	.store = kobj_attr_store,
};

static void dynamic_kobj_release(struct kobject *kobj)
{
	kfree(kobj);
}

static const struct kobj_type dynamic_kobj_ktype = {
	.release = dynamic_kobj_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

struct kobject *kobject_create_and_add(const char *name, struct kobject *parent)
{
	struct kobject *kobj = kzalloc(sizeof(*kobj), GFP_KERNEL);

	if (!kobj)
		return NULL;
	kobject_init(kobj, &dynamic_kobj_ktype);
	if (kobject_add(kobj, parent, "%s", name)) {
		kobject_put(kobj);
		return NULL;
	}
	return kobj;
}

/* ---- ksets ------------------------------------------------------------- */

void kset_init(struct kset *k)
{
	kref_init(&k->kobj.kref);
	INIT_LIST_HEAD(&k->kobj.entry);
	k->kobj.state_in_sysfs = false;
	k->kobj.state_initialized = true;
	INIT_LIST_HEAD(&k->list);
	spin_lock_init(&k->list_lock);
}

int kset_register(struct kset *k)
{
	if (!k)
		return -EINVAL;
	if (!k->kobj.ktype) {
		pr_err("must have a ktype to be initialized properly!\n");
		return -EINVAL;
	}
	kset_init(k);
	return kobject_add_internal(&k->kobj);
}

void kset_unregister(struct kset *k)
{
	if (!k)
		return;
	kobject_del(&k->kobj);
	kobject_put(&k->kobj);
}

struct kobject *kset_find_obj(struct kset *kset, const char *name)
{
	struct kobject *k, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&kset->list_lock, flags);
	list_for_each_entry(k, &kset->list, entry) {
		if (kobject_name(k) && !strcmp(kobject_name(k), name)) {
			found = kobject_get_unless_zero(k);
			break;
		}
	}
	spin_unlock_irqrestore(&kset->list_lock, flags);
	return found;
}

static void dynamic_kset_release(struct kobject *kobj)
{
	kfree(to_kset(kobj));
}

static const struct kobj_type dynamic_kset_ktype = {
	.release = dynamic_kset_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

struct kset *kset_create_and_add(const char *name, const struct kset_uevent_ops *uevent_ops,
				 struct kobject *parent)
{
	struct kset *kset = kzalloc(sizeof(*kset), GFP_KERNEL);

	if (!kset)
		return NULL;
	kset->kobj.ktype = &dynamic_kset_ktype;
	kset->kobj.parent = parent;
	kset->uevent_ops = uevent_ops;
	if (kobject_set_name(&kset->kobj, "%s", name)) {
		kfree(kset);
		return NULL;
	}
	if (kset_register(kset)) {
		kfree_const(kset->kobj.name);
		kfree(kset);
		return NULL;
	}
	return kset;
}

/* ---- events ------------------------------------------------------------ */

int add_uevent_var(struct kobj_uevent_env *env, const char *format, ...)
{
	char *at = env->buf + env->buflen;
	const size_t room = sizeof(env->buf) - env->buflen;
	va_list args;
	size_t len;

	if (WARN(env->envp_idx >= UEVENT_NUM_ENVP, "add_uevent_var: too many keys\n"))
		return -ENOMEM;
	va_start(args, format);
	len = vsnprintf(at, room, format, args);
	va_end(args);
	if (WARN(len >= room, "add_uevent_var: buffer size too small\n"))
		return -ENOMEM;
	env->buflen += len + 1;
	env->envp[env->envp_idx++] = at;
	return 0;
}

int kobject_uevent_env(struct kobject *kobj, enum kobject_action action, char *envp[])
{
	return 0;
}

int kobject_uevent(struct kobject *kobj, enum kobject_action action)
{
	return kobject_uevent_env(kobj, action, NULL);
}

int kobject_synth_uevent(struct kobject *kobj, const char *buf, size_t count)
{
	static const char *const actions[] = {
		[KOBJ_ADD] = "add", [KOBJ_REMOVE] = "remove", [KOBJ_CHANGE] = "change",
		[KOBJ_MOVE] = "move", [KOBJ_ONLINE] = "online", [KOBJ_OFFLINE] = "offline",
		[KOBJ_BIND] = "bind", [KOBJ_UNBIND] = "unbind",
	};
	size_t len = strcspn(buf, " \n");
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(actions); i++)
		if (strlen(actions[i]) == len && !strncmp(actions[i], buf, len))
			return 0;
	return -EINVAL;
}

/* ---- start and stop ---------------------------------------------------- */

int kobject_start(void)
{
	kernel_kobj = kobject_create_and_add("kernel", NULL);
	firmware_kobj = kobject_create_and_add("firmware", NULL);
	return kernel_kobj && firmware_kobj ? 0 : -ENOMEM;
}

void kobject_stop(void)
{
	kobject_put(firmware_kobj);
	kobject_put(kernel_kobj);
	firmware_kobj = NULL;
	kernel_kobj = NULL;
}
