// SPDX-License-Identifier: MIT
/*
 * The model-based test of DMA mapping: random operations of a driver that
 * keeps the rules and of its device, in every way that memory can lie between
 * them, against an oracle that knows each byte. A failure is shrunk to a short
 * list of calls.
 *
 * DMAE_MODEL_OPS=1000000 runs so many operations in each mode; DMAE_SEED
 * another sequence; DMAE_MODEL_MODE='iommu*' some of the modes.
 */
#include <linux/cacheflush.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../engine/board_text.h"
#include "base/host.h"
#include "base/mm/alloc.h"
#include "base/sched.h"
#include "draw.h"
#include "machine/machine.h"
#include "toucher.h"
#include "unit.h"

char *getenv(const char *name);
void print_message(const char *format, ...);

#define EPISODE		1500	/* operations of a world */
#define SIZE		20480u	/* of a buffer */
#define LARGE		300000u

/* ---- modes ------------------------------------------------------------- */

enum place { HEAP, PAGES, HIGH_PAGES };

/**
 * struct mode - a way between the CPU and the device
 * @name: for messages
 * @ram: "reg" of the memory node
 * @props: the device's properties
 * @nodes: more nodes of the board
 * @params: kernel parameters, up to three
 * @mask: bits of the device's mask
 * @places: where buffers are: taken in turn
 * @may_fail: there may be no room for a mapping
 * @noncoherent: the device does not see the CPU's caches
 * @unchecked: without the DMA checker
 */
struct mode {
	const char *name;
	const char *ram;
	const char *props;
	const char *nodes;
	const char *params[4];
	unsigned int mask;
	enum place places[3];
	bool may_fail;
	bool noncoherent;
	bool unchecked;
};

#define RAM_LOW		"0x0 0x80000000 0x0 0x10000000"
#define RAM_3G		"0x0 0x0 0x0 0xc0000000"
#define SMMU										\
	"	intc: interrupt-controller@3fff0000 {\n"				\
	"		compatible = \"dmae,textbook-intc\";\n"			\
	"		reg = <0x0 0x3fff0000 0x0 0x1000>;\n"				\
	"		interrupt-controller;\n"					\
	"		#address-cells = <0>;\n"					\
	"		#interrupt-cells = <2>;\n"					\
	"	};\n"									\
	"	smmu: iommu@50000000 {\n"						\
	"		compatible = \"arm,mmu-500\";\n"				\
	"		reg = <0x0 0x50000000 0x0 0x10000>;\n"				\
	"		interrupt-parent = <&intc>;\n"					\
	"		#global-interrupts = <1>;\n"					\
	"		interrupts = <16 4>, <17 4>, <18 4>, <19 4>, <20 4>;\n"	\
	"		#iommu-cells = <1>;\n"						\
	"		dma-coherent;\n"						\
	"	};\n"
#define BEHIND_SMMU	"iommus = <&smmu 0x0>;"
#define ANYWHERE	{ HEAP, PAGES, HEAP }
#define COHERENT	" dma-coherent;"
#define NONCOHERENT	" dma-noncoherent;"

static const struct mode direct = {
	.name = "direct", .ram = RAM_LOW, .props = COHERENT, .mask = 64, .places = ANYWHERE,
};
static const struct mode bounce_heap = {
	.name = "32 bits, the heap bounces", .ram = RAM_LOW, .props = COHERENT, .mask = 32,
	.places = ANYWHERE, .may_fail = true,
};
static const struct mode bounce_forced = {
	.name = "swiotlb=force", .ram = RAM_LOW, .props = COHERENT, .mask = 64,
	.params = { "swiotlb=force" }, .places = ANYWHERE, .may_fail = true,
};
static const struct mode bounce_small = {
	.name = "swiotlb=128,1,force", .ram = RAM_LOW, .props = COHERENT, .mask = 64,
	.params = { "swiotlb=128,1,force" }, .places = ANYWHERE, .may_fail = true,
};
static const struct mode narrow = {
	.name = "30 bits, RAM above", .ram = RAM_3G, .props = COHERENT, .mask = 30,
	.places = { HIGH_PAGES, PAGES, HIGH_PAGES }, .may_fail = true,
};
static const struct mode iommu_strict = {
	.name = "iommu.strict=1", .ram = RAM_LOW, .props = BEHIND_SMMU COHERENT, .nodes = SMMU,
	.params = { "iommu.strict=1" }, .mask = 32, .places = ANYWHERE,
};
static const struct mode iommu_lazy = {
	.name = "iommu.strict=0", .ram = RAM_LOW, .props = BEHIND_SMMU COHERENT, .nodes = SMMU,
	.params = { "iommu.strict=0" }, .mask = 48, .places = ANYWHERE,
};
static const struct mode iommu_unchecked = {
	.name = "iommu.strict=1, no checker", .ram = RAM_LOW, .props = BEHIND_SMMU COHERENT,
	.nodes = SMMU, .params = { "iommu.strict=1" }, .mask = 48, .places = ANYWHERE,
	.unchecked = true,
};
static const struct mode noncoherent = {
	.name = "not coherent", .ram = RAM_LOW, .props = NONCOHERENT, .mask = 64,
	.params = { "cache_evict=5" }, .places = ANYWHERE, .noncoherent = true,
};
static const struct mode noncoherent_bounce = {
	.name = "not coherent, swiotlb=force", .ram = RAM_LOW, .props = NONCOHERENT, .mask = 64,
	.params = { "swiotlb=force", "cache_evict=5" }, .places = ANYWHERE, .may_fail = true,
	.noncoherent = true,
};
static const struct mode noncoherent_iommu = {
	.name = "not coherent, iommu", .ram = RAM_LOW, .props = BEHIND_SMMU NONCOHERENT,
	.nodes = SMMU, .params = { "iommu.strict=1", "cache_evict=5" }, .mask = 32,
	.places = ANYWHERE, .noncoherent = true,
};

/* ---- a world ----------------------------------------------------------- */

static const char *board_of(const struct mode *mode)
{
	static char text[4096];

	snprintf(text, sizeof(text),
		 "/dts-v1/;\n"
		 "/ {\n"
		 "	compatible = \"test,model\";\n"
		 "	#address-cells = <2>;\n"
		 "	#size-cells = <2>;\n"
		 "	memory@0 { device_type = \"memory\"; reg = <%s>; };\n"
		 "	soc {\n"
		 "	compatible = \"simple-bus\";\n"
		 "	#address-cells = <2>;\n"
		 "	#size-cells = <2>;\n"
		 "	ranges;\n"
		 "%s"
		 "	toucher@f0000000 {\n"
		 "		compatible = \"test,toucher\";\n"
		 "		reg = <0x0 0xf0000000 0x0 0x1000>;\n"
		 "		%s\n"
		 "	};\n"
		 "	};\n"
		 "};\n",
		 mode->ram, mode->nodes ? mode->nodes : "", mode->props);
	return board_text(text);
}

static struct device *found;
static void __iomem *registers;

static int toucher_probe(struct platform_device *pdev)
{
	registers = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(registers))
		return PTR_ERR(registers);
	dma_set_max_seg_size(&pdev->dev, UINT_MAX);
	found = &pdev->dev;
	return 0;
}

static const struct of_device_id toucher_ids[] = { { .compatible = "test,toucher" }, {} };
static struct platform_driver toucher_driver = {
	.probe = toucher_probe,
	.driver = { .name = "toucher", .of_match_table = toucher_ids },
};

static void world_up(const struct mode *mode, u64 seed)
{
	struct dmae_world_params p = world_params(board_of(mode));
	int err;

	p.params = mode->params;
	p.seed = seed;
	p.checker = mode->unchecked ? DMAE_OFF : DMAE_ON;
	err = dmae_world_start(&p);
	if (err)
		fail_msg("%s: %s", mode->name, dmae_error());
	found = NULL;
	assert_int_equal(platform_driver_register(&toucher_driver), 0);
	assert_non_null(found);
	assert_int_equal(dma_set_mask_and_coherent(found, DMA_BIT_MASK(mode->mask)), 0);
}

static void world_down(void)
{
	platform_driver_unregister(&toucher_driver);
	assert_int_equal(dmae_world_stop(), 0);
}

/* ---- memory ------------------------------------------------------------ */

static void heap_free(struct buffer *b)
{
	host_free(b->base - *(u8 *)(b->base - 1));
}

/* a cache line of its own, and no alignment beyond */
static char *heap_alloc(size_t size)
{
	char *raw = host_alloc(size + 512), *base = PTR_ALIGN(raw + 1, 128);

	/* nobody else writes into the first line before it */
	base[-1] = base - raw;
	return base;
}

static void pages_free(struct buffer *b)
{
	free_contig_range(virt_to_pfn(b->base), PAGE_ALIGN(b->size + 256) >> PAGE_SHIFT);
}

static char *pages_alloc(size_t size, bool high)
{
	const struct mm_span above = { .first = 1ull << 30, .last = ~0ull };
	struct page *page = mm_block_alloc(PAGE_ALIGN(size) >> PAGE_SHIFT, GFP_KERNEL,
					   high ? &above : NULL, __builtin_return_address(0));

	assert_non_null(page);
	return page_address(page);
}

static void add_buffer(struct oracle *o, enum place place, size_t size)
{
	if (place == HEAP)
		oracle_add(o, heap_alloc(size), size, heap_free);
	else
		oracle_add(o, pages_alloc(size, place == HIGH_PAGES), size, pages_free);
}

static void oracle_start(struct oracle *o, const struct mode *mode, enum mistake mistake,
			 unsigned int channel)
{
	unsigned int i;

	memset(o, 0, sizeof(*o));
	o->dev = found;
	o->regs = registers;
	o->channel = channel;
	o->align = mode->noncoherent ? 128 : 1;
	o->may_fail = mode->may_fail;
	o->guarded = !mode->unchecked;
	o->mistake = mistake;
	o->beacon = dma_alloc_coherent(found, 64, &o->beacon_addr, GFP_KERNEL);
	assert_non_null(o->beacon);
	for (i = 0; i < BUFFERS; i++)
		add_buffer(o, mode->places[i % 3], i == BUFFERS - 1 ? LARGE : SIZE);
}

/* ---- runs -------------------------------------------------------------- */

struct run {
	const struct mode *mode;
	enum mistake mistake;
	u64 seed;
	char why[200];
};

/* the last look: at all of the memory, and at what DMA-API debugging has found; @right: so far */
static bool conclude(struct oracle *o, bool right)
{
	right = oracle_end(o) && right;
	if (right && log_contains("DMA-API: toucher"))
		right = wrong(o, "DMA-API debugging is not silent");
	return right;
}

/* a list of operations in a fresh world; false: something was wrong, after @n of them */
static bool replay(struct run *run, const struct op *ops, unsigned int *n)
{
	struct oracle *o = host_alloc(sizeof(*o));
	bool right = true;
	unsigned int i;

	world_up(run->mode, run->seed);
	oracle_start(o, run->mode, run->mistake, 0);
	for (i = 0; right && i < *n; i++)
		right = oracle_do(o, &ops[i]);
	right = conclude(o, right);
	strscpy(run->why, o->why, sizeof(run->why));
	world_down();
	host_free(o);
	*n = i;
	return right;
}

static bool list_fails(const struct op *ops, unsigned int n, void *arg)
{
	return !replay(arg, ops, &n);
}

/* an episode of random operations, noted in @ops; false: something was wrong */
static bool episode(struct run *run, struct op *ops, unsigned int *n, unsigned long *done,
		    unsigned long *failed)
{
	struct oracle *o = host_alloc(sizeof(*o));
	dice_t d = run->seed * 0x9e3779b97f4a7c15ull | 1;
	bool right = true;
	unsigned int i;

	world_up(run->mode, run->seed);
	oracle_start(o, run->mode, run->mistake, 0);
	for (i = 0; right && i < EPISODE; i++) {
		op_draw(&d, o, LARGE - 256, &ops[i]);
		right = oracle_do(o, &ops[i]);
	}
	right = conclude(o, right);
	strscpy(run->why, o->why, sizeof(run->why));
	*done += o->done;
	*failed += o->failed;
	world_down();
	host_free(o);
	*n = i;
	return right;
}

static void print_ops(const struct run *run, const struct op *ops, unsigned int n)
{
	char text[200];
	unsigned int i;

	print_message("%s, seed %llu: %s\n", run->mode->name, (unsigned long long)run->seed,
		      run->why);
	for (i = 0; i < n; i++) {
		op_text(&ops[i], text, sizeof(text));
		print_message("  %2u. %s\n", i + 1, text);
	}
}

static unsigned long ops_wanted(void)
{
	const char *text = getenv("DMAE_MODEL_OPS");

	return text ? simple_strtoul(text, NULL, 0) : 100000;
}

static u64 first_seed(void)
{
	const char *text = getenv("DMAE_SEED");

	return text ? simple_strtoull(text, NULL, 0) : 1;
}

static void no_byte_is_wrong(const struct mode *mode)
{
	struct run run = { .mode = mode, .seed = first_seed() };
	struct op *ops = host_alloc(EPISODE * sizeof(*ops));
	unsigned long done = 0, failed = 0;
	unsigned int n;

	for (; done < ops_wanted(); run.seed++) {
		if (episode(&run, ops, &n, &done, &failed))
			continue;
		n = ops_shrink(ops, n, list_fails, &run);
		list_fails(ops, n, &run);
		print_ops(&run, ops, n);
		host_free(ops);
		fail_msg("%s: %s", mode->name, run.why);
	}
	host_free(ops);
	if (getenv("DMAE_MODEL_OPS"))
		print_message("%s: %lu operations, %lu mappings had no room\n", mode->name, done,
			      failed);
}

#define MODE(mode)									\
	static void mode##_moves_every_byte_right(void **state)			\
	{										\
		no_byte_is_wrong(&mode);						\
	}

MODE(direct)
MODE(bounce_heap)
MODE(bounce_forced)
MODE(bounce_small)
MODE(narrow)
MODE(iommu_strict)
MODE(iommu_lazy)
MODE(iommu_unchecked)
MODE(noncoherent)
MODE(noncoherent_bounce)
MODE(noncoherent_iommu)

/* ---- several at a time ------------------------------------------------- */

#define TASKS 4

struct task_run {
	struct oracle o;
	dice_t dice;
	bool right;
};

static int task_fn(void *arg)
{
	struct task_run *t = arg;
	struct op op;
	unsigned int i;

	t->right = true;
	for (i = 0; t->right && i < EPISODE; i++) {
		op_draw(&t->dice, &t->o, LARGE - 256, &op);
		t->right = oracle_do(&t->o, &op);
	}
	return 0;
}

static void together(const struct mode *mode)
{
	struct task_struct *task[TASKS];
	struct task_run *run = host_alloc(TASKS * sizeof(*run));
	unsigned int i;

	world_up(mode, first_seed());
	for (i = 0; i < TASKS; i++) {
		oracle_start(&run[i].o, mode, NO_MISTAKE, i);
		/* one does not know what is another's */
		run[i].o.guarded = false;
		run[i].dice = first_seed() * 77 + i + 1;
		task[i] = task_spawn(task_fn, &run[i], "toucher");
		assert_non_null(task[i]);
	}
	for (i = 0; i < TASKS; i++)
		wake_up_process(task[i]);
	for (i = 0; i < TASKS; i++) {
		task_join(task[i]);
		put_task_struct(task[i]);
	}
	for (i = 0; i < TASKS; i++)
		if (!conclude(&run[i].o, run[i].right))
			fail_msg("%s, task %u: %s", mode->name, i, run[i].o.why);
	world_down();
	host_free(run);
}

static void tasks_share_every_mode(void **state)
{
	static const struct mode *const modes[] = {
		&direct, &bounce_small, &narrow, &iommu_strict, &iommu_lazy, &noncoherent,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++)
		together(modes[i]);
}

/* ---- the test of the test ---------------------------------------------- */

/* a driver with a mistake fails, and what is left is a handful of calls */
static void found_and_shrunk(const struct mode *mode, enum mistake mistake, unsigned int most)
{
	struct run run = { .mode = mode, .mistake = mistake, .seed = first_seed() };
	struct op *ops = host_alloc(EPISODE * sizeof(*ops));
	unsigned long done = 0, failed = 0;
	unsigned int n = 0;

	while (episode(&run, ops, &n, &done, &failed) && done < 20000)
		run.seed++;
	assert_true(run.why[0]);
	n = ops_shrink(ops, n, list_fails, &run);
	assert_true(list_fails(ops, n, &run));
	if (n > most) {
		print_ops(&run, ops, n);
		fail_msg("%u calls are left", n);
	}
	host_free(ops);
}

static void a_forgotten_sync_is_shrunk_to_a_few_calls(void **state)
{
	/* map, device writes, sync, CPU reads */
	found_and_shrunk(&bounce_forced, FORGET_SYNC_CPU, 4);
	/* map, sync, CPU writes, sync, device reads */
	found_and_shrunk(&bounce_forced, FORGET_SYNC_DEVICE, 5);
	found_and_shrunk(&noncoherent, FORGET_SYNC_DEVICE, 5);
}

static void a_byte_that_is_left_out_is_found(void **state)
{
	found_and_shrunk(&bounce_heap, FORGET_BYTES, 4);
}

static int setup(void **state)
{
	toucher_register();
	return 0;
}

static int teardown(void **state)
{
	if (dmae_world_running())
		dmae_world_stop();
	board_text_forget();
	toucher_unregister();
	return 0;
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define mode_test(mode) test(mode##_moves_every_byte_right)

int main(void)
{
	const struct CMUnitTest tests[] = {
		mode_test(direct),
		mode_test(bounce_heap),
		mode_test(bounce_forced),
		mode_test(bounce_small),
		mode_test(narrow),
		mode_test(iommu_strict),
		mode_test(iommu_lazy),
		mode_test(iommu_unchecked),
		mode_test(noncoherent),
		mode_test(noncoherent_bounce),
		mode_test(noncoherent_iommu),
		test(tasks_share_every_mode),
		test(a_forgotten_sync_is_shrunk_to_a_few_calls),
		test(a_byte_that_is_left_out_is_found),
	};

	if (getenv("DMAE_MODEL_MODE"))
		cmocka_set_test_filter(getenv("DMAE_MODEL_MODE"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
