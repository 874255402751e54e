/* SPDX-License-Identifier: MIT */
/*
 * The AMBA bus: cells that say who they are in eight registers at the end of
 * their window (or whose node says it for them). src/device/amba.c.
 */
#ifndef _LINUX_AMBA_BUS_H
#define _LINUX_AMBA_BUS_H

#include <linux/clk.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sizes.h>

#define AMBA_NR_IRQS	9
/* what the four component registers read as: a PrimeCell, a CoreSight part */
#define AMBA_CID	0xb105f00d
#define CORESIGHT_CID	0xb105900d

/**
 * struct amba_cs_uci_id - what tells CoreSight parts with equal peripheral IDs apart
 * @devarch: value of the architecture register, under @devarch_mask
 * @devarch_mask: 0: the peripheral ID is enough
 * @devtype: value of the type register
 * @data: the driver's own, as amba_id's data points here
 */
struct amba_cs_uci_id {
	unsigned int devarch;
	unsigned int devarch_mask;
	unsigned int devtype;
	void *data;
};

/* in the last 4 KiB of the window */
#define UCI_REG_DEVTYPE_OFFSET	0xFCC
#define UCI_REG_DEVARCH_OFFSET	0xFBC

/**
 * struct amba_device - one cell
 * @periphid: 0 until it could be read: the cell's power, clock or reset may
 *	come later than the cell
 * @driver_override: the only driver that may bind; under the device lock
 */
struct amba_device {
	struct device dev;
	struct resource res;
	struct clk *pclk;
	struct device_dma_parameters dma_parms;
	unsigned int periphid;
	struct mutex periphid_lock;
	unsigned int cid;
	struct amba_cs_uci_id uci;
	unsigned int irq[AMBA_NR_IRQS];
	const char *driver_override;
};

struct amba_driver {
	struct device_driver drv;
	int (*probe)(struct amba_device *adev, const struct amba_id *id);
	void (*remove)(struct amba_device *adev);
	void (*shutdown)(struct amba_device *adev);
	const struct amba_id *id_table;
	bool driver_managed_dma;
};

/* designers, as the peripheral ID has them: bit 7 set for JEP106 codes */
enum amba_vendor {
	AMBA_VENDOR_ARM = 0x41,
	AMBA_VENDOR_ST = 0x80,
	AMBA_VENDOR_QCOM = 0x51,
	AMBA_VENDOR_LSI = 0xb6,
};

extern struct bus_type amba_bustype;

#define to_amba_device(d)	container_of(d, struct amba_device, dev)
#define amba_get_drvdata(d)	dev_get_drvdata(&(d)->dev)
#define amba_set_drvdata(d, p)	dev_set_drvdata(&(d)->dev, p)

#define amba_driver_register(drv) __amba_driver_register(drv, THIS_MODULE)
int __amba_driver_register(struct amba_driver *drv, struct module *owner);
void amba_driver_unregister(struct amba_driver *drv);

struct amba_device *amba_device_alloc(const char *name, resource_size_t base, size_t size);
void amba_device_put(struct amba_device *adev);
int amba_device_add(struct amba_device *adev, struct resource *parent);
int amba_device_register(struct amba_device *adev, struct resource *parent);
void amba_device_unregister(struct amba_device *adev);
int amba_request_regions(struct amba_device *adev, const char *name);
void amba_release_regions(struct amba_device *adev);

#define AMBA_CONFIG_BITS(a)	(((a) >> 24) & 0xff)
#define AMBA_REV_BITS(a)	(((a) >> 20) & 0x0f)
#define AMBA_MANF_BITS(a)	(((a) >> 12) & 0xff)
#define AMBA_PART_BITS(a)	((a) & 0xfff)

#define amba_config(d)	AMBA_CONFIG_BITS((d)->periphid)
#define amba_rev(d)	AMBA_REV_BITS((d)->periphid)
#define amba_manf(d)	AMBA_MANF_BITS((d)->periphid)
#define amba_part(d)	AMBA_PART_BITS((d)->periphid)

#define __AMBA_DEV(busid, data, mask)			\
	{						\
		.coherent_dma_mask = mask,		\
		.init_name = busid,			\
		.platform_data = data,			\
	}

#define __AMBA_DEVICE(name, busid, id, base, irqs, data, mask)	\
struct amba_device name##_device = {				\
	.dev = __AMBA_DEV(busid, data, mask),			\
	.res = DEFINE_RES_MEM(base, SZ_4K),			\
	.irq = irqs,						\
	.periphid = id,						\
}

/* a cell on APB masters no bus, one on AHB does */
#define AMBA_APB_DEVICE(name, busid, id, base, irqs, data) \
	__AMBA_DEVICE(name, busid, id, base, irqs, data, 0)
#define AMBA_AHB_DEVICE(name, busid, id, base, irqs, data) \
	__AMBA_DEVICE(name, busid, id, base, irqs, data, ~0ULL)

#define module_amba_driver(__amba_drv) \
	module_driver(__amba_drv, amba_driver_register, amba_driver_unregister)
#define builtin_amba_driver(__amba_drv) \
	builtin_driver(__amba_drv, amba_driver_register)

#endif
