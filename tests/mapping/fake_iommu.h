/* SPDX-License-Identifier: MIT */
/*
 * An IOMMU that is all software: a driver with tables in ordinary memory, and
 * the hardware's side as a translation of the machine's bus, with a memory of
 * what it has looked up that goes stale. The machine has masters "a" to "d"
 * behind it, and "free", which is not. Kernel side.
 */
#ifndef TESTS_MAPPING_FAKE_IOMMU_H
#define TESTS_MAPPING_FAKE_IOMMU_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dma-map-ops.h>
#include <linux/iommu.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "base/host.h"
#include "device/filetree.h"
#include "machine/machine.h"
#include "mapping/mapping.h"

#include "unit.h"

/**
 * struct fake_iommu - what it does and has done
 * @maps, @unmaps: calls of the driver
 * @pages: sizes of pages that were mapped, a bit for each
 * @syncs, @flushes: invalidations of some, and of all
 * @sync_maps: iotlb_sync_map()
 * @fail_map_after: maps that will succeed; negative: all
 * @fail_attach: what attach_dev() returns; @fail_probe: probe_device()
 * @def_type: what def_domain_type() says
 * @no_types: types of which domain_alloc() makes none, a bit for each
 * @one_group: all devices are of one group
 * @resv: a reserved region, if its length is not 0
 * @wants_cells: of a specifier
 * @resv_of_tree: what the tree says is reserved
 * @old_calls: no map_pages and unmap_pages, but map and unmap
 * @no_flush: no flush_iotlb_all, so that it cannot be lazy
 * @remembers: the hardware keeps what it has looked up until it is invalidated
 * @faults: accesses that it refused
 * @streams: of each of_xlate()
 */
struct fake_iommu {
	unsigned int maps, unmaps, syncs, flushes, sync_maps;
	unsigned long pages;
	int fail_map_after;
	int fail_attach, fail_probe;
	unsigned int def_type;
	unsigned long no_types;
	bool one_group, old_calls, no_flush, remembers, resv_of_tree;
	struct iommu_resv_region resv;
	unsigned int faults;
	u32 streams[8];
	unsigned int nstreams;
	int wants_cells;
	unsigned int domains;
};

extern struct fake_iommu fake;

#define FAKE_MASTER(name, address, rest)					\
	"	" name ": dma@" address " { compatible = \"test,master\"; reg = <0x" address	\
	" 0x1000>; " rest " };\n"

/* the machine; @of_a: what the node of master "a" says, @more: further nodes */
#define FAKE_TREE(of_a, more)							\
	"/dts-v1/;\n/ {\n"							\
	"	#address-cells = <1>; #size-cells = <1>;\n"			\
	"	compatible = \"test,machine\"; model = \"machine with an IOMMU\";\n" \
	"	memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x4000000>; };\n" \
	more									\
	"	iommu: iommu@40000000 { compatible = \"test,iommu\"; reg = <0x40000000 0x1000>;" \
	" #iommu-cells = <1>; };\n"						\
	"	soc { compatible = \"simple-bus\"; #address-cells = <1>; #size-cells = <1>;" \
	" ranges; dma-ranges; dma-coherent;\n"					\
	FAKE_MASTER("a", "41000000", of_a)					\
	FAKE_MASTER("b", "42000000", "iommus = <&iommu 0xb>, <&iommu 0x1b>;")	\
	FAKE_MASTER("c", "43000000", "iommus = <&iommu 0xc>;")			\
	FAKE_MASTER("d", "44000000", "iommus = <&iommu 0xd>;")			\
	FAKE_MASTER("free", "45000000", "")					\
	"	};\n};\n"

/* another machine for the next world; NULL: FAKE_TREE() as it is */
extern const char *fake_tree;

/* one of its numbers, which another thread may be counting */
static inline unsigned int fake_count(const unsigned int *events)
{
	return __atomic_load_n(events, __ATOMIC_RELAXED);
}

/* its masters; NULL while there is no world */
extern struct device *master_a, *master_b, *master_c, *master_d, *master_free;

/**
 * fake_world() - a world with the machine, the IOMMU's driver, and drivers of the masters
 * @params: kernel parameters, or NULL
 */
int fake_world(const char *const *params);
/* the same without the IOMMU's driver: fake_driver_register() */
int fake_world_without_driver(const char *const *params);
int fake_world_end(void **state);
/* everything but the world is back to its defaults */
void fake_reset(void);
int fake_driver_register(void);
void fake_driver_unregister(void);
extern struct iommu_ops fake_ops;

/* cmocka fixtures: strict, lazy, identity; the checker is off, so that the IOMMU is alone */
int fake_strict(void **state);
int fake_lazy(void **state);
int fake_identity(void **state);

/* what a device gets at an address: NULL if it is refused */
void *fake_reach(struct device *dev, dma_addr_t addr, size_t len, unsigned int access);
#define reads(dev, addr, len)	(fake_reach(dev, addr, len, MACHINE_READ) != NULL)
#define writes(dev, addr, len)	(fake_reach(dev, addr, len, MACHINE_WRITE) != NULL)

#define with_world(setup, test) cmocka_unit_test_setup_teardown(test, setup, fake_world_end)

#endif
