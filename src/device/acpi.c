// SPDX-License-Identifier: MIT
/*
 * ACPI's tables and devices, as far as DMA goes: tables are given to the
 * world, devices are made from device tree nodes with "acpi-hid" or by C
 * code. Resource templates are decoded in acpi_resource.c.
 */
#define pr_fmt(fmt) "ACPI: " fmt

#include <linux/acpi.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/host.h"
#include "device/firmware.h"

/* struct table - an installed table, with our own copy of it */
struct table {
	struct list_head link;
	struct acpi_table_header *header;
};

static LIST_HEAD(tables);
static LIST_HEAD(devices);
/* protects both lists */
static DEFINE_MUTEX(acpi_lock);

/* ---- tables -------------------------------------------------------------------- */

static bool checksum_holds(const void *blob, size_t len)
{
	const u8 *at = blob;
	u8 sum = 0;

	while (len--)
		sum += *at++;
	return !sum;
}

acpi_status acpi_install_table(const void *blob, size_t len)
{
	const struct acpi_table_header *header = blob;
	struct table *table;

	if (!blob || len < sizeof(*header) ||
	    header->length < sizeof(*header) || header->length > len) {
		pr_err("table of %zu bytes is malformed: its header needs %zu, and gives a length "
		       "of %u\n",
		       len, sizeof(*header), blob && len >= 8 ? header->length : 0);
		return AE_BAD_HEADER;
	}
	if (!checksum_holds(blob, header->length)) {
		pr_err("table %.4s: its bytes don't add up to 0: wrong checksum\n",
		       header->signature);
		return AE_BAD_CHECKSUM;
	}
	table = host_alloc(sizeof(*table));
	table->header = host_alloc(header->length);
	memcpy(table->header, blob, header->length);
	mutex_lock(&acpi_lock);
	list_add_tail(&table->link, &tables);
	mutex_unlock(&acpi_lock);
	return AE_OK;
}

acpi_status acpi_get_table(char *signature, u32 instance,
			   struct acpi_table_header **out_table)
{
	acpi_status status = AE_NOT_FOUND;
	struct table *table;

	if (!signature || !out_table)
		return AE_BAD_PARAMETER;
	if (!instance)
		instance = 1;
	mutex_lock(&acpi_lock);
	list_for_each_entry(table, &tables, link) {
		if (strncmp(table->header->signature, signature,
			    ACPI_NAMESEG_SIZE) || --instance)
			continue;
		*out_table = table->header;
		status = AE_OK;
		break;
	}
	mutex_unlock(&acpi_lock);
	return status;
}
EXPORT_SYMBOL(acpi_get_table);

/* tables stay until the world stops */
void acpi_put_table(struct acpi_table_header *table)
{
}
EXPORT_SYMBOL(acpi_put_table);

/* ---- devices as firmware nodes --------------------------------------------------- */

static const struct fwnode_handle *tree_node(const struct fwnode_handle *fwnode)
{
	return of_fwnode_handle(to_acpi_device_node(fwnode)->node);
}

static struct fwnode_handle *acpi_fwnode_get(struct fwnode_handle *fwnode)
{
	get_device(&to_acpi_device_node(fwnode)->dev);
	return fwnode;
}

static void acpi_fwnode_put(struct fwnode_handle *fwnode)
{
	put_device(&to_acpi_device_node(fwnode)->dev);
}

static const void *acpi_fwnode_match_data(const struct fwnode_handle *fwnode,
					  const struct device *dev)
{
	return acpi_device_get_match_data(dev);
}

static bool acpi_fwnode_present(const struct fwnode_handle *fwnode,
				const char *propname)
{
	return fwnode_property_present(tree_node(fwnode), propname);
}

static int acpi_fwnode_read_ints(const struct fwnode_handle *fwnode,
				 const char *propname, unsigned int elem_size,
				 void *val, size_t nval)
{
	return fwnode_call_int_op(tree_node(fwnode), property_read_int_array,
				  propname, elem_size, val, nval);
}

static int acpi_fwnode_read_strings(const struct fwnode_handle *fwnode,
				    const char *propname, const char **val,
				    size_t nval)
{
	return fwnode_call_int_op(tree_node(fwnode), property_read_string_array,
				  propname, val, nval);
}

static const char *acpi_fwnode_name(const struct fwnode_handle *fwnode)
{
	return dev_name(&to_acpi_device_node(fwnode)->dev);
}

static const char *acpi_fwnode_name_prefix(const struct fwnode_handle *fwnode)
{
	return "\\";
}

static bool acpi_fwnode_dma_supported(const struct fwnode_handle *fwnode)
{
	return true;
}

static int acpi_fwnode_irq_get(const struct fwnode_handle *fwnode,
			       unsigned int index)
{
	struct acpi_device *adev = to_acpi_device_node((struct fwnode_handle *)fwnode);
	struct resource *res = NULL;
	int count = acpi_device_resources(adev, &res);
	int irq = -EINVAL;
	int i;

	for (i = 0; i < count; i++) {
		if (resource_type(&res[i]) == IORESOURCE_IRQ && !index--) {
			irq = res[i].start;
			break;
		}
	}
	kfree(res);
	return irq;
}

const struct fwnode_operations acpi_device_fwnode_ops = {
	.get = acpi_fwnode_get,
	.put = acpi_fwnode_put,
	.device_get_match_data = acpi_fwnode_match_data,
	.device_dma_supported = acpi_fwnode_dma_supported,
	.property_present = acpi_fwnode_present,
	.property_read_int_array = acpi_fwnode_read_ints,
	.property_read_string_array = acpi_fwnode_read_strings,
	.get_name = acpi_fwnode_name,
	.get_name_prefix = acpi_fwnode_name_prefix,
	.irq_get = acpi_fwnode_irq_get,
};
EXPORT_SYMBOL_GPL(acpi_device_fwnode_ops);

/* ---- devices ---------------------------------------------------------------------- */

static void acpi_device_release(struct device *dev)
{
	struct acpi_device *adev = to_acpi_device(dev);

	kfree(adev->crs);
	kfree(adev);
}

/* under acpi_lock */
static unsigned int count_hid(const char *hid)
{
	struct acpi_device *adev;
	unsigned int count = 0;

	list_for_each_entry(adev, &devices, list)
		if (!strcmp(adev->pnp.hid, hid))
			count++;
	return count;
}

struct acpi_device *acpi_device_create(const char *hid, const char *uid,
				       const void *crs, size_t crs_len)
{
	struct acpi_device *adev;

	if (!hid || !*hid || strlen(hid) >= ACPI_ID_LEN ||
	    (uid && strlen(uid) >= ACPI_MAX_STRING)) {
		pr_err("hardware id \"%s\" is not one: it has 1 to %d characters\n",
		       hid ? hid : "", ACPI_ID_LEN - 1);
		return ERR_PTR(-EINVAL);
	}
	adev = kzalloc(sizeof(*adev), GFP_KERNEL);
	if (!adev)
		return ERR_PTR(-ENOMEM);
	if (crs && crs_len) {
		adev->crs = kmemdup(crs, crs_len, GFP_KERNEL);
		if (!adev->crs) {
			kfree(adev);
			return ERR_PTR(-ENOMEM);
		}
		adev->crs_len = crs_len;
	}
	adev->handle = adev;
	fwnode_init(&adev->fwnode, &acpi_device_fwnode_ops);
	strscpy(adev->pnp.hid, hid, sizeof(adev->pnp.hid));
	if (uid)
		strscpy(adev->pnp.uid, uid, sizeof(adev->pnp.uid));
	device_initialize(&adev->dev);
	adev->dev.release = acpi_device_release;
	mutex_lock(&acpi_lock);
	dev_set_name(&adev->dev, "%s:%02x", hid, count_hid(hid));
	list_add_tail(&adev->list, &devices);
	mutex_unlock(&acpi_lock);
	return adev;
}
EXPORT_SYMBOL_GPL(acpi_device_create);

void acpi_device_destroy(struct acpi_device *adev)
{
	mutex_lock(&acpi_lock);
	list_del(&adev->list);
	mutex_unlock(&acpi_lock);
	put_device(&adev->dev);
}
EXPORT_SYMBOL_GPL(acpi_device_destroy);

struct acpi_device *acpi_device_of_node(struct device_node *np)
{
	const char *hid = NULL;
	const char *uid = NULL;
	struct acpi_device *adev;
	const void *crs;
	int len = 0;

	mutex_lock(&acpi_lock);
	list_for_each_entry(adev, &devices, list) {
		if (adev->node == np) {
			mutex_unlock(&acpi_lock);
			return adev;
		}
	}
	mutex_unlock(&acpi_lock);
	of_property_read_string(np, "acpi-hid", &hid);
	of_property_read_string(np, "acpi-uid", &uid);
	crs = of_get_property(np, "acpi-crs", &len);
	adev = acpi_device_create(hid, uid, crs, len);
	if (!IS_ERR(adev))
		adev->node = np;
	return adev;
}

struct acpi_device *acpi_dev_get(struct acpi_device *adev)
{
	if (adev)
		get_device(&adev->dev);
	return adev;
}
EXPORT_SYMBOL_GPL(acpi_dev_get);

void acpi_dev_put(struct acpi_device *adev)
{
	if (adev)
		put_device(&adev->dev);
}
EXPORT_SYMBOL_GPL(acpi_dev_put);

struct acpi_device *acpi_fetch_acpi_dev(acpi_handle handle)
{
	return handle;
}
EXPORT_SYMBOL_GPL(acpi_fetch_acpi_dev);

bool acpi_dev_hid_uid_match(struct acpi_device *adev, const char *hid2,
			    const char *uid2)
{
	if (!hid2 || strcmp(adev->pnp.hid, hid2))
		return false;
	return !uid2 || !strcmp(adev->pnp.uid, uid2);
}
EXPORT_SYMBOL(acpi_dev_hid_uid_match);

struct acpi_device *acpi_dev_get_first_match_dev(const char *hid,
						 const char *uid, s64 hrv)
{
	struct acpi_device *adev, *found = NULL;

	mutex_lock(&acpi_lock);
	list_for_each_entry(adev, &devices, list) {
		if (acpi_dev_hid_uid_match(adev, hid, uid)) {
			found = acpi_dev_get(adev);
			break;
		}
	}
	mutex_unlock(&acpi_lock);
	return found;
}
EXPORT_SYMBOL(acpi_dev_get_first_match_dev);

bool acpi_dev_present(const char *hid, const char *uid, s64 hrv)
{
	struct acpi_device *adev = acpi_dev_get_first_match_dev(hid, uid, hrv);

	acpi_dev_put(adev);
	return adev;
}
EXPORT_SYMBOL(acpi_dev_present);

/* ---- matching ----------------------------------------------------------------------- */

static const struct acpi_device_id *match_ids(const struct acpi_device_id *ids,
					      struct acpi_device *adev)
{
	for (; ids && adev && ids->id[0]; ids++)
		if (!strcmp((const char *)ids->id, adev->pnp.hid))
			return ids;
	return NULL;
}

const struct acpi_device_id *acpi_match_device(const struct acpi_device_id *ids,
					       const struct device *dev)
{
	return match_ids(ids, ACPI_COMPANION(dev));
}
EXPORT_SYMBOL_GPL(acpi_match_device);

int acpi_match_device_ids(struct acpi_device *device,
			  const struct acpi_device_id *ids)
{
	return match_ids(ids, device) ? 0 : -ENOENT;
}
EXPORT_SYMBOL(acpi_match_device_ids);

const void *acpi_device_get_match_data(const struct device *dev)
{
	const struct acpi_device_id *match;

	match = acpi_match_device(dev->driver->acpi_match_table, dev);
	return match ? (const void *)match->driver_data : NULL;
}
EXPORT_SYMBOL_GPL(acpi_device_get_match_data);

bool acpi_driver_match_device(struct device *dev,
			      const struct device_driver *drv)
{
	return acpi_match_device(drv->acpi_match_table, dev);
}
EXPORT_SYMBOL_GPL(acpi_driver_match_device);

/* ---- interrupts ------------------------------------------------------------------------ */

static u32 gsi_type(int triggering, int polarity)
{
	if (triggering == ACPI_EDGE_SENSITIVE)
		return polarity == ACPI_ACTIVE_LOW ? IRQ_TYPE_EDGE_FALLING :
		       polarity == ACPI_ACTIVE_BOTH ? IRQ_TYPE_EDGE_BOTH :
						      IRQ_TYPE_EDGE_RISING;
	return polarity == ACPI_ACTIVE_LOW ? IRQ_TYPE_LEVEL_LOW :
					     IRQ_TYPE_LEVEL_HIGH;
}

/* a global number as a specifier of the board's first controller */
static int gsi_spec(u32 gsi, u32 type, struct of_phandle_args *spec)
{
	struct device_node *np;
	u32 cells;

	for_each_node_with_property(np, "interrupt-controller")
		if (of_device_is_available(np))
			break;
	if (!np || of_property_read_u32(np, "#interrupt-cells", &cells) ||
	    !cells || cells > 3)
		return -EINVAL;
	memset(spec, 0, sizeof(*spec));
	spec->np = np;
	spec->args_count = cells;
	if (cells == 3) {
		/* the GIC: private ones from 16, shared ones from 32 */
		spec->args[0] = gsi < 32;
		spec->args[1] = gsi < 32 ? gsi - 16 : gsi - 32;
		spec->args[2] = type;
	} else {
		spec->args[0] = gsi;
		spec->args[1] = type;
	}
	return 0;
}

int acpi_register_gsi(struct device *dev, u32 gsi, int triggering,
		      int polarity)
{
	struct of_phandle_args spec;
	unsigned int irq;

	if (gsi_spec(gsi, gsi_type(triggering, polarity), &spec)) {
		pr_err("GSI %u: the board has no interrupt controller for it\n",
		       gsi);
		return -EINVAL;
	}
	irq = irq_create_of_mapping(&spec);
	return irq ? (int)irq : -EINVAL;
}
EXPORT_SYMBOL_GPL(acpi_register_gsi);

void acpi_unregister_gsi(u32 gsi)
{
}
EXPORT_SYMBOL_GPL(acpi_unregister_gsi);

int acpi_gsi_to_irq(u32 gsi, unsigned int *irq)
{
	int ret = acpi_register_gsi(NULL, gsi, ACPI_LEVEL_SENSITIVE,
				    ACPI_ACTIVE_HIGH);

	if (ret < 0)
		return ret;
	*irq = ret;
	return 0;
}
EXPORT_SYMBOL_GPL(acpi_gsi_to_irq);

/* ---- stop --------------------------------------------------------------------------------- */

void acpi_stop(void)
{
	struct acpi_device *adev, *next_adev;
	struct table *table, *next;

	list_for_each_entry_safe(adev, next_adev, &devices, list)
		acpi_device_destroy(adev);
	list_for_each_entry_safe(table, next, &tables, link) {
		host_free(table->header);
		host_free(table);
	}
	INIT_LIST_HEAD(&tables);
}
