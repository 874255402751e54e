// SPDX-License-Identifier: MIT
/*
 * The AMBA bus: reading a cell's identity, matching it, and powering the cell
 * around its driver's life. Cells come from device tree nodes that are
 * compatible with "arm,primecell", or from code; their devices are made in
 * amba_device.c.
 */
#include <linux/amba/bus.h>
#include <linux/clk/clk-conf.h>
#include <linux/device.h>
#include <linux/io.h>
#include <linux/of_device.h>
#include <linux/of_irq.h>
#include <linux/pm_domain.h>
#include <linux/pm_runtime.h>
#include <linux/reset.h>
#include <linux/string.h>

#include "device/amba.h"
#include "device/core.h"

#define to_amba_driver(d) container_of(d, struct amba_driver, drv)

/* ---- who a cell is ------------------------------------------------------ */

static bool uci_matches(const struct amba_id *id, const struct amba_device *adev)
{
	const struct amba_cs_uci_id *uci = id->data;

	if (!uci || !uci->devarch_mask)
		return true;
	return adev->uci.devtype == uci->devtype &&
	       (adev->uci.devarch & uci->devarch_mask) == uci->devarch;
}

static const struct amba_id *lookup(const struct amba_id *id, const struct amba_device *adev)
{
	for (; id && id->mask; id++)
		if ((adev->periphid & id->mask) == id->id &&
		    (adev->cid != CORESIGHT_CID || uci_matches(id, adev)))
			return id;
	return NULL;
}

static int enable_pclk(struct amba_device *adev)
{
	int ret;

	adev->pclk = clk_get(&adev->dev, "apb_pclk");
	if (IS_ERR(adev->pclk))
		return PTR_ERR(adev->pclk);
	ret = clk_prepare_enable(adev->pclk);
	if (ret)
		clk_put(adev->pclk);
	return ret;
}

static void disable_pclk(struct amba_device *adev)
{
	clk_disable_unprepare(adev->pclk);
	clk_put(adev->pclk);
}

/* four registers of one byte each */
static u32 read_id(char __iomem *at)
{
	u32 id = 0;
	int i;

	for (i = 0; i < 4; i++)
		id |= (readl(at + 4 * i) & 0xff) << (8 * i);
	return id;
}

static int read_registers(struct amba_device *adev)
{
	u32 size = resource_size(&adev->res);
	char __iomem *base = ioremap(adev->res.start, size);
	u32 pid, cid;

	if (!base)
		return -ENOMEM;
	pid = read_id(base + size - 0x20);
	cid = read_id(base + size - 0x10);
	if (cid == CORESIGHT_CID) {
		char __iomem *last = base + size - SZ_4K;

		adev->uci.devarch = readl(last + UCI_REG_DEVARCH_OFFSET);
		adev->uci.devtype = readl(last + UCI_REG_DEVTYPE_OFFSET) & 0xff;
	}
	if (cid == AMBA_CID || cid == CORESIGHT_CID) {
		adev->periphid = pid;
		adev->cid = cid;
	}
	iounmap(base);
	return adev->periphid ? 0 : -ENODEV;
}

static int release_reset(struct amba_device *adev)
{
	struct reset_control *rstc =
		of_reset_control_array_get_optional_shared(adev->dev.of_node);

	if (IS_ERR(rstc)) {
		if (PTR_ERR(rstc) != -EPROBE_DEFER)
			dev_err(&adev->dev, "can't get reset: %ld\n", PTR_ERR(rstc));
		return PTR_ERR(rstc);
	}
	reset_control_deassert(rstc);
	reset_control_put(rstc);
	return 0;
}

/* needs the cell to be on, clocked and out of reset */
int amba_read_periphid(struct amba_device *adev)
{
	int ret = dev_pm_domain_attach(&adev->dev, true);

	if (ret) {
		dev_dbg(&adev->dev, "can't get PM domain: %d\n", ret);
		return ret;
	}
	ret = enable_pclk(adev);
	if (ret) {
		dev_dbg(&adev->dev, "can't get pclk: %d\n", ret);
		goto out_domain;
	}
	ret = release_reset(adev);
	if (!ret)
		ret = read_registers(adev);
	disable_pclk(adev);
out_domain:
	dev_pm_domain_detach(&adev->dev, true);
	return ret;
}

/* a cell that can't be read yet is asked again whenever something was bound */
static int amba_match(struct device *dev, struct device_driver *drv)
{
	struct amba_device *adev = to_amba_device(dev);
	int ret = 0;

	mutex_lock(&adev->periphid_lock);
	if (!adev->periphid) {
		ret = amba_read_periphid(adev);
		if (!ret) {
			dev_set_uevent_suppress(dev, false);
			kobject_uevent(&dev->kobj, KOBJ_ADD);
		}
	}
	mutex_unlock(&adev->periphid_lock);
	if (ret)
		return -EPROBE_DEFER;
	if (adev->driver_override)
		return !strcmp(adev->driver_override, drv->name);
	return lookup(to_amba_driver(drv)->id_table, adev) != NULL;
}

static int amba_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	struct amba_device *adev = to_amba_device(dev);
	int ret = add_uevent_var(env, "AMBA_ID=%08x", adev->periphid);

	return ret ? ret : add_uevent_var(env, "MODALIAS=amba:d%08X", adev->periphid);
}

/* ---- a driver's life ----------------------------------------------------- */

static int decode_irqs(struct amba_device *adev)
{
	int i, irq;

	for (i = 0; adev->dev.of_node && i < AMBA_NR_IRQS; i++) {
		irq = of_irq_get(adev->dev.of_node, i);
		if (irq == -EPROBE_DEFER)
			return irq;
		adev->irq[i] = irq < 0 ? 0 : irq;
	}
	return 0;
}

static int power_up(struct amba_device *adev)
{
	struct device *dev = &adev->dev;
	int ret = dev_pm_domain_attach(dev, true);

	if (ret)
		return ret;
	ret = enable_pclk(adev);
	if (ret) {
		dev_pm_domain_detach(dev, true);
		return ret;
	}
	pm_runtime_get_noresume(dev);
	pm_runtime_set_active(dev);
	pm_runtime_enable(dev);
	return 0;
}

static void power_down(struct amba_device *adev)
{
	struct device *dev = &adev->dev;

	pm_runtime_disable(dev);
	pm_runtime_set_suspended(dev);
	pm_runtime_put_noidle(dev);
	disable_pclk(adev);
	dev_pm_domain_detach(dev, true);
}

static int amba_probe(struct device *dev)
{
	struct amba_device *adev = to_amba_device(dev);
	struct amba_driver *drv = to_amba_driver(dev->driver);
	int ret = decode_irqs(adev);

	if (!ret)
		ret = of_clk_set_defaults(dev->of_node, false);
	if (!ret)
		ret = power_up(adev);
	if (ret)
		return ret;
	ret = drv->probe(adev, lookup(drv->id_table, adev));
	if (ret)
		power_down(adev);
	return ret;
}

static void amba_remove(struct device *dev)
{
	struct amba_device *adev = to_amba_device(dev);
	struct amba_driver *drv = to_amba_driver(dev->driver);

	pm_runtime_get_sync(dev);
	if (drv->remove)
		drv->remove(adev);
	pm_runtime_put_noidle(dev);
	power_down(adev);
}

static void amba_shutdown(struct device *dev)
{
	struct amba_driver *bound = dev->driver ? to_amba_driver(dev->driver) : NULL;

	if (bound && bound->shutdown)
		bound->shutdown(to_amba_device(dev));
}

static int amba_dma_configure(struct device *dev)
{
	return device_dma_configure(dev, to_amba_driver(dev->driver)->driver_managed_dma);
}

static void amba_dma_cleanup(struct device *dev)
{
	device_dma_cleanup(dev, to_amba_driver(dev->driver)->driver_managed_dma);
}

/* the bus clock follows the driver's power: stopping it loses no state */
static int amba_runtime_suspend(struct device *dev)
{
	struct amba_device *adev = to_amba_device(dev);
	int ret = pm_generic_runtime_suspend(dev);

	if (ret || !dev->driver)
		return ret;
	clk_disable(adev->pclk);
	if (!pm_runtime_is_irq_safe(dev))
		clk_unprepare(adev->pclk);
	return 0;
}

static int amba_runtime_resume(struct device *dev)
{
	struct amba_device *adev = to_amba_device(dev);
	int ret = 0;

	if (dev->driver)
		ret = pm_runtime_is_irq_safe(dev) ? clk_enable(adev->pclk) :
						    clk_prepare_enable(adev->pclk);
	return ret ? ret : pm_generic_runtime_resume(dev);
}

static const struct dev_pm_ops amba_pm = {
	SET_RUNTIME_PM_OPS(amba_runtime_suspend, amba_runtime_resume, NULL)
	SET_SYSTEM_SLEEP_PM_OPS(pm_generic_suspend, pm_generic_resume)
};

/* ---- files of cells ------------------------------------------------------ */

static ssize_t id_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%08x\n", to_amba_device(dev)->periphid);
}
static DEVICE_ATTR_RO(id);

static ssize_t resource_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const struct resource *res = &to_amba_device(dev)->res;

	return sysfs_emit(buf, "\t%016llx\t%016llx\t%016lx\n", (unsigned long long)res->start,
			  (unsigned long long)res->end, res->flags);
}
static DEVICE_ATTR_RO(resource);

static ssize_t driver_override_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	ssize_t len;

	device_lock(dev);
	len = sysfs_emit(buf, "%s\n", to_amba_device(dev)->driver_override);
	device_unlock(dev);
	return len;
}

static ssize_t driver_override_store(struct device *dev, struct device_attribute *attr,
				     const char *buf, size_t count)
{
	int ret = driver_set_override(dev, &to_amba_device(dev)->driver_override, buf, count);

	return ret ? ret : (ssize_t)count;
}
static DEVICE_ATTR_RW(driver_override);

static struct attribute *amba_dev_attrs[] = {
	&dev_attr_id.attr,
	&dev_attr_resource.attr,
	&dev_attr_driver_override.attr,
	NULL,
};
ATTRIBUTE_GROUPS(amba_dev);

struct bus_type amba_bustype = {
	.name = "amba",
	.dev_groups = amba_dev_groups,
	.match = amba_match,
	.uevent = amba_uevent,
	.probe = amba_probe,
	.remove = amba_remove,
	.shutdown = amba_shutdown,
	.dma_configure = amba_dma_configure,
	.dma_cleanup = amba_dma_cleanup,
	.pm = &amba_pm,
};
EXPORT_SYMBOL_GPL(amba_bustype);

/* ---- drivers --------------------------------------------------------------- */

int __amba_driver_register(struct amba_driver *drv, struct module *owner)
{
	if (!drv->probe)
		return -EINVAL;
	drv->drv.owner = owner;
	drv->drv.bus = &amba_bustype;
	return driver_register(&drv->drv);
}
EXPORT_SYMBOL(__amba_driver_register);

void amba_driver_unregister(struct amba_driver *drv)
{
	driver_unregister(&drv->drv);
}
EXPORT_SYMBOL(amba_driver_unregister);

static int driver_knows(struct device_driver *drv, void *adev)
{
	return lookup(to_amba_driver(drv)->id_table, adev) != NULL;
}

bool amba_driver_expected(struct device_node *np)
{
	struct device *dev = bus_find_device_by_of_node(&amba_bustype, np);
	bool expected;

	if (!dev)
		return false;
	expected = !device_is_bound(dev) &&
		   bus_for_each_drv(&amba_bustype, NULL, to_amba_device(dev), driver_knows);
	put_device(dev);
	return expected;
}

int amba_start(void)
{
	return bus_register(&amba_bustype);
}

void amba_stop(void)
{
	if (bus_private(&amba_bustype))
		bus_unregister(&amba_bustype);
}
