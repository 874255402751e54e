// SPDX-License-Identifier: MIT
/*
 * The platform bus: its match, probe and remove, and the registration of its
 * drivers. Devices are made in platform_device.c; what a driver asks of its
 * device's resources is answered in platform_resource.c.
 */
#include <linux/acpi.h>
#include <linux/clk/clk-conf.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/of_device.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "device/core.h"
#include "device/platform.h"

struct device platform_bus;

static void platform_bus_release(struct device *dev)
{
}

/* ---- matching ---------------------------------------------------------- */

static const struct platform_device_id *match_id(const struct platform_device_id *id,
						 struct platform_device *pdev)
{
	for (; id->name[0]; id++) {
		if (!strcmp(pdev->name, id->name)) {
			pdev->id_entry = id;
			return id;
		}
	}
	return NULL;
}

static int platform_match(struct device *dev, struct device_driver *drv)
{
	const struct platform_device_id *ids = to_platform_driver(drv)->id_table;
	struct platform_device *pdev = to_platform_device(dev);
	const char *wanted = pdev->driver_override;

	if (!wanted) {
		/* what the firmware says about it, then its name in a table */
		if (of_driver_match_device(dev, drv) || acpi_driver_match_device(dev, drv))
			return 1;
		if (ids)
			return match_id(ids, pdev) != NULL;
		wanted = pdev->name;
	}
	return strcmp(wanted, drv->name) == 0;
}

static int platform_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	int rc = of_device_uevent_modalias(dev, env);

	if (rc != -ENODEV)
		return rc;
	add_uevent_var(env, "MODALIAS=%s%s", PLATFORM_MODULE_PREFIX,
		       to_platform_device(dev)->name);
	return 0;
}

/* ---- probing ----------------------------------------------------------- */

/* what a driver from platform_driver_probe() has for a probe once its time is over */
static int platform_probe_fail(struct platform_device *pdev)
{
	return -ENXIO;
}

static int platform_probe(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);
	int ret;

	if (drv->probe == platform_probe_fail)
		return -ENXIO;
	ret = of_clk_set_defaults(dev->of_node, false);
	if (ret < 0)
		return ret;
	ret = drv->probe ? drv->probe(to_platform_device(dev)) : 0;
	if (drv->prevent_deferred_probe && ret == -EPROBE_DEFER) {
		dev_warn(dev, "probe deferral not supported\n");
		ret = -ENXIO;
	}
	return ret;
}

static void platform_remove(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);
	struct platform_device *pdev = to_platform_device(dev);

	if (drv->remove_new) {
		drv->remove_new(pdev);
	} else if (drv->remove) {
		if (drv->remove(pdev))
			dev_warn(dev, "remove callback returned a non-zero value. This will be "
				      "ignored.\n");
	}
}

static void platform_shutdown(struct device *dev)
{
	struct platform_driver *drv;

	if (!dev->driver)
		return;
	drv = to_platform_driver(dev->driver);
	if (drv->shutdown)
		drv->shutdown(to_platform_device(dev));
}

static int platform_dma_configure(struct device *dev)
{
	return device_dma_configure(dev, to_platform_driver(dev->driver)->driver_managed_dma);
}

static void platform_dma_cleanup(struct device *dev)
{
	device_dma_cleanup(dev, to_platform_driver(dev->driver)->driver_managed_dma);
}

/* ---- files of platform devices ----------------------------------------- */

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	ssize_t len = of_device_modalias(dev, buf, PAGE_SIZE);

	if (len != -ENODEV)
		return len;
	return sysfs_emit(buf, "platform:%s\n", to_platform_device(dev)->name);
}
static DEVICE_ATTR_RO(modalias);

static ssize_t driver_override_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct platform_device *pdev = to_platform_device(dev);
	ssize_t len;

	device_lock(dev);
	len = sysfs_emit(buf, "%s\n", pdev->driver_override ? pdev->driver_override : "(null)");
	device_unlock(dev);
	return len;
}

static ssize_t driver_override_store(struct device *dev, struct device_attribute *attr,
				     const char *buf, size_t count)
{
	int ret = driver_set_override(dev, &to_platform_device(dev)->driver_override, buf, count);

	return ret ? ret : (ssize_t)count;
}
static DEVICE_ATTR_RW(driver_override);

static struct attribute *platform_dev_attrs[] = {
	&dev_attr_modalias.attr,
	&dev_attr_driver_override.attr,
	NULL,
};
ATTRIBUTE_GROUPS(platform_dev);

int platform_pm_suspend(struct device *dev)
{
	return pm_generic_suspend(dev);
}

int platform_pm_resume(struct device *dev)
{
	return pm_generic_resume(dev);
}

static const struct dev_pm_ops platform_dev_pm_ops = {
	SET_RUNTIME_PM_OPS(pm_generic_runtime_suspend, pm_generic_runtime_resume, NULL)
	SET_SYSTEM_SLEEP_PM_OPS(platform_pm_suspend, platform_pm_resume)
};

struct bus_type platform_bus_type = {
	.name = "platform",
	.dev_groups = platform_dev_groups,
	.match = platform_match,
	.uevent = platform_uevent,
	.probe = platform_probe,
	.remove = platform_remove,
	.shutdown = platform_shutdown,
	.dma_configure = platform_dma_configure,
	.dma_cleanup = platform_dma_cleanup,
	.pm = &platform_dev_pm_ops,
};

/* ---- drivers ----------------------------------------------------------- */

int __platform_driver_register(struct platform_driver *drv, struct module *owner)
{
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	return driver_register(&drv->driver);
}

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}

int __platform_driver_probe(struct platform_driver *drv,
			    int (*probe)(struct platform_device *pdev), struct module *module)
{
	int ret;

	if (drv->driver.probe_type == PROBE_PREFER_ASYNCHRONOUS) {
		pr_err("%s: drivers registered with %s can not be probed asynchronously\n",
		       drv->driver.name, __func__);
		return -EINVAL;
	}
	drv->prevent_deferred_probe = true;
	drv->driver.suppress_bind_attrs = true;
	drv->probe = probe;
	ret = __platform_driver_register(drv, module);
	if (ret)
		return ret;
	drv->probe = platform_probe_fail;
	if (roster_empty(&drv->driver.p->devices)) {
		platform_driver_unregister(drv);
		return -ENODEV;
	}
	return 0;
}

int __platform_register_drivers(struct platform_driver *const *drivers, unsigned int count,
				struct module *owner)
{
	unsigned int done;

	for (done = 0; done < count; done++) {
		struct platform_driver *next = drivers[done];
		int err = __platform_driver_register(next, owner);

		if (err >= 0)
			continue;
		pr_err("failed to register platform driver %ps: %d\n", next, err);
		platform_unregister_drivers(drivers, done);
		return err;
	}
	return 0;
}

void platform_unregister_drivers(struct platform_driver *const *drivers, unsigned int count)
{
	while (count--)
		platform_driver_unregister(drivers[count]);
}

static int is_bound_to(struct device *dev, const void *drv)
{
	return dev->driver == drv;
}

struct device *platform_find_device_by_driver(struct device *start,
					      const struct device_driver *drv)
{
	return bus_find_device(&platform_bus_type, start, drv, is_bound_to);
}

/* ---- start and stop ---------------------------------------------------- */

int platform_start(void)
{
	int error;

	memset(&platform_bus, 0, sizeof(platform_bus));
	platform_bus.init_name = "platform";
	platform_bus.release = platform_bus_release;
	error = device_register(&platform_bus);
	if (error) {
		put_device(&platform_bus);
		return error;
	}
	error = bus_register(&platform_bus_type);
	if (error)
		device_unregister(&platform_bus);
	return error;
}

void platform_stop(void)
{
	if (!bus_private(&platform_bus_type))
		return;
	bus_unregister(&platform_bus_type);
	device_unregister(&platform_bus);
	platform_device_stop();
}
