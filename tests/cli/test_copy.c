// SPDX-License-Identifier: MIT
/* The verb copy: every size, what goes wrong, and that it leaves nothing behind then. Host side. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"

static void check_size(const char *board, size_t size)
{
	char said[64];
	struct result r;

	random_file("source", size);
	r = dmae("copy", "--board", board, "source", "target");
	assert_done(r);
	snprintf(said, sizeof(said), "copied %zu bytes through dma0chan0 in ", size);
	assert_has(r.out, said);
	assert_has(r.out, ", verified\n");
	assert_true(same_contents("source", "target"));
	assert_true(nothing_but("source", "target", NULL));
}

static void any_size_is_copied(void **state)
{
	static const size_t sizes[] = { 0, 1, 3, 4095, 4097, 65537, 1000001, 40000003 };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		check_size("default", sizes[i]);
		check_size("textbook", sizes[i]);
	}
}

static void a_target_that_is_there_is_replaced(void **state)
{
	struct stat st;

	random_file("source", 5000);
	random_file("real", 900000);
	assert_int_equal(chmod("real", 0640), 0);
	assert_int_equal(symlink("real", "link"), 0);
	assert_done(dmae("copy", "source", "link"));
	assert_int_equal(lstat("link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat("real", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_true(same_contents("source", "real"));
}

static void a_new_target_has_the_mode_of_its_source(void **state)
{
	struct stat st;

	random_file("source", 10);
	assert_int_equal(chmod("source", 0755), 0);
	umask(027);
	assert_done(dmae("copy", "source", "target"));
	umask(022);
	assert_int_equal(stat("target", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0750);
}

static void pipes_and_devices_are_copied(void **state)
{
	struct result r;

	random_file("source", 100000);
	assert_done(shell("cat source | dmae copy /dev/stdin target"));
	assert_true(same_contents("source", "target"));
	r = shell("dmae copy source /dev/null");
	assert_done(r);
	assert_has(r.out, "copied 100000 bytes");
	assert_done(shell("mkfifo pipe; cat pipe >target2 & dmae copy source pipe; wait"));
	assert_true(same_contents("source", "target2"));
}

static void json_tells_the_same(void **state)
{
	struct result r;

	random_file("source", 1000);
	r = dmae("copy", "--json", "source", "target");
	assert_done(r);
	assert_json(r.out);
	assert_has(r.out, "{\"bytes\": 1000, \"channel\": \"dma0chan0\", \"descriptors\": 1, ");
}

static void the_channel_can_be_chosen(void **state)
{
	random_file("source", 1000);
	assert_has(dmae("copy", "--board", "textbook", "channel=dma0chan5", "source", "target").out,
		   "copied 1000 bytes through dma0chan5 ");
	assert_has(dmae("copy", "--board", "textbook", "--module", "slavetest", "source", "target").out,
		   "copied 1000 bytes through dma0chan5 ");
}

/* ---- what goes wrong ------------------------------------------------------ */

static void channels_that_cannot_copy_are_refused(void **state)
{
	static const char fifo_only[] =
		"/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>;\n"
		"	memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x1000000>; };\n};\n";

	random_file("source", 1000);
	write_file("bare.dts", fifo_only, strlen(fifo_only));
	assert_refused(dmae("copy", "channel=dma0chan9", "source", "target"), "no channel dma0chan9");
	assert_refused(dmae("copy", "channel=", "source", "target"), "channel=: which channel?");
	assert_refused(dmae("copy", "channel=dma0chan0", "source", "target", "--board", "textbook",
			    "--module", "slavetest"), "dma0chan0 is busy: 40020000.fifo:tx has it");
	assert_refused(dmae("copy", "--board", "bare.dts", "source", "target"),
		       "no free channel can copy memory");
	assert_true(nothing_but("source", "bare.dts", NULL));
}

static void sources_that_cannot_be_read_are_refused(void **state)
{
	assert_int_equal(mkdir("folder", 0755), 0);
	assert_refused(dmae("copy", "nothere", "target"), "nothere: cannot be read: No such file");
	assert_refused(dmae("copy", "folder", "target"), "folder: cannot be read: Is a directory");
	assert_refused(dmae("copy", "folder/x/y", "target"), "cannot be read");
	assert_true(nothing_but("folder", NULL));
}

static void a_source_without_permission_is_refused(void **state)
{
	random_file("secret", 100);
	assert_int_equal(chmod("secret", 0), 0);
	if (!access("secret", R_OK)) {
		skip_because("root reads everything");
	}
	assert_refused(dmae("copy", "secret", "target"), "secret: cannot be read: Permission denied");
	assert_true(nothing_but("secret", NULL));
}

static void targets_that_cannot_be_written_are_refused(void **state)
{
	random_file("source", 1000);
	assert_int_equal(mkdir("folder", 0755), 0);
	assert_refused(dmae("copy", "source", "folder"), "folder: cannot be written: Is a directory");
	assert_refused(dmae("copy", "source", "missing/target"),
		       "missing/target: cannot be written: No such file");
	assert_refused(dmae("copy", "source", "source/target"), "source/target: cannot be written");
	assert_true(nothing_but("source", "folder", NULL));
}

static void a_file_is_not_copied_onto_itself(void **state)
{
	char *before, *after;

	random_file("source", 1000);
	before = read_file("source", NULL);
	assert_int_equal(link("source", "other"), 0);
	assert_int_equal(symlink("source", "link"), 0);
	assert_refused(dmae("copy", "source", "source"), "are the same file");
	assert_refused(dmae("copy", "source", "./source"), "are the same file");
	assert_refused(dmae("copy", "source", "other"), "are the same file");
	assert_refused(dmae("copy", "source", "link"), "are the same file");
	after = read_file("source", NULL);
	assert_memory_equal(before, after, 1000);
}

static void a_full_disk_is_an_error(void **state)
{
	random_file("source", 1000);
	assert_refused(dmae("copy", "source", "/dev/full"),
		       "/dev/full: cannot be written: No space left on device");
}

/* a machine whose own memory is within the limit */
static const char small_board[] =
	"/dts-v1/;\n"
	"/ {\n"
	"	#address-cells = <1>; #size-cells = <1>;\n"
	"	memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x2000000>; };\n"
	"	soc {\n"
	"		compatible = \"simple-bus\"; #address-cells = <1>; #size-cells = <1>; ranges;\n"
	"		dma { compatible = \"dmae,soft-dma\"; #dma-cells = <1>; };\n"
	"	};\n"
	"};\n";

static void a_disk_that_fills_up_leaves_no_partial_file(void **state)
{
	struct result r;

	write_file("small.dts", small_board, strlen(small_board));
	random_file("source", 36000000);
	random_file("target", 10);
	/* 512-byte blocks: 33.6 MB */
	r = shell("ulimit -f 65536; dmae copy --board small.dts source target");
	assert_refused(r, "target: cannot be written: File too large");
	assert_true(nothing_but("small.dts", "source", "target", NULL));
	/* what was there before is there still */
	r = shell("wc -c <target");
	assert_int_equal(atoi(r.out), 10);
}

static void a_file_system_that_fills_up_leaves_no_partial_file(void **state)
{
	struct result r;

	assert_int_equal(mkdir("small", 0755), 0);
	r = shell("mount -t tmpfs -o size=4m none small 2>&1");
	if (r.code)
		skip_because("no right to mount: %s", r.out);
	random_file("source", 6000000);
	r = dmae("copy", "source", "small/target");
	assert_done(shell("ls small >left; umount small"));
	assert_refused(r, "small/target: cannot be written: No space left on device");
	assert_string_equal(read_file("left", NULL), "");
}

static void a_copy_that_is_interrupted_leaves_no_partial_file(void **state)
{
	struct timespec nap = { .tv_nsec = 20000000 };
	struct result r;
	pid_t pid;
	int i;

	/* /dev/zero has no end */
	pid = command_start((const char *[]){ command_dmae(), "copy", "/dev/zero", "target", NULL });
	for (i = 0; i < 500 && files_here() < 3; i++)
		nanosleep(&nap, NULL);
	kill(pid, SIGINT);
	r = command_end(pid);
	assert_refused(r, "copy: interrupted");
	assert_true(nothing_but(NULL, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(any_size_is_copied),
		cli_test(a_target_that_is_there_is_replaced),
		cli_test(a_new_target_has_the_mode_of_its_source),
		cli_test(pipes_and_devices_are_copied),
		cli_test(json_tells_the_same),
		cli_test(the_channel_can_be_chosen),
		cli_test(channels_that_cannot_copy_are_refused),
		cli_test(sources_that_cannot_be_read_are_refused),
		cli_test(a_source_without_permission_is_refused),
		cli_test(targets_that_cannot_be_written_are_refused),
		cli_test(a_file_is_not_copied_onto_itself),
		cli_test(a_full_disk_is_an_error),
		cli_test(a_disk_that_fills_up_leaves_no_partial_file),
		cli_test(a_file_system_that_fills_up_leaves_no_partial_file),
		cli_test(a_copy_that_is_interrupted_leaves_no_partial_file),
	};

	return cmocka_run_group_tests_name("cli_copy", tests, NULL, NULL);
}
