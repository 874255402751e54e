// SPDX-License-Identifier: MIT
/* What --board and --overlay take: sources with cpp's directives, names of the kernel's, overlays.
 * Host side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

static int setup(void **state)
{
	if (command_setup(state))
		return -1;
	/* the smallest tree with a board and a binding in it */
	if (system("mkdir -p tree/include/linux tree/include/dt-bindings "
		   "tree/scripts/dtc/include-prefixes "
		   "tree/arch/arm/boot/dts/vendor && "
		   "ln -s ../../../include/dt-bindings tree/scripts/dtc/include-prefixes && "
		   "printf 'VERSION = 6\\nPATCHLEVEL = 1\\nSUBLEVEL = 0\\n' >tree/Makefile"))
		return -1;
	setenv("DMAE_KERNEL", "tree", 1);
	setenv("DMAE_CACHE", "cache", 1);
	return 0;
}

static int teardown(void **state)
{
	unsetenv("DMAE_KERNEL");
	unsetenv("DMAE_CACHE");
	return command_teardown(state);
}

#define board_test(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

static void source(const char *path, const char *text)
{
	write_file(path, text, strlen(text));
}

#define MEMORY "\tmemory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x4000000>; };\n"
#define ROOT   "/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n" MEMORY

static void a_board_of_the_tree(void)
{
	source("tree/include/dt-bindings/gadget.h", "#define GADGET_KIND 42\n");
	source("tree/arch/arm/boot/dts/vendor/gadget.dtsi",
	       "#include <dt-bindings/gadget.h>\n" ROOT
	       "\tgadget: gadget@1000 { compatible = \"acme,gadget\"; reg = <0x1000 GADGET_KIND>; "
	       "};\n};\n");
	source("tree/arch/arm/boot/dts/vendor/gadget-eval.dts",
	       "/dts-v1/;\n#include \"gadget.dtsi\"\n"
	       "&gadget { compatible = \"acme,gadget-eval\"; };\n");
}

static void a_board_of_the_kernels_is_found_by_its_name(void **state)
{
	struct result r;

	a_board_of_the_tree();
	r = dmae("ls", "--board", "gadget-eval");
	assert_done(r);
	assert_has(r.out, "not bound: /gadget@1000 (acme,gadget-eval)");
	assert_has(dmae("ls", "--board", "gadget-eval.dts").out, "acme,gadget-eval");
	assert_refused(dmae("ls", "--board", "gadget-evil"),
		       "has no gadget-evil.dts below arch/*/boot/dts");
}

static void a_source_outside_the_tree_finds_the_bindings(void **state)
{
	a_board_of_the_tree();
	source("mine.dts",
	       "/dts-v1/;\n#include <dt-bindings/gadget.h>\n" ROOT
	       "\tmine@2000 { compatible = \"me,mine\"; reg = <0x2000 GADGET_KIND>; };\n};\n");
	assert_has(dmae("ls", "--board", "mine.dts").out, "not bound: /mine@2000 (me,mine)");
}

/* the cache must notice, whatever was changed */
static void a_changed_input_is_compiled_anew(void **state)
{
	a_board_of_the_tree();
	assert_has(dmae("ls", "--board", "gadget-eval").out, "acme,gadget-eval");
	source("tree/arch/arm/boot/dts/vendor/gadget-eval.dts",
	       "/dts-v1/;\n#include \"gadget.dtsi\"\n"
	       "&gadget { compatible = \"acme,gadget-2\"; };\n");
	assert_has(dmae("ls", "--board", "gadget-eval").out, "acme,gadget-2");
	source("tree/arch/arm/boot/dts/vendor/gadget.dtsi",
	       ROOT "\tgadget: gadget@3000 { reg = <0x3000 4>; };\n};\n");
	assert_has(dmae("ls", "--board", "gadget-eval").out, "/gadget@3000");
	source("tree/arch/arm/boot/dts/vendor/gadget.dtsi", "nonsense\n");
	assert_refused(dmae("ls", "--board", "gadget-eval"), "gadget.dtsi:1");
}

static void a_damaged_cache_is_not_believed(void **state)
{
	a_board_of_the_tree();
	assert_done(dmae("ls", "--board", "gadget-eval"));
	assert_done(shell("for f in cache/boards/*.dtb; do echo x >$f; done"));
	assert_has(dmae("ls", "--board", "gadget-eval").out, "acme,gadget-eval");
	assert_done(shell("for f in cache/boards/*.made; do echo x >$f; done"));
	assert_has(dmae("ls", "--board", "gadget-eval").out, "acme,gadget-eval");
}

static void without_a_cache_boards_work_all_the_same(void **state)
{
	a_board_of_the_tree();
	setenv("DMAE_CACHE", "/proc/nothing", 1);
	assert_has(dmae("ls", "--board", "gadget-eval").out, "acme,gadget-eval");
	setenv("DMAE_CACHE", "cache", 1);
}

static void a_file_that_is_not_there_is_named_with_its_line(void **state)
{
	source("lost.dts", "/dts-v1/;\n\n#include \"nowhere.dtsi\"\n");
	assert_refused(dmae("ls", "--board", "lost.dts"),
		       "lost.dts:3:10: fatal error: nowhere.dtsi: No such file or directory");
}

/* ---- overlays ------------------------------------------------------------------ */

static const char extra[] =
	"/dts-v1/;\n/plugin/;\n#include <dt-bindings/gadget.h>\n"
	"&gadget { compatible = \"acme,changed\"; };\n"
	"&{/} { extra@5000 { compatible = \"acme,extra\"; reg = <0x5000 GADGET_KIND>; }; };\n";

static void overlays_change_and_add(void **state)
{
	struct result r;

	a_board_of_the_tree();
	source("extra.dtso", extra);
	source("more.dtso",
	       "/dts-v1/;\n/plugin/;\n&gadget { more { compatible = \"acme,more\"; }; };\n");
	r = dmae("ls", "--board", "gadget-eval", "--overlay", "extra.dtso", "--overlay",
		 "more.dtso");
	assert_done(r);
	assert_has(r.out, "/gadget@1000 (acme,changed)");
	assert_has(r.out, "/extra@5000 (acme,extra)");
	/* as a blob */
	assert_int_equal(
		system("cpp -nostdinc -undef -x assembler-with-cpp -Itree/include extra.dtso | "
		       "dtc -q -@ -I dts -O dtb -o extra.dtbo -"),
		0);
	r = dmae("ls", "--board", "gadget-eval", "--overlay", "extra.dtbo");
	assert_has(r.out, "/extra@5000 (acme,extra)");
	/* and not for the next one */
	assert_has(dmae("ls", "--board", "gadget-eval").out, "acme,gadget-eval");
}

static void an_overlay_that_does_not_fit_is_refused(void **state)
{
	a_board_of_the_tree();
	source("extra.dtso", "/dts-v1/;\n/plugin/;\n&widget { };\n");
	assert_refused(dmae("ls", "--board", "gadget-eval", "--overlay", "extra.dtso"),
		       "extra.dtso: board gadget-eval has no label \"widget\"");
	source("extra.dtso", "/dts-v1/;\n/plugin/;\n&{/nowhere} { };\n");
	assert_refused(dmae("ls", "--board", "gadget-eval", "--overlay", "extra.dtso"),
		       "extra.dtso: not an overlay for board gadget-eval");
	assert_refused(dmae("ls", "--board", "gadget-eval", "--overlay", "nothere.dtso"),
		       "nothere.dtso: No such file");
	source("short.dtbo", "short");
	assert_refused(dmae("ls", "--board", "gadget-eval", "--overlay", "short.dtbo"),
		       "short.dtbo: truncated");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(a_board_of_the_kernels_is_found_by_its_name),
		board_test(a_source_outside_the_tree_finds_the_bindings),
		board_test(a_changed_input_is_compiled_anew),
		board_test(a_damaged_cache_is_not_believed),
		board_test(without_a_cache_boards_work_all_the_same),
		board_test(a_file_that_is_not_there_is_named_with_its_line),
		board_test(overlays_change_and_add),
		board_test(an_overlay_that_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests_name("boards", tests, NULL, NULL);
}
