/* SPDX-License-Identifier: MIT */
/*
 * IOMMUs, between the files of this folder: what a group is made of, and what
 * one part needs of another. Everybody else includes <linux/iommu.h>.
 */
#ifndef DMAE_MAPPING_IOMMU_H
#define DMAE_MAPPING_IOMMU_H

#include <linux/iommu.h>
#include <linux/kobject.h>
#include <linux/mutex.h>

/**
 * struct iommu_group - devices that are in one domain, always
 * @id: its number
 * @name: shown in sysfs, or NULL
 * @kobj: /sys/kernel/iommu_groups/ID
 * @devices_kobj: its directory "devices", which holds the references
 * @mutex: protects all that changes
 * @devices: struct group_device of each
 * @domain: the domain that the devices are in
 * @default_domain: the DMA API's domain
 * @blocking_domain: in which nothing is mapped, made when somebody owns the group
 * @owner: who has it for himself
 * @owner_cnt: drivers that use the default domain, or 1 where @owner has the group
 * @iommu_data_release: frees @iommu_data
 * @iommu_data: of the IOMMU's driver
 * @entry: among the groups that bus_iommu_probe() has found
 */
struct iommu_group {
	int id;
	char *name;
	struct kobject kobj;
	struct kobject *devices_kobj;
	struct mutex mutex;
	struct list_head devices;
	struct iommu_domain *domain;
	struct iommu_domain *default_domain;
	struct iommu_domain *blocking_domain;
	void *owner;
	unsigned int owner_cnt;
	void (*iommu_data_release)(void *iommu_data);
	void *iommu_data;
	struct list_head entry;
};

/** struct group_device - a device of a group, and its name there */
struct group_device {
	struct list_head list;
	struct device *dev;
	char *name;
};

/** dma_domain() - the DMA API's domain of a device that has dma_ops of an IOMMU */
static inline struct iommu_domain *dma_domain(struct device *dev)
{
	return dev->iommu_group->default_domain;
}

/** driver_of_iommu() - dev_iommu_ops(), or NULL where a device is behind no IOMMU */
static inline const struct iommu_ops *driver_of_iommu(struct device *dev)
{
	return dev->iommu && dev->iommu->iommu_dev ? dev_iommu_ops(dev) : NULL;
}

/** iommu_start(), iommu_stop() - called by the room's; @iommu_stop: no device is left */
int iommu_start(void);
void iommu_stop(void);

/* ---- core.c, fwspec.c: IOMMUs and devices --------------------------------- */
/* the buses whose devices may be behind one */
#define IOMMU_BUSES 4
extern struct bus_type *const iommu_buses[IOMMU_BUSES];
struct dev_iommu *dev_iommu_get(struct device *dev);
void iommu_core_stop(void);

/* ---- group.c, group_files.c ----------------------------------------------- */
int iommu_groups_start(void);
void iommu_groups_stop(void);
extern const struct sysfs_ops iommu_group_sysfs_ops;
int group_add_files(struct iommu_group *group);
int group_add_name_file(struct iommu_group *group);
void group_remove_name_file(struct iommu_group *group);
/** group_lock_of() - the group of @dev, held and locked until group_unlock(); NULL: it has none */
struct iommu_group *group_lock_of(struct device *dev);
void group_unlock(struct iommu_group *held);
/** group_device_count() - devices of @group; under its mutex */
unsigned int group_device_count(struct iommu_group *group);
/** group_each() - as iommu_group_for_each_dev(), under its mutex already */
int group_each(struct iommu_group *group, void *data, int (*fn)(struct device *dev, void *data));
/** iommu_group_get_for_dev() - the group of a device that its IOMMU's driver has accepted */
struct iommu_group *iommu_group_get_for_dev(struct device *dev);

/* ---- domain.c ------------------------------------------------------------- */
struct iommu_domain *domain_alloc_type(const struct bus_type *bus, unsigned int type);
/** domain_attach_dev() - attach one device; under its group's mutex */
int domain_attach_dev(struct iommu_domain *domain, struct device *dev);
bool iommu_is_attach_deferred(struct device *dev);
const char *iommu_domain_type_str(unsigned int type);

/* ---- default_domain.c ------------------------------------------------------ */
/* the type of domains that nobody wants to be of another */
extern unsigned int iommu_def_domain_type;
int iommu_get_def_domain_type(struct device *dev);
int group_alloc_default_domain(const struct bus_type *bus, struct iommu_group *group,
			       unsigned int type);
/** group_probe_default_domain() - the type that all devices of a new group want */
void group_probe_default_domain(const struct bus_type *bus, struct iommu_group *group);
/** group_change_default_domain() - on behalf of "type" in sysfs: bytes taken, or an error */
ssize_t group_change_default_domain(struct iommu_group *group, const char *text, size_t count);
/** iommu_announce() - say once in a world how domains are made */
void iommu_announce(void);
void default_domain_start(void);

/* ---- resv.c ---------------------------------------------------------------- */
/** resv_map_direct() - map what a device needs one to one into its group's default domain */
int resv_map_direct(struct iommu_group *group, struct device *dev);

/* ---- sysfs_class.c, debugfs.c ---------------------------------------------- */
int iommu_class_start(void);
void iommu_class_stop(void);
void iommu_debugfs_stop(void);

/* ---- map.c ------------------------------------------------------------------ */

/** domain_map() - as iommu_map(), without iotlb_sync_map() */
int domain_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
	       int prot, gfp_t gfp);

/* ---- the DMA API's domains: dma_space.c, flush_queue.c ---------------------- */
int iommu_get_dma_cookie(struct iommu_domain *domain);
void iommu_put_dma_cookie(struct iommu_domain *domain);
int iommu_dma_init_fq(struct iommu_domain *domain);
extern bool iommu_dma_forcedac;

#endif
