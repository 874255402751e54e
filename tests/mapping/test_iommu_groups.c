// SPDX-License-Identifier: MIT
/*
 * How devices come to their IOMMU: streams from the tree, drivers that wait
 * for it, groups and their default domains, what sysfs says and takes.
 */
#include <linux/slab.h>

#include "fake_iommu.h"

#define GROUPS	"/sys/kernel/iommu_groups/"

static bool file_is(const char *path, const char *text)
{
	char *data = NULL;
	size_t len;
	bool same;

	if (filetree_read(path, &data, &len))
		return false;
	same = !strcmp(data, text);
	host_free(data);
	return same;
}

static bool group_file_is(struct device *dev, const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), GROUPS "%d/%s", iommu_group_id(dev->iommu_group), name);
	return file_is(path, text);
}

static int set_type(struct device *dev, const char *type)
{
	char path[128];

	snprintf(path, sizeof(path), GROUPS "%d/type", iommu_group_id(dev->iommu_group));
	return filetree_write(path, type, strlen(type));
}

static void unbind(struct device *dev)
{
	device_release_driver(dev);
}

static void bind(struct device *dev)
{
	assert_true(device_attach(dev) >= 0);
	wait_for_device_probe();
}

static unsigned int domain_type(struct device *dev)
{
	return iommu_get_domain_for_dev(dev)->type;
}

/* ---- from the tree ----------------------------------------------------------------- */

static void a_device_has_the_streams_of_its_node(void **state)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(master_b);
	u32 stream = 0;

	assert_int_equal(fwspec->num_ids, 2);
	assert_int_equal(fwspec->ids[0], 0xb);
	assert_int_equal(fwspec->ids[1], 0x1b);
	assert_ptr_equal(fwspec->ops, &fake_ops);
	assert_true(tegra_dev_iommu_get_stream_id(master_a, &stream));
	assert_int_equal(stream, 0xa);
	assert_false(tegra_dev_iommu_get_stream_id(master_b, &stream));
	assert_null(dev_iommu_fwspec_get(master_free));
	assert_true(device_iommu_mapped(master_a));
	assert_false(device_iommu_mapped(master_free));
	assert_true(device_iommu_capable(master_a, IOMMU_CAP_CACHE_COHERENCY));
	assert_false(device_iommu_capable(master_a, IOMMU_CAP_NOEXEC));
	assert_false(device_iommu_capable(master_free, IOMMU_CAP_CACHE_COHERENCY));
	assert_true(iommu_present(&platform_bus_type));
}

static void its_driver_waits_for_the_iommu_s(void **state)
{
	assert_null(master_a->driver);
	assert_non_null(master_free->driver);
	assert_int_equal(fake_driver_register(), 0);
	assert_non_null(master_a->driver);
	assert_non_null(master_a->dma_ops);
	assert_null(master_free->dma_ops);
	assert_true(log_contains("41000000.dma: Adding to iommu group 0"));
	fake_driver_unregister();
	assert_false(device_iommu_mapped(master_a));
	assert_false(iommu_present(&platform_bus_type));
	assert_true(log_contains("41000000.dma: Removing from iommu group 0"));
}

static void an_iommu_that_does_not_want_a_device_leaves_it_direct(void **state)
{
	fake.fail_probe = -ENOSPC;
	assert_int_equal(fake_driver_register(), 0);
	assert_non_null(master_a->driver);
	assert_null(master_a->dma_ops);
	assert_false(device_iommu_mapped(master_a));
	fake_driver_unregister();
}

static void two_kinds_of_iommu_do_not_mix(void **state)
{
	struct iommu_ops other = fake_ops;
	struct iommu_device iommu = { 0 };

	assert_int_equal(iommu_device_register(&iommu, &other, NULL), -EBUSY);
}

/* ---- groups -------------------------------------------------------------------------- */

static void every_device_has_a_group_of_its_own(void **state)
{
	struct iommu_group *group = iommu_group_get(master_a);
	char link[256] = "";

	assert_ptr_equal(iommu_group_get_by_id(iommu_group_id(group)), group);
	iommu_group_put(group);
	assert_null(iommu_group_get_by_id(99));
	assert_ptr_not_equal(master_a->iommu_group, master_b->iommu_group);
	iommu_group_put(group);
	assert_null(iommu_group_get(master_free));
	assert_int_equal(filetree_readlink("/sys/devices/platform/soc/41000000.dma/iommu_group",
					   link, sizeof(link)), 0);
	assert_non_null(strstr(link, "kernel/iommu_groups/0"));
	assert_int_equal(filetree_readlink(GROUPS "0/devices/41000000.dma", link, sizeof(link)), 0);
	assert_int_equal(filetree_readlink("/sys/class/iommu/fake.40000000.iommu/devices/"
					   "41000000.dma", link, sizeof(link)), 0);
	assert_int_equal(filetree_readlink("/sys/devices/platform/soc/41000000.dma/iommu", link,
					   sizeof(link)), 0);
}

static int count_one(struct device *dev, void *data)
{
	++*(int *)data;
	return 0;
}

static void devices_of_one_group_are_in_one_domain(void **state)
{
	struct iommu_domain *domain;
	int count = 0;

	assert_ptr_equal(master_a->iommu_group, master_b->iommu_group);
	iommu_group_for_each_dev(master_a->iommu_group, &count, count_one);
	assert_int_equal(count, 4);
	assert_ptr_equal(iommu_get_domain_for_dev(master_a), iommu_get_domain_for_dev(master_d));
	domain = iommu_domain_alloc(&platform_bus_type);
	assert_int_equal(iommu_attach_device(domain, master_a), -EINVAL);
	assert_int_equal(iommu_attach_group(domain, master_a->iommu_group), 0);
	assert_ptr_equal(iommu_get_domain_for_dev(master_d), domain);
	iommu_detach_group(domain, master_a->iommu_group);
	iommu_domain_free(domain);
	assert_int_equal(set_type(master_a, "identity"), -EINVAL);
	assert_true(log_contains("Cannot change default domain: Group has more than one device"));
}

static int one_group(void **state)
{
	fake_reset();
	fake.one_group = true;
	return fake_world(NULL);
}

static int released;

static void release_data(void *data)
{
	released++;
}

static void a_group_has_a_name_and_data(void **state)
{
	struct iommu_group *group = iommu_group_alloc();
	int id = iommu_group_id(group);
	char path[64];

	released = 0;
	iommu_group_set_iommudata(group, &released, release_data);
	assert_ptr_equal(iommu_group_get_iommudata(group), &released);
	assert_int_equal(iommu_group_set_name(group, "engines"), 0);
	snprintf(path, sizeof(path), GROUPS "%d/name", id);
	assert_true(file_is(path, "engines\n"));
	assert_int_equal(iommu_group_set_name(group, NULL), 0);
	assert_false(file_is(path, "engines\n"));
	iommu_group_put(iommu_group_ref_get(group));
	assert_int_equal(released, 0);
	iommu_group_put(group);
	assert_int_equal(released, 1);
	assert_null(iommu_group_get_by_id(id));
}

/* ---- default domains -------------------------------------------------------------------- */

static void strict_lazy_and_identity_are_parameters(void **state)
{
	static const struct {
		const char *param;
		unsigned int type;
		const char *text;
		const char *said;
	} modes[] = {
		{ NULL, IOMMU_DOMAIN_DMA, "DMA\n", "Default domain type: Translated " },
		{ "iommu.strict=1", IOMMU_DOMAIN_DMA, "DMA\n",
		  "DMA domain TLB invalidation policy: strict mode (set via kernel command line)" },
		{ "iommu.strict=0", IOMMU_DOMAIN_DMA_FQ, "DMA-FQ\n",
		  "DMA domain TLB invalidation policy: lazy mode (set via kernel command line)" },
		{ "iommu.passthrough=1", IOMMU_DOMAIN_IDENTITY, "identity\n",
		  "Default domain type: Passthrough (set via kernel command line)" },
		{ "iommu.passthrough=0", IOMMU_DOMAIN_DMA, "DMA\n",
		  "Default domain type: Translated (set via kernel command line)" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		const char *const params[] = { modes[i].param, NULL };

		fake_reset();
		assert_int_equal(fake_world(params), 0);
		assert_int_equal(domain_type(master_a), modes[i].type);
		assert_true(group_file_is(master_a, "type", modes[i].text));
		assert_true(log_contains(modes[i].said));
		assert_int_equal(fake_world_end(NULL), 0);
	}
}

static void a_value_that_is_none_stops_the_world_with_a_line(void **state)
{
	struct dmae_world_params p = world_params(NULL);

	p.params = (const char *const[]) { "iommu.strict=maybe", NULL };
	assert_int_equal(dmae_world_start(&p), -EINVAL);
	assert_non_null(strstr(dmae_error(), "iommu.strict"));
}

static void the_iommu_s_driver_may_insist_on_a_type(void **state)
{
	assert_int_equal(domain_type(master_a), IOMMU_DOMAIN_IDENTITY);
	assert_null(master_a->dma_ops);
	unbind(master_a);
	assert_int_equal(set_type(master_a, "DMA"), -EINVAL);
	assert_true(log_contains("Device cannot be in Translated domain"));
	assert_int_equal(set_type(master_a, "auto"), 0);
}

static int insists(void **state)
{
	fake_reset();
	fake.def_type = IOMMU_DOMAIN_IDENTITY;
	return fake_world(NULL);
}

static int no_identity(void **state)
{
	fake_reset();
	fake.no_types = 1ul << IOMMU_DOMAIN_IDENTITY;
	return fake_world((const char *const[]) { "iommu.passthrough=1", NULL });
}

static void a_type_that_cannot_be_had_becomes_dma(void **state)
{
	assert_int_equal(domain_type(master_a), IOMMU_DOMAIN_DMA);
	assert_true(log_contains("Failed to allocate default IOMMU domain of type 4"));
	assert_true(log_contains("Falling back to IOMMU_DOMAIN_DMA"));
}

static void the_type_can_be_changed_while_no_driver_is_bound(void **state)
{
	assert_int_equal(set_type(master_a, "identity"), -EBUSY);
	assert_true(log_contains("Device is still bound to driver"));
	unbind(master_a);
	assert_int_equal(set_type(master_a, "nonsense"), -EINVAL);
	assert_int_equal(set_type(master_a, "identity"), 0);
	assert_true(group_file_is(master_a, "type", "identity\n"));
	bind(master_a);
	assert_null(master_a->dma_ops);
	unbind(master_a);
	assert_int_equal(set_type(master_a, "DMA"), 0);
	assert_int_equal(set_type(master_a, "DMA"), 0);
	bind(master_a);
	assert_non_null(master_a->dma_ops);
	/* lazy it can become with a driver, but not strict again */
	assert_int_equal(set_type(master_a, "DMA-FQ"), 0);
	assert_true(group_file_is(master_a, "type", "DMA-FQ\n"));
	assert_int_equal(set_type(master_a, "DMA"), -EBUSY);
}

/* ---- who may do DMA ------------------------------------------------------------------------ */

static void an_owner_has_a_group_for_himself(void **state)
{
	struct iommu_group *group = master_a->iommu_group;
	struct iommu_domain *domain = iommu_domain_alloc(&platform_bus_type);
	char *mem = (char *)__get_free_page(GFP_KERNEL);
	int me;

	/* the driver has it */
	assert_true(iommu_group_dma_owner_claimed(group));
	assert_int_equal(iommu_group_claim_dma_owner(group, &me), -EPERM);
	unbind(master_a);
	assert_false(iommu_group_dma_owner_claimed(group));
	assert_int_equal(iommu_group_claim_dma_owner(group, &me), 0);
	assert_int_equal(domain_type(master_a), IOMMU_DOMAIN_BLOCKED);
	assert_false(reads(master_a, virt_to_phys(mem), 4));
	/* no driver can be bound meanwhile */
	assert_int_equal(iommu_device_use_default_domain(master_a), -EBUSY);
	assert_true(device_attach(master_a) <= 0);
	assert_null(master_a->driver);
	assert_int_equal(iommu_attach_group(domain, group), 0);
	assert_int_equal(iommu_map(domain, 0x1000, virt_to_phys(mem), SZ_4K, IOMMU_READ), 0);
	assert_true(reads(master_a, 0x1000, 4));
	iommu_detach_group(domain, group);
	assert_int_equal(domain_type(master_a), IOMMU_DOMAIN_BLOCKED);
	iommu_group_release_dma_owner(group);
	assert_int_equal(domain_type(master_a), IOMMU_DOMAIN_DMA);
	bind(master_a);
	assert_non_null(master_a->driver);
	iommu_domain_free(domain);
	free_page((unsigned long)mem);
}

static int no_blocked(void **state)
{
	fake_reset();
	fake.no_types = 1ul << IOMMU_DOMAIN_BLOCKED;
	return fake_world(NULL);
}

static void an_empty_domain_blocks_as_well(void **state)
{
	int me;

	unbind(master_a);
	assert_int_equal(iommu_group_claim_dma_owner(master_a->iommu_group, &me), 0);
	assert_int_equal(domain_type(master_a), IOMMU_DOMAIN_UNMANAGED);
	assert_false(reads(master_a, 0x80000000, 4));
	iommu_group_release_dma_owner(master_a->iommu_group);
}

/* ---- reserved regions ------------------------------------------------------------------------ */

static int with_direct_region(void **state)
{
	fake_reset();
	fake.resv = (struct iommu_resv_region) {
		.start = 0x82000000, .length = SZ_64K, .prot = IOMMU_READ,
		.type = IOMMU_RESV_DIRECT,
	};
	return fake_world(NULL);
}

static void a_direct_region_is_mapped_where_it_is(void **state)
{
	unsigned int i;
	dma_addr_t addr;

	assert_true(reads(master_a, 0x82000000, SZ_64K));
	assert_false(writes(master_a, 0x82000000, 4));
	assert_false(reads(master_a, 0x82010000, 4));
	assert_true(group_file_is(master_a, "reserved_regions",
				  "0x0000000082000000 0x000000008200ffff direct\n"));
	/* and its addresses are nobody else's */
	for (i = 0; i < 1000; i++) {
		addr = dma_map_resource(master_a, 0x50000000, SZ_4K, DMA_TO_DEVICE, 0);
		assert_false(addr >= 0x82000000 && addr < 0x82010000);
	}
}

static void regions_of_one_type_become_one(void **state)
{
	LIST_HEAD(regions);
	struct iommu_resv_region *r;

	/* the same region of four devices */
	assert_int_equal(iommu_get_group_resv_regions(master_a->iommu_group, &regions), 0);
	assert_int_equal(list_count_nodes(&regions), 1);
	r = list_first_entry(&regions, struct iommu_resv_region, list);
	assert_int_equal(r->length, SZ_64K);
	iommu_put_resv_regions(master_a, &regions);
}

static int one_group_with_region(void **state)
{
	fake_reset();
	fake.one_group = true;
	fake.resv = (struct iommu_resv_region) {
		.start = 0x82000000, .length = SZ_64K, .type = IOMMU_RESV_RESERVED,
	};
	return fake_world(NULL);
}

static int region_of_tree(void **state)
{
	fake_reset();
	fake.resv_of_tree = true;
	fake_tree = FAKE_TREE("iommus = <&iommu 0xa>; memory-region = <&screen>, <&hole>, <&bad>;",
		"	reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;\n"
		"		screen: screen@82000000 { reg = <0x82000000 0x8000>;"
		" iommu-addresses = <&b 0x1000 0x1000>, <&a 0x82000000 0x8000>; };\n"
		"		hole: hole { iommu-addresses = <&a 0x90000000 0x10000>; };\n"
		"		bad: bad@83000000 { reg = <0x83000000 0x1000>;"
		" iommu-addresses = <&a 0x83000000>; };\n"
		"	};\n");
	return fake_world(NULL);
}

static void the_tree_reserves_regions_of_a_device(void **state)
{
	assert_true(group_file_is(master_a, "reserved_regions",
				  "0x0000000082000000 0x0000000082007fff direct\n"
				  "0x0000000090000000 0x000000009000ffff reserved\n"));
	assert_true(group_file_is(master_b, "reserved_regions", ""));
	assert_true(reads(master_a, 0x82000000, SZ_32K));
	assert_false(reads(master_a, 0x90000000, 1));
	assert_false(reads(master_b, 0x82000000, 1));
	assert_true(log_contains("iommu-addresses: wants <&device address size> with 1 and 1 "
				 "cells"));
}

/* ---- what debugfs says ------------------------------------------------------------------ */

static void debugfs_lists_devices_and_their_addresses(void **state)
{
	char *mem = (char *)__get_free_pages(GFP_KERNEL, 1), *data = NULL;
	dma_addr_t addr = dma_map_single(master_b, mem, SZ_8K, DMA_TO_DEVICE);
	size_t len;

	assert_int_equal(filetree_read("/sys/kernel/debug/iommu/devices", &data, &len), 0);
	assert_non_null(strstr(data, "41000000.dma: group 0, Translated (lazy), 0 KiB of addresses "
				     "in 0 ranges from 0x1000 on\n"));
	assert_non_null(strstr(data, "42000000.dma: group 1, Translated (lazy), 8 KiB of addresses "
				     "in 1 ranges from 0x1000 on\n"));
	assert_null(strstr(data, "45000000.dma"));
	host_free(data);
	dma_unmap_single(master_b, addr, SZ_8K, DMA_TO_DEVICE);
	free_pages((unsigned long)mem, 1);
}

/* ---- bad trees ---------------------------------------------------------------------- */

/* a board whose lists are no lists does not start, and says why */
static void a_list_that_is_none_is_refused_with_the_board(void **state)
{
	static const char *const trees[] = {
		FAKE_TREE("iommus = <&iommu>;", ""),
		FAKE_TREE("iommus = <0x999 1>;", ""),
		FAKE_TREE("iommus = <&a 1>;", ""),
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(trees); i++) {
		fake_reset();
		fake_tree = trees[i];
		assert_int_equal(fake_world(NULL), -EINVAL);
		assert_non_null(strstr(dmae_error(), "iommus"));
		assert_non_null(strstr(dmae_error(), "dma@41000000"));
	}
	fake_tree = NULL;
}

static int odd_iommu(void **state)
{
	fake_reset();
	fake.wants_cells = 2;
	return fake_world(NULL);
}

static void a_specifier_that_the_driver_refuses_gets_a_line(void **state)
{
	assert_true(log_contains("41000000.dma: Adding to IOMMU failed: -22"));
	assert_non_null(master_a->driver);
	assert_null(master_a->dma_ops);
	assert_false(device_iommu_mapped(master_a));
}

static int disabled_iommu(void **state)
{
	fake_reset();
	fake_tree = FAKE_TREE("iommus = <&off 0xa>;",
		"	off: iommu@50000000 { compatible = \"test,iommu\"; #iommu-cells = <1>;"
		" reg = <0x50000000 0x1000>; status = \"disabled\"; };\n");
	return fake_world(NULL);
}

static void a_disabled_iommu_is_none(void **state)
{
	assert_non_null(master_a->driver);
	assert_null(master_a->dma_ops);
	assert_true(device_iommu_mapped(master_b));
}

static int two_iommus(void **state)
{
	fake_reset();
	fake_tree = FAKE_TREE("iommus = <&absent 0xa>;",
		"	absent: iommu@50000000 { compatible = \"test,absent\"; #iommu-cells = <1>;"
		" reg = <0x50000000 0x1000>; };\n");
	return fake_world(NULL);
}

static void a_device_waits_for_its_own_iommu(void **state)
{
	assert_null(master_a->driver);
	assert_non_null(master_b->driver);
}

static int without_driver(void **state)
{
	fake_reset();
	return fake_world_without_driver(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_world(fake_strict, a_device_has_the_streams_of_its_node),
		with_world(without_driver, its_driver_waits_for_the_iommu_s),
		with_world(without_driver,
			   an_iommu_that_does_not_want_a_device_leaves_it_direct),
		with_world(fake_strict, two_kinds_of_iommu_do_not_mix),
		with_world(fake_strict, every_device_has_a_group_of_its_own),
		with_world(one_group, devices_of_one_group_are_in_one_domain),
		with_world(fake_strict, a_group_has_a_name_and_data),
		cmocka_unit_test(strict_lazy_and_identity_are_parameters),
		cmocka_unit_test(a_value_that_is_none_stops_the_world_with_a_line),
		with_world(insists, the_iommu_s_driver_may_insist_on_a_type),
		with_world(no_identity, a_type_that_cannot_be_had_becomes_dma),
		with_world(fake_strict, the_type_can_be_changed_while_no_driver_is_bound),
		with_world(fake_strict, an_owner_has_a_group_for_himself),
		with_world(no_blocked, an_empty_domain_blocks_as_well),
		with_world(with_direct_region, a_direct_region_is_mapped_where_it_is),
		with_world(one_group_with_region, regions_of_one_type_become_one),
		with_world(region_of_tree, the_tree_reserves_regions_of_a_device),
		with_world(fake_lazy, debugfs_lists_devices_and_their_addresses),
		cmocka_unit_test(a_list_that_is_none_is_refused_with_the_board),
		with_world(odd_iommu, a_specifier_that_the_driver_refuses_gets_a_line),
		with_world(disabled_iommu, a_disabled_iommu_is_none),
		with_world(two_iommus, a_device_waits_for_its_own_iommu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
