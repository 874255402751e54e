/* SPDX-License-Identifier: MIT */
/*
 * A board of text with the whole of src/device on it: what the tests of the
 * device tree, resources, interrupts, clocks, resets and ACPI begin with.
 */
#ifndef TESTS_FIRMWARE_FIXTURE_H
#define TESTS_FIRMWARE_FIXTURE_H

#include "unit.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/string.h>

#include "device/device.h"
#include "device/firmware.h"
#include "model_wires.h"

/* memory, an interrupt controller with two cells, and the nodes of the test */
#define BOARD(nodes)							\
	"/dts-v1/;\n"							\
	"/ {\n"								\
	"	#address-cells = <1>;\n"				\
	"	#size-cells = <1>;\n"					\
	"	compatible = \"test,board\", \"test,generic\";\n"	\
	"	model = \"Test board\";\n"				\
	"	interrupt-parent = <&intc>;\n"				\
	"	memory@80000000 {\n"					\
	"		device_type = \"memory\";\n"			\
	"		reg = <0x80000000 0x1000000>;\n"		\
	"	};\n"							\
	"	intc: interrupt-controller@8000000 {\n"			\
	"		compatible = \"test,intc\";\n"			\
	"		reg = <0x8000000 0x1000>;\n"			\
	"		interrupt-controller;\n"			\
	"		#interrupt-cells = <2>;\n"			\
	"	};\n"							\
	nodes								\
	"};\n"

/*
 * the model of model_wires.h at @addr, a hexadecimal number; interrupts of types level, edge, both
 * edges, level
 */
#define WIRES_NODE(addr)						\
	"	wires@" addr " {\n"					\
	"		compatible = \"test,wires\";\n"			\
	"		reg = <0x" addr " 0x100>;\n"			\
	"		interrupts = <10 4>, <11 1>, <12 3>, <13 4>;\n"	\
	"		interrupt-names = \"level\", \"edge\", \"both\", \"shared\";\n" \
	"	};\n"

static inline void board_up(const char *dts)
{
	model_wires_register();
	assert_int_equal(machine_setup_dts(dts), 0);
	assert_int_equal(device_start(), 0);
}

static inline int board_down(void **state)
{
	int leaks;

	device_stop();
	leaks = machine_teardown(state);
	model_wires_unregister();
	return leaks;
}

/* the node at @path, which the test is sure to have */
static inline struct device_node *node_at(const char *path)
{
	struct device_node *np = of_find_node_by_path(path);

	assert_non_null(np);
	return np;
}

#define board_test(f)	cmocka_unit_test_teardown(f, board_down)

#endif
