/* SPDX-License-Identifier: MIT */
/*
 * Fixture of the tests of memory that is set aside: worlds of a small board
 * with kernel parameters and reserved regions. Kernel side.
 */
#ifndef TESTS_MAPPING_AREA_FIXTURE_H
#define TESTS_MAPPING_AREA_FIXTURE_H

#include <linux/dma-map-ops.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/of_reserved_mem.h>

#include "../engine/board_text.h"
#include "bounce_fixture.h"

/* 64 MiB of RAM at 0x80000000, @regions below /reserved-memory, a device with @user in its node */
#define AREA_BOARD(regions, user)							\
	"/dts-v1/;\n"									\
	"/ {\n"										\
	"	compatible = \"test,areas\";\n"						\
	"	#address-cells = <1>;\n"						\
	"	#size-cells = <1>;\n"							\
	"	memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x4000000>; };\n" \
	"	reserved-memory {\n"							\
	"		#address-cells = <1>;\n"					\
	"		#size-cells = <1>;\n"						\
	"		ranges;\n"							\
	"		" regions "\n"							\
	"	};\n"									\
	"	sram@10000000 { compatible = \"mmio-sram\"; reg = <0x10000000 0x4000>;\n" \
	"		#address-cells = <1>; #size-cells = <1>; ranges = <0 0x10000000 0x4000>; };\n" \
	"	user { compatible = \"test,user\"; " user " };\n"			\
	"};\n"

static inline int area_teardown(void **state)
{
	board_text_forget();
	return dmae_world_running() ? dmae_world_stop() : 0;
}

/* a world of AREA_BOARD(@dts) with a small pool of bounce buffers, and @dev in it */
static inline void area_world(const char *dts, const char *param)
{
	const char *const params[] = { "swiotlb=256", param, NULL };

	assert_int_equal(bounce_world(board_text(dts), params), 0);
	dev->of_node = of_find_compatible_node(NULL, NULL, "test,user");
}

static inline void area_world_end(void)
{
	of_node_put(dev->of_node);
	dev->of_node = NULL;
	board_text_forget();
	assert_int_equal(mapping_teardown(NULL), 0);
}

#define area_test(test) cmocka_unit_test_teardown(test, area_teardown)

#endif
