// SPDX-License-Identifier: MIT
/*
 * Parameters as text: reading "a=1 b='x y' c" and handing each value to the
 * parameter of that name. The types that values can have are in
 * param_types.c, their files in param_sysfs.c.
 */
#include <linux/ctype.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "device/params.h"

/* for parameters that belong to no module */
static DEFINE_MUTEX(param_lock);

static struct mutex *lock_of(struct module *mod)
{
	return mod ? &mod->param_lock : &param_lock;
}

void kernel_param_lock(struct module *mod)
{
	mutex_lock(lock_of(mod));
}

void kernel_param_unlock(struct module *mod)
{
	mutex_unlock(lock_of(mod));
}

static char dash2underscore(char c)
{
	return c == '-' ? '_' : c;
}

bool parameqn(const char *a, const char *b, size_t n)
{
	for (; n; n--) {
		if (dash2underscore(*a++) != dash2underscore(*b++))
			return false;
	}
	return true;
}

bool parameq(const char *a, const char *b)
{
	return parameqn(a, b, strlen(a) + 1);
}

int param_set_value(const struct kernel_param *kp, const char *val)
{
	int err;

	/* a type that is off without a value is told so by NULL; others need one */
	if (!val && !(kp->ops->flags & KERNEL_PARAM_OPS_FL_NOARG))
		return -EINVAL;
	if (!kp->ops->set)
		return -EPERM;
	kernel_param_lock(kp->mod);
	if (kp->flags & KERNEL_PARAM_FL_UNSAFE)
		pr_notice("Setting dangerous option %s - tainting kernel\n", kp->name);
	err = kp->ops->set(val, kp);
	kernel_param_unlock(kp->mod);
	return err;
}

static int parse_one(char *param, char *val, const char *doing, const struct kernel_param *params,
		     unsigned int num, s16 min_level, s16 max_level, void *arg,
		     int (*unknown)(char *param, char *val, const char *doing, void *arg))
{
	unsigned int i;

	for (i = 0; i < num; i++) {
		if (!parameq(param, params[i].name))
			continue;
		if (params[i].level < min_level || params[i].level > max_level)
			return 0;
		return param_set_value(&params[i], val);
	}
	return unknown ? unknown(param, val, doing, arg) : -ENOENT;
}

static void report_bad_arg(const char *doing, const char *param, const char *val, int err)
{
	if (err == -ENOENT)
		pr_err("%s: Unknown parameter `%s'\n", doing, param);
	else if (err == -ENOSPC)
		pr_err("%s: `%s' too large for parameter `%s'\n", doing, val ?: "", param);
	else
		pr_err("%s: `%s' invalid for parameter `%s'\n", doing, val ?: "", param);
}

char *parse_args(const char *doing, char *args, const struct kernel_param *params,
		 unsigned int num, s16 min_level, s16 max_level, void *arg,
		 int (*unknown)(char *param, char *val, const char *doing, void *arg))
{
	int last_err = 0;

	for (args = skip_spaces(args); *args; ) {
		char *param, *val;
		int err;

		args = next_arg(args, &param, &val);
		/* what comes after it is not for us */
		if (!val && !strcmp(param, "--"))
			return last_err ? ERR_PTR(last_err) : args;
		err = parse_one(param, val, doing, params, num, min_level, max_level, arg, unknown);
		if (err) {
			report_bad_arg(doing, param, val, err);
			last_err = err;
		}
	}
	return last_err ? ERR_PTR(last_err) : NULL;
}
