// SPDX-License-Identifier: MIT
/* The types of module parameters: from text, to text. */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "device/params.h"

/* ---- numbers ----------------------------------------------------------- */

#define STANDARD_PARAM_DEF(name, type, format, strtolfn)				\
int param_set_##name(const char *val, const struct kernel_param *kp)			\
{											\
	return strtolfn(val, 0, (type *)kp->arg);					\
}											\
											\
int param_get_##name(char *buffer, const struct kernel_param *kp)			\
{											\
	return scnprintf(buffer, PAGE_SIZE, format "\n", *(type *)kp->arg);		\
}											\
											\
const struct kernel_param_ops param_ops_##name = {					\
	.set = param_set_##name,							\
	.get = param_get_##name,							\
}

STANDARD_PARAM_DEF(byte, unsigned char, "%hhu", kstrtou8);
STANDARD_PARAM_DEF(short, short, "%hi", kstrtos16);
STANDARD_PARAM_DEF(ushort, unsigned short, "%hu", kstrtou16);
STANDARD_PARAM_DEF(int, int, "%i", kstrtoint);
STANDARD_PARAM_DEF(uint, unsigned int, "%u", kstrtouint);
STANDARD_PARAM_DEF(long, long, "%li", kstrtol);
STANDARD_PARAM_DEF(ulong, unsigned long, "%lu", kstrtoul);
STANDARD_PARAM_DEF(ullong, unsigned long long, "%llu", kstrtoull);
STANDARD_PARAM_DEF(hexint, unsigned int, "%#08x", kstrtouint);

int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min,
			  unsigned int max)
{
	unsigned int num;
	int ret;

	if (!val)
		return -EINVAL;
	ret = kstrtouint(val, 0, &num);
	if (ret)
		return ret;
	if (num < min || num > max)
		return -EINVAL;
	*(unsigned int *)kp->arg = num;
	return 0;
}

/* ---- strings that are allocated ------------------------------------------ */

/* a value that was set by text, as opposed to the one compiled in */
struct kmalloced_param {
	struct list_head list;
	char val[];
};

static LIST_HEAD(kmalloced_params);
static DEFINE_SPINLOCK(kmalloced_params_lock);

static void *kmalloc_parameter(size_t size)
{
	struct kmalloced_param *p = kmalloc(sizeof(*p) + size, GFP_KERNEL);

	if (!p)
		return NULL;
	spin_lock(&kmalloced_params_lock);
	list_add(&p->list, &kmalloced_params);
	spin_unlock(&kmalloced_params_lock);
	return p->val;
}

static void maybe_kfree_parameter(void *param)
{
	struct kmalloced_param *p, *found = NULL;

	spin_lock(&kmalloced_params_lock);
	list_for_each_entry(p, &kmalloced_params, list) {
		if (p->val == param) {
			list_del(&p->list);
			found = p;
			break;
		}
	}
	spin_unlock(&kmalloced_params_lock);
	kfree(found);
}

void params_stop(void)
{
	struct kmalloced_param *p, *next;

	list_for_each_entry_safe(p, next, &kmalloced_params, list)
		kfree(p);
	INIT_LIST_HEAD(&kmalloced_params);
}

int param_set_charp(const char *val, const struct kernel_param *kp)
{
	size_t len = strnlen(val, 1025);
	char *copy;

	if (len > 1024) {
		pr_err("%s: string parameter too long\n", kp->name);
		return -ENOSPC;
	}
	copy = kmalloc_parameter(len + 1);
	if (!copy)
		return -ENOMEM;
	strcpy(copy, val);
	maybe_kfree_parameter(*(char **)kp->arg);
	*(char **)kp->arg = copy;
	return 0;
}

int param_get_charp(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", *(char **)kp->arg);
}

void param_free_charp(void *arg)
{
	maybe_kfree_parameter(*(char **)arg);
}

const struct kernel_param_ops param_ops_charp = {
	.set = param_set_charp,
	.get = param_get_charp,
	.free = param_free_charp,
};

/* ---- yes or no --------------------------------------------------------- */

int param_set_bool(const char *val, const struct kernel_param *kp)
{
	/* the name alone says yes */
	return kstrtobool(val ? val : "1", kp->arg);
}

int param_get_bool(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%c\n", *(bool *)kp->arg ? 'Y' : 'N');
}

const struct kernel_param_ops param_ops_bool = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool,
	.get = param_get_bool,
};

int param_set_bool_enable_only(const char *val, const struct kernel_param *kp)
{
	struct kernel_param probe = *kp;
	bool wanted;
	int err;

	/* look at the value before it counts */
	probe.arg = &wanted;
	err = param_set_bool(val, &probe);
	if (err)
		return err;
	if (wanted)
		return param_set_bool(val, kp);
	return *(bool *)kp->arg ? -EROFS : 0;
}

const struct kernel_param_ops param_ops_bool_enable_only = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool_enable_only,
	.get = param_get_bool,
};

int param_set_invbool(const char *val, const struct kernel_param *kp)
{
	bool boolval;
	int ret = kstrtobool(val ? val : "1", &boolval);

	if (ret == 0)
		*(bool *)kp->arg = !boolval;
	return ret;
}

int param_get_invbool(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%c\n", *(bool *)kp->arg ? 'N' : 'Y');
}

const struct kernel_param_ops param_ops_invbool = {
	.set = param_set_invbool,
	.get = param_get_invbool,
};

int param_set_bint(const char *val, const struct kernel_param *kp)
{
	bool v;
	int ret = kstrtobool(val ? val : "1", &v);

	if (ret == 0)
		*(int *)kp->arg = v;
	return ret;
}

const struct kernel_param_ops param_ops_bint = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bint,
	.get = param_get_int,
};

/* ---- arrays: values with commas between ---------------------------------- */

static struct kernel_param element(const struct kernel_param *kp, unsigned int i)
{
	struct kernel_param e = {
		.name = kp->name,
		.mod = kp->mod,
		.ops = kp->arr->ops,
		.perm = kp->perm,
		.level = kp->level,
		.flags = kp->flags,
		.arg = (char *)kp->arr->elem + kp->arr->elemsize * i,
	};

	return e;
}

static int param_array_set(const char *text, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
	char *copy = kstrdup(text, GFP_KERNEL), *val = copy, *next;
	unsigned int num = 0;
	int ret = 0;

	if (!copy)
		return -ENOMEM;
	do {
		const struct kernel_param e = element(kp, min(num, arr->max - 1));

		if (num == arr->max) {
			pr_err("%s: can only take %i arguments\n", kp->name, arr->max);
			ret = -EINVAL;
			break;
		}
		next = strchr(val, ',');
		if (next)
			*next++ = '\0';
		ret = arr->ops->set(val, &e);
		if (ret)
			break;
		num++;
		val = next;
	} while (next);
	kfree(copy);
	if (!ret && arr->num)
		*arr->num = num;
	return ret;
}

static int param_array_get(char *buffer, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
	unsigned int i, used = arr->num ? *arr->num : arr->max;
	char *at = buffer;

	for (i = 0; i < used; i++) {
		struct kernel_param one = element(kp, i);
		int len;

		if (at > buffer)
			at[-1] = ',';	/* where the last one's newline was */
		len = arr->ops->get(at, &one);
		if (len < 0)
			return len;
		at += len;
	}
	*at = '\0';
	return at - buffer;
}

static void param_array_free(void *arg)
{
	const struct kparam_array *arr = arg;
	unsigned int i, num = arr->num ? *arr->num : arr->max;

	if (arr->ops->free)
		for (i = 0; i < num; i++)
			arr->ops->free((char *)arr->elem + arr->elemsize * i);
}

const struct kernel_param_ops param_array_ops = {
	.set = param_array_set,
	.get = param_array_get,
	.free = param_array_free,
};

/* ---- strings in a buffer of the module's --------------------------------- */

int param_set_copystring(const char *val, const struct kernel_param *kp)
{
	const struct kparam_string *to = kp->str;
	size_t len = strnlen(val, to->maxlen);

	if (len < to->maxlen) {
		memcpy(to->string, val, len + 1);
		return 0;
	}
	pr_err("%s: string doesn't fit in %u chars.\n", kp->name, to->maxlen - 1);
	return -ENOSPC;
}

int param_get_string(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", kp->str->string);
}

const struct kernel_param_ops param_ops_string = {
	.set = param_set_copystring,
	.get = param_get_string,
};

/* ---- where a value is kept ----------------------------------------------- */

size_t param_storage(const struct kernel_param *kp, void **at)
{
	static const struct {
		int (*get)(char *buffer, const struct kernel_param *kp);
		size_t size;
	} sizes[] = {
		{ param_get_byte, sizeof(unsigned char) },
		{ param_get_short, sizeof(short) },
		{ param_get_ushort, sizeof(unsigned short) },
		{ param_get_int, sizeof(int) },
		{ param_get_uint, sizeof(unsigned int) },
		{ param_get_long, sizeof(long) },
		{ param_get_ulong, sizeof(unsigned long) },
		{ param_get_ullong, sizeof(unsigned long long) },
		{ param_get_hexint, sizeof(unsigned int) },
		{ param_get_charp, sizeof(char *) },
		{ param_get_bool, sizeof(bool) },
		{ param_get_invbool, sizeof(bool) },
	};
	unsigned int i;

	*at = kp->arg;
	if (kp->ops->get == param_array_get) {
		*at = kp->arr->elem;
		return (size_t)kp->arr->elemsize * kp->arr->max;
	}
	if (kp->ops->get == param_get_string) {
		*at = kp->str->string;
		return kp->str->maxlen;
	}
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		if (kp->ops->get == sizes[i].get)
			return sizes[i].size;
	return 0;
}
