/* SPDX-License-Identifier: MIT */
/*
 * As much ACPI as DMA needs: tables that were given to the world, devices
 * with a hardware id, and their _CRS resource templates. There is no AML and
 * no namespace: a device tree node with "acpi-hid" (and "acpi-crs", "acpi-uid")
 * becomes an ACPI device in place of a device tree one; C code can make one
 * with acpi_device_create(). src/device/acpi*.c.
 */
#ifndef _LINUX_ACPI_H
#define _LINUX_ACPI_H

#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/resource_ext.h>
#include <linux/device.h>
#include <linux/mod_devicetable.h>
#include <linux/property.h>
#include <linux/types.h>

typedef u32 acpi_status;
typedef void *acpi_handle;
typedef char *acpi_string;

#define AE_OK			((acpi_status)0x0000)
#define AE_ERROR		((acpi_status)0x0001)
#define AE_NO_ACPI_TABLES	((acpi_status)0x0002)
#define AE_NO_MEMORY		((acpi_status)0x0004)
#define AE_NOT_FOUND		((acpi_status)0x0005)
#define AE_ALREADY_EXISTS	((acpi_status)0x0007)
#define AE_BAD_DATA		((acpi_status)0x1004)
#define AE_BAD_PARAMETER	((acpi_status)0x1001)
#define AE_CTRL_TERMINATE	((acpi_status)0x4002)
#define AE_BAD_SIGNATURE	((acpi_status)0x2001)
#define AE_BAD_HEADER		((acpi_status)0x2002)
#define AE_BAD_CHECKSUM		((acpi_status)0x2003)
#define ACPI_SUCCESS(a)		(!(a))
#define ACPI_FAILURE(a)		(a)

/* as on Linux' boards with a device tree, drivers match by ACPI only where it is configured */
#ifdef CONFIG_ACPI
#define ACPI_PTR(_ptr)		(_ptr)
#else
#define ACPI_PTR(_ptr)		(NULL)
#endif

/* ---- tables ------------------------------------------------------------ */

#define ACPI_NAMESEG_SIZE	4
#define ACPI_OEM_ID_SIZE	6
#define ACPI_OEM_TABLE_ID_SIZE	8
#define ACPI_SIG_CSRT		"CSRT"

/** struct acpi_table_header - how every table starts; the bytes of a table add up to 0 */
struct acpi_table_header {
	char signature[ACPI_NAMESEG_SIZE];
	u32 length;
	u8 revision;
	u8 checksum;
	char oem_id[ACPI_OEM_ID_SIZE];
	char oem_table_id[ACPI_OEM_TABLE_ID_SIZE];
	u32 oem_revision;
	char asl_compiler_id[ACPI_NAMESEG_SIZE];
	u32 asl_compiler_revision;
} __attribute__((packed));

/** struct acpi_table_csrt - Core System Resources Table: groups follow */
struct acpi_table_csrt {
	struct acpi_table_header header;
} __attribute__((packed));

/**
 * struct acpi_csrt_group - a group of @length bytes: this, @shared_info_length
 * bytes of shared data, descriptors
 */
struct acpi_csrt_group {
	u32 length;
	u32 vendor_id;
	u32 subvendor_id;
	u16 device_id;
	u16 subdevice_id;
	u16 revision;
	u16 reserved;
	u32 shared_info_length;
} __attribute__((packed));

struct acpi_csrt_shared_info {
	u16 major_version;
	u16 minor_version;
	u32 mmio_base_low;
	u32 mmio_base_high;
	u32 gsi_interrupt;
	u8 interrupt_polarity;
	u8 interrupt_mode;
	u8 num_channels;
	u8 dma_address_width;
	u16 base_request_line;
	u16 num_handshake_signals;
	u32 max_block_size;
} __attribute__((packed));

struct acpi_csrt_descriptor {
	u32 length;
	u16 type;
	u16 subtype;
	u32 uid;
} __attribute__((packed));

#define ACPI_CSRT_TYPE_INTERRUPT	0x0001
#define ACPI_CSRT_TYPE_TIMER		0x0002
#define ACPI_CSRT_TYPE_DMA		0x0003
#define ACPI_CSRT_DMA_CHANNEL		0x0000
#define ACPI_CSRT_DMA_CONTROLLER	0x0001

/**
 * acpi_install_table() - give the world a table
 * @blob: the table; copied
 * @len: bytes at @blob; what its header claims must fit
 *
 * Return: AE_OK, AE_BAD_HEADER (too short, or longer than @len) or
 * AE_BAD_CHECKSUM, with a line in the log.
 */
acpi_status acpi_install_table(const void *blob, size_t len);
/**
 * acpi_get_table() - the @instance-th (from 1; 0 means 1) table of that
 * signature. Return: AE_OK, AE_NOT_FOUND
 */
acpi_status acpi_get_table(char *signature, u32 instance,
			   struct acpi_table_header **out_table);
void acpi_put_table(struct acpi_table_header *table);

/* ---- devices ----------------------------------------------------------- */

#define ACPI_MAX_STRING		32

struct acpi_device_pnp {
	char hid[ACPI_MAX_STRING];
	char uid[ACPI_MAX_STRING];
};

/**
 * struct acpi_device - a device of ACPI's
 * @handle: itself: there is no namespace
 * @fwnode: what a device's fwnode points to; properties are those of @node
 * @dev: carries its name, "HID:00"; counts its references
 * @crs: its resource template, @crs_len bytes; its own copy
 * @node: the device tree node that it was made from, or NULL
 */
struct acpi_device {
	acpi_handle handle;
	struct fwnode_handle fwnode;
	struct list_head list;
	struct acpi_device_pnp pnp;
	struct device dev;
	void *driver_data;
	u8 *crs;
	size_t crs_len;
	struct device_node *node;
};

extern const struct fwnode_operations acpi_device_fwnode_ops;

/**
 * acpi_device_create() - make an ACPI device
 * @hid: its hardware id, e.g. "INTL9C60"
 * @uid: its unique id, or NULL
 * @crs: resource template in the format of the ACPI specification, section
 *	6.4, or NULL; copied
 * @crs_len: its length in bytes
 *
 * Return: the device, or an error pointer: -EINVAL (no @hid, or too long).
 * Undo with acpi_device_destroy().
 */
struct acpi_device *acpi_device_create(const char *hid, const char *uid,
				       const void *crs, size_t crs_len);
void acpi_device_destroy(struct acpi_device *adev);

static inline bool is_acpi_device_node(const struct fwnode_handle *fwnode)
{
	return !IS_ERR_OR_NULL(fwnode) &&
	       fwnode->ops == &acpi_device_fwnode_ops;
}

static inline bool is_acpi_node(const struct fwnode_handle *fwnode)
{
	return is_acpi_device_node(fwnode);
}

#define to_acpi_device_node(__fwnode)					\
	({								\
		typeof(__fwnode) __to_acpi_fwnode = (__fwnode);		\
		is_acpi_device_node(__to_acpi_fwnode) ?			\
			container_of(__to_acpi_fwnode,			\
				     struct acpi_device, fwnode) : NULL;\
	})
#define to_acpi_device(d)	container_of(d, struct acpi_device, dev)

static inline struct fwnode_handle *
acpi_fwnode_handle(struct acpi_device *adev)
{
	return &adev->fwnode;
}

static inline acpi_handle acpi_device_handle(struct acpi_device *adev)
{
	return adev ? adev->handle : NULL;
}

#define ACPI_COMPANION(dev)		to_acpi_device_node((dev)->fwnode)
#define ACPI_COMPANION_SET(dev, adev)	set_primary_fwnode(dev, (adev) ? \
	acpi_fwnode_handle(adev) : NULL)
#define ACPI_HANDLE(dev)		acpi_device_handle(ACPI_COMPANION(dev))
#define ACPI_HANDLE_FWNODE(fwnode) \
	acpi_device_handle(to_acpi_device_node(fwnode))

static inline bool has_acpi_companion(struct device *dev)
{
	return is_acpi_device_node(dev->fwnode);
}

static inline const char *acpi_dev_name(struct acpi_device *adev)
{
	return dev_name(&adev->dev);
}

static inline const char *acpi_device_hid(struct acpi_device *adev)
{
	return adev->pnp.hid;
}

static inline const char *acpi_device_uid(struct acpi_device *adev)
{
	return adev->pnp.uid[0] ? adev->pnp.uid : NULL;
}

struct acpi_device *acpi_dev_get(struct acpi_device *adev);
void acpi_dev_put(struct acpi_device *adev);
struct acpi_device *acpi_fetch_acpi_dev(acpi_handle handle);
bool acpi_dev_hid_uid_match(struct acpi_device *adev, const char *hid2,
			    const char *uid2);
struct acpi_device *acpi_dev_get_first_match_dev(const char *hid,
						 const char *uid, s64 hrv);
bool acpi_dev_present(const char *hid, const char *uid, s64 hrv);

const struct acpi_device_id *acpi_match_device(const struct acpi_device_id *ids,
					       const struct device *dev);
const void *acpi_device_get_match_data(const struct device *dev);
bool acpi_driver_match_device(struct device *dev,
			      const struct device_driver *drv);
int acpi_match_device_ids(struct acpi_device *device,
			  const struct acpi_device_id *ids);

/* ---- resources --------------------------------------------------------- */

#define ACPI_EDGE_SENSITIVE	1
#define ACPI_LEVEL_SENSITIVE	0
#define ACPI_ACTIVE_HIGH	0
#define ACPI_ACTIVE_LOW		1
#define ACPI_ACTIVE_BOTH	2
#define ACPI_EXCLUSIVE		0
#define ACPI_SHARED		1

#define ACPI_READ_ONLY_MEMORY	0
#define ACPI_READ_WRITE_MEMORY	1

#define ACPI_DMA_WIDTH8		0
#define ACPI_DMA_WIDTH16	1
#define ACPI_DMA_WIDTH32	2
#define ACPI_DMA_WIDTH64	3
#define ACPI_DMA_WIDTH128	4
#define ACPI_DMA_WIDTH256	5

struct acpi_resource_irq {
	u8 descriptor_length;
	u8 triggering;
	u8 polarity;
	u8 shareable;
	u8 wake_capable;
	u8 interrupt_count;
	u8 interrupts[16];
};

struct acpi_resource_dma {
	u8 type;
	u8 bus_master;
	u8 transfer;
	u8 channel_count;
	u8 channels[8];
};

struct acpi_resource_fixed_dma {
	u16 request_lines;
	u16 channels;
	u8 width;
};

struct acpi_resource_fixed_memory32 {
	u8 write_protect;
	u32 address;
	u32 address_length;
};

struct acpi_resource_extended_irq {
	u8 producer_consumer;
	u8 triggering;
	u8 polarity;
	u8 shareable;
	u8 wake_capable;
	u8 interrupt_count;
	u32 interrupts[255];
};

struct acpi_resource_end_tag {
	u8 checksum;
};

#define ACPI_RESOURCE_TYPE_IRQ			0
#define ACPI_RESOURCE_TYPE_DMA			1
#define ACPI_RESOURCE_TYPE_START_DEPENDENT	2
#define ACPI_RESOURCE_TYPE_END_DEPENDENT	3
#define ACPI_RESOURCE_TYPE_IO			4
#define ACPI_RESOURCE_TYPE_FIXED_IO		5
#define ACPI_RESOURCE_TYPE_VENDOR		6
#define ACPI_RESOURCE_TYPE_END_TAG		7
#define ACPI_RESOURCE_TYPE_MEMORY24		8
#define ACPI_RESOURCE_TYPE_MEMORY32		9
#define ACPI_RESOURCE_TYPE_FIXED_MEMORY32	10
#define ACPI_RESOURCE_TYPE_ADDRESS16		11
#define ACPI_RESOURCE_TYPE_ADDRESS32		12
#define ACPI_RESOURCE_TYPE_ADDRESS64		13
#define ACPI_RESOURCE_TYPE_EXTENDED_ADDRESS64	14
#define ACPI_RESOURCE_TYPE_EXTENDED_IRQ		15
#define ACPI_RESOURCE_TYPE_GENERIC_REGISTER	16
#define ACPI_RESOURCE_TYPE_GPIO			17
#define ACPI_RESOURCE_TYPE_FIXED_DMA		18
#define ACPI_RESOURCE_TYPE_SERIAL_BUS		19

union acpi_resource_data {
	struct acpi_resource_irq irq;
	struct acpi_resource_dma dma;
	struct acpi_resource_fixed_dma fixed_dma;
	struct acpi_resource_fixed_memory32 fixed_memory32;
	struct acpi_resource_extended_irq extended_irq;
	struct acpi_resource_end_tag end_tag;
};

/** struct acpi_resource - one decoded descriptor of a template */
struct acpi_resource {
	u32 type;
	u32 length;
	union acpi_resource_data data;
};

/**
 * acpi_dev_get_resources() - the resources of a device, decoded from its template
 * @adev: the device
 * @list: empty list; free with acpi_dev_free_resource_list()
 * @preproc: asked first for each descriptor: > 0 means "I've taken it", < 0
 *	ends the walk with that code; NULL: nobody is asked
 * @preproc_data: its second argument
 *
 * Return: how many entries @list has, or a negative error code: -EINVAL
 * (arguments, @list not empty), -EIO (malformed template, with a line in the log).
 */
int acpi_dev_get_resources(struct acpi_device *adev, struct list_head *list,
			   int (*preproc)(struct acpi_resource *, void *),
			   void *preproc_data);
void acpi_dev_free_resource_list(struct list_head *list);
int acpi_dev_get_memory_resources(struct acpi_device *adev,
				  struct list_head *list);
bool acpi_dev_resource_memory(struct acpi_resource *ares, struct resource *res);
bool acpi_dev_resource_interrupt(struct acpi_resource *ares, int index,
				 struct resource *res);
/**
 * acpi_walk_resources() - call @fn for each descriptor of a device's _CRS
 * @handle: the device
 * @name: "_CRS"; anything else is AE_NOT_FOUND
 * @fn: anything but AE_OK ends the walk; AE_CTRL_TERMINATE as a success
 *
 * Return: AE_OK, AE_NOT_FOUND (no template), AE_BAD_DATA (a malformed one,
 * with a line in the log), or what @fn returned.
 */
acpi_status acpi_walk_resources(acpi_handle handle, char *name,
				acpi_status (*fn)(struct acpi_resource *,
						  void *),
				void *context);
#define METHOD_NAME__CRS	"_CRS"

/**
 * acpi_register_gsi() - a Linux interrupt for a global system interrupt
 *
 * The machine's first interrupt controller takes the number as its (first or
 * only) cell. Return: the interrupt, or -EINVAL.
 */
int acpi_register_gsi(struct device *dev, u32 gsi, int triggering,
		      int polarity);
void acpi_unregister_gsi(u32 gsi);
int acpi_gsi_to_irq(u32 gsi, unsigned int *irq);

#endif
