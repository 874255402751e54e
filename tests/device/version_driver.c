// SPDX-License-Identifier: MIT
/*
 * A driver for test_versions.c that is compiled for several kernel versions,
 * each time as somebody would write it there: what its device's data counts
 * tells that the world called it through the right slot.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/version.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

#include "version_driver.h"

static DEFINE_MUTEX(count_lock);

static int version_probe(struct platform_device *pdev)
{
	struct version_counts *counts = dev_get_platdata(&pdev->dev);
	char *copy __free(kfree) = kstrdup(KBUILD_MODNAME, GFP_KERNEL);

	guard(mutex)(&count_lock);
	if (!copy)
		return -ENOMEM;
	counts->version = LINUX_VERSION_CODE;
	counts->probed++;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
	return strscpy(counts->name, copy) < 0 ? -EINVAL : 0;
#else
	return strscpy(counts->name, copy, sizeof(counts->name)) < 0 ? -EINVAL : 0;
#endif
}

static void count_removal(struct platform_device *pdev)
{
	struct version_counts *counts = dev_get_platdata(&pdev->dev);

	guard(mutex)(&count_lock);
	counts->removed++;
}

#if defined(USE_REMOVE_NEW)
/* count_removal() is the callback itself */
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static void version_remove(struct platform_device *pdev)
{
	count_removal(pdev);
}
#else
static int version_remove(struct platform_device *pdev)
{
	count_removal(pdev);
	return 0;
}
#endif

static struct platform_driver version_driver = {
	.probe = version_probe,
#if defined(USE_REMOVE_NEW)
	.remove_new = count_removal,
#else
	.remove = version_remove,
#endif
	.driver = { .name = KBUILD_MODNAME },
};

/* ---- a bus and a class: const from 6.4 ---------------------------------- */

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static int version_match(struct device *dev, const struct device_driver *drv)
#else
static int version_match(struct device *dev, struct device_driver *drv)
#endif
{
	return 0;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
static int version_uevent(const struct device *dev, struct kobj_uevent_env *env)
#else
static int version_uevent(struct device *dev, struct kobj_uevent_env *env)
#endif
{
	return 0;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define SINCE_6_4(word) word
#else
#define SINCE_6_4(word)
#endif

static SINCE_6_4(const) struct bus_type version_bus = {
	.name = KBUILD_MODNAME,
	.match = version_match,
	.uevent = version_uevent,
};

static SINCE_6_4(const) struct class version_class = {
	.name = KBUILD_MODNAME,
};

static struct class *made_class;
static struct device class_device;

static void no_release(struct device *dev)
{
}

static int add_class_device(void)
{
	class_device = (struct device){
		.class = &version_class,
		.init_name = KBUILD_MODNAME,
		.release = no_release,
	};
	return device_register(&class_device);
}

static int __init version_init(void)
{
	int err = bus_register(&version_bus);

	if (err)
		return err;
	err = class_register(&version_class);
	if (err)
		goto err_bus;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	made_class = class_create(KBUILD_MODNAME "_made");
#else
	made_class = class_create(THIS_MODULE, KBUILD_MODNAME "_made");
#endif
	err = PTR_ERR_OR_ZERO(made_class);
	if (err)
		goto err_class;
	err = add_class_device();
	if (err)
		goto err_made;
	err = platform_driver_register(&version_driver);
	if (!err)
		return 0;
	device_unregister(&class_device);
err_made:
	class_destroy(made_class);
err_class:
	class_unregister(&version_class);
err_bus:
	bus_unregister(&version_bus);
	return err;
}
module_init(version_init);

static void __exit version_exit(void)
{
	platform_driver_unregister(&version_driver);
	device_unregister(&class_device);
	class_destroy(made_class);
	class_unregister(&version_class);
	bus_unregister(&version_bus);
}
module_exit(version_exit);

MODULE_LICENSE("Dual MIT/GPL");
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
MODULE_IMPORT_NS("VERSION_TEST");
#else
MODULE_IMPORT_NS(VERSION_TEST);
#endif
