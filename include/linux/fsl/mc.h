/* SPDX-License-Identifier: MIT */
/*
 * The bus of Freescale's Management Complex: objects that its firmware makes,
 * and commands to them through a portal of eight words. A board brings no
 * such firmware, so the bus is there and empty. src/device/fsl_mc.c.
 */
#ifndef _FSL_MC_H_
#define _FSL_MC_H_

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

#include <asm/byteorder.h>

#define FSL_MC_VENDOR_FREESCALE	0x1957
#define MC_CMD_NUM_OF_PARAMS	7

struct fsl_mc_device;
struct fsl_mc_io;
struct fsl_mc_resource;

struct fsl_mc_command {
	__le64 header;
	__le64 params[MC_CMD_NUM_OF_PARAMS];
};

struct fsl_mc_driver {
	struct device_driver driver;
	const struct fsl_mc_device_id *match_id_table;
	int (*probe)(struct fsl_mc_device *dev);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	void (*remove)(struct fsl_mc_device *dev);
#else
	int (*remove)(struct fsl_mc_device *dev);
#endif
	void (*shutdown)(struct fsl_mc_device *dev);
	int (*suspend)(struct fsl_mc_device *dev, pm_message_t state);
	int (*resume)(struct fsl_mc_device *dev);
	bool driver_managed_dma;
};

#define to_fsl_mc_driver(_drv)	container_of(_drv, struct fsl_mc_driver, driver)

#define FSL_MC_OBJ_STATE_OPEN			0x00000001
#define FSL_MC_OBJ_STATE_PLUGGED		0x00000002
#define FSL_MC_OBJ_FLAG_NO_MEM_SHAREABILITY	0x0001
#define FSL_MC_IS_DPRC				0x0001
#define FSL_MC_REGION_CACHEABLE			0x00000001
#define FSL_MC_REGION_SHAREABLE			0x00000002

/** struct fsl_mc_obj_desc - an object: its type ("dpdmai") and number, versions, what it has */
struct fsl_mc_obj_desc {
	char type[16];
	int id;
	u16 vendor;
	u16 ver_major;
	u16 ver_minor;
	u8 irq_count;
	u8 region_count;
	u32 state;
	char label[16];
	u16 flags;
};

struct fsl_mc_device_irq {
	unsigned int virq;
	struct fsl_mc_device *mc_dev;
	u8 dev_irq_index;
};

struct fsl_mc_device {
	struct device dev;
	u64 dma_mask;
	u16 flags;
	u32 icid;
	u16 mc_handle;
	struct fsl_mc_io *mc_io;
	struct fsl_mc_obj_desc obj_desc;
	struct resource *regions;
	struct fsl_mc_device_irq **irqs;
	struct fsl_mc_resource *resource;
	struct device_link *consumer_link;
	const char *driver_override;
};

#define to_fsl_mc_device(_dev)	container_of(_dev, struct fsl_mc_device, dev)

/* ---- commands ---------------------------------------------------------------- */

struct mc_cmd_header {
	u8 src_id;
	u8 flags_hw;
	u8 status;
	u8 flags_sw;
	__le16 token;
	__le16 cmd_id;
};

enum mc_cmd_status {
	MC_CMD_STATUS_OK = 0x0,
	MC_CMD_STATUS_READY = 0x1,
	MC_CMD_STATUS_AUTH_ERR = 0x3,
	MC_CMD_STATUS_NO_PRIVILEGE = 0x4,
	MC_CMD_STATUS_DMA_ERR = 0x5,
	MC_CMD_STATUS_CONFIG_ERR = 0x6,
	MC_CMD_STATUS_TIMEOUT = 0x7,
	MC_CMD_STATUS_NO_RESOURCE = 0x8,
	MC_CMD_STATUS_NO_MEMORY = 0x9,
	MC_CMD_STATUS_BUSY = 0xA,
	MC_CMD_STATUS_UNSUPPORTED_OP = 0xB,
	MC_CMD_STATUS_INVALID_STATE = 0xC,
};

#define MC_CMD_FLAG_PRI		0x80
#define MC_CMD_FLAG_INTR_DIS	0x01

static inline __le64 mc_encode_cmd_header(u16 cmd_id, u32 cmd_flags, u16 token)
{
	u64 header = (u64)cmd_id << 48 | (u64)token << 32 |
		     (u64)MC_CMD_STATUS_READY << 16;

	if (cmd_flags & MC_CMD_FLAG_PRI)
		header |= (u64)MC_CMD_FLAG_PRI << 8;
	if (cmd_flags & MC_CMD_FLAG_INTR_DIS)
		header |= (u64)MC_CMD_FLAG_INTR_DIS << 24;
	return cpu_to_le64(header);
}

static inline u16 mc_cmd_hdr_read_token(struct fsl_mc_command *cmd)
{
	return le64_to_cpu(cmd->header) >> 32;
}

static inline u32 mc_cmd_read_object_id(struct fsl_mc_command *cmd)
{
	return le64_to_cpu(cmd->params[0]);
}

static inline void mc_cmd_read_api_version(struct fsl_mc_command *cmd, u16 *major_ver,
					   u16 *minor_ver)
{
	*major_ver = le64_to_cpu(cmd->params[0]);
	*minor_ver = le64_to_cpu(cmd->params[0]) >> 16;
}

#define FSL_MC_IO_ATOMIC_CONTEXT_PORTAL	0x0001

/** struct fsl_mc_io - a portal; one command at a time, under its lock */
struct fsl_mc_io {
	struct device *dev;
	u16 flags;
	u32 portal_size;
	phys_addr_t portal_phys_addr;
	void __iomem *portal_virt_addr;
	struct fsl_mc_device *dpmcp_dev;
	union {
		struct mutex mutex;
		raw_spinlock_t spinlock;
	};
};

int mc_send_command(struct fsl_mc_io *mc_io, struct fsl_mc_command *cmd);
int __must_check fsl_mc_portal_allocate(struct fsl_mc_device *mc_dev, u16 mc_io_flags,
					struct fsl_mc_io **new_mc_io);
void fsl_mc_portal_free(struct fsl_mc_io *mc_io);
int __must_check fsl_mc_allocate_irqs(struct fsl_mc_device *mc_dev);
void fsl_mc_free_irqs(struct fsl_mc_device *mc_dev);

/* ---- the bus ------------------------------------------------------------------- */

extern struct bus_type fsl_mc_bus_type;

#define dev_is_fsl_mc(_dev)	((_dev)->bus == &fsl_mc_bus_type)
#define fsl_mc_is_cont_dev(_dev) (to_fsl_mc_device(_dev)->flags & FSL_MC_IS_DPRC)
#define fsl_mc_cont_dev(_dev)	(fsl_mc_is_cont_dev(_dev) ? (_dev) : (_dev)->parent)

#define fsl_mc_driver_register(drv) __fsl_mc_driver_register(drv, THIS_MODULE)
int __must_check __fsl_mc_driver_register(struct fsl_mc_driver *driver, struct module *owner);
void fsl_mc_driver_unregister(struct fsl_mc_driver *driver);

#define module_fsl_mc_driver(__fsl_mc_driver) \
	module_driver(__fsl_mc_driver, fsl_mc_driver_register, fsl_mc_driver_unregister)

#endif
