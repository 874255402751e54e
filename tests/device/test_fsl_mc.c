// SPDX-License-Identifier: MIT
/* The fsl-mc bus, and what a machine without an IOMMU answers. */
#include "device_fixture.h"

#include <linux/fsl/mc.h>
#include <linux/iommu.h>

static int probed, removed;

static int probe(struct fsl_mc_device *dev)
{
	struct fsl_mc_io *io;

	probed++;
	/* there is no firmware to make portals */
	assert_int_equal(fsl_mc_portal_allocate(dev, 0, &io), -ENXIO);
	assert_null(io);
	return 0;
}

static int do_remove(struct fsl_mc_device *dev)
{
	removed++;
	return 0;
}

static const struct fsl_mc_device_id ids[] = {
	{ .vendor = FSL_MC_VENDOR_FREESCALE, .obj_type = "dpdmai" },
	{ .vendor = 0 }
};

static struct fsl_mc_driver driver = {
	.driver = { .name = "test-mc" },
	.match_id_table = ids,
	.probe = probe,
	.remove = do_remove,
};

static void no_release(struct device *dev)
{
}

static struct fsl_mc_device object;

static void make(const char *type)
{
	memset(&object, 0, sizeof(object));
	object.obj_desc.vendor = FSL_MC_VENDOR_FREESCALE;
	strcpy(object.obj_desc.type, type);
	object.dev.bus = &fsl_mc_bus_type;
	object.dev.release = no_release;
	dev_set_name(&object.dev, "%s.0", type);
	assert_int_equal(device_register(&object.dev), 0);
}

static void an_object_finds_its_driver(void **state)
{
	probed = removed = 0;
	assert_int_equal(fsl_mc_driver_register(&driver), 0);
	make("dpni");
	assert_int_equal(probed, 0);
	device_unregister(&object.dev);
	make("dpdmai");
	assert_int_equal(probed, 1);
	device_unregister(&object.dev);
	assert_int_equal(removed, 1);
	fsl_mc_driver_unregister(&driver);
}

static void a_header_is_what_the_firmware_reads(void **state)
{
	struct fsl_mc_command cmd = { .params = { 0x0002000300000000ull } };

	cmd.header = mc_encode_cmd_header(0x8001, MC_CMD_FLAG_PRI, 0x1234);
	assert_true(cmd.header == 0x8001123400018000ull);
	assert_int_equal(mc_cmd_hdr_read_token(&cmd), 0x1234);
}

static void a_machine_without_an_iommu_says_so(void **state)
{
	struct device *dev = root_device_register("plain");

	assert_null(iommu_get_domain_for_dev(dev));
	assert_null(dev_iommu_fwspec_get(dev));
	assert_int_equal(iommu_dev_enable_feature(dev, IOMMU_DEV_FEAT_SVA), -ENODEV);
	assert_int_equal(PTR_ERR(iommu_sva_bind_device(dev, NULL, NULL)), -ENODEV);
	assert_int_equal(PTR_ERR(iommu_sva_bind_device(dev, NULL)), -ENODEV);
	assert_int_equal(iommu_alloc_global_pasid(dev), IOMMU_PASID_INVALID);
	root_device_unregister(dev);
}

#define mc_test(f) cmocka_unit_test_setup_teardown(f, core_setup, core_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		mc_test(an_object_finds_its_driver),
		mc_test(a_header_is_what_the_firmware_reads),
		mc_test(a_machine_without_an_iommu_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
