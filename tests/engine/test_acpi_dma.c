// SPDX-License-Identifier: MIT
/* Channels through ACPI: FixedDMA resources and the CSRT's request lines. */
#include <linux/acpi.h>
#include <linux/acpi_dma.h>
#include <linux/err.h>

#include "fake_dma.h"

#define CONTROLLER_MMIO	0x90000000
#define CONTROLLER_GSI	5
#define FIRST_LINE	16
#define LINES		8

/* line, channel, width 32 */
#define FIXED_DMA(line, chan)	0x55, (line), 0, (chan), 0, 2
#define END_TAG			0x79, 0

static const u8 client_crs[] = {
	FIXED_DMA(FIRST_LINE + 3, 2),
	FIXED_DMA(FIRST_LINE + 4, 1),
	FIXED_DMA(FIRST_LINE + LINES, 0),
	END_TAG,
};

static const u8 controller_crs[] = {
	0x86, 9, 0, 1,
	CONTROLLER_MMIO & 0xff, CONTROLLER_MMIO >> 8 & 0xff,
	CONTROLLER_MMIO >> 16 & 0xff, CONTROLLER_MMIO >> 24 & 0xff,
	0, 0x10, 0, 0,
	0x89, 6, 0, 1, 1, CONTROLLER_GSI, 0, 0, 0,
	END_TAG,
};

struct csrt {
	struct acpi_table_csrt csrt;
	struct acpi_csrt_group group;
	struct acpi_csrt_shared_info info;
} __packed;

static struct fake_dma fake;
static struct acpi_device *controller_adev, *client_adev;
static struct platform_device *controller, *client;

/* what the translation function was given */
static struct acpi_dma_spec seen;

static struct platform_device *make_device(const char *name, struct acpi_device *adev)
{
	struct platform_device *pdev = platform_device_alloc(name, PLATFORM_DEVID_NONE);

	assert_non_null(pdev);
	ACPI_COMPANION_SET(&pdev->dev, adev);
	assert_int_equal(platform_device_add(pdev), 0);
	return pdev;
}

static int setup(void **state)
{
	int err = fake_setup_on("textbook");

	if (err)
		return err;
	controller_adev = acpi_device_create("TEST0001", NULL, controller_crs,
					     sizeof(controller_crs));
	client_adev = acpi_device_create("TEST0002", NULL, client_crs, sizeof(client_crs));
	if (IS_ERR(controller_adev) || IS_ERR(client_adev))
		return -1;
	controller = make_device("fake-dma", controller_adev);
	client = make_device("acpi-client", client_adev);
	memset(&seen, 0, sizeof(seen));

	fake_init(&fake, &controller->dev, 4);
	return dma_async_device_register(&fake.dma);
}

static int teardown(void **state)
{
	dma_async_device_unregister(&fake.dma);
	platform_device_unregister(client);
	platform_device_unregister(controller);
	acpi_device_destroy(client_adev);
	acpi_device_destroy(controller_adev);
	return fake_teardown(state);
}

static void install_csrt(u32 length)
{
	struct csrt table = {
		.csrt.header = { .signature = "CSRT", .length = sizeof(table), .revision = 0 },
		.group = { .length = length, .vendor_id = 0x4c544e49,
			   .shared_info_length = sizeof(table.info) },
		.info = { .major_version = 1, .mmio_base_low = CONTROLLER_MMIO,
			  .gsi_interrupt = CONTROLLER_GSI, .interrupt_mode = ACPI_LEVEL_SENSITIVE,
			  .num_channels = 4, .dma_address_width = 32,
			  .base_request_line = FIRST_LINE, .num_handshake_signals = LINES },
	};
	u8 sum = 0, *byte = (u8 *)&table;
	unsigned int i;

	for (i = 0; i < sizeof(table); i++)
		sum += byte[i];
	table.csrt.header.checksum = -sum;
	assert_int_equal(acpi_install_table(&table, sizeof(table)), AE_OK);
}

static struct dma_chan *xlate(struct acpi_dma_spec *spec, struct acpi_dma *adma)
{
	struct fake_dma *f = adma->data;

	seen = *spec;
	return dma_get_slave_channel(&f->chans[spec->chan_id].chan);
}

static void offer(void)
{
	assert_int_equal(acpi_dma_controller_register(&controller->dev, xlate, &fake), 0);
}

static void withdraw(void)
{
	assert_int_equal(acpi_dma_controller_free(&controller->dev), 0);
}

static void name_leads_to_channel(void **state)
{
	struct dma_chan *tx, *rx;

	offer();
	tx = dma_request_chan(&client->dev, "tx");
	assert_ptr_equal(tx, &fake.chans[2].chan);
	assert_int_equal(seen.chan_id, 2);
	assert_int_equal(seen.slave_id, FIRST_LINE + 3);
	assert_ptr_equal(seen.dev, &controller->dev);
	assert_string_equal(tx->dbg_client_name, "acpi-client:tx");
	rx = dma_request_chan(&client->dev, "rx");
	assert_ptr_equal(rx, &fake.chans[1].chan);
	dma_release_channel(tx);
	dma_release_channel(rx);
	withdraw();
}

static void index_leads_to_channel(void **state)
{
	struct dma_chan *chan;

	offer();
	chan = acpi_dma_request_slave_chan_by_index(&client->dev, 2);
	assert_ptr_equal(chan, &fake.chans[0].chan);
	dma_release_channel(chan);
	assert_int_equal(PTR_ERR(acpi_dma_request_slave_channel(&client->dev, 3)), -ENODEV);
	withdraw();
}

static void unknown_name_is_enodev(void **state)
{
	offer();
	assert_int_equal(PTR_ERR(acpi_dma_request_slave_chan_by_name(&client->dev, "brass")),
			 -ENODEV);
	withdraw();
}

static void missing_controller_defers(void **state)
{
	assert_int_equal(PTR_ERR(dma_request_chan(&client->dev, "tx")), -EPROBE_DEFER);
}

static void device_without_companion_is_enodev(void **state)
{
	struct platform_device *bare = platform_device_register_simple("bare", -1, NULL, 0);

	assert_int_equal(PTR_ERR(acpi_dma_request_slave_chan_by_index(&bare->dev, 0)), -ENODEV);
	assert_int_equal(acpi_dma_controller_register(&bare->dev, xlate, NULL), -EINVAL);
	platform_device_unregister(bare);
}

static void csrt_makes_request_lines_relative(void **state)
{
	struct dma_chan *chan;

	install_csrt(sizeof(struct acpi_csrt_group) + sizeof(struct acpi_csrt_shared_info));
	offer();
	chan = dma_request_chan(&client->dev, "tx");
	assert_false(IS_ERR(chan));
	assert_int_equal(seen.slave_id, 3);
	dma_release_channel(chan);
	/* the third resource's line is one behind the controller's last */
	assert_int_equal(PTR_ERR(acpi_dma_request_slave_chan_by_index(&client->dev, 2)),
			 -EPROBE_DEFER);
	withdraw();
}

static void malformed_csrt_is_reported_and_ignored(void **state)
{
	struct dma_chan *chan;

	install_csrt(0);
	offer();
	assert_int_equal(log_count("error in parsing resource group"), 1);
	chan = dma_request_chan(&client->dev, "tx");
	assert_false(IS_ERR(chan));
	assert_int_equal(seen.slave_id, FIRST_LINE + 3);
	dma_release_channel(chan);
	withdraw();
}

static bool wants(struct dma_chan *chan, void *param)
{
	struct acpi_dma_spec *spec = param;

	return chan->device->dev == spec->dev && chan->chan_id == spec->chan_id;
}

static void simple_xlate_filters(void **state)
{
	struct acpi_dma_filter_info info = { .filter_fn = wants };
	struct dma_chan *chan;

	info.dma_cap = fake_mask(DMA_MEMCPY);
	assert_int_equal(acpi_dma_controller_register(&controller->dev, acpi_dma_simple_xlate,
						      &info), 0);
	chan = dma_request_chan(&client->dev, "rx");
	assert_ptr_equal(chan, &fake.chans[1].chan);
	dma_release_channel(chan);
	withdraw();
}

static void registration_needs_all_arguments(void **state)
{
	assert_int_equal(acpi_dma_controller_register(NULL, xlate, NULL), -EINVAL);
	assert_int_equal(acpi_dma_controller_register(&controller->dev, NULL, NULL), -EINVAL);
	assert_int_equal(acpi_dma_controller_free(NULL), -EINVAL);
	assert_int_equal(acpi_dma_controller_free(&controller->dev), -ENODEV);
}

static void managed_registration_ends_with_the_driver(void **state)
{
	assert_int_equal(devm_acpi_dma_controller_register(&controller->dev, xlate, &fake), 0);
	device_release_driver(&controller->dev);
	assert_int_equal(acpi_dma_controller_free(&controller->dev), -ENODEV);
}

static void managed_registration_can_be_undone_early(void **state)
{
	assert_int_equal(devm_acpi_dma_controller_register(&controller->dev, xlate, &fake), 0);
	devm_acpi_dma_controller_free(&controller->dev);
	assert_int_equal(acpi_dma_controller_free(&controller->dev), -ENODEV);
}

#define acpi_test(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		acpi_test(name_leads_to_channel),
		acpi_test(index_leads_to_channel),
		acpi_test(unknown_name_is_enodev),
		acpi_test(missing_controller_defers),
		acpi_test(device_without_companion_is_enodev),
		acpi_test(csrt_makes_request_lines_relative),
		acpi_test(malformed_csrt_is_reported_and_ignored),
		acpi_test(simple_xlate_filters),
		acpi_test(registration_needs_all_arguments),
		acpi_test(managed_registration_ends_with_the_driver),
		acpi_test(managed_registration_can_be_undone_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
