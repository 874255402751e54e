// SPDX-License-Identifier: MIT
/* The AMBA bus: who a cell is, which driver gets it, and what is switched on around it. */
#include "device_fixture.h"
#include "firmware_fixture.h"

#include <linux/amba/bus.h>
#include <linux/clk.h>
#include <linux/io.h>
#include <linux/of_platform.h>
#include <linux/pm_runtime.h>

#include "device/amba.h"

/* the model's window ends where its data do: the last eight words are the identity */
#define ID_AT 0x60
#define PL330_ID 0x00241330

#define CELL(extra)								\
	"	clk: osc { compatible = \"fixed-clock\"; #clock-cells = <0>; clock-frequency = <1000>; };\n" \
	"	cell@40000000 {\n"						\
	"		compatible = \"test,cell\", \"arm,primecell\", \"test,wires\";\n" \
	"		reg = <0x40000000 0x80>;\n"				\
	"		interrupts = <10 4>, <11 1>;\n"				\
	extra									\
	"	};\n"

#define CLOCK "clocks = <&clk>; clock-names = \"apb_pclk\";\n"

#define SYSFS "/sys/bus/amba/devices/40000000.cell/"

static void engrave(u32 pid, u32 cid)
{
	char __iomem *base = ioremap(0x40000000, 0x80);
	int i;

	assert_non_null(base);
	for (i = 0; i < 4; i++) {
		writel(pid >> (8 * i) & 0xff, base + ID_AT + 4 * i);
		writel(cid >> (8 * i) & 0xff, base + ID_AT + 0x10 + 4 * i);
	}
	iounmap(base);
}

/* ---- a driver -------------------------------------------------------------- */

static struct amba_device *bound;
static const struct amba_id *bound_by;
static int probe_result;

static int cell_probe(struct amba_device *adev, const struct amba_id *id)
{
	bound = adev;
	bound_by = id;
	return probe_result;
}

static void cell_remove(struct amba_device *adev)
{
	bound = NULL;
}

static const struct amba_id cell_ids[] = {
	{ .id = 0x00041080, .mask = 0x000fffff },
	{ .id = 0x00041330, .mask = 0x000fffff },
	{ 0, 0 },
};

static struct amba_driver cell_driver = {
	.drv = { .name = "test-cell" },
	.id_table = cell_ids,
	.probe = cell_probe,
	.remove = cell_remove,
};

static const struct amba_id other_ids[] = {
	{ .id = 0x00041011, .mask = 0x000fffff },
	{ 0, 0 },
};

static struct amba_driver other_driver = {
	.drv = { .name = "test-other" },
	.id_table = other_ids,
	.probe = cell_probe,
	.remove = cell_remove,
};

static void up(const char *dts)
{
	bound = NULL;
	bound_by = NULL;
	probe_result = 0;
	board_up(dts);
}

/* ---- identity -------------------------------------------------------------- */

static void a_cell_is_matched_by_its_registers(void **state)
{
	up(BOARD(CELL(CLOCK)));
	engrave(PL330_ID, AMBA_CID);
	firmware_populate();
	assert_int_equal(amba_driver_register(&other_driver), 0);
	assert_null(bound);
	assert_int_equal(amba_driver_register(&cell_driver), 0);
	assert_non_null(bound);
	assert_ptr_equal(bound_by, &cell_ids[1]);
	assert_int_equal(amba_part(bound), 0x330);
	assert_int_equal(amba_manf(bound), AMBA_VENDOR_ARM);
	assert_int_equal(amba_rev(bound), 2);
	amba_driver_unregister(&cell_driver);
	assert_null(bound);
	amba_driver_unregister(&other_driver);
}

static void the_node_can_say_who_the_cell_is(void **state)
{
	up(BOARD(CELL(CLOCK "arm,primecell-periphid = <0x00041080>;\n")));
	firmware_populate();
	assert_int_equal(amba_driver_register(&cell_driver), 0);
	assert_non_null(bound);
	assert_ptr_equal(bound_by, &cell_ids[0]);
	amba_driver_unregister(&cell_driver);
}

static void without_an_identity_nothing_binds(void **state)
{
	up(BOARD(CELL(CLOCK)));
	engrave(PL330_ID, 0x12345678);
	firmware_populate();
	assert_int_equal(amba_driver_register(&cell_driver), 0);
	assert_null(bound);
	amba_driver_unregister(&cell_driver);
}

/* a deferred match is repeated when something is bound */
static void a_cell_that_cannot_be_read_is_asked_again(void **state)
{
	up(BOARD(CELL(CLOCK)));
	firmware_populate();
	assert_int_equal(amba_driver_register(&cell_driver), 0);
	assert_null(bound);
	engrave(PL330_ID, AMBA_CID);
	assert_int_equal(bus_rescan_devices(&amba_bustype), 0);
	assert_non_null(bound);
	amba_driver_unregister(&cell_driver);
}

static void a_cell_without_its_clock_waits(void **state)
{
	up(BOARD(CELL("")));
	engrave(PL330_ID, AMBA_CID);
	firmware_populate();
	assert_int_equal(amba_driver_register(&cell_driver), 0);
	assert_null(bound);
	amba_driver_unregister(&cell_driver);
}

/* ---- its driver's life ----------------------------------------------------- */

static void a_bound_cell_is_clocked_and_awake(void **state)
{
	struct clk *clk;

	up(BOARD(CELL(CLOCK)));
	engrave(PL330_ID, AMBA_CID);
	firmware_populate();
	assert_int_equal(amba_driver_register(&cell_driver), 0);
	assert_non_null(bound);
	clk = bound->pclk;
	assert_int_equal(clk_get_rate(clk), 1000);
	assert_true(pm_runtime_active(&bound->dev));
	assert_true(pm_runtime_enabled(&bound->dev));
	/* the driver holds the count that keeps it awake until it says otherwise */
	pm_runtime_put_sync(&bound->dev);
	assert_true(pm_runtime_status_suspended(&bound->dev));
	pm_runtime_get_sync(&bound->dev);
	assert_true(pm_runtime_active(&bound->dev));
	amba_driver_unregister(&cell_driver);
}

static void interrupts_are_those_of_the_node(void **state)
{
	up(BOARD(CELL(CLOCK)));
	engrave(PL330_ID, AMBA_CID);
	firmware_populate();
	assert_int_equal(amba_driver_register(&cell_driver), 0);
	assert_true(bound->irq[0] > 0);
	assert_true(bound->irq[1] > 0);
	assert_int_not_equal(bound->irq[0], bound->irq[1]);
	assert_int_equal(bound->irq[2], 0);
	amba_driver_unregister(&cell_driver);
}

static void a_failed_probe_leaves_nothing_on(void **state)
{
	struct device *dev;

	up(BOARD(CELL(CLOCK)));
	engrave(PL330_ID, AMBA_CID);
	firmware_populate();
	probe_result = -EIO;
	assert_int_equal(amba_driver_register(&cell_driver), 0);
	assert_non_null(bound);
	dev = &bound->dev;
	assert_null(dev->driver);
	assert_false(pm_runtime_enabled(dev));
	amba_driver_unregister(&cell_driver);
}

static void regions_are_claimed_once(void **state)
{
	up(BOARD(CELL(CLOCK)));
	engrave(PL330_ID, AMBA_CID);
	firmware_populate();
	assert_int_equal(amba_driver_register(&cell_driver), 0);
	assert_int_equal(amba_request_regions(bound, NULL), 0);
	assert_int_equal(amba_request_regions(bound, NULL), -EBUSY);
	amba_release_regions(bound);
	assert_int_equal(amba_request_regions(bound, "again"), 0);
	amba_release_regions(bound);
	amba_driver_unregister(&cell_driver);
}

/* ---- files ----------------------------------------------------------------- */

static void the_cell_is_in_sysfs(void **state)
{
	up(BOARD(CELL(CLOCK)));
	engrave(PL330_ID, AMBA_CID);
	firmware_populate();
	assert_file(SYSFS "id", "00241330\n");
	assert_file(SYSFS "resource",
		    "\t0000000040000000\t000000004000007f\t0000000000000200\n");
	assert_link("/sys/bus/amba/devices/40000000.cell/subsystem",
		    "../../../bus/amba");
}

static void an_override_names_the_only_driver(void **state)
{
	up(BOARD(CELL(CLOCK)));
	engrave(PL330_ID, AMBA_CID);
	firmware_populate();
	assert_int_equal(file_write(SYSFS "driver_override", "test-other\n"), 0);
	assert_int_equal(amba_driver_register(&cell_driver), 0);
	assert_null(bound);
	assert_int_equal(amba_driver_register(&other_driver), 0);
	assert_non_null(bound);
	assert_null(bound_by);
	amba_driver_unregister(&other_driver);
	amba_driver_unregister(&cell_driver);
}

/* ---- from code ------------------------------------------------------------- */

static void cells_can_be_made_by_hand(void **state)
{
	struct amba_device *adev;

	up(BOARD(WIRES_NODE("40000000")));
	firmware_populate();
	adev = amba_device_alloc("hand-made", 0x50000000, 0x1000);
	assert_non_null(adev);
	adev->periphid = 0x00041080;
	assert_int_equal(amba_device_add(adev, &iomem_resource), 0);
	assert_file("/sys/bus/amba/devices/hand-made/id", "00041080\n");
	amba_device_unregister(adev);
	assert_int_equal(file_type("/sys/bus/amba/devices/hand-made"), 0);
}

static void a_driver_without_probe_is_refused(void **state)
{
	struct amba_driver driver = { .drv = { .name = "test-empty" } };

	up(BOARD(""));
	assert_int_equal(amba_driver_register(&driver), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(a_cell_is_matched_by_its_registers),
		board_test(the_node_can_say_who_the_cell_is),
		board_test(without_an_identity_nothing_binds),
		board_test(a_cell_that_cannot_be_read_is_asked_again),
		board_test(a_cell_without_its_clock_waits),
		board_test(a_bound_cell_is_clocked_and_awake),
		board_test(interrupts_are_those_of_the_node),
		board_test(a_failed_probe_leaves_nothing_on),
		board_test(regions_are_claimed_once),
		board_test(the_cell_is_in_sysfs),
		board_test(an_override_names_the_only_driver),
		board_test(cells_can_be_made_by_hand),
		board_test(a_driver_without_probe_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
