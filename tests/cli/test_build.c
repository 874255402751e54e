// SPDX-License-Identifier: MIT
/*
 * The verb build, on sources of ours: what becomes a module, where headers
 * come from, what is said where it fails. Upstream drivers are in
 * test_build_upstream.c. Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

/* sources of the user's own, without a kernel package on the machine */
static int setup(void **state)
{
	if (command_setup(state))
		return -1;
	setenv("DMAE_USR_SRC", "/nonexistent", 1);
	mkdir("cache", 0777);
	setenv("DMAE_CACHE", "cache", 1);
	return 0;
}

static int teardown(void **state)
{
	unsetenv("DMAE_USR_SRC");
	unsetenv("DMAE_CACHE");
	return command_teardown(state);
}

#define build_test(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

static void source(const char *path, const char *text)
{
	write_file(path, text, strlen(text));
}

static const char hello[] =
	"#include <linux/module.h>\n"
	"static int times = 1;\n"
	"module_param(times, int, 0444);\n"
	"static int __init hello_init(void) { pr_info(\"hello %d\\n\", times); return 0; }\n"
	"static void __exit hello_exit(void) { pr_info(\"bye\\n\"); }\n"
	"module_init(hello_init);\n"
	"module_exit(hello_exit);\n"
	"MODULE_LICENSE(\"GPL\");\n";

static struct result run_script(const char *text)
{
	return dmae_fed(text, "shell");
}

/* ---- what becomes a module --------------------------------------------------- */

static void a_source_becomes_a_module_that_loads(void **state)
{
	struct result r;

	source("hello-world.c", hello);
	r = dmae("build", "hello-world.c");
	assert_done(r);
	assert_string_equal(r.out, "hello-world.so\n");
	assert_string_equal(r.err, "");
	assert_true(nothing_but("cache", "hello-world.c", "hello-world.so", NULL));
	r = run_script("insmod hello-world.so times=3\nlsmod\nrmmod hello_world\n");
	assert_done(r);
	assert_has(r.err, "hello 3");
	assert_has(r.err, "bye");
	assert_has(r.out, "hello_world 0 0 - Live");
}

static void o_says_where_it_goes(void **state)
{
	source("hello.c", hello);
	assert_string_equal(dmae("build", "-o", "other.so", "hello.c").out, "other.so\n");
	/* insmod of a file with another name is the same module */
	assert_has(run_script("insmod other.so\nlsmod\n").out, "hello 0 0 - Live");
	assert_string_equal(dmae("build", "-o", "below/here/", "hello.c").out,
			    "below/here/hello.so\n");
	assert_refused(dmae("build", "-o", "/proc/x/", "hello.c"), "-o /proc/x/");
}

static void several_sources_make_one_module(void **state)
{
	struct result r;

	source("one.c", "#include <linux/module.h>\n#include \"two.h\"\n"
			"static int one_init(void) { return two() == 2 ? 0 : -EIO; }\n"
			"module_init(one_init);\n");
	source("two.c", "#include \"two.h\"\nint two(void) { return 2; }\n");
	source("two.h", "int two(void);\n");
	r = dmae("build", "-o", "both.so", "one.c", "two.c");
	assert_done(r);
	assert_has(run_script("insmod both.so\nlsmod\n").out, "both 0 0 - Live");
}

static void what_a_module_exports_serves_others(void **state)
{
	struct result r;

	source("core.c", "#include <linux/module.h>\n"
			 "int core_open(void);\nint core_hidden(void);\n"
			 "int core_open(void) { return 0; }\nEXPORT_SYMBOL_GPL(core_open);\n"
			 "int core_hidden(void) { return 0; }\nMODULE_LICENSE(\"GPL\");\n");
	source("user.c", "#include <linux/module.h>\nextern int core_open(void);\n"
			 "static int user_init(void) { return core_open(); }\n"
			 "static void user_exit(void) { }\n"
			 "module_init(user_init);\nmodule_exit(user_exit);\n");
	source("thief.c", "#include <linux/module.h>\nextern int core_hidden(void);\n"
			  "static int thief_init(void) { return core_hidden(); }\n"
			  "module_init(thief_init);\n");
	assert_done(dmae("build", "core.c"));
	assert_done(dmae("build", "user.c", "core.so"));
	r = dmae("build", "thief.c", "core.so");
	assert_code(r, 1);
	assert_has(r.err, "dmae: core_hidden: not a service of libdmaengine (thief.c:3)");
	r = run_script("insmod core.so\ninsmod user.so\nlsmod\nrmmod core\n"
		       "rmmod user\nrmmod core\nlsmod\n");
	assert_code(r, 2);
	assert_has(r.out, "core 0 1 user, Live");
	assert_has(r.err, "dmae: module core is in use by: user");
	assert_int_equal(count_lines(r.out, "core 0"), 1);
	r = run_script("insmod user.so\n");
	assert_code(r, 2);
	assert_has(r.err, "undefined symbol: core_open");
}

/* ---- headers ----------------------------------------------------------------- */

static void our_two_headers_of_drivers_dma_come_first(void **state)
{
	source("x.c",
	       "#include <linux/module.h>\n#include \"dmaengine.h\"\n#include \"virt-dma.h\"\n"
	       "#include \"../virt-dma.h\"\n#include \"x.h\"\n"
	       "static int x_init(void) { return sizeof(struct virt_dma_chan) ? X : 1; }\n"
	       "module_init(x_init);\n");
	source("x.h", "#include \"virt-dma.h\"\nenum { X };\n");
	source("virt-dma.h", "#error the kernel's\n");
	source("dmaengine.h", "#error the kernel's\n");
	assert_done(dmae("build", "x.c"));
}

static const char fake_driver[] =
	"#include <linux/module.h>\n#include <linux/version.h>\n#include \"virt-dma.h\"\n"
	"#include <dt-bindings/dma/fake.h>\n#include <linux/platform_data/dma-fake.h>\n"
	"static int fake_init(void)\n{\n"
	"\tpr_info(\"code %x, %d %d, OTHER %d\\n\", LINUX_VERSION_CODE, FAKE_BINDING, FAKE_DATA,\n"
	"\t\tIS_ENABLED(CONFIG_OTHER));\n\treturn 0;\n}\n"
	"module_init(fake_init);\n";

static void make_folders(const char *path)
{
	char command[256];

	snprintf(command, sizeof(command), "mkdir -p %s", path);
	assert_int_equal(system(command), 0);
}

/* a kernel tree that is as small as one can be */
static void fake_tree(void)
{
	make_folders("tree/drivers/dma/sub tree/include/linux/platform_data "
		     "tree/include/dt-bindings/dma");
	source("tree/Makefile", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 77\nEXTRAVERSION =\n");
	source("tree/drivers/dma/Makefile", "obj-$(CONFIG_FAKE) += fake.o\nobj-y += sub/\n");
	source("tree/drivers/dma/fake.c", fake_driver);
	source("tree/drivers/dma/virt-dma.h", "#error the kernel's\n");
	source("tree/drivers/dma/sub/Makefile",
	       "obj-$(CONFIG_PAIR) += pair.o\npair-y := left.o \\\n\tright.o\n"
	       "pair-$(CONFIG_THIRD) += third.o\n");
	source("tree/drivers/dma/sub/left.c",
	       "#include <linux/module.h>\n#include \"../virt-dma.h\"\nint right(void);\n"
	       "static int left_init(void) { return right(); }\nmodule_init(left_init);\n");
	source("tree/drivers/dma/sub/right.c",
	       "#include <linux/module.h>\nint right(void);\n"
	       "int right(void) { pr_info(\"PAIR %d\\n\", IS_MODULE(CONFIG_PAIR)); return 0; }\n");
	source("tree/drivers/dma/sub/third.c", "#error not built\n");
	source("tree/include/linux/service.h", "int kernel_service(void);\n");
	source("tree/include/linux/platform_data/dma-fake.h", "#define FAKE_DATA 8\n");
	source("tree/include/dt-bindings/dma/fake.h", "#define FAKE_BINDING 7\n");
}

static void the_tree_that_a_source_lies_in_is_used(void **state)
{
	struct result r;

	fake_tree();
	r = dmae("build", "tree/drivers/dma/fake.c");
	assert_done(r);
	assert_has(run_script("insmod fake.so\n").err, "code 6014d, 7 8, OTHER 0");
	assert_int_equal(chdir("tree/drivers"), 0);
	r = dmae("build", "-o", "../../again.so", "dma/fake.c");
	assert_int_equal(chdir("../.."), 0);
	assert_done(r);
}

static void a_name_in_the_tree_is_enough(void **state)
{
	fake_tree();
	assert_done(dmae("build", "-k", "tree", "drivers/dma/fake.c"));
	assert_done(dmae("build", "-k", "tree", "sub/right.c"));
	assert_string_equal(dmae("build", "-k", "tree", "pair").out, "pair.so\n");
	assert_refused(dmae("build", "-k", "tree", "drivers/dma/nosuch.c"),
		       "drivers/dma/nosuch.c: no such file, neither here nor in ");
	assert_refused(dmae("build", "-k", "nosuch", "x.c"), "nosuch: No such file");
	assert_refused(dmae("build", "-k", "tree/drivers", "x.c"),
		       "tree/drivers: not a kernel tree");
}

static void a_folder_stands_for_its_modules(void **state)
{
	struct result r;

	fake_tree();
	r = dmae("build", "-o", "all", "-k", "tree", "drivers/dma");
	assert_refused(r, "2 modules need a folder to go to");
	r = dmae("build", "-o", "all/", "-k", "tree", "drivers/dma");
	assert_done(r);
	assert_string_equal(r.out, "all/fake.so\nall/pair.so\n");
	assert_has(run_script("insmod all/pair.so\n").err, "PAIR 1");
}

static void a_kernel_service_never_comes_from_the_tree(void **state)
{
	struct result r;

	fake_tree();
	source("tree/drivers/dma/fake.c",
	       "#include <linux/module.h>\n#include <linux/service.h>\n");
	r = dmae("build", "tree/drivers/dma/fake.c");
	assert_code(r, 1);
	assert_has(r.err,
		   "tree/drivers/dma/fake.c:2:10: fatal error: linux/service.h: No such file");
	assert_has(r.err, "dmae: linux/service.h: not a header of libdmaengine "
			  "(tree/drivers/dma/fake.c:2)");
	assert_false(exists("fake.so"));
}

/* ---- configuration ------------------------------------------------------------ */

static const char configured[] =
	"#include <linux/module.h>\n"
	"static int configured_init(void)\n{\n"
	"\tpr_info(\"ALPHA %d%d OF %d BETA %s\\n\", IS_BUILTIN(CONFIG_ALPHA),\n"
	"\t\tIS_MODULE(CONFIG_ALPHA), IS_ENABLED(CONFIG_OF), CONFIG_BETA);\n"
	"\treturn 0;\n}\nmodule_init(configured_init);\n";

static void symbols_are_set_as_the_user_says(void **state)
{
	source("configured.c", configured);
	assert_done(dmae("build", "--enable", "ALPHA", "--enable", "BETA=\"b\"", "configured.c"));
	assert_has(run_script("insmod configured.so\n").err, "ALPHA 10 OF 1 BETA b");
	assert_done(dmae("build", "--enable=CONFIG_ALPHA=m", "--disable=CONFIG_OF",
			 "--enable=BETA=\"c\"", "configured.c"));
	assert_has(run_script("insmod configured.so\n").err, "ALPHA 01 OF 0 BETA c");
	source("config", "# a comment\nCONFIG_ALPHA=m\nCONFIG_BETA=\"file\"\n"
			 "# CONFIG_OF is not set\n\n");
	assert_done(dmae("build", "--config", "config", "configured.c"));
	assert_has(run_script("insmod configured.so\n").err, "ALPHA 01 OF 0 BETA file");
}

static void bad_configurations_are_refused(void **state)
{
	source("configured.c", configured);
	source("config", "CONFIG_ALPHA=y\nnonsense\n");
	assert_refused(dmae("build", "--config", "config", "configured.c"),
		       "config:2: 'nonsense': expected CONFIG_NAME=value");
	assert_refused(dmae("build", "--config", "nothere", "configured.c"),
		       "nothere: No such file");
	assert_refused(dmae("build", "--enable", "A-B", "configured.c"),
		       "'A-B' is no configuration symbol");
}

/* ---- what does not build -------------------------------------------------------- */

static void the_compilers_own_words_come_first(void **state)
{
	struct result r;

	source("broken.c", "#include <linux/module.h>\nint x = ;\n");
	r = dmae("build", "broken.c");
	assert_code(r, 1);
	assert_string_equal(r.out, "");
	assert_has(r.err, "broken.c:2:9: error: expected expression");
	assert_has(r.err, "dmae: build: broken.so: not built");
	assert_true(nothing_but("broken.c", "cache", NULL));
}

static void what_our_headers_lack_is_named(void **state)
{
	struct result r;

	source("lacks.c", "#include <linux/module.h>\n"
			  "static int lacks_init(void)\n{\n"
			  "\tstruct device dev;\n"
			  "\tfrobnicate_kernel(1);\n"
			  "\tdev.nosuch = NO_SUCH_FLAG;\n"
			  "\treturn 0;\n}\nmodule_init(lacks_init);\n");
	r = dmae("build", "lacks.c");
	assert_code(r, 1);
	assert_has(r.err, "dmae: frobnicate_kernel(): not a service of libdmaengine (lacks.c:5)");
	assert_has(r.err, "dmae: NO_SUCH_FLAG: not declared by libdmaengine (lacks.c:6)");
}

static void unresolved_symbols_are_named_with_their_line(void **state)
{
	struct result r;

	source("wants.c", "#include <linux/module.h>\n"
			  "extern int nobody_has_this(void);\n"
			  "extern int puts(const char *);\n"
			  "static int (*pointer)(void) = nobody_has_this;\n"
			  "static int wants_init(void)\n{\n"
			  "\tputs(\"x\");\n"
			  "\treturn pointer();\n}\nmodule_init(wants_init);\n");
	r = dmae("build", "wants.c");
	assert_code(r, 1);
	assert_has(r.err, "dmae: nobody_has_this: not a service of libdmaengine (wants.c:");
	/* the C library's functions are none of the kernel's */
	assert_has(r.err, "dmae: puts: not a service of libdmaengine (wants.c:7)");
	assert_has(r.err, "dmae: build: wants.so: not built: 2 symbols unresolved");
	assert_false(exists("wants.so"));
	r = dmae("build", "--allow-unresolved", "wants.c");
	assert_done(r);
	assert_has(r.err, "nobody_has_this");
	assert_true(exists("wants.so"));
}

static void a_failed_build_leaves_the_old_module(void **state)
{
	source("hello.c", hello);
	assert_done(dmae("build", "hello.c"));
	source("hello.c", "int x = ;\n");
	assert_code(dmae("build", "hello.c"), 1);
	assert_done(run_script("insmod hello.so\n"));
}

static void command_lines_that_make_no_sense_are_refused(void **state)
{
	source("hello.c", hello);
	assert_refused(dmae("build"), "build: which driver?");
	assert_refused(dmae("build", "--nosuch", "hello.c"), "unknown option --nosuch");
	assert_refused(dmae("build", "-x", "hello.c"), "unknown option -x");
	assert_refused(dmae("build", "hello.c", "-o"), "option -o needs a value");
	assert_refused(dmae("build", "--json=1", "hello.c"), "option --json takes no value");
	assert_refused(dmae("build", "nothere.c"), "no kernel source");
	source("text.txt", "");
	assert_refused(dmae("build", "-k", "/", "text.txt"), "/: not a kernel tree");
	assert_refused(dmae("build", "text.txt"), "text.txt: neither a .c file");
	source("no.so", "");
	assert_refused(dmae("build", "hello.c", "no.so"), "no.so: not a module");
	setenv("CC", "/nonexistent/cc", 1);
	assert_code(dmae("build", "hello.c"), 2);
	unsetenv("CC");
}

static void json_says_it_all(void **state)
{
	struct result r;

	source("hello.c", hello);
	r = dmae("build", "--json", "hello.c");
	assert_done(r);
	assert_json(r.out);
	assert_has(r.out, "\"module\": \"hello\", \"file\": \"hello.so\", \"built\": true");
	source("bad.c", "#include <linux/nosuch.h>\n");
	r = dmae("build", "--json", "bad.c");
	assert_code(r, 1);
	assert_json(r.out);
	assert_has(r.out, "\"missing\": [\"linux/nosuch.h: not a header of libdmaengine\"]");
	assert_string_equal(r.err, "");
}

/* ---- packages ------------------------------------------------------------------ */

static void make_package(void)
{
	fake_tree();
	make_folders("src");
	assert_int_equal(system("rm -rf linux-source-9.9 && cp -r tree linux-source-9.9 && "
				"mkdir linux-source-9.9/kernel && "
				"tar -cJf src/linux-source-9.9.tar.xz linux-source-9.9"),
			 0);
	setenv("DMAE_USR_SRC", "src", 1);
}

static void a_package_is_unpacked_once(void **state)
{
	struct result r;

	make_package();
	r = dmae("build", "-k", "9.9", "drivers/dma/fake.c");
	assert_done(r);
	assert_has(r.err, "unpacking src/linux-source-9.9.tar.xz into ");
	assert_true(exists("cache/linux-6.1.77/Makefile"));
	assert_false(exists("cache/linux-6.1.77/kernel"));
	assert_string_equal(dmae("build", "-k", "9.9", "drivers/dma/fake.c").err, "");
	/* a new version of the package */
	source("tree/drivers/dma/extra.c", hello);
	assert_int_equal(system("cp tree/drivers/dma/extra.c linux-source-9.9/drivers/dma && "
				"tar -cJf src/linux-source-9.9.tar.xz linux-source-9.9 && "
				"touch -d 2001-01-01 src/linux-source-9.9.tar.xz"),
			 0);
	r = dmae("build", "-k", "9.9", "extra.c");
	assert_done(r);
	assert_has(r.err, "unpacking");
	assert_refused(dmae("build", "-k", "9.8", "drivers/dma/fake.c"),
		       "there is no /usr/src/linux-source-9.8.tar.xz; install linux-source-9.8");
}

static void two_at_once_share_the_cache(void **state)
{
	struct result r;

	make_package();
	r = shell("for i in 1 2 3 4; do\n"
		  "dmae build -k 9.9 -o $i.so drivers/dma/fake.c & done; wait; ls *.so | wc -l\n");
	assert_done(r);
	assert_has(r.out, "\n4\n");
	assert_int_equal(count_lines(r.err, "unpacking"), 1);
}

static void a_broken_package_leaves_nothing(void **state)
{
	make_package();
	source("src/linux-source-9.9.tar.xz", "this is no tar file");
	assert_code(dmae("build", "-k", "9.9", "drivers/dma/fake.c"), 2);
	assert_int_equal(system("test -z \"$(ls cache)\""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		build_test(a_source_becomes_a_module_that_loads),
		build_test(o_says_where_it_goes),
		build_test(several_sources_make_one_module),
		build_test(what_a_module_exports_serves_others),
		build_test(our_two_headers_of_drivers_dma_come_first),
		build_test(the_tree_that_a_source_lies_in_is_used),
		build_test(a_name_in_the_tree_is_enough),
		build_test(a_folder_stands_for_its_modules),
		build_test(a_kernel_service_never_comes_from_the_tree),
		build_test(symbols_are_set_as_the_user_says),
		build_test(bad_configurations_are_refused),
		build_test(the_compilers_own_words_come_first),
		build_test(what_our_headers_lack_is_named),
		build_test(unresolved_symbols_are_named_with_their_line),
		build_test(a_failed_build_leaves_the_old_module),
		build_test(command_lines_that_make_no_sense_are_refused),
		build_test(json_says_it_all),
		build_test(a_package_is_unpacked_once),
		build_test(two_at_once_share_the_cache),
		build_test(a_broken_package_leaves_nothing),
	};

	return cmocka_run_group_tests_name("build", tests, NULL, NULL);
}
