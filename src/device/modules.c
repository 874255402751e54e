// SPDX-License-Identifier: MIT
/*
 * Modules: loading, their users, unloading. Built-in ones and shared objects
 * differ only in where their parts are found. Messages and error codes are
 * those of Linux's module loader.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/dynamic_debug.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/base.h"
#include "base/host.h"
#include "device/core.h"
#include "device/modules.h"
#include "device/params.h"

/* Protects the list, newest first, and the state of every module on it */
static DEFINE_MUTEX(module_mutex);
static LIST_HEAD(modules);
/* unloaded ones whose code stays until nothing can call it */
static LIST_HEAD(left_behind);
static struct kset *module_kset;

/* ---- users ------------------------------------------------------------- */

int module_refcount(struct module *mod)
{
	return atomic_read(&mod->refcnt) - 1;
}

void __module_get(struct module *module)
{
	if (module)
		atomic_inc(&module->refcnt);
}

bool try_module_get(struct module *module)
{
	if (!module)
		return true;
	return module_is_live(module) && atomic_inc_not_zero(&module->refcnt);
}

void module_put(struct module *module)
{
	if (module)
		WARN_ON(atomic_dec_if_positive(&module->refcnt) < 0);
}

static struct module *find_locked(const char *name)
{
	struct module *mod;

	list_for_each_entry(mod, &modules, list)
		if (parameq(mod->name, name))
			return mod;
	return NULL;
}

struct module *find_module(const char *name)
{
	struct module *mod;

	mutex_lock(&module_mutex);
	mod = find_locked(name);
	mutex_unlock(&module_mutex);
	return mod;
}

bool module_loaded(const char *name)
{
	return find_module(name) != NULL;
}

/* ---- messages ---------------------------------------------------------- */

static __printf(4, 5) int fail(int ret, char *err, size_t size, const char *fmt, ...)
{
	va_list args;

	if (!err || !size)
		return ret;
	va_start(args, fmt);
	vscnprintf(err, size, fmt, args);
	va_end(args);
	return ret;
}

/* ---- modinfo ----------------------------------------------------------- */

/*
 * the value of "tag=value" from @from on, or NULL; @name: only if it begins with "name:", which is
 * skipped
 */
static const char *modinfo_find(const char *info, const char *end, const char *tag,
				const char *name)
{
	size_t tag_len = strlen(tag), name_len = name ? strlen(name) : 0;

	for (; info < end; info += strlen(info) + 1) {
		const char *value = info + tag_len + 1;

		if (strncmp(info, tag, tag_len) || info[tag_len] != '=')
			continue;
		if (!name)
			return value;
		if (!strncmp(value, name, name_len) && value[name_len] == ':')
			return value + name_len + 1;
	}
	return NULL;
}

static const char *modinfo(const struct module *mod, const char *tag)
{
	return modinfo_find(mod->modinfo, mod->modinfo + mod->modinfo_len, tag, NULL);
}

/* ---- /sys/module/NAME -------------------------------------------------- */

#define to_module_attr(n) container_of(n, struct module_attribute, attr)
#define to_module_kobject(n) container_of(n, struct module_kobject, kobj)

static ssize_t module_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct module_attribute *attribute = to_module_attr(attr);

	if (!attribute->show)
		return -EIO;
	return attribute->show(attribute, to_module_kobject(kobj), buf);
}

static ssize_t module_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
				 size_t len)
{
	struct module_attribute *attribute = to_module_attr(attr);

	if (!attribute->store)
		return -EIO;
	return attribute->store(attribute, to_module_kobject(kobj), buf, len);
}

static const struct sysfs_ops module_sysfs_ops = {
	.show = module_attr_show,
	.store = module_attr_store,
};

/* the memory is the module's: whoever unloads it waits until nobody holds the kobject */
static DECLARE_WAIT_QUEUE_HEAD(kobj_released);

static void module_kobj_release(struct kobject *kobj)
{
	WRITE_ONCE(to_module_kobject(kobj)->mod, NULL);
	wake_up_all(&kobj_released);
}

static const char *state_name(const struct module *mod)
{
	switch (mod->state) {
	case MODULE_STATE_LIVE:
		return "live";
	case MODULE_STATE_COMING:
		return "coming";
	default:
		return "going";
	}
}

static ssize_t refcnt_show(struct module_attribute *attr, struct module_kobject *mk, char *buf)
{
	return sysfs_emit(buf, "%i\n", module_refcount(mk->mod));
}

static ssize_t initstate_show(struct module_attribute *attr, struct module_kobject *mk,
			      char *buf)
{
	return sysfs_emit(buf, "%s\n", state_name(mk->mod));
}

static ssize_t version_show(struct module_attribute *attr, struct module_kobject *mk, char *buf)
{
	return sysfs_emit(buf, "%s\n", mk->mod->version);
}

static struct module_attribute attr_refcnt = __ATTR(refcnt, 0444, refcnt_show, NULL);
static struct module_attribute attr_initstate = __ATTR(initstate, 0444, initstate_show, NULL);
static struct module_attribute attr_version = __ATTR(version, 0444, version_show, NULL);

static struct attribute *module_attrs[] = {
	&attr_refcnt.attr,
	&attr_initstate.attr,
	&attr_version.attr,
	NULL,
};

static umode_t module_attr_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	if (attr == &attr_version.attr && !to_module_kobject(kobj)->mod->version)
		return 0;
	return attr->mode;
}

static const struct attribute_group module_group = {
	.attrs = module_attrs,
	.is_visible = module_attr_visible,
};

static const struct attribute_group *module_groups[] = { &module_group, NULL };

static const struct kobj_type module_ktype = {
	.sysfs_ops = &module_sysfs_ops,
	.default_groups = module_groups,
	.release = module_kobj_release,
};

static void module_sysfs_remove(struct module *mod)
{
	module_params_remove(mod);
	kobject_put(mod->mkobj.drivers_dir);
	mod->mkobj.drivers_dir = NULL;
	kobject_del(&mod->mkobj.kobj);
	kobject_put(&mod->mkobj.kobj);
	wait_event(kobj_released, !READ_ONCE(mod->mkobj.mod));
}

static int module_sysfs_add(struct module *mod)
{
	int err;

	mod->mkobj.mod = mod;
	mod->mkobj.kobj.kset = module_kset;
	err = kobject_init_and_add(&mod->mkobj.kobj, &module_ktype, NULL, "%s", mod->name);
	if (!err)
		err = module_params_add(mod);
	if (err)
		module_sysfs_remove(mod);
	return err;
}

/* the link between a driver and its module, in both directions */
static struct module *linked_module(struct module *mod)
{
	return mod && mod->mkobj.kobj.state_in_sysfs ? mod : NULL;
}

void module_add_driver(struct module *owner, struct device_driver *drv)
{
	struct module *mod = linked_module(owner);
	char name[96];

	if (!mod || sysfs_create_link(&drv->p->kobj, &mod->mkobj.kobj, "module"))
		return;
	drv->p->module_linked = true;
	if (!mod->mkobj.drivers_dir)
		mod->mkobj.drivers_dir = kobject_create_and_add("drivers", &mod->mkobj.kobj);
	scnprintf(name, sizeof(name), "%s:%s", drv->bus->name, drv->name);
	if (!mod->mkobj.drivers_dir ||
	    sysfs_create_link(mod->mkobj.drivers_dir, &drv->p->kobj, name))
		pr_warn("module %s: no link to driver %s\n", mod->name, name);
}

void module_remove_driver(struct device_driver *drv)
{
	struct module *mod = linked_module(drv->owner);
	char name[96];

	if (!drv->p->module_linked)
		return;
	sysfs_remove_link(&drv->p->kobj, "module");
	if (!mod || !mod->mkobj.drivers_dir)
		return;
	scnprintf(name, sizeof(name), "%s:%s", drv->bus->name, drv->name);
	sysfs_remove_link(mod->mkobj.drivers_dir, name);
}

/* ---- parameters that start from their defaults --------------------------- */

/* copies of all values that can be copied, one behind the other */
static void defaults_save(struct module *mod)
{
	size_t total = 0, size;
	unsigned int i;
	char *copy;
	void *at;

	for (i = 0; i < mod->num_kp; i++)
		total += param_storage(&mod->kp[i], &at);
	copy = mod->defaults = host_alloc(total + 1);
	for (i = 0; i < mod->num_kp; i++) {
		size = param_storage(&mod->kp[i], &at);
		if (size)
			memcpy(copy, at, size);
		copy += size;
	}
}

static void defaults_restore(struct module *mod)
{
	char *copy = mod->defaults;
	unsigned int i;
	size_t size;
	void *at;

	for (i = 0; i < mod->num_kp; i++) {
		const struct kernel_param *kp = &mod->kp[i];

		if (kp->ops->free)
			kp->ops->free(kp->arg);
	}
	for (i = 0; i < mod->num_kp; i++) {
		size = param_storage(&mod->kp[i], &at);
		if (size)
			memcpy(at, copy, size);
		copy += size;
	}
	host_free(mod->defaults);
	mod->defaults = NULL;
}

static int unknown_param(char *param, char *val, const char *modname, void *arg)
{
	struct module *mod = arg;

	if (!strcmp(param, "async_probe")) {
		if (kstrtobool(val ? val : "1", &mod->async_probe_requested))
			mod->async_probe_requested = true;
		return 0;
	}
	if (ddebug_dyndbg_module_param_cb(param, val, modname))
		pr_warn("%s: unknown parameter '%s' ignored\n", modname, param);
	return 0;
}

static int apply_args(struct module *mod, const char *args)
{
	char *after;

	mod->args = kstrdup(args ? args : "", GFP_KERNEL);
	if (!mod->args)
		return -ENOMEM;
	after = parse_args(mod->name, mod->args, mod->kp, mod->num_kp, -32768, 32767, mod,
			   unknown_param);
	if (IS_ERR(after))
		return PTR_ERR(after);
	if (after)
		pr_warn("%s: parameters '%s' after `--' ignored\n", mod->name, after);
	return 0;
}

/* ---- modules that use others ----------------------------------------------- */

/* whose exports it was linked with: none of them may go before it does */
static void uses_add(struct module *mod)
{
	struct module *other;

	mutex_lock(&module_mutex);
	list_for_each_entry(other, &modules, list) {
		if (other == mod || !mod->handle || !other->handle ||
		    !host_module_uses(mod->handle, other->handle))
			continue;
		mod->uses = host_realloc(mod->uses, (mod->num_uses + 1) * sizeof(*mod->uses));
		mod->uses[mod->num_uses++] = other;
		__module_get(other);
	}
	mutex_unlock(&module_mutex);
}

static void uses_remove(struct module *mod)
{
	while (mod->num_uses)
		module_put(mod->uses[--mod->num_uses]);
	host_free(mod->uses);
	mod->uses = NULL;
}

static bool uses(const struct module *mod, const struct module *other)
{
	unsigned int i;

	for (i = 0; i < mod->num_uses; i++)
		if (mod->uses[i] == other)
			return true;
	return false;
}

/* "a,b," as /proc/modules has it, or "" */
static void list_users(const struct module *mod, char *text, size_t size)
{
	struct module *other;

	text[0] = '\0';
	list_for_each_entry(other, &modules, list) {
		if (!uses(other, mod))
			continue;
		strlcat(text, other->name, size);
		strlcat(text, ",", size);
	}
}

/* ---- loading and unloading ----------------------------------------------- */

/* what module_prepare() did; the module's own code is not called any more */
static void module_free(struct module *mod)
{
	mutex_lock(&module_mutex);
	list_del(&mod->list);
	mutex_unlock(&module_mutex);
	mod->state = MODULE_STATE_UNFORMED;
	uses_remove(mod);
	defaults_restore(mod);
	kfree(mod->args);
	mod->args = NULL;
	if (mod->handle) {
		ddebug_remove_module(mod->name);
		/* a callback of its may still be on its way out */
		softirq_barrier();
		if (mod->code_stays)
			list_add(&mod->list, &left_behind);
		else
			host_module_close(mod->handle);
	}
}

static int module_prepare(const struct builtin_module *parts, void *handle,
			  const struct _ddebug *dyndbg, const struct _ddebug *dyndbg_end)
{
	struct module *mod = parts->mod;

	mutex_lock(&module_mutex);
	if (find_locked(parts->name)) {
		mutex_unlock(&module_mutex);
		return -EEXIST;
	}
	memset(mod, 0, sizeof(*mod));
	mod->state = MODULE_STATE_COMING;
	strscpy(mod->name, parts->name, sizeof(mod->name));
	mutex_init(&mod->param_lock);
	mod->kp = parts->params;
	mod->num_kp = parts->params_end - parts->params;
	mod->modinfo = parts->modinfo;
	mod->modinfo_len = parts->modinfo_end - parts->modinfo;
	mod->version = modinfo(mod, "version");
	mod->init = parts->init;
	mod->exit = parts->exit;
	mod->calls = parts->calls;
	mod->num_calls = parts->calls_end - parts->calls;
	mod->kernel = parts->kernel ? parts->kernel : LINUX_VERSION_CODE;
	mod->handle = handle;
	/* one for being loaded, one while it is being initialised */
	atomic_set(&mod->refcnt, 2);
	list_add(&mod->list, &modules);
	mutex_unlock(&module_mutex);

	uses_add(mod);
	defaults_save(mod);
	if (handle && dyndbg_end > dyndbg)
		ddebug_add_module((struct _ddebug *)dyndbg, (struct _ddebug *)dyndbg_end,
				  mod->name);
	return 0;
}

/* ---- what a module starts and ends with ----------------------------------- */

static bool module_has(const struct module *mod, bool exits)
{
	unsigned int i;

	for (i = 0; i < mod->num_calls; i++)
		if (exits ? mod->calls[i].exit != NULL : mod->calls[i].init != NULL)
			return true;
	return exits ? mod->exit != NULL : mod->init != NULL;
}

/* what starts and has nothing to end it was meant to stay, as if built in */
static bool module_can_end(const struct module *mod)
{
	return module_has(mod, true) || !module_has(mod, false);
}

bool module_is_permanent(const struct module *mod)
{
	return !module_can_end(mod);
}

/*
 * Several sources may make one module, each with a start of its own. One that
 * fails is left alone, as among drivers that are built in, unless all fail.
 */
static int module_run_calls(struct module *mod)
{
	unsigned int level, i, worked = 0;
	int ret = 0, error = 0;

	if (mod->init) {
		ret = mod->init();
		if (ret < 0)
			return ret;
		worked++;
	}
	for (level = 0; level <= MODULE_LAST_LEVEL; level++) {
		for (i = 0; i < mod->num_calls; i++) {
			const struct module_call *call = &mod->calls[i];

			if (!call->init || call->level != level)
				continue;
			ret = call->init();
			if (ret >= 0) {
				worked++;
				continue;
			}
			error = error ? error : ret;
			pr_debug("%s: %s failed with error %d\n", mod->name, call->name, ret);
		}
	}
	return worked || !error ? max(ret, 0) : error;
}

static void module_run_exits(struct module *mod)
{
	unsigned int i;

	for (i = mod->num_calls; i--;)
		if (mod->calls[i].exit)
			mod->calls[i].exit();
	if (mod->exit)
		mod->exit();
}

/* the world ends: a module that cannot be unloaded loses its drivers, and its code stays */
static void module_leave_code(struct module *mod)
{
	bus_remove_drivers_of(mod);
	clk_expect_prepared(true);
	mod->code_stays = mod->handle != NULL;
}

static int module_run_init(struct module *mod)
{
	int ret;

	host_fault_during("init of module %s", mod->name);
	ret = module_run_calls(mod);
	host_fault_during(NULL);
	if (ret < 0) {
		mod->state = MODULE_STATE_GOING;
		return ret;
	}
	if (ret > 0)
		pr_warn("do_init_module: '%s'->init suspiciously returned %d, it should follow "
			"0/-E convention\ndo_init_module: loading module anyway...\n",
			mod->name, ret);
	mod->state = MODULE_STATE_LIVE;
	module_put(mod);
	return 0;
}

static int module_load(const struct builtin_module *parts, void *handle,
		       const struct _ddebug *dyndbg, const struct _ddebug *dyndbg_end,
		       const char *args, char *err, size_t err_size)
{
	struct module *mod = parts->mod;
	int ret = module_prepare(parts, handle, dyndbg, dyndbg_end);

	if (ret) {
		if (handle)
			host_module_close(handle);
		return fail(ret, err, err_size, "is loaded already as %s", parts->name);
	}
	ret = apply_args(mod, args);
	if (ret) {
		fail(ret, err, err_size, "bad parameter in \"%s\" (the log says which)",
		     args ? args : "");
		goto err_free;
	}
	ret = module_sysfs_add(mod);
	if (ret) {
		fail(ret, err, err_size, "no place in /sys/module: error %d", ret);
		goto err_free;
	}
	ret = module_run_init(mod);
	if (!ret)
		return 0;
	fail(ret, err, err_size, "its init failed with error %d", ret);
	module_sysfs_remove(mod);
err_free:
	module_free(mod);
	return ret;
}

int module_load_builtin(const struct builtin_module *entry, const char *args, char *err,
			size_t err_size)
{
	return module_load(entry, NULL, NULL, NULL, args, err, err_size);
}

int module_load_file(const char *path, const char *args, char *err, size_t err_size)
{
	const struct module_image *image;
	struct builtin_module parts;
	char why[256] = "";
	void *handle = host_module_open(path, why, sizeof(why));
	int ret;

	if (!handle)
		return fail(-ENOEXEC, err, err_size, "%s: cannot be loaded: %s", path, why);
	image = host_module_symbol(handle, "dmae_module_image");
	if (!image) {
		host_module_close(handle);
		return fail(-ENOEXEC, err, err_size,
			    "%s: not a module: it was not compiled with -DMODULE and "
			    "<linux/module.h> (see dmae build)",
			    path);
	}
	if (image->abi != MODULE_IMAGE_ABI || image->module_size != sizeof(struct module)) {
		host_module_close(handle);
		return fail(-ENOEXEC, err, err_size,
			    "%s: built for another version of the library; build it anew", path);
	}
	if (strcmp(image->library, DMAE_VERSION)) {
		fail(-ENOEXEC, err, err_size,
		     "%s: built for libdmaengine %s, and this is %s; build it anew", path,
		     image->library, DMAE_VERSION);
		host_module_close(handle);
		return -ENOEXEC;
	}
	parts = (struct builtin_module){
		.name = image->name,
		.mod = image->mod,
		.init = image->init,
		.exit = image->exit,
		.params = image->params,
		.params_end = image->params_end,
		.modinfo = image->modinfo,
		.modinfo_end = image->modinfo_end,
		.calls = image->calls,
		.calls_end = image->calls_end,
		.kernel = image->kernel,
	};
	ret = module_load(&parts, handle, image->dyndbg, image->dyndbg_end, args, why,
			  sizeof(why));
	return ret ? fail(ret, err, err_size, "%s: %s", path, why) : 0;
}

/* the last look before it goes: nobody can become a user after this */
static int try_stop(struct module *mod, bool force)
{
	if (mod->state != MODULE_STATE_LIVE) {
		pr_debug("%s already dying\n", mod->name);
		return -EBUSY;
	}
	if (!force && !module_can_end(mod))
		return -EBUSY;
	if (atomic_dec_return(&mod->refcnt) != 0 && !force) {
		atomic_inc(&mod->refcnt);
		return -EWOULDBLOCK;
	}
	mod->state = MODULE_STATE_GOING;
	return 0;
}

static int module_remove(struct module *mod, bool force)
{
	int ret;

	mutex_lock(&module_mutex);
	ret = try_stop(mod, force);
	mutex_unlock(&module_mutex);
	if (ret)
		return ret;
	host_fault_during("exit of module %s", mod->name);
	if (module_can_end(mod))
		module_run_exits(mod);
	else
		module_leave_code(mod);
	host_fault_during(NULL);
	module_sysfs_remove(mod);
	module_free(mod);
	return 0;
}

int module_unload(const char *name, char *err, size_t err_size)
{
	struct module *mod = find_module(name);
	char users[128];
	int ret;

	if (!mod)
		return fail(-ENOENT, err, err_size, "module %s is not loaded", name);
	ret = module_remove(mod, false);
	list_users(mod, users, sizeof(users));
	if (ret == -EWOULDBLOCK && users[0])
		return fail(ret, err, err_size, "module %s is in use by: %.*s", name,
			    (int)strlen(users) - 1, users);
	if (ret == -EWOULDBLOCK)
		return fail(ret, err, err_size, "module %s is in use by %d", name,
			    module_refcount(mod));
	if (ret)
		return fail(ret, err, err_size, "module %s cannot be unloaded: it %s", name,
			    mod->state == MODULE_STATE_LIVE ? "has no exit function" :
							      "is coming or going already");
	return 0;
}

/* ---- all of them --------------------------------------------------------- */

unsigned int module_unload_all(void)
{
	struct module *mod;
	unsigned int stayed;
	bool progress;

	/* a module in use may become free when one behind it has gone */
	do {
		progress = false;
		stayed = 0;
		list_for_each_entry(mod, &modules, list) {
			if (!module_remove(mod, false)) {
				progress = true;
				break;
			}
			stayed++;
		}
	} while (progress);
	return stayed;
}

int module_walk(int (*fn)(const struct module_info *info, void *arg), void *arg)
{
	struct module *mod;
	int ret = 0;

	char users[128];

	mutex_lock(&module_mutex);
	list_for_each_entry(mod, &modules, list) {
		struct module_info info = {
			.name = mod->name,
			.state = mod->state == MODULE_STATE_LIVE ? "Live" :
				 mod->state == MODULE_STATE_COMING ? "Loading" : "Unloading",
			.version = mod->version,
			.description = modinfo(mod, "description"),
			.kernel = mod->kernel,
			.users = module_refcount(mod),
			.user_names = users,
			.builtin = !mod->handle,
		};

		list_users(mod, users, sizeof(users));
		ret = fn(&info, arg);
		if (ret)
			break;
	}
	mutex_unlock(&module_mutex);
	return ret;
}

int module_param_walk(const struct builtin_module *entry,
		      int (*fn)(const char *name, const char *type, const char *description,
				void *arg),
		      void *arg)
{
	const struct kernel_param *kp;
	int ret = 0;

	for (kp = entry->params; kp < entry->params_end && !ret; kp++) {
		const char *type = modinfo_find(entry->modinfo, entry->modinfo_end, "parmtype",
						kp->name);
		const char *text = modinfo_find(entry->modinfo, entry->modinfo_end, "parm",
						kp->name);

		ret = fn(kp->name, type ? type : "", text ? text : "", arg);
	}
	return ret;
}

int modules_code_start(void)
{
	INIT_LIST_HEAD(&left_behind);
	return 0;
}

void modules_code_stop(void)
{
	struct module *mod, *next;

	list_for_each_entry_safe(mod, next, &left_behind, list)
		host_module_close(mod->handle);
	INIT_LIST_HEAD(&left_behind);
}

int modules_start(void)
{
	INIT_LIST_HEAD(&modules);
	module_kset = kset_create_and_add("module", NULL, NULL);
	return module_kset ? 0 : -ENOMEM;
}

void modules_stop(void)
{
	struct module *mod;

	if (!module_kset)
		return;
	module_unload_all();
	while (!list_empty(&modules)) {
		mod = list_first_entry(&modules, struct module, list);
		if (module_refcount(mod))
			pr_warn("module %s still has %d users and is unloaded all the same\n",
				mod->name, module_refcount(mod));
		if (module_remove(mod, true))
			break;
	}
	params_stop();
	kset_unregister(module_kset);
	module_kset = NULL;
}
