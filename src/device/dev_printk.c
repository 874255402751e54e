// SPDX-License-Identifier: MIT
/*
 * Messages about a device: "driver device: text". The log itself is
 * src/base's.
 */
#include <linux/device.h>
#include <linux/dynamic_debug.h>
#include <linux/err.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "device/core.h"

static void set_info(const struct device *dev, struct dev_printk_info *info)
{
	memset(info, 0, sizeof(*info));
	if (dev->class)
		strscpy(info->subsystem, dev->class->name, sizeof(info->subsystem));
	else if (dev->bus)
		strscpy(info->subsystem, dev->bus->name, sizeof(info->subsystem));
	else
		return;
	snprintf(info->device, sizeof(info->device), "+%s:%s", info->subsystem, dev_name(dev));
}

int dev_vprintk_emit(int level, const struct device *dev, const char *fmt, va_list args)
{
	struct dev_printk_info info;

	set_info(dev, &info);
	return vprintk_emit(0, level, &info, fmt, args);
}

int dev_printk_emit(int level, const struct device *dev, const char *fmt, ...)
{
	va_list args;
	int r;

	va_start(args, fmt);
	r = dev_vprintk_emit(level, dev, fmt, args);
	va_end(args);
	return r;
}

static void emit(int level, const struct device *dev, struct va_format *vaf)
{
	if (dev)
		dev_printk_emit(level, dev, "%s %s: %pV", dev_driver_string(dev), dev_name(dev),
				vaf);
	else
		printk(KERN_SOH "%c(NULL device *): %pV", '0' + level, vaf);
}

void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	emit(level[1] - '0', dev, &vaf);
	va_end(args);
}

#define DEFINE_DEV_LEVEL(func, level)					\
void func(const struct device *dev, const char *fmt, ...)		\
{									\
	struct va_format vaf;						\
	va_list args;							\
									\
	va_start(args, fmt);						\
	vaf.fmt = fmt;							\
	vaf.va = &args;							\
	emit(level, dev, &vaf);						\
	va_end(args);							\
}

DEFINE_DEV_LEVEL(_dev_emerg, LOGLEVEL_EMERG)
DEFINE_DEV_LEVEL(_dev_alert, LOGLEVEL_ALERT)
DEFINE_DEV_LEVEL(_dev_crit, LOGLEVEL_CRIT)
DEFINE_DEV_LEVEL(_dev_err, LOGLEVEL_ERR)
DEFINE_DEV_LEVEL(_dev_warn, LOGLEVEL_WARNING)
DEFINE_DEV_LEVEL(_dev_notice, LOGLEVEL_NOTICE)
DEFINE_DEV_LEVEL(_dev_info, LOGLEVEL_INFO)

void __dynamic_dev_dbg(struct _ddebug *descriptor, const struct device *dev, const char *fmt, ...)
{
	char prefix[PREFIX_SIZE];
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	dynamic_emit_prefix(descriptor, prefix);
	if (dev)
		dev_printk_emit(LOGLEVEL_DEBUG, dev, "%s%s %s: %pV", prefix,
				dev_driver_string(dev), dev_name(dev), &vaf);
	else
		printk(KERN_DEBUG "%s(NULL device *): %pV", prefix, &vaf);
	va_end(args);
}

/* ---- why a probe failed ------------------------------------------------ */

static void probe_message(const struct device *dev, int err, bool fatal, struct va_format *vaf)
{
	switch (err) {
	case -EPROBE_DEFER:
		if (dev->p)
			device_set_deferred_probe_reason(dev, vaf);
		dev_dbg(dev, "error %pe: %pV", ERR_PTR(err), vaf);
		break;
	case -ENOMEM:
		/* the allocator has said so */
		break;
	default:
		if (fatal)
			dev_err(dev, "error %pe: %pV", ERR_PTR(err), vaf);
		else
			dev_warn(dev, "error %pe: %pV", ERR_PTR(err), vaf);
		break;
	}
}

int dev_err_probe(const struct device *dev, int err, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	probe_message(dev, err, true, &vaf);
	va_end(args);
	return err;
}

int dev_warn_probe(const struct device *dev, int err, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	probe_message(dev, err, false, &vaf);
	va_end(args);
	return err;
}
