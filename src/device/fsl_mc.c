// SPDX-License-Identifier: MIT
/*
 * The fsl-mc bus: matching its drivers with objects, and commands to the
 * firmware behind a portal. Nobody makes objects here, so no portal can be
 * had, and the queues of that firmware (DPIO) are not there either.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fsl/mc.h>
#include <linux/io.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "device/core.h"
#include "device/fsl_mc.h"

/* ---- the bus --------------------------------------------------------------- */

static int fsl_mc_match(struct device *dev, struct device_driver *drv)
{
	struct fsl_mc_device *mc_dev = to_fsl_mc_device(dev);
	const struct fsl_mc_device_id *id = to_fsl_mc_driver(drv)->match_id_table;

	if (mc_dev->driver_override)
		return !strcmp(mc_dev->driver_override, drv->name);
	for (; id && id->vendor; id++)
		if (id->vendor == mc_dev->obj_desc.vendor &&
		    !strcmp(id->obj_type, mc_dev->obj_desc.type))
			return 1;
	return 0;
}

static int fsl_mc_probe(struct device *dev)
{
	struct fsl_mc_driver *drv = to_fsl_mc_driver(dev->driver);

	return drv->probe ? drv->probe(to_fsl_mc_device(dev)) : 0;
}

static void fsl_mc_remove(struct device *dev)
{
	struct fsl_mc_driver *drv = to_fsl_mc_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_fsl_mc_device(dev));
}

struct bus_type fsl_mc_bus_type = {
	.name = "fsl-mc",
	.match = fsl_mc_match,
	.probe = fsl_mc_probe,
	.remove = fsl_mc_remove,
};
EXPORT_SYMBOL_GPL(fsl_mc_bus_type);

int __fsl_mc_driver_register(struct fsl_mc_driver *driver, struct module *owner)
{
	driver->driver.owner = owner;
	driver->driver.bus = &fsl_mc_bus_type;
	return driver_register(&driver->driver);
}
EXPORT_SYMBOL_GPL(__fsl_mc_driver_register);

void fsl_mc_driver_unregister(struct fsl_mc_driver *driver)
{
	driver_unregister(&driver->driver);
}
EXPORT_SYMBOL_GPL(fsl_mc_driver_unregister);

int fsl_mc_start(void)
{
	return bus_register(&fsl_mc_bus_type);
}

void fsl_mc_stop(void)
{
	if (bus_private(&fsl_mc_bus_type))
		bus_unregister(&fsl_mc_bus_type);
}

/* ---- portals and commands -------------------------------------------------- */

int fsl_mc_portal_allocate(struct fsl_mc_device *mc_dev, u16 mc_io_flags,
			   struct fsl_mc_io **new_mc_io)
{
	*new_mc_io = NULL;
	dev_err(&mc_dev->dev, "no portal: the Management Complex has no objects here\n");
	return -ENXIO;
}
EXPORT_SYMBOL_GPL(fsl_mc_portal_allocate);

void fsl_mc_portal_free(struct fsl_mc_io *mc_io)
{
}
EXPORT_SYMBOL_GPL(fsl_mc_portal_free);

int fsl_mc_allocate_irqs(struct fsl_mc_device *mc_dev)
{
	return mc_dev->obj_desc.irq_count ? -ENXIO : -EINVAL;
}
EXPORT_SYMBOL_GPL(fsl_mc_allocate_irqs);

void fsl_mc_free_irqs(struct fsl_mc_device *mc_dev)
{
}
EXPORT_SYMBOL_GPL(fsl_mc_free_irqs);

/* milliseconds that the firmware may take, and microseconds between two looks */
#define TIMEOUT_MS	500
#define POLL_US		500

static int status_to_errno(unsigned int status)
{
	static const int errors[] = {
		[MC_CMD_STATUS_OK] = 0,
		[MC_CMD_STATUS_AUTH_ERR] = -EACCES,
		[MC_CMD_STATUS_NO_PRIVILEGE] = -EPERM,
		[MC_CMD_STATUS_DMA_ERR] = -EIO,
		[MC_CMD_STATUS_CONFIG_ERR] = -ENXIO,
		[MC_CMD_STATUS_TIMEOUT] = -ETIMEDOUT,
		[MC_CMD_STATUS_NO_RESOURCE] = -ENAVAIL,
		[MC_CMD_STATUS_NO_MEMORY] = -ENOMEM,
		[MC_CMD_STATUS_BUSY] = -EBUSY,
		[MC_CMD_STATUS_UNSUPPORTED_OP] = -ENOTSUPP,
		[MC_CMD_STATUS_INVALID_STATE] = -ENODEV,
	};

	return status < ARRAY_SIZE(errors) ? errors[status] : -EINVAL;
}

static int converse(struct fsl_mc_io *mc_io, struct fsl_mc_command *cmd, bool atomic)
{
	char __iomem *portal = mc_io->portal_virt_addr;
	unsigned int waited, status, i;

	for (i = 0; i < MC_CMD_NUM_OF_PARAMS; i++)
		writeq(le64_to_cpu(cmd->params[i]), portal + 8 + 8 * i);
	/* the header is what starts it */
	writeq(le64_to_cpu(cmd->header), portal);
	for (waited = 0;; waited += POLL_US) {
		cmd->header = cpu_to_le64(readq(portal));
		status = le64_to_cpu(cmd->header) >> 16 & 0xff;
		if (status != MC_CMD_STATUS_READY)
			break;
		if (waited >= TIMEOUT_MS * 1000)
			return -ETIMEDOUT;
		if (atomic)
			udelay(POLL_US);
		else
			usleep_range(POLL_US, 2 * POLL_US);
	}
	for (i = 0; i < MC_CMD_NUM_OF_PARAMS; i++)
		cmd->params[i] = cpu_to_le64(readq(portal + 8 + 8 * i));
	return status_to_errno(status);
}

int mc_send_command(struct fsl_mc_io *mc_io, struct fsl_mc_command *cmd)
{
	unsigned long flags;
	int ret;

	if (mc_io->flags & FSL_MC_IO_ATOMIC_CONTEXT_PORTAL) {
		raw_spin_lock_irqsave(&mc_io->spinlock, flags);
		ret = converse(mc_io, cmd, true);
		raw_spin_unlock_irqrestore(&mc_io->spinlock, flags);
	} else {
		mutex_lock(&mc_io->mutex);
		ret = converse(mc_io, cmd, false);
		mutex_unlock(&mc_io->mutex);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(mc_send_command);

/* ---- queues ---------------------------------------------------------------- */

/*
 * The functions of the DPIO driver, whose header describes that hardware and
 * comes from the kernel tree: without one of its objects, they find no portal.
 */
int dpaa2_io_service_register(void *service, void *ctx, struct device *dev)
{
	return -ENODEV;
}
EXPORT_SYMBOL_GPL(dpaa2_io_service_register);

void dpaa2_io_service_deregister(void *service, void *ctx, struct device *dev)
{
}
EXPORT_SYMBOL_GPL(dpaa2_io_service_deregister);

int dpaa2_io_service_rearm(void *service, void *ctx)
{
	return -ENODEV;
}
EXPORT_SYMBOL_GPL(dpaa2_io_service_rearm);

int dpaa2_io_service_pull_fq(void *service, u32 fqid, void *store)
{
	return -ENODEV;
}
EXPORT_SYMBOL_GPL(dpaa2_io_service_pull_fq);

int dpaa2_io_service_enqueue_fq(void *service, u32 fqid, const void *fd)
{
	return -ENODEV;
}
EXPORT_SYMBOL_GPL(dpaa2_io_service_enqueue_fq);

void *dpaa2_io_store_create(unsigned int max_frames, struct device *dev)
{
	return NULL;
}
EXPORT_SYMBOL_GPL(dpaa2_io_store_create);

void dpaa2_io_store_destroy(void *store)
{
}
EXPORT_SYMBOL_GPL(dpaa2_io_store_destroy);

void *dpaa2_io_store_next(void *store, int *is_last)
{
	*is_last = 1;
	return NULL;
}
EXPORT_SYMBOL_GPL(dpaa2_io_store_next);
