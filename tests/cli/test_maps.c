// SPDX-License-Identifier: MIT
/* The verb maps: what is mapped, for whom, since when, through what. Host side. */
#include <string.h>

#include "cli/command.h"

#define DMAC "40000000.dma-controller"

/* dmatest in full swing */
static const char busy[] = "insmod dmatest iterations=1000000 threads_per_chan=1 run=1\n"
			   "sleep 0.001\n";

static struct result while_busy(const char *command, const char *option)
{
	char script[512];

	strcpy(script, busy);
	strcat(script, command);
	return dmae_fed(script, "shell", "--board", "textbook", "--loglevel", "0", option);
}

static void mappings_are_listed_with_who_made_them(void **state)
{
	struct result r = while_busy("maps\n", "--fibers");

	assert_done(r);
	assert_has(r.out, "DEVICE");
	assert_has(r.out, " BY\n");
	assert_int_equal(count_lines(r.out, "to-device"), 8);
	assert_true(count_lines(r.out, DMAC) >= 17);
	assert_has(r.out, "  coherent  direct");
	assert_has(r.out, "  single    direct");
	assert_has(r.out, " map_buffers (dmatest/thread.c:");
}

static void bounced_memory_is_told_from_direct_memory(void **state)
{
	char script[512];
	struct result r;

	strcpy(script, busy);
	strcat(script, "maps\n");
	r = dmae_fed(script, "shell", "--board", "textbook", "--loglevel", "0", "--append",
		     "swiotlb=force");
	assert_done(r);
	assert_has(r.out, "  single    bounce");
}

static void json_has_every_mapping(void **state)
{
	struct result r = while_busy("maps\n", "--json");

	assert_done(r);
	assert_json(r.out);
	assert_has(r.out, "\"device\": \"" DMAC "\", \"driver\": \"textbook-dmac\", \"kind\": "
			  "\"single\", \"direction\": \"to-device\", \"via\": \"direct\"");
	assert_has(r.out, "\"checked\": true");
}

static void one_device_may_be_asked_for(void **state)
{
	struct result r = while_busy("maps " DMAC "\nmaps another\n", "--fibers");

	assert_done(r);
	assert_has(r.out, DMAC "  0x");
	assert_int_equal(count_lines(r.out, "no memory is mapped for a device"), 1);
}

static void a_board_at_rest_maps_nothing(void **state)
{
	struct result r = dmae("maps");

	assert_done(r);
	assert_string_equal(r.out, "no memory is mapped for a device\n");
	r = dmae("maps", "--json");
	assert_done(r);
	assert_json(r.out);
}

static void without_the_checker_there_is_no_list(void **state)
{
	assert_refused(dmae("maps", "--checker", "off", "--loglevel", "0"),
		       "the DMA checker is off");
}

static void arguments_are_checked(void **state)
{
	assert_refused(dmae("maps", "one", "two"), "maps: unexpected argument 'two'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(mappings_are_listed_with_who_made_them),
		cli_test(bounced_memory_is_told_from_direct_memory),
		cli_test(json_has_every_mapping),
		cli_test(one_device_may_be_asked_for),
		cli_test(a_board_at_rest_maps_nothing),
		cli_test(without_the_checker_there_is_no_list),
		cli_test(arguments_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
