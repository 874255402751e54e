// SPDX-License-Identifier: MIT
/* ACPI: tables with their checks, devices and their matching, resource templates. */
#include "firmware_fixture.h"

#include <linux/acpi.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/platform_device.h>

/* a table of two bytes beyond its header; its checksum holds */
static struct {
	struct acpi_table_header header;
	u8 body[2];
} __packed table;

static void table_make(const char *signature, u8 first)
{
	u8 *at = (u8 *)&table;
	u8 sum = 0;
	size_t i;

	memset(&table, 0, sizeof(table));
	memcpy(table.header.signature, signature, 4);
	table.header.length = sizeof(table);
	table.body[0] = first;
	for (i = 0; i < sizeof(table); i++)
		sum += at[i];
	table.header.checksum = -sum;
}

static void installed_table_is_found(void **state)
{
	struct acpi_table_header *found;

	board_up(BOARD(""));
	assert_int_equal(acpi_get_table(ACPI_SIG_CSRT, 0, &found), AE_NOT_FOUND);
	table_make("CSRT", 1);
	assert_int_equal(acpi_install_table(&table, sizeof(table)), AE_OK);
	table_make("CSRT", 2);
	assert_int_equal(acpi_install_table(&table, sizeof(table)), AE_OK);
	assert_int_equal(acpi_get_table(ACPI_SIG_CSRT, 0, &found), AE_OK);
	assert_int_equal(((u8 *)(found + 1))[0], 1);
	acpi_put_table(found);
	assert_int_equal(acpi_get_table(ACPI_SIG_CSRT, 2, &found), AE_OK);
	assert_int_equal(((u8 *)(found + 1))[0], 2);
	assert_int_equal(acpi_get_table(ACPI_SIG_CSRT, 3, &found), AE_NOT_FOUND);
	assert_int_equal(acpi_get_table("DSDT", 0, &found), AE_NOT_FOUND);
	assert_int_equal(acpi_get_table(NULL, 0, &found), AE_BAD_PARAMETER);
}

static void malformed_table_is_refused(void **state)
{
	board_up(BOARD(""));
	table_make("CSRT", 1);
	table.header.checksum++;
	assert_int_equal(acpi_install_table(&table, sizeof(table)), AE_BAD_CHECKSUM);
	assert_true(log_contains("ACPI: table CSRT: its bytes don't add up to 0"));
	table_make("CSRT", 1);
	assert_int_equal(acpi_install_table(&table, sizeof(table) - 1), AE_BAD_HEADER);
	assert_int_equal(acpi_install_table(&table, 8), AE_BAD_HEADER);
	table.header.length = 10;
	assert_int_equal(acpi_install_table(&table, sizeof(table)), AE_BAD_HEADER);
	assert_true(log_contains("is malformed"));
}

/* ---- templates ------------------------------------------------------------------------ */

/* Memory32Fixed(ReadWrite, 0x40000000, 0x100), IRQ(Level, ActiveHigh, Shared) {10}, IO (skipped),
   FixedDMA(0x11, 4, Width32bit) twice, DMA(TypeA, BusMaster, Transfer8) {1, 3}, EndTag */
static const u8 crs[] = {
	0x86, 9, 0, 1, 0, 0, 0, 0x40, 0, 1, 0, 0,
	0x23, 0x00, 0x04, 0x10,
	0x47, 1, 0xf8, 3, 0xf8, 3, 0, 8,
	0x55, 0x11, 0, 4, 0, 2,
	0x55, 0x12, 0, 5, 0, 3,
	0x2a, 0x0a, 0x24,
	0x79, 0,
};

struct seen {
	int fixed, dma, irq, memory, end;
	u16 lines[2], channels[2];
	u8 width;
};

static int note(struct acpi_resource *ares, void *data)
{
	struct seen *seen = data;

	switch (ares->type) {
	case ACPI_RESOURCE_TYPE_FIXED_DMA:
		seen->lines[seen->fixed] = ares->data.fixed_dma.request_lines;
		seen->channels[seen->fixed] = ares->data.fixed_dma.channels;
		seen->width = ares->data.fixed_dma.width;
		seen->fixed++;
		break;
	case ACPI_RESOURCE_TYPE_DMA:
		seen->dma++;
		assert_int_equal(ares->data.dma.channel_count, 2);
		assert_int_equal(ares->data.dma.channels[0], 1);
		assert_int_equal(ares->data.dma.channels[1], 3);
		assert_int_equal(ares->data.dma.bus_master, 1);
		break;
	case ACPI_RESOURCE_TYPE_IRQ:
		seen->irq++;
		assert_int_equal(ares->data.irq.interrupts[0], 10);
		assert_int_equal(ares->data.irq.triggering, ACPI_LEVEL_SENSITIVE);
		assert_int_equal(ares->data.irq.shareable, ACPI_SHARED);
		break;
	case ACPI_RESOURCE_TYPE_FIXED_MEMORY32:
		seen->memory++;
		break;
	case ACPI_RESOURCE_TYPE_END_TAG:
		seen->end++;
		break;
	}
	return 1;
}

static void template_is_decoded(void **state)
{
	struct acpi_device *adev;
	struct seen seen = {};
	LIST_HEAD(list);

	board_up(BOARD(""));
	adev = acpi_device_create("TEST0001", "7", crs, sizeof(crs));
	assert_false(IS_ERR(adev));
	/* whoever takes everything leaves nothing in the list */
	assert_int_equal(acpi_dev_get_resources(adev, &list, note, &seen), 0);
	assert_true(list_empty(&list));
	assert_int_equal(seen.fixed, 2);
	assert_int_equal(seen.lines[0], 0x11);
	assert_int_equal(seen.channels[1], 5);
	assert_int_equal(seen.width, ACPI_DMA_WIDTH64);
	assert_int_equal(seen.dma, 1);
	assert_int_equal(seen.irq, 1);
	assert_int_equal(seen.memory, 1);
	assert_int_equal(seen.end, 1);
	acpi_device_destroy(adev);
}

static void registers_and_interrupts_become_resources(void **state)
{
	struct resource_entry *entry;
	struct acpi_device *adev;
	LIST_HEAD(list);

	board_up(BOARD(""));
	adev = acpi_device_create("TEST0001", NULL, crs, sizeof(crs));
	assert_int_equal(acpi_dev_get_resources(adev, &list, NULL, NULL), 2);
	entry = list_first_entry(&list, struct resource_entry, node);
	assert_true(entry->res->start == 0x40000000);
	assert_true(entry->res->end == 0x400000ff);
	assert_int_equal(resource_type(entry->res), IORESOURCE_MEM);
	entry = list_next_entry(entry, node);
	assert_int_equal(resource_type(entry->res), IORESOURCE_IRQ);
	assert_int_equal(entry->res->start,
			 acpi_register_gsi(NULL, 10, ACPI_LEVEL_SENSITIVE, ACPI_ACTIVE_HIGH));
	assert_int_equal(acpi_dev_get_resources(adev, &list, NULL, NULL), -EINVAL);
	acpi_dev_free_resource_list(&list);
	assert_true(list_empty(&list));
	acpi_device_destroy(adev);
}

static int refuse(struct acpi_resource *ares, void *data)
{
	return -EACCES;
}

static void preprocessor_ends_the_walk_with_its_error(void **state)
{
	struct acpi_device *adev;
	LIST_HEAD(list);

	board_up(BOARD(""));
	adev = acpi_device_create("TEST0001", NULL, crs, sizeof(crs));
	assert_int_equal(acpi_dev_get_resources(adev, &list, refuse, NULL), -EACCES);
	assert_true(list_empty(&list));
	acpi_device_destroy(adev);
}

static int with_template(const u8 *bytes, size_t len)
{
	struct acpi_device *adev = acpi_device_create("TEST0001", NULL, bytes, len);
	LIST_HEAD(list);
	int ret = acpi_dev_get_resources(adev, &list, NULL, NULL);

	acpi_dev_free_resource_list(&list);
	acpi_device_destroy(adev);
	return ret;
}

static void malformed_template_is_eio(void **state)
{
	static const u8 no_end[] = { 0x2a, 0x01, 0x00 };
	static const u8 cut[] = { 0x86, 9, 0, 1, 0, 0 };
	static const u8 head_only[] = { 0x86 };
	static const u8 wrong_length[] = { 0x54, 0x11, 0, 4, 0, 0x79, 0 };
	static const u8 empty[] = { 0x79, 0 };

	board_up(BOARD(""));
	assert_int_equal(with_template(no_end, sizeof(no_end)), -EIO);
	assert_true(log_contains("ACPI: TEST0001:00: _CRS at byte 3 of 3: no end tag"));
	assert_int_equal(with_template(cut, sizeof(cut)), -EIO);
	assert_true(log_contains("a descriptor runs past the end"));
	assert_int_equal(with_template(head_only, sizeof(head_only)), -EIO);
	assert_int_equal(with_template(wrong_length, sizeof(wrong_length)), -EIO);
	assert_true(log_contains("a descriptor of the wrong length"));
	assert_int_equal(with_template(empty, sizeof(empty)), 0);
	assert_int_equal(with_template(NULL, 0), 0);
}

static void extended_interrupt_is_decoded(void **state)
{
	static const u8 ext[] = { 0x89, 10, 0, 0x03, 2, 20, 0, 0, 0, 21, 0, 0, 0, 0x79, 0 };

	board_up(BOARD(""));
	assert_int_equal(with_template(ext, sizeof(ext)), 2);
}

/* ---- devices ------------------------------------------------------------------------------ */

#define TREE BOARD(							\
	"	wires@40000000 {\n"					\
	"		compatible = \"test,wires\";\n"			\
	"		reg = <0x40000000 0x100>;\n"			\
	"		interrupts = <10 4>;\n"				\
	"		acpi-hid = \"TEST0002\"; acpi-uid = \"u1\";\n"	\
	"		acpi-crs = [86 09 00 01 00 00 00 40 00 01 00 00 23 00 04 10 79 00];\n" \
	"		speed = <5>;\n"					\
	"	};\n")

static struct device *bound;
static const void *bound_data;

static int acpi_probe(struct platform_device *pdev)
{
	u8 __iomem *regs = devm_platform_ioremap_resource(pdev, 0);

	bound = &pdev->dev;
	bound_data = device_get_match_data(&pdev->dev);
	return PTR_ERR_OR_ZERO(regs);
}

static const struct acpi_device_id acpi_ids[] = {
	{ "TEST0001", 1 },
	{ "TEST0002", 2 },
	{}
};

static struct platform_driver acpi_driver = {
	.probe = acpi_probe,
	.driver = { .name = "acpi-wires", .acpi_match_table = acpi_ids },
};

static void node_with_a_hardware_id_is_an_acpi_device(void **state)
{
	u32 speed;

	board_up(TREE);
	firmware_populate();
	bound = NULL;
	assert_int_equal(platform_driver_register(&acpi_driver), 0);
	assert_non_null(bound);
	assert_string_equal(dev_name(bound), "TEST0002:00");
	assert_true(has_acpi_companion(bound));
	assert_null(bound->of_node);
	assert_ptr_equal(bound_data, (void *)2);
	assert_true(acpi_dev_hid_uid_match(ACPI_COMPANION(bound), "TEST0002", "u1"));
	assert_false(acpi_dev_hid_uid_match(ACPI_COMPANION(bound), "TEST0002", "u2"));
	assert_non_null(ACPI_HANDLE(bound));
	/* its properties are those of the node */
	assert_int_equal(device_property_read_u32(bound, "speed", &speed), 0);
	assert_int_equal(speed, 5);
	assert_int_equal(platform_get_irq(to_platform_device(bound), 0),
			 acpi_register_gsi(NULL, 10, ACPI_LEVEL_SENSITIVE, ACPI_ACTIVE_HIGH));
	platform_driver_unregister(&acpi_driver);
}

static void devices_are_found_by_id(void **state)
{
	struct acpi_device *adev;

	board_up(TREE);
	firmware_populate();
	assert_true(acpi_dev_present("TEST0002", NULL, -1));
	assert_false(acpi_dev_present("TEST0009", NULL, -1));
	adev = acpi_dev_get_first_match_dev("TEST0002", "u1", -1);
	assert_non_null(adev);
	assert_int_equal(acpi_match_device_ids(adev, acpi_ids), 0);
	acpi_dev_put(adev);
}

static void bad_hardware_id_is_refused(void **state)
{
	board_up(BOARD(""));
	assert_int_equal(PTR_ERR(acpi_device_create("", NULL, NULL, 0)), -EINVAL);
	assert_int_equal(PTR_ERR(acpi_device_create(NULL, NULL, NULL, 0)), -EINVAL);
	assert_int_equal(PTR_ERR(acpi_device_create("MUCHTOOLONGFORAHID", NULL, NULL, 0)), -EINVAL);
	assert_true(log_contains("ACPI: hardware id \"MUCHTOOLONGFORAHID\" is not one"));
}

static void global_interrupts_have_linux_numbers(void **state)
{
	int irq;

	board_up(BOARD(""));
	irq = acpi_register_gsi(NULL, 30, ACPI_EDGE_SENSITIVE, ACPI_ACTIVE_HIGH);
	assert_true(irq > 0);
	assert_int_equal(irq_get_trigger_type(irq), IRQ_TYPE_EDGE_RISING);
	assert_int_equal(irq_get_irq_data(irq)->hwirq, 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(installed_table_is_found),
		board_test(malformed_table_is_refused),
		board_test(template_is_decoded),
		board_test(registers_and_interrupts_become_resources),
		board_test(preprocessor_ends_the_walk_with_its_error),
		board_test(malformed_template_is_eio),
		board_test(extended_interrupt_is_decoded),
		board_test(node_with_a_hardware_id_is_an_acpi_device),
		board_test(devices_are_found_by_id),
		board_test(bad_hardware_id_is_refused),
		board_test(global_interrupts_have_linux_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
