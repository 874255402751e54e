// SPDX-License-Identifier: MIT
/*
 * Boards that are wrong. One that cannot be a machine is refused in one line;
 * a device that cannot work is left out, said in the log, and listed, while
 * all others do. What the board reader itself has to say in detail is in
 * tests/machine/test_board.c. Host side.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dmae/dma.h>

#include "unit.h"

#define HEAD	"/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>; interrupt-parent = <&intc>;\n"
#define MEMORY	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x1000000>; };\n"
#define CLOCK	"clk: clk { compatible = \"fixed-clock\"; #clock-cells = <0>; clock-frequency = <200000000>; };\n"
#define SOC	"soc { compatible = \"simple-bus\"; #address-cells = <1>; #size-cells = <1>; ranges;\n" \
	"intc: interrupt-controller@3fff0000 { compatible = \"dmae,textbook-intc\";" \
	" reg = <0x3fff0000 0x1000>; interrupt-controller; #address-cells = <0>; #interrupt-cells = <2>; };\n"
#define END	"}; };\n"
/* a controller at @at (hexadecimal, no prefix) with @more in its node */
#define DMAC(at, more) "dma@" at " { compatible = \"dmae,textbook-dmac\"; reg = <0x" at " 0x1000>;" \
	" interrupts = <16 4>; clocks = <&clk>; #dma-cells = <2>; dma-requests = <16>; " more " };\n"
#define SOFT(name, more) name " { compatible = \"dmae,soft-dma\"; #dma-cells = <1>; " more " };\n"

static char path[64];

static void write_board(const char *suffix, const void *data, size_t len)
{
	int fd;

	if (path[0])
		unlink(path);
	snprintf(path, sizeof(path), "/tmp/dmae-world-XXXXXX%s", suffix);
	fd = mkstemps(path, strlen(suffix));
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	close(fd);
}

static int start_text(const char *dts)
{
	struct dmae_world_params p = world_params(path);

	write_board(".dts", dts, strlen(dts));
	return dmae_world_start(&p);
}

static int remove_board(void **state)
{
	if (path[0])
		unlink(path);
	path[0] = '\0';
	if (dmae_world_running())
		dmae_world_stop();
	return 0;
}

/* the start failed: with one line that has @text in it, and the next world works */
static void refused(int err, const char *text)
{
	struct dmae_world_params p = world_params(NULL);

	if (err >= 0 || !strstr(dmae_error(), text) || strchr(dmae_error(), '\n'))
		fail_msg("expected one line with \"%s\", got %d \"%s\"", text, err, dmae_error());
	assert_false(dmae_world_running());
	assert_int_equal(dmae_world_start(&p), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

/* ---- no machine at all ----------------------------------------------------- */

static void missing_files_are_refused(void **state)
{
	struct dmae_world_params p = world_params("/nothere/board.dts");

	refused(dmae_world_start(&p), "/nothere/board.dts: No such file");
	p.board = "/nothere/board.dtb";
	refused(dmae_world_start(&p), "/nothere/board.dtb: No such file");
	p.board = "";
	refused(dmae_world_start(&p), "no board \"\"");
	p.board = "/tmp";
	refused(dmae_world_start(&p), "/tmp: Is a directory");
}

static void syntax_errors_are_refused(void **state)
{
	refused(start_text("/dts-v1/;\n/ { a = <1 };\n};\n"), ":2.");
	refused(start_text(""), "syntax error");
	refused(start_text("/dts-v1/; / { a = <&nowhere>; };\n"), "nowhere");
	refused(start_text("/dts-v1/;\n#include \"nothere.h\"\n/ { };\n"), "nothere.h");
}

/* the whole blob of a good board, to be damaged */
static size_t good_blob(char *blob, size_t size)
{
	static const char good[] = HEAD MEMORY CLOCK SOC DMAC("40000000", "") END;
	char command[256];
	size_t len;
	FILE *f;

	write_board(".dts", good, strlen(good));
	snprintf(command, sizeof(command), "dtc -q -I dts -O dtb %s", path);
	f = popen(command, "r");
	assert_non_null(f);
	len = fread(blob, 1, size, f);
	assert_int_equal(pclose(f), 0);
	assert_in_range(len, 300, size - 1);
	unlink(path);
	return len;
}

static int start_blob(const char *blob, size_t len)
{
	struct dmae_world_params p = world_params(path);
	int err;

	write_board(".dtb", blob, len);
	err = dmae_world_start(&p);
	unlink(path);
	return err;
}

static void truncated_blobs_are_refused(void **state)
{
	char blob[4096];
	size_t len = good_blob(blob, sizeof(blob)), cut;

	for (cut = 0; cut < len; cut += 41)
		refused(start_blob(blob, cut), ".dtb: ");
	assert_int_equal(start_blob(blob, len), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

/* a byte that is wrong may leave a board that works, but nothing worse */
static void damaged_blobs_are_refused_or_work(void **state)
{
	char blob[4096];
	size_t len = good_blob(blob, sizeof(blob)), at, refusals = 0;

	for (at = 0; at < len; at += 3) {
		blob[at] ^= 0x24;
		if (start_blob(blob, len)) {
			assert_true(dmae_error()[0] != '\0');
			refusals++;
		} else {
			dmae_world_stop();
		}
		blob[at] ^= 0x24;
	}
	assert_true(refusals > len / 12);
	assert_int_equal(start_blob(blob, len), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

static void boards_without_memory_are_refused(void **state)
{
	refused(start_text(HEAD CLOCK SOC DMAC("40000000", "") END), "board has no memory: add a node memory@");
	refused(start_text("/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;"
			   "memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x80>; }; };"),
		"not one whole page");
}

static void references_in_a_circle_are_refused(void **state)
{
	refused(start_text(HEAD MEMORY
		"a: a { compatible = \"fixed-factor-clock\"; #clock-cells = <0>; clocks = <&b>; };\n"
		"b: b { compatible = \"fixed-factor-clock\"; #clock-cells = <0>; clocks = <&a>; };\n"
		SOC END), "/a: its \"clocks\" refer to /b and from there in a circle");
	refused(start_text(HEAD MEMORY CLOCK SOC
		"a: router@40010000 { compatible = \"dmae,textbook-router\"; reg = <0x40010000 0x1000>;"
		" #dma-cells = <2>; dma-masters = <&b>; dma-requests = <32>; };\n"
		"b: router@40020000 { compatible = \"dmae,textbook-router\"; reg = <0x40020000 0x1000>;"
		" #dma-cells = <2>; dma-masters = <&a>; dma-requests = <32>; };\n" END),
		"in a circle");
	refused(start_text("/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;" MEMORY
		"a: a { interrupt-parent = <&b>; #interrupt-cells = <1>; };"
		"b: b { interrupt-parent = <&a>; #interrupt-cells = <1>; };"
		"dev { compatible = \"x,y\"; interrupt-parent = <&a>; interrupts = <1>; }; };"),
		"circle");
}

static void references_to_nothing_are_refused(void **state)
{
	refused(start_text("/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;" MEMORY
			   "dev { compatible = \"x,y\"; clocks = <0x77>; }; };"),
		"/dev: \"clocks\" refers to phandle 0x77, which no node has");
}

static void overlapping_windows_are_refused(void **state)
{
	refused(start_text(HEAD MEMORY CLOCK SOC DMAC("40000000", "") DMAC("40000800", "") END),
		"dma@40000000 [0x40000000-0x40000fff] and dma@40000800 [0x40000800-0x400017ff] overlap");
	refused(start_text(HEAD MEMORY CLOCK SOC DMAC("80000800", "") END), "overlap");
}

/* ---- devices that cannot work ----------------------------------------------- */

struct unbound {
	char text[512];
};

static int append_unbound(const char *node, const char *compatible, void *arg)
{
	struct unbound *u = arg;
	size_t len = strlen(u->text);

	snprintf(u->text + len, sizeof(u->text) - len, "%s (%s)\n", node, compatible);
	return 0;
}

static int count_channel(const struct dmae_channel_info *info, void *arg)
{
	++*(unsigned int *)arg;
	return 0;
}

/* the world runs, has so many channels, and these devices without a driver */
static void runs(const char *dts, unsigned int channels, const char *unbound)
{
	struct unbound u = { "" };
	unsigned int count = 0;
	int err = start_text(dts);

	if (err)
		fail_msg("%s", dmae_error());
	assert_int_equal(dmae_channels(count_channel, &count), 0);
	assert_int_equal(count, channels);
	assert_int_equal(dmae_devices_unbound(append_unbound, &u), 0);
	assert_string_equal(u.text, unbound);
}

static void unknown_devices_are_left_alone_and_listed(void **state)
{
	runs(HEAD MEMORY CLOCK SOC DMAC("40000000", "")
	     "a@40010000 { compatible = \"acme,fastdma-3\", \"acme,fastdma\"; reg = <0x40010000 0x1000>; };\n"
	     "b@40020000 { compatible = \"acme,off\"; reg = <0x40020000 0x1000>; status = \"disabled\"; };\n"
	     "c@40030000 { reg = <0x40030000 0x1000>; };\n" END,
	     8, "/soc/a@40010000 (acme,fastdma-3)\n");
}

static void controllers_without_channels_are_left_out(void **state)
{
	runs(HEAD MEMORY CLOCK SOC DMAC("40000000", "dma-channels = <0>;") SOFT("soft", "") END,
	     4, "/soc/dma@40000000 (dmae,textbook-dmac)\n");
	assert_true(log_contains("40000000.dma: dma-channels is 0: must be 1 to 8"));
	dmae_world_stop();
	unlink(path);
	runs(HEAD MEMORY CLOCK SOC DMAC("40000000", "dma-channels = <2>;") SOFT("soft", "dma-channels = <0>;") END,
	     2, "/soc/soft (dmae,soft-dma)\n");
	assert_true(log_contains("soc:soft: dma-channels"));
}

static void controllers_with_too_many_channels_are_left_out(void **state)
{
	runs(HEAD MEMORY CLOCK SOC DMAC("40000000", "dma-channels = <9>;") END,
	     0, "/soc/dma@40000000 (dmae,textbook-dmac)\n");
	assert_true(log_contains("40000000.dma: dma-channels is 9: must be 1 to 8"));
}

static void a_device_without_what_it_needs_is_left_out(void **state)
{
	static const char *const lacking[][2] = {
		{ "reg = <0x40000000 0x1000>; interrupts = <16 4>;", "no clock" },
		{ "reg = <0x40000000 0x1000>; clocks = <&clk>;", "IRQ index 0 not found" },
		{ "interrupts = <16 4>; clocks = <&clk>;", "invalid resource" },
	};
	char dts[2048];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(dts, sizeof(dts), "%s%s%s%sdma@40000000 { compatible = \"dmae,textbook-dmac\"; "
			 "#dma-cells = <2>; %s };\n" SOFT("soft", "") END, HEAD, MEMORY, CLOCK, SOC,
			 lacking[i][0]);
		runs(dts, 4, "/soc/dma@40000000 (dmae,textbook-dmac)\n");
		assert_true(log_contains(lacking[i][1]));
		assert_int_equal(dmae_world_stop(), 0);
		unlink(path);
	}
}

/* the controller that its channels would come from has no driver */
static void a_client_that_waits_in_vain_is_listed(void **state)
{
	runs(HEAD MEMORY CLOCK SOC
	     "far: far@40010000 { compatible = \"acme,dma\"; reg = <0x40010000 0x1000>; #dma-cells = <1>; };\n"
	     "fifo@40020000 { compatible = \"dmae,textbook-fifo\"; reg = <0x40020000 0x1000>;"
	     " interrupts = <17 4>; clocks = <&clk>; dmas = <&far 1>, <&far 2>; dma-names = \"tx\", \"rx\";"
	     " dmae,loopback; dmae,tx-register = <0x40>; dmae,rx-register = <0x44>;"
	     " dmae,fifo-depth = <64>; dmae,byte-rate = <1000000>; };\n" END,
	     0, "/soc/far@40010000 (acme,dma)\n/soc/fifo@40020000 (dmae,textbook-fifo)\n");
	assert_int_equal(dmae_module_load("slavetest", NULL), 0);
	dmae_world_idle(20000000);
	assert_int_equal(dmae_module_unload("slavetest"), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

int main(void)
{
#define board_test(fn) cmocka_unit_test_teardown(fn, remove_board)
	const struct CMUnitTest tests[] = {
		board_test(missing_files_are_refused),
		board_test(syntax_errors_are_refused),
		board_test(truncated_blobs_are_refused),
		board_test(damaged_blobs_are_refused_or_work),
		board_test(boards_without_memory_are_refused),
		board_test(references_in_a_circle_are_refused),
		board_test(references_to_nothing_are_refused),
		board_test(overlapping_windows_are_refused),
		board_test(unknown_devices_are_left_alone_and_listed),
		board_test(controllers_without_channels_are_left_out),
		board_test(controllers_with_too_many_channels_are_left_out),
		board_test(a_device_without_what_it_needs_is_left_out),
		board_test(a_client_that_waits_in_vain_is_listed),
	};

	return cmocka_run_group_tests_name("bad_boards", tests, NULL, NULL);
}
