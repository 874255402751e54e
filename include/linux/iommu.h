/* SPDX-License-Identifier: MIT */
/*
 * IOMMUs: address spaces for devices.
 *
 *	domain   one address space: I/O virtual addresses to physical ones
 *	group    devices that the hardware cannot tell apart; all of a group
 *	         are in the same domain
 *	default  the domain that a group is in while nobody has claimed it: the
 *	domain   DMA API's (strict or lazy), or identity
 *
 * Drivers of IOMMUs offer struct iommu_ops and are called by the core only.
 * Drivers of devices see nothing of it: dma_map_*() goes through the default
 * domain by itself. Who manages an address space of his own (a virtual
 * machine monitor, a test) allocates an unmanaged domain and attaches it.
 *
 * Behaviour is that of Linux 6.1, drivers/iommu/iommu.c; names that came
 * later are here where drivers ask for them.
 */
#ifndef __LINUX_IOMMU_H
#define __LINUX_IOMMU_H

#include <linux/capability.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/ioasid.h>
#include <linux/kthread.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/scatterlist.h>
#include <linux/types.h>
#include <linux/version.h>

/* what a mapping allows, and how its accesses behave */
#define IOMMU_READ	(1 << 0)
#define IOMMU_WRITE	(1 << 1)
#define IOMMU_CACHE	(1 << 2)	/* sees the CPU's caches */
#define IOMMU_NOEXEC	(1 << 3)
#define IOMMU_MMIO	(1 << 4)	/* registers, not memory */
#define IOMMU_PRIV	(1 << 5)	/* privileged accesses only */

#define IOMMU_PASID_INVALID	(-1U)
#define IOMMU_NO_PASID		(0U)
#define IOMMU_FIRST_GLOBAL_PASID (1U)

struct iommu_dma_cookie;
struct iommu_domain;
struct iommu_domain_ops;
struct iommu_fault_event;
struct iommu_group;
struct iommu_ops;
struct iommu_sva;
struct iopf_device_param;
struct mm_struct;
struct msi_desc;
struct msi_msg;

/* ---- faults, as reported to the driver of a device ---------------------- */

#define IOMMU_FAULT_PERM_READ	(1 << 0)
#define IOMMU_FAULT_PERM_WRITE	(1 << 1)
#define IOMMU_FAULT_PERM_EXEC	(1 << 2)
#define IOMMU_FAULT_PERM_PRIV	(1 << 3)

enum iommu_fault_type {
	IOMMU_FAULT_DMA_UNRECOV = 1,	/* the access is lost */
	IOMMU_FAULT_PAGE_REQ,		/* the device waits for an answer */
};

enum iommu_fault_reason {
	IOMMU_FAULT_REASON_UNKNOWN = 0,
	IOMMU_FAULT_REASON_PASID_FETCH,
	IOMMU_FAULT_REASON_BAD_PASID_ENTRY,
	IOMMU_FAULT_REASON_PASID_INVALID,
	IOMMU_FAULT_REASON_WALK_EABT,
	IOMMU_FAULT_REASON_PTE_FETCH,
	IOMMU_FAULT_REASON_PERMISSION,
	IOMMU_FAULT_REASON_ACCESS,
	IOMMU_FAULT_REASON_OOR_ADDRESS,
};

/* iommu_fault_unrecoverable.flags: which fields are valid */
#define IOMMU_FAULT_UNRECOV_PASID_VALID		(1 << 0)
#define IOMMU_FAULT_UNRECOV_ADDR_VALID		(1 << 1)
#define IOMMU_FAULT_UNRECOV_FETCH_ADDR_VALID	(1 << 2)

/**
 * struct iommu_fault_unrecoverable - an access that was refused
 * @reason: enum iommu_fault_reason
 * @flags: IOMMU_FAULT_UNRECOV_*
 * @pasid: address space of the device's, if it has several
 * @perm: what the access wanted: IOMMU_FAULT_PERM_*
 * @addr: the page it went to
 * @fetch_addr: where reading a table failed
 */
struct iommu_fault_unrecoverable {
	__u32 reason;
	__u32 flags;
	__u32 pasid;
	__u32 perm;
	__u64 addr;
	__u64 fetch_addr;
};

/* iommu_fault_page_request.flags */
#define IOMMU_FAULT_PAGE_REQUEST_PASID_VALID	(1 << 0)
#define IOMMU_FAULT_PAGE_REQUEST_LAST_PAGE	(1 << 1)
#define IOMMU_FAULT_PAGE_REQUEST_PRIV_DATA	(1 << 2)
#define IOMMU_FAULT_PAGE_RESPONSE_NEEDS_PASID	(1 << 3)

/**
 * struct iommu_fault_page_request - a device asks for a page
 * @flags: IOMMU_FAULT_PAGE_REQUEST_*
 * @pasid: address space of the device's
 * @grpid: number of the group of requests that is answered as one
 * @perm: what it wants: IOMMU_FAULT_PERM_*
 * @addr: the page
 * @private_data: comes back with the answer
 */
struct iommu_fault_page_request {
	__u32 flags;
	__u32 pasid;
	__u32 grpid;
	__u32 perm;
	__u64 addr;
	__u64 private_data[2];
};

/**
 * struct iommu_fault - a fault of either type
 * @type: enum iommu_fault_type
 * @padding: zero
 * @event: IOMMU_FAULT_DMA_UNRECOV
 * @prm: IOMMU_FAULT_PAGE_REQ
 */
struct iommu_fault {
	__u32 type;
	__u32 padding;
	union {
		struct iommu_fault_unrecoverable event;
		struct iommu_fault_page_request prm;
		__u8 padding2[56];
	};
};

enum iommu_page_response_code {
	IOMMU_PAGE_RESP_SUCCESS = 0,	/* the page is there: try again */
	IOMMU_PAGE_RESP_INVALID,	/* it will not come */
	IOMMU_PAGE_RESP_FAILURE,	/* and ask no more */
};

#define IOMMU_PAGE_RESP_VERSION_1	1
#define IOMMU_PAGE_RESP_PASID_VALID	(1 << 0)

/**
 * struct iommu_page_response - the answer to a page request
 * @argsz: bytes of this structure that are filled in
 * @version: IOMMU_PAGE_RESP_VERSION_1
 * @flags: IOMMU_PAGE_RESP_PASID_VALID
 * @pasid: of the request
 * @grpid: of the request
 * @code: enum iommu_page_response_code
 */
struct iommu_page_response {
	__u32 argsz;
	__u32 version;
	__u32 flags;
	__u32 pasid;
	__u32 grpid;
	__u32 code;
};

/* direction of a faulting access, for iommu_fault_handler_t */
#define IOMMU_FAULT_READ	0x0
#define IOMMU_FAULT_WRITE	0x1

typedef int (*iommu_fault_handler_t)(struct iommu_domain *, struct device *, unsigned long, int,
				     void *);
typedef int (*iommu_dev_fault_handler_t)(struct iommu_fault *, void *);

/**
 * struct iommu_fault_event - a fault and its place in a list of such
 * @fault: what happened
 * @list: among the faults that wait for an answer
 */
struct iommu_fault_event {
	struct iommu_fault fault;
	struct list_head list;
};

/**
 * struct iommu_fault_param - who is told of a device's faults
 * @handler: is called; may sleep
 * @data: passed to it
 * @faults: page requests that wait for an answer
 * @lock: protects @faults
 */
struct iommu_fault_param {
	iommu_dev_fault_handler_t handler;
	void *data;
	struct list_head faults;
	struct mutex lock;
};

/* ---- domains ------------------------------------------------------------ */

/**
 * struct iommu_domain_geometry - what can be mapped
 * @aperture_start: first address
 * @aperture_end: last address
 * @force_aperture: DMA outside of it is refused
 */
struct iommu_domain_geometry {
	dma_addr_t aperture_start;
	dma_addr_t aperture_end;
	bool force_aperture;
};

#define __IOMMU_DOMAIN_PAGING	(1U << 0)	/* can be mapped into */
#define __IOMMU_DOMAIN_DMA_API	(1U << 1)	/* the DMA API's */
#define __IOMMU_DOMAIN_PT	(1U << 2)	/* addresses are physical ones */
#define __IOMMU_DOMAIN_DMA_FQ	(1U << 3)	/* invalidates late, in batches */

#define IOMMU_DOMAIN_BLOCKED	(0U)
#define IOMMU_DOMAIN_IDENTITY	(__IOMMU_DOMAIN_PT)
#define IOMMU_DOMAIN_UNMANAGED	(__IOMMU_DOMAIN_PAGING)
#define IOMMU_DOMAIN_DMA	(__IOMMU_DOMAIN_PAGING | __IOMMU_DOMAIN_DMA_API)
#define IOMMU_DOMAIN_DMA_FQ	(__IOMMU_DOMAIN_PAGING | __IOMMU_DOMAIN_DMA_API | \
				 __IOMMU_DOMAIN_DMA_FQ)

/**
 * struct iommu_domain - an address space; part of what the IOMMU's driver allocates
 * @type: IOMMU_DOMAIN_*
 * @ops: how to map and attach
 * @pgsize_bitmap: page sizes that can be mapped, a bit for each
 * @handler: is told of faults
 * @handler_token: passed to it
 * @geometry: what can be mapped
 * @iova_cookie: the DMA API's: addresses, flush queues
 */
struct iommu_domain {
	unsigned int type;
	const struct iommu_domain_ops *ops;
	unsigned long pgsize_bitmap;
	iommu_fault_handler_t handler;
	void *handler_token;
	struct iommu_domain_geometry geometry;
	struct iommu_dma_cookie *iova_cookie;
};

static inline bool iommu_is_dma_domain(struct iommu_domain *domain)
{
	return domain->type & __IOMMU_DOMAIN_DMA_API;
}

enum iommu_cap {
	IOMMU_CAP_CACHE_COHERENCY,	/* IOMMU_CACHE means something */
	IOMMU_CAP_INTR_REMAP,		/* interrupts are isolated, too (6.1) */
	IOMMU_CAP_NOEXEC,		/* IOMMU_NOEXEC means something */
	IOMMU_CAP_PRE_BOOT_PROTECTION,	/* the firmware had it on before us */
	IOMMU_CAP_ENFORCE_CACHE_COHERENCY,
	IOMMU_CAP_DEFERRED_FLUSH,	/* may be lazy */
	IOMMU_CAP_DIRTY_TRACKING,
};

enum iommu_resv_type {
	IOMMU_RESV_DIRECT,		/* is mapped one to one, always */
	IOMMU_RESV_DIRECT_RELAXABLE,	/* the same, but not if the device is given away */
	IOMMU_RESV_RESERVED,		/* must never be mapped */
	IOMMU_RESV_MSI,			/* where message interrupts go; not translated */
	IOMMU_RESV_SW_MSI,		/* a window for them that software maps */
};

/**
 * struct iommu_resv_region - addresses that are not free for use
 * @list: among the regions of a device
 * @start: first address
 * @length: bytes
 * @prot: IOMMU_READ, IOMMU_WRITE, ... where it is mapped
 * @type: what to do about it
 * @free: frees it; NULL: kfree()
 */
struct iommu_resv_region {
	struct list_head list;
	phys_addr_t start;
	size_t length;
	int prot;
	enum iommu_resv_type type;
	void (*free)(struct device *dev, struct iommu_resv_region *region);
};

/**
 * struct iommu_iort_rmr_data - a region that ACPI's tables say streams are using: none is found
 * @rr: the region
 * @sids: the streams
 * @num_sids: how many
 */
struct iommu_iort_rmr_data {
	struct iommu_resv_region rr;
	const u32 *sids;
	u32 num_sids;
};

enum iommu_dev_features {
	IOMMU_DEV_FEAT_SVA,	/* shared virtual addresses */
	IOMMU_DEV_FEAT_IOPF,	/* page requests */
};

/**
 * struct iommu_iotlb_gather - what is to be invalidated
 * @start: first address
 * @end: last address
 * @pgsize: size of the pages
 * @freelist: pages of tables that can be freed once it has been
 * @queued: all will be invalidated later (lazy mode): gather nothing
 */
struct iommu_iotlb_gather {
	unsigned long start;
	unsigned long end;
	size_t pgsize;
	struct list_head freelist;
	bool queued;
};

/* ---- what the driver of an IOMMU offers --------------------------------- */

/**
 * struct iommu_ops - an IOMMU's driver
 * @capable: has it this capability?
 * @domain_alloc: an empty address space of a type, or NULL: has none such
 * @probe_device: a device may be ours: its struct iommu_device, or an error;
 *	-ENODEV: is not
 * @release_device: it is gone
 * @probe_finalize: it is in its group's domain
 * @device_group: the group that it belongs to, with a reference
 * @get_resv_regions: adds its reserved regions to a list
 * @of_xlate: an entry of "iommus" or "iommu-map" names us
 * @is_attach_deferred: attach when it first maps?
 * @dev_enable_feat: IOMMU_DEV_FEAT_*
 * @dev_disable_feat: and back
 * @sva_bind: share a process's address space
 * @sva_unbind: and back
 * @sva_get_pasid: the number that its accesses carry
 * @page_response: answer a page request
 * @def_domain_type: IOMMU_DOMAIN_IDENTITY, IOMMU_DOMAIN_DMA, or 0: no matter
 * @default_domain_ops: what its domains can do
 * @pgsize_bitmap: page sizes of its domains
 * @owner: the module
 */
struct iommu_ops {
	bool (*capable)(struct device *dev, enum iommu_cap cap);
	struct iommu_domain *(*domain_alloc)(unsigned int iommu_domain_type);
	struct iommu_device *(*probe_device)(struct device *dev);
	void (*release_device)(struct device *dev);
	void (*probe_finalize)(struct device *dev);
	struct iommu_group *(*device_group)(struct device *dev);
	void (*get_resv_regions)(struct device *dev, struct list_head *list);
	int (*of_xlate)(struct device *dev, struct of_phandle_args *args);
	bool (*is_attach_deferred)(struct device *dev);
	int (*dev_enable_feat)(struct device *dev, enum iommu_dev_features f);
	int (*dev_disable_feat)(struct device *dev, enum iommu_dev_features f);
	struct iommu_sva *(*sva_bind)(struct device *dev, struct mm_struct *mm, void *drvdata);
	void (*sva_unbind)(struct iommu_sva *handle);
	u32 (*sva_get_pasid)(struct iommu_sva *handle);
	int (*page_response)(struct device *dev, struct iommu_fault_event *evt,
			     struct iommu_page_response *msg);
	int (*def_domain_type)(struct device *dev);
	const struct iommu_domain_ops *default_domain_ops;
	unsigned long pgsize_bitmap;
	struct module *owner;
};

/**
 * struct iommu_domain_ops - what can be done with a domain
 * @attach_dev: a device's accesses go through it from now on
 * @detach_dev: or no longer
 * @map: map one page of a size in @pgsize_bitmap
 * @map_pages: map several of one size; *@mapped: bytes, also on failure
 * @unmap: unmap one page; bytes that were mapped
 * @unmap_pages: unmap several of one size
 * @flush_iotlb_all: invalidate whatever the hardware remembers of the domain
 * @iotlb_sync_map: make new mappings known
 * @iotlb_sync: invalidate what was gathered
 * @iova_to_phys: look an address up; 0: not mapped
 * @enforce_cache_coherency: let no access bypass IOMMU_CACHE
 * @enable_nesting: for use below a guest's tables
 * @set_pgtable_quirks: IO_PGTABLE_QUIRK_*
 * @free: of the domain
 */
struct iommu_domain_ops {
	int (*attach_dev)(struct iommu_domain *domain, struct device *dev);
	void (*detach_dev)(struct iommu_domain *domain, struct device *dev);
	int (*map)(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
		   int prot, gfp_t gfp);
	int (*map_pages)(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
			 size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped);
	size_t (*unmap)(struct iommu_domain *domain, unsigned long iova, size_t size,
			struct iommu_iotlb_gather *iotlb_gather);
	size_t (*unmap_pages)(struct iommu_domain *domain, unsigned long iova, size_t pgsize,
			      size_t pgcount, struct iommu_iotlb_gather *iotlb_gather);
	void (*flush_iotlb_all)(struct iommu_domain *domain);
	void (*iotlb_sync_map)(struct iommu_domain *domain, unsigned long iova, size_t size);
	void (*iotlb_sync)(struct iommu_domain *domain, struct iommu_iotlb_gather *iotlb_gather);
	phys_addr_t (*iova_to_phys)(struct iommu_domain *domain, dma_addr_t iova);
	bool (*enforce_cache_coherency)(struct iommu_domain *domain);
	int (*enable_nesting)(struct iommu_domain *domain);
	int (*set_pgtable_quirks)(struct iommu_domain *domain, unsigned long quirks);
	void (*free)(struct iommu_domain *domain);
};

/**
 * struct iommu_device - one IOMMU
 * @list: among all of them
 * @ops: its driver
 * @fwnode: its node, which devices name
 * @dev: its device of the class "iommu"
 * @max_pasids: address spaces that a device can have
 */
struct iommu_device {
	struct list_head list;
	const struct iommu_ops *ops;
	struct fwnode_handle *fwnode;
	struct device *dev;
	u32 max_pasids;
};

/**
 * struct iommu_fwspec - the streams that a device's accesses carry, as the firmware says
 * @ops: driver of the IOMMU that it is behind; NULL: is not there yet
 * @iommu_fwnode: that IOMMU's node
 * @flags: IOMMU_FWSPEC_*
 * @num_ids: entries in @ids
 * @ids: numbers of streams; what the bits mean is the IOMMU driver's
 */
struct iommu_fwspec {
	const struct iommu_ops *ops;
	struct fwnode_handle *iommu_fwnode;
	u32 flags;
	unsigned int num_ids;
	u32 ids[];
};

#define IOMMU_FWSPEC_PCI_RC_ATS	(1 << 0)

/**
 * struct dev_iommu - what a device has to do with its IOMMU
 * @lock: protects @fault_param
 * @fault_param: who is told of its faults
 * @iopf_param: page requests
 * @fwspec: its streams
 * @iommu_dev: its IOMMU
 * @priv: that one's driver's own
 */
struct dev_iommu {
	struct mutex lock;
	struct iommu_fault_param *fault_param;
	struct iopf_device_param *iopf_param;
	struct iommu_fwspec *fwspec;
	struct iommu_device *iommu_dev;
	void *priv;
};

/** struct iommu_sva - a device that shares a process's addresses */
struct iommu_sva {
	struct device *dev;
};

/**
 * iommu_device_register() - an IOMMU is there
 * @iommu: for the core's use, until iommu_device_unregister()
 * @ops: its driver; all IOMMUs of a machine have the same
 * @hwdev: its device, whose node other nodes name; or NULL
 *
 * Devices of all buses are offered to it.
 *
 * Context: Process; may sleep.
 * Return: 0, -EBUSY (another driver's IOMMU is there), or what probing a device fails with.
 */
int iommu_device_register(struct iommu_device *iommu, const struct iommu_ops *ops,
			  struct device *hwdev);

/** iommu_device_unregister() - and is gone: so are its devices' groups */
void iommu_device_unregister(struct iommu_device *iommu);

/**
 * iommu_device_sysfs_add() - /sys/class/iommu/NAME
 * @iommu: the IOMMU
 * @parent: its device
 * @groups: attributes, or NULL
 * @fmt: name, printf-style
 *
 * Context: Process.
 * Return: 0, -ENOMEM, or another error of device_add().
 */
int iommu_device_sysfs_add(struct iommu_device *iommu, struct device *parent,
			   const struct attribute_group **groups, const char *fmt, ...)
	__printf(4, 5);
void iommu_device_sysfs_remove(struct iommu_device *iommu);
/** iommu_device_link() - show that @link is behind @iommu; 0, -ENODEV, or an error of sysfs */
int iommu_device_link(struct iommu_device *iommu, struct device *link);
void iommu_device_unlink(struct iommu_device *iommu, struct device *link);

static inline struct iommu_device *dev_to_iommu_device(struct device *dev)
{
	return (struct iommu_device *)dev_get_drvdata(dev);
}

/* the driver of a device's IOMMU; only of a device that has one */
static inline const struct iommu_ops *dev_iommu_ops(struct device *dev)
{
	return dev->iommu->iommu_dev->ops;
}

int bus_iommu_probe(struct bus_type *bus);
/** iommu_present() - could a device of @bus be behind an IOMMU? */
bool iommu_present(const struct bus_type *bus);
/** device_iommu_capable() - does the IOMMU of @dev have this capability? false without one */
bool device_iommu_capable(struct device *dev, enum iommu_cap cap);
int iommu_probe_device(struct device *dev);
void iommu_release_device(struct device *dev);
extern struct mutex iommu_probe_device_lock;

/* ---- address spaces ------------------------------------------------------ */

/**
 * iommu_domain_alloc() - an address space that the caller manages
 * @bus: the bus of the devices that will be attached
 *
 * Context: Process.
 * Return: an empty domain, or NULL: no IOMMU, no memory.
 */
struct iommu_domain *iommu_domain_alloc(const struct bus_type *bus);
/** iommu_paging_domain_alloc() - the same for one device (6.11): an ERR_PTR() on failure */
struct iommu_domain *iommu_paging_domain_alloc(struct device *dev);
/** iommu_domain_free() - no device is attached any more */
void iommu_domain_free(struct iommu_domain *domain);

/**
 * iommu_attach_device() - let a device's accesses go through a domain
 * @domain: the domain
 * @dev: the device, the only one of its group
 *
 * Context: Process; may sleep.
 * Return: 0; -ENODEV: no IOMMU; -EINVAL: is not alone in its group; -EBUSY: is attached to
 * another; or what the driver says.
 */
int iommu_attach_device(struct iommu_domain *domain, struct device *dev);
/** iommu_detach_device() - back to the default domain */
void iommu_detach_device(struct iommu_domain *domain, struct device *dev);
int iommu_deferred_attach(struct device *dev, struct iommu_domain *domain);
/** iommu_get_domain_for_dev() - the domain that @dev is in now, or NULL */
struct iommu_domain *iommu_get_domain_for_dev(struct device *dev);
/** iommu_get_dma_domain() - the default domain of a device that has an IOMMU */
struct iommu_domain *iommu_get_dma_domain(struct device *dev);

/**
 * iommu_map() - map memory into a domain
 * @domain: the domain
 * @iova: where; aligned to the smallest page size
 * @paddr: what; aligned likewise
 * @size: bytes; likewise. The largest pages that fit are used.
 * @prot: IOMMU_READ, IOMMU_WRITE, ...
 *
 * From 6.3 on there is a sixth argument, how to allocate memory for tables.
 *
 * Context: Process; may sleep.
 * Return: 0; -EINVAL: unaligned, or no such domain; -ENOMEM; -EEXIST or whatever the driver
 * says. Nothing is mapped then.
 */
int iommu_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
	      int prot);
/** iommu_map_atomic() - the same in any context */
int iommu_map_atomic(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
		     size_t size, int prot);
int iommu_map_gfp(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
		  int prot, gfp_t gfp);

/**
 * iommu_unmap() - unmap, and invalidate what the hardware remembers
 * @domain: the domain
 * @iova: where; aligned to the smallest page size
 * @size: bytes; likewise
 *
 * Context: Any.
 * Return: bytes that were unmapped, up to the first hole; more than @size if a large page
 * reaches beyond.
 */
size_t iommu_unmap(struct iommu_domain *domain, unsigned long iova, size_t size);
/** iommu_unmap_fast() - the same, but @iotlb_gather gathers what iommu_iotlb_sync() is to do */
size_t iommu_unmap_fast(struct iommu_domain *domain, unsigned long iova, size_t size,
			struct iommu_iotlb_gather *iotlb_gather);

/**
 * iommu_map_sg() - map the pieces of a scatterlist in a row
 * @domain: the domain
 * @iova: where the first goes
 * @sg: the list; lengths and offsets aligned to the smallest page size
 * @nents: entries
 * @prot: IOMMU_READ, IOMMU_WRITE, ...
 *
 * Context: Process; may sleep.
 * Return: bytes mapped, or a negative error code as iommu_map(): nothing is mapped then.
 */
ssize_t iommu_map_sg(struct iommu_domain *domain, unsigned long iova, struct scatterlist *sg,
		     unsigned int nents, int prot);
/** iommu_map_sg_atomic() - the same in any context */
ssize_t iommu_map_sg_atomic(struct iommu_domain *domain, unsigned long iova,
			    struct scatterlist *sg, unsigned int nents, int prot);
ssize_t iommu_map_sg_gfp(struct iommu_domain *domain, unsigned long iova, struct scatterlist *sg,
			 unsigned int nents, int prot, gfp_t gfp);

static inline size_t iommu_map_sgtable(struct iommu_domain *domain, unsigned long iova,
				       struct sg_table *sgt, int prot)
{
	return iommu_map_sg(domain, iova, sgt->sgl, sgt->orig_nents, prot);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define iommu_map(domain, iova, paddr, size, prot, gfp) \
	iommu_map_gfp(domain, iova, paddr, size, prot, gfp)
#define iommu_map_sg(domain, iova, sg, nents, prot, gfp) \
	iommu_map_sg_gfp(domain, iova, sg, nents, prot, gfp)
#endif

/** iommu_iova_to_phys() - what @iova is mapped to; 0: nothing. An identity domain's own address. */
phys_addr_t iommu_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova);

int iommu_enable_nesting(struct iommu_domain *domain);
int iommu_set_pgtable_quirks(struct iommu_domain *domain, unsigned long quirks);

/* ---- invalidation -------------------------------------------------------- */

static inline void iommu_iotlb_gather_init(struct iommu_iotlb_gather *gather)
{
	*gather = (struct iommu_iotlb_gather) {
		.start = ULONG_MAX,
		.freelist = LIST_HEAD_INIT(gather->freelist),
	};
}

/* invalidates what was gathered; @iotlb_gather is empty again */
static inline void iommu_iotlb_sync(struct iommu_domain *domain,
				    struct iommu_iotlb_gather *iotlb_gather)
{
	const struct iommu_domain_ops *ops = domain->ops;

	if (ops->iotlb_sync)
		ops->iotlb_sync(domain, iotlb_gather);
	iommu_iotlb_gather_init(iotlb_gather);
}

/* invalidates all there is, gathered or not */
static inline void iommu_flush_iotlb_all(struct iommu_domain *domain)
{
	const struct iommu_domain_ops *ops = domain->ops;

	if (ops->flush_iotlb_all)
		ops->flush_iotlb_all(domain);
}

/* for drivers that invalidate a range as a whole */
static inline void iommu_iotlb_gather_add_range(struct iommu_iotlb_gather *gather,
						unsigned long iova, size_t size)
{
	unsigned long last = iova + size - 1;

	gather->end = gather->end > last ? gather->end : last;
	gather->start = gather->start < iova ? gather->start : iova;
}

/* true if there is a gap between what was gathered and a new range */
static inline bool iommu_iotlb_gather_is_disjoint(struct iommu_iotlb_gather *gather,
						  unsigned long iova, size_t size)
{
	bool below = iova + size < gather->start, above = gather->end + 1 < iova;

	return gather->end && (below || above);
}

/* for drivers that invalidate page by page: all of a range have one size, and there is no gap */
static inline void iommu_iotlb_gather_add_page(struct iommu_domain *domain,
					       struct iommu_iotlb_gather *gather,
					       unsigned long iova, size_t size)
{
	bool same_size = !gather->pgsize || gather->pgsize == size;

	if (!same_size || iommu_iotlb_gather_is_disjoint(gather, iova, size))
		iommu_iotlb_sync(domain, gather);
	iommu_iotlb_gather_add_range(gather, iova, size);
	gather->pgsize = size;
}

static inline bool iommu_iotlb_gather_queued(struct iommu_iotlb_gather *gather)
{
	return gather && gather->queued;
}

/* ---- faults --------------------------------------------------------------- */

/**
 * iommu_set_fault_handler() - be told of the faults of a domain
 * @domain: the domain
 * @handler: gets domain, device, address, IOMMU_FAULT_READ or _WRITE, and @token; called in
 *	the IOMMU's interrupt
 * @token: passed on
 *
 * Context: Any.
 */
void iommu_set_fault_handler(struct iommu_domain *domain, iommu_fault_handler_t handler,
			     void *token);
/**
 * report_iommu_fault() - for drivers of IOMMUs: an access of @dev to @iova was refused
 *
 * Return: what the handler says (0: it has dealt with it); -ENOSYS: there is none
 */
int report_iommu_fault(struct iommu_domain *domain, struct device *dev, unsigned long iova,
		       int flags);

/**
 * iommu_register_device_fault_handler() - be told of the faults of a device
 * @dev: the device
 * @handler: is called; 0: it will answer with iommu_page_response() if it must
 * @data: passed on
 *
 * Context: Process.
 * Return: 0; -EINVAL: no IOMMU; -EBUSY: there is a handler; -ENOMEM.
 */
int iommu_register_device_fault_handler(struct device *dev, iommu_dev_fault_handler_t handler,
					void *data);
/** iommu_unregister_device_fault_handler() - and no more; -EBUSY: page requests wait */
int iommu_unregister_device_fault_handler(struct device *dev);
/** iommu_report_device_fault() - for drivers of IOMMUs: 0, -EINVAL (nobody listens), -ENOMEM */
int iommu_report_device_fault(struct device *dev, struct iommu_fault_event *evt);
/** iommu_page_response() - answer a page request: 0, -ENODEV, -EINVAL: there is no such */
int iommu_page_response(struct device *dev, struct iommu_page_response *msg);

/* ---- reserved regions ------------------------------------------------------ */

void iommu_get_resv_regions(struct device *dev, struct list_head *list);
void iommu_put_resv_regions(struct device *dev, struct list_head *list);
struct iommu_resv_region *iommu_alloc_resv_region(phys_addr_t start, size_t length, int prot,
						  enum iommu_resv_type type, gfp_t gfp);
int iommu_get_group_resv_regions(struct iommu_group *group, struct list_head *head);
/** iommu_dma_get_resv_regions() - regions that all IOMMUs have in common: none here */
void iommu_dma_get_resv_regions(struct device *dev, struct list_head *list);
/** of_iommu_get_resv_regions() - those of "memory-region"s with "iommu-addresses" (6.3) */
void of_iommu_get_resv_regions(struct device *dev, struct list_head *list);

/* ---- default domains ------------------------------------------------------- */

/* for platforms: before IOMMUs come; @cmd_line: the user wants it so */
void iommu_set_default_passthrough(bool cmd_line);
void iommu_set_default_translated(bool cmd_line);
bool iommu_default_passthrough(void);
/** iommu_set_dma_strict() - for drivers whose IOMMU must not be lazy */
void iommu_set_dma_strict(void);

/* ---- groups ---------------------------------------------------------------- */

/** iommu_group_alloc() - a new group, with a reference; or an ERR_PTR() */
struct iommu_group *iommu_group_alloc(void);
struct iommu_group *iommu_group_get(struct device *dev);
struct iommu_group *iommu_group_get_by_id(int id);
struct iommu_group *iommu_group_ref_get(struct iommu_group *group);
void iommu_group_put(struct iommu_group *group);
int iommu_group_id(struct iommu_group *group);
int iommu_group_set_name(struct iommu_group *group, const char *name);
void *iommu_group_get_iommudata(struct iommu_group *group);
void iommu_group_set_iommudata(struct iommu_group *group, void *iommu_data,
			       void (*release)(void *iommu_data));
int iommu_group_add_device(struct iommu_group *group, struct device *dev);
void iommu_group_remove_device(struct device *dev);
int iommu_group_for_each_dev(struct iommu_group *group, void *data,
			     int (*fn)(struct device *, void *));
struct iommu_domain *iommu_group_default_domain(struct iommu_group *group);
int iommu_attach_group(struct iommu_domain *domain, struct iommu_group *group);
void iommu_detach_group(struct iommu_domain *domain, struct iommu_group *group);

/* for iommu_ops.device_group: a group of its own; that of all PCI functions it shares IDs with */
struct iommu_group *generic_device_group(struct device *dev);
struct iommu_group *pci_device_group(struct device *dev);
struct iommu_group *fsl_mc_device_group(struct device *dev);

/* who may do DMA: drivers through the DMA API, or one owner of the whole group */
int iommu_device_use_default_domain(struct device *dev);
void iommu_device_unuse_default_domain(struct device *dev);
int iommu_group_claim_dma_owner(struct iommu_group *group, void *owner);
void iommu_group_release_dma_owner(struct iommu_group *group);
bool iommu_group_dma_owner_claimed(struct iommu_group *group);

/* ---- streams ---------------------------------------------------------------- */

int iommu_fwspec_init(struct device *dev, struct fwnode_handle *iommu_fwnode,
		      const struct iommu_ops *ops);
void iommu_fwspec_free(struct device *dev);
int iommu_fwspec_add_ids(struct device *dev, u32 *ids, int num_ids);
const struct iommu_ops *iommu_ops_from_fwnode(struct fwnode_handle *fwnode);

static inline void dev_iommu_priv_set(struct device *dev, void *priv)
{
	dev->iommu->priv = priv;
}

static inline void dev_iommu_fwspec_set(struct device *dev, struct iommu_fwspec *fwspec)
{
	dev->iommu->fwspec = fwspec;
}

/* NULL, too, of a device that has nothing to do with an IOMMU */
static inline void *dev_iommu_priv_get(struct device *dev)
{
	return dev->iommu ? dev->iommu->priv : NULL;
}

static inline struct iommu_fwspec *dev_iommu_fwspec_get(struct device *dev)
{
	return dev->iommu ? dev->iommu->fwspec : NULL;
}

static inline bool tegra_dev_iommu_get_stream_id(struct device *dev, u32 *stream_id)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);

	if (!fwspec || fwspec->num_ids != 1)
		return false;
	*stream_id = fwspec->ids[0] & 0xffff;
	return true;
}

/* ---- features of devices ---------------------------------------------------- */

int iommu_dev_enable_feature(struct device *dev, enum iommu_dev_features f);
int iommu_dev_disable_feature(struct device *dev, enum iommu_dev_features f);

struct iommu_sva *__iommu_sva_bind_device(struct device *dev, struct mm_struct *mm,
					  void *drvdata);
/* up to 6.1 with private data as a third argument */
#define __iommu_sva_drvdata(_, drvdata, ...)	(drvdata)
#define iommu_sva_bind_device(dev, mm, ...)				\
	__iommu_sva_bind_device(dev, mm, __iommu_sva_drvdata(0, ##__VA_ARGS__, NULL, 0))
void iommu_sva_unbind_device(struct iommu_sva *handle);
u32 iommu_sva_get_pasid(struct iommu_sva *handle);

/* no IOMMU here gives a device more than one address space */
ioasid_t iommu_alloc_global_pasid(struct device *dev);
void iommu_free_global_pasid(ioasid_t pasid);
/* up to 6.6 with three arguments, then with a handle */
int iommu_attach_device_pasid(struct iommu_domain *domain, struct device *dev, ioasid_t pasid,
			      ...);
void iommu_detach_device_pasid(struct iommu_domain *domain, struct device *dev, ioasid_t pasid);

/* ---- the DMA API's side ------------------------------------------------------ */

/**
 * iommu_setup_dma_ops() - let dma_map_*() of a device go through its domain
 * @dev: the device
 * @dma_base: lowest address that its bus can carry
 * @dma_limit: highest
 *
 * Devices in an identity domain are mapped directly, as are those for which it fails.
 */
void iommu_setup_dma_ops(struct device *dev, u64 dma_base, u64 dma_limit);
int iommu_get_msi_cookie(struct iommu_domain *domain, dma_addr_t base);
int iommu_dma_prepare_msi(struct msi_desc *desc, phys_addr_t msi_addr);
void iommu_dma_compose_msi_msg(struct msi_desc *desc, struct msi_msg *msg);

/* /sys/kernel/debug/iommu, where drivers of IOMMUs may add their own */
extern struct dentry *iommu_debugfs_dir;
void iommu_debugfs_setup(void);

#endif
