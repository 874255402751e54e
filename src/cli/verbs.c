// SPDX-License-Identifier: MIT
/* The verbs: what each is called, what --help says of it, and which function does it. Host side. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

/* of every verb that starts a world */
static const char common_options[] =
	"  --board NAME|FILE.dts|FILE.dtb  the machine: one that we ship, one of the kernel's "
	"(zynq-zc702), or a\n"
	"                                  file (default: the one built in: RAM and the software "
	"engine)\n"
	"  --overlay FILE.dtso|FILE.dtbo   a device tree overlay for the board; any number, in "
	"order\n"
	"  --acpi-table FILE               a static ACPI table that drivers find (CSRT, ...); any "
	"number\n"
	"  --append \"SETTING ...\"          kernel parameters, as on its command line: "
	"\"swiotlb=force\",\n"
	"                                  \"dmatest.iterations=5\"; any number\n"
	"  --module FILE.so [name=value ...]  load a module, with the parameters that follow at "
	"once; any\n"
	"                                  number, in order\n"
	"  --fibers, --threads             the executor (default: fibers for boards with models)\n"
	"  --seed N                        which run (default: 0); implies --fibers\n"
	"  --cpus N                        virtual CPUs (default: fibers 2, threads the host's)\n"
	"  --loglevel N                    messages below N go to standard error (default: 7)\n"
	"  --checker on|off                the DMA checker (default: on where there are models)\n"
	"  --trace FILE                    write a trace of what happens\n"
	"  --json                          results as JSON\n";

static const char build_options[] =
	"  -k TREE|VERSION       the kernel tree, or Debian's package of that version (default: "
	"the\n"
	"                        tree that the first file lies in, else $DMAE_KERNEL, else 6.1)\n"
	"  -o OUT.so|FOLDER      where the module goes (default: its name here)\n"
	"  --enable SYM[=VALUE]  set CONFIG_SYM (y, or VALUE); --disable SYM unsets it\n"
	"  --config FILE         set symbols as in the kernel's .config\n"
	"  --allow-unresolved    build it even if nothing offers a symbol that it wants\n"
	"  -v, --verbose         show the compiler's command lines\n"
	"  --json                results as JSON\n";

const struct verb verbs[] = {
	{
		.name = "test",
		.synopsis = "[param=value ...]",
		.about = "run dmatest on the board's channels",
		.help = "Parameters are those of the kernel's dmatest module: channel device "
			"iterations timeout\n"
			"threads_per_chan max_channels test_buf_size transfer_size xor_sources "
			"pq_sources\n"
			"alignment noverify norandom verbose polled dmatest. Without iterations= "
			"it runs until\n"
			"it is interrupted. The log goes to standard error, the table to standard "
			"output.\n"
			"\n"
			"Example:\n"
			"  dmae test --board textbook --seed 7 iterations=200\n"
			"  dmae test channel=dma0chan0 iterations=1000 test_buf_size=65536\n",
		.run = test_run,
		.inside = test_inside,
	},
	{
		.name = "slavetest",
		.synopsis = "[param=value ...]",
		.about = "run slave, cyclic and interleaved tests on the board's loopback "
			 "peripherals",
		.help = "Parameters: device ops "
			"(slave_sg,pause,residue,terminate,cyclic_rx,cyclic_tx,audio,\n"
			"interleaved,dev_to_dev) iterations (100) test_buf_size (4096) periods "
			"width burst timeout\n"
			"noverify norandom verbose result. What a driver or a device does not "
			"offer is skipped, with the\n"
			"reason. The default board is textbook.\n"
			"\n"
			"Example:\n"
			"  dmae slavetest --board textbook iterations=50\n"
			"  dmae slavetest --board peripherals ops=cyclic_rx,cyclic_tx iterations=1 "
			"periods=10000\n",
		.run = slavetest_run,
		.inside = slavetest_inside,
	},
	{
		.name = "ls",
		.synopsis = "",
		.about = "list controllers and channels",
		.help = "A line for each channel: name, device, driver, capabilities, and who uses "
			"it; then one for\n"
			"each device of the board that no driver has claimed.\n"
			"\n"
			"Example:\n"
			"  dmae ls --board textbook\n",
		.run = ls_run,
		.inside = ls_inside,
	},
	{
		.name = "maps",
		.synopsis = "[DEVICE]",
		.about = "list the memory that each device may touch",
		.help = "A line for each mapping: the device, its address for the memory, which "
			"way, what kind,\n"
			"through what (direct, bounce, iommu), for how long, and the code that "
			"mapped it. The DMA\n"
			"checker keeps this record and is switched on.\n"
			"\n"
			"Example:\n"
			"  dmae maps --board textbook\n"
			"  echo 'maps 40000000.dma-controller' | dmae shell --board textbook\n",
		.run = maps_run,
		.inside = maps_inside,
	},
	{
		.name = "cat",
		.synopsis = "PATH...",
		.about = "print files of the world's /sys, /sys/kernel/debug and /proc",
		.help = "Example:\n"
			"  dmae cat --board textbook --module slavetest "
			"/sys/kernel/debug/dmaengine/summary\n"
			"  dmae cat /sys/class/dma/dma0chan0/in_use /proc/modules\n",
		.run = cat_run,
		.inside = cat_inside,
	},
	{
		.name = "tree",
		.synopsis = "[PATH]",
		.about = "print a directory of the world and everything below it",
		.help = "Without PATH: the root.\n"
			"\n"
			"Example:\n"
			"  dmae tree --board textbook /sys/class/dma\n",
		.run = tree_run,
		.inside = tree_inside,
	},
	{
		.name = "run",
		.synopsis = "[-- VERB ...]",
		.about = "start a board, load modules, run a verb in it (no verb: a shell)",
		.help = "A module is a file, or the name of one that is built in; its parameters "
			"may follow, as in\n"
			"--module ./mydriver.so depth=4.\n"
			"\n"
			"Example:\n"
			"  dmae run --board textbook --module slavetest iterations=10 run=1 -- ls\n"
			"  dmae run --board textbook --module slavetest -- test iterations=10\n",
		.run = run_run,
	},
	{
		.name = "shell",
		.synopsis = "[SCRIPT]",
		.about = "a prompt in a running world",
		.help = "Reads commands from a terminal, a pipe or the file SCRIPT: insmod rmmod "
			"lsmod dmesg cat\n"
			"echo ls maps tree test slavetest copy summary sleep help exit.\n"
			"\n"
			"Example:\n"
			"  echo 'summary' | dmae shell --board textbook\n",
		.run = shell_run,
		.inside = shell_inside,
	},
	{
		.name = "copy",
		.synopsis = "[channel=NAME] SRC DST",
		.about = "copy a file through the DMA engine, verify, print the rate",
		.help = "DST gets its contents when all of them are there and verified; a copy "
			"that fails leaves it\n"
			"as it was.\n"
			"\n"
			"Example:\n"
			"  head -c 10000000 /dev/urandom >source\n"
			"  dmae copy source target\n"
			"  dmae copy --board textbook channel=dma0chan2 source target\n",
		.run = copy_run,
		.inside = copy_inside,
	},
	{
		.name = "bench",
		.synopsis = "[NAME ...] [param=value ...]",
		.about = "measure the software engine beside memcpy(), ISA-L and DPDK",
		.help = "Benchmarks: copy warm batch channels limit raid latency submit idle; "
			"without a name, all of\n"
			"them. Parameters: sizes=64,4K,1M batch=1,32 channels=1,4 rounds=5 ms=20 (of "
			"one measurement)\n"
			"svg=PREFIX (PREFIX-NAME.svg for each) dpdk=PROGRAM (which measures "
			"dma_skeleton; default:\n"
			"dmae-bench-dpdk beside the command, which is built where DPDK is "
			"installed). Settings of the\n"
			"engine: --append \"soft_dma.workers=4 soft_dma.copy=plain\".\n"
			"\n"
			"Example:\n"
			"  dmae bench submit rounds=1\n"
			"  dmae bench copy sizes=4K rounds=1 ms=5 svg=here\n",
		.run = bench_verb_run,
	},
	{
		.name = "build",
		.synopsis = "FILE.c...",
		.about = "build a kernel driver, unmodified, into a module",
		.options = build_options,
		.help = "FILE is a path here or in the kernel tree; several make one module. A "
			"folder of a kernel\n"
			"tree (drivers/dma/dw) or the name of a module (dw_dmac_core) stands for "
			"what its Makefile\n"
			"lists; another module's FILE.so offers the symbols that it exports.\n"
			"\n"
			"Example:\n"
			"  dmae build drivers/dma/pl330.c\n"
			"  dmae build --enable DMADEVICES_DEBUG -o dw/ drivers/dma/dw\n",
		.run = build_run,
	},
	{ .name = NULL },
};

const struct verb *verb_find(const char *name)
{
	const struct verb *v;

	for (v = verbs; v->name; v++)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

void verb_print_help(const struct verb *v)
{
	printf("Usage: dmae %s [options]%s%s\n\n%c%s.\n\n%s\nOptions:\n%s", v->name,
	       v->synopsis[0] ? " " : "", v->synopsis, v->about[0] - 'a' + 'A', v->about + 1,
	       v->help, v->options ? v->options : common_options);
}

void verbs_print_usage(void)
{
	const struct verb *v;

	printf("Usage: dmae VERB [options] [arguments]\n\n"
	       "The Linux DMA Engine in one process: drivers, models of controllers, real "
	       "boards.\n\n");
	for (v = verbs; v->name; v++)
		printf("  %-10s %-26s %s\n", v->name, v->synopsis, v->about);
	printf("\n  dmae VERB --help   options and an example that works\n"
	       "  dmae --version\n");
}
