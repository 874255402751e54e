// SPDX-License-Identifier: MIT
/*
 * Memory that is not coherent: what a device and the CPU see of one another
 * through the cache, and what is said where they miss something.
 */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/boot_param.h"
#include "base/exec/exec.h"
#include "base/mm.h"
#include "fake.h"
#include "machine/cache.h"

#define RAM  0x80000000ull
#define LINE MACHINE_CACHE_LINE
#define PAGE 4096u

/* one that does not see the cache, one that does, and memory that has none */
#define NODES                                                                                \
	"apart@1000 { compatible = \"test,fake\"; reg = <0x1000 0x100>; dma-noncoherent; };" \
	"with@2000 { compatible = \"test,fake\"; reg = <0x2000 0x100>; };"                   \
	"sram@30000000 { compatible = \"mmio-sram\"; reg = <0x30000000 0x2000>; };"

static struct dmae_model *dev, *other;
static struct machine_master *master;
static char *cpu; /* the CPU's view of RAM */

static int start(void **state)
{
	fake_start(NODES);
	dev = fake_named("apart@1000")->m;
	other = fake_named("with@2000")->m;
	master = machine_master(board_find_path(machine_board(), "/soc/apart@1000"), "apart");
	cpu = fake_ram(RAM);
	machine_checker_set(true);
	machine_grant(master, RAM, 0x100000, MACHINE_READ | MACHINE_WRITE);
	exec_hw_lock();
	return 0;
}

static void set(const char *setting)
{
	char why[128];

	assert_int_equal(boot_param_set(setting, why, sizeof(why)), 0);
}

static int start_watching(void **state)
{
	set("cache_watch=on");
	return start(state);
}

static int start_evicting(void **state)
{
	set("cache_evict=100");
	return start(state);
}

static int stop(void **state)
{
	boot_params_reset();
	exec_hw_unlock();
	return fake_stop(state);
}

static void device_reads(uint64_t addr, const char *text)
{
	char data[256] = "";

	assert_int_equal(dmae_bus_read(dev, addr, data, strlen(text)), DMAE_BUS_OKAY);
	assert_string_equal(data, text);
}

static void device_writes(uint64_t addr, const char *text)
{
	assert_int_equal(dmae_bus_write(dev, addr, text, strlen(text)), DMAE_BUS_OKAY);
}

/* ---- the device reads --------------------------------------------------- */

static void what_was_not_cleaned_is_not_read(void **state)
{
	strcpy(cpu, "old");
	machine_cache_clean(RAM, 3);
	strcpy(cpu, "new");
	device_reads(RAM, "old");
	assert_string_equal(cpu, "new");
	machine_cache_clean(RAM, 3);
	device_reads(RAM, "new");
}

static void a_device_that_sees_the_cache_needs_no_cleaning(void **state)
{
	char data[4] = "";

	strcpy(cpu, "new");
	machine_cache_clean(RAM, 1);
	strcpy(cpu, "yet");
	machine_checker_set(false);
	assert_int_equal(dmae_bus_read(other, RAM, data, 3), DMAE_BUS_OKAY);
	assert_string_equal(data, "yet");
	assert_int_equal(dmae_bus_write(other, RAM, "dma", 3), DMAE_BUS_OKAY);
	assert_string_equal(cpu, "dma");
}

static void cleaning_takes_whole_lines(void **state)
{
	memset(cpu, 'x', 2 * LINE);
	machine_cache_clean(RAM + 10, 1);
	device_reads(RAM, "xxxxx");
	device_reads(RAM + LINE - 1, "x");
	assert_int_equal(fake_log_count("DMA cache"), 0);
	assert_int_equal(dmae_bus_read(dev, RAM + LINE, (char[1]){ 0 }, 1), DMAE_BUS_OKAY);
	assert_int_equal(fake_log_count("DMA cache"), 1);
}

static void a_forgotten_cleaning_is_told(void **state)
{
	char data[8];

	strcpy(cpu + 0x100, "written");
	assert_int_equal(dmae_bus_read(dev, RAM + 0x100, data, 4), DMAE_BUS_OKAY);
	assert_true(log_contains("DMA cache: apart@1000: 4 bytes at 0x0000000080000100 that it "
				 "read are old"));
	assert_true(log_contains("dma_sync_single_for_device() is missing; mapping "
				 "[0x80000000-0x800fffff] read-write (DMA_BIDIRECTIONAL)"));
}

static void only_the_bytes_that_differ_are_told(void **state)
{
	char data[LINE];

	memset(cpu, 'a', LINE);
	machine_cache_clean(RAM, LINE);
	cpu[7] = 'b';
	cpu[60] = 'b';
	assert_int_equal(dmae_bus_read(dev, RAM, data, 60), DMAE_BUS_OKAY);
	assert_true(log_contains("1 bytes at 0x0000000080000007 that it read"));
}

static void a_neighbour_in_the_line_is_not_the_devices_concern(void **state)
{
	memset(cpu, 'a', LINE);
	machine_cache_clean(RAM, LINE);
	cpu[60] = 'b';
	device_reads(RAM, "aaaa");
	assert_int_equal(fake_log_count("DMA cache"), 0);
}

/* ---- the device writes -------------------------------------------------- */

static void what_was_not_invalidated_is_not_seen(void **state)
{
	strcpy(cpu, "cpu");
	machine_cache_clean(RAM, LINE);
	device_writes(RAM, "dma");
	assert_string_equal(cpu, "cpu");
	machine_cache_invalidate(RAM, LINE);
	assert_string_equal(cpu, "dma");
	assert_int_equal(fake_log_count("DMA cache"), 0);
}

static void a_dirty_line_is_lost_when_it_is_invalidated(void **state)
{
	memset(cpu, 'o', LINE);
	machine_cache_clean(RAM, LINE);
	device_writes(RAM, "dma");
	cpu[40] = 'c';
	machine_cache_invalidate(RAM, LINE);
	assert_memory_equal(cpu, "dmao", 4);
	assert_int_equal(cpu[40], 'o');
	assert_true(log_contains("apart@1000: 1 bytes at 0x0000000080000028 that the CPU wrote "
				 "are lost"));
}

/* as arm64 does it: nobody loses what it wrote beside a buffer */
static void a_neighbour_survives_the_invalidation_of_a_part(void **state)
{
	memset(cpu, 'o', LINE);
	machine_cache_clean(RAM, LINE);
	cpu[40] = 'n';
	machine_cache_invalidate(RAM, 32);
	assert_int_equal(cpu[40], 'n');
	device_reads(RAM + 40, "n");
}

/* and what the device wrote to the line is gone */
static void a_dirty_neighbour_takes_what_the_device_wrote(void **state)
{
	memset(cpu, 'o', LINE);
	machine_cache_clean(RAM, LINE);
	device_writes(RAM, "dma");
	cpu[40] = 'n';
	machine_cache_invalidate(RAM, 32);
	assert_memory_equal(cpu, "ooo", 3);
	device_reads(RAM, "ooo");
	assert_true(log_contains("3 bytes at 0x0000000080000000 that it wrote are lost: the CPU "
				 "wrote to what else is in their cache line"));
}

static void a_line_that_the_cpu_wrote_to_itself_is_told_so(void **state)
{
	memset(cpu, 'o', LINE);
	machine_cache_clean(RAM, LINE);
	device_writes(RAM, "dma");
	memcpy(cpu, "cpu", 3);
	machine_cache_invalidate(RAM, 32);
	assert_memory_equal(cpu, "cpu", 3);
	assert_true(log_contains("3 bytes at 0x0000000080000000 that it wrote are lost: the CPU "
				 "wrote there, too"));
}

static void a_line_may_be_written_in_pieces(void **state)
{
	unsigned int i;

	machine_cache_clean(RAM, 2 * LINE);
	for (i = 0; i < 2 * LINE; i += 4)
		device_writes(RAM + i, "word");
	machine_cache_invalidate(RAM, 2 * LINE);
	assert_memory_equal(cpu + 100, "word", 4);
	assert_int_equal(fake_log_count("DMA cache"), 0);
}

/* the device gets it back, and then the CPU looks */
static void what_was_not_seen_is_not_lost(void **state)
{
	machine_cache_clean(RAM, LINE);
	device_writes(RAM, "one");
	machine_cache_clean(RAM, LINE);
	device_writes(RAM + 3, "two");
	machine_cache_invalidate(RAM, LINE);
	assert_string_equal(cpu, "onetwo");
	assert_int_equal(fake_log_count("DMA cache"), 0);
}

/* unmapped without a look, freed, and cleared by whoever has it now: those are dirty lines */
static void what_a_device_left_behind_does_not_come_back(void **state)
{
	machine_cache_clean(RAM, LINE);
	device_writes(RAM, "left");
	machine_revoke(master, RAM, 0x100000, MACHINE_READ | MACHINE_WRITE);
	memset(cpu, 0, LINE);
	machine_cache_clean(RAM, LINE);
	machine_grant(master, RAM, 0x100000, MACHINE_READ | MACHINE_WRITE);
	device_reads(RAM, "");
	machine_cache_invalidate(RAM, LINE);
	assert_int_equal(cpu[0], 0);
	assert_int_equal(fake_log_count("DMA cache"), 0);
}

/* ---- who looks too early ------------------------------------------------ */

/* the line that says so comes with the next access or synchronisation */
static unsigned int looks_told(void)
{
	machine_cache_clean(RAM + 0x8000, 1);
	return fake_log_count("DMA cache");
}

static void reading_what_was_not_invalidated_is_told(void **state)
{
	volatile char *at = cpu;

	machine_cache_clean(RAM, LINE);
	device_writes(RAM + 8, "dma");
	assert_int_equal(at[8], 0);
	assert_int_equal(looks_told(), 1);
	assert_true(log_contains("apart@1000: what it wrote to 0x0000000080000008 was looked for "
				 "in an old cache line by reading_what_was_not_invalidated_is_told "
				 "(machine/test_cache.c:"));
	assert_true(log_contains("): dma_sync_single_for_cpu() or dma_unmap_single() is missing; "
				 "mapping [0x80000000-0x800fffff] read-write"));
}

static void a_comparison_is_its_callers_doing(void **state)
{
	machine_cache_clean(RAM, LINE);
	device_writes(RAM, "dma");
	assert_memory_not_equal(cpu, "dma", 3);
	assert_int_equal(looks_told(), 1);
	assert_false(log_contains("by memcmp"));
	assert_false(log_contains("by __memcmp"));
}

static void looking_beside_it_is_not(void **state)
{
	volatile char *at = cpu;

	machine_cache_clean(RAM, PAGE);
	device_writes(RAM, "dma");
	assert_int_equal(at[100], 0);
	at[200] = 'x';
	assert_int_equal(looks_told(), 0);
	assert_int_equal(at[200], 'x');
}

static void writing_there_is_told_while_it_is_mapped(void **state)
{
	volatile char *at = cpu;

	machine_cache_clean(RAM, LINE);
	device_writes(RAM, "dma");
	at[0] = 'c';
	assert_int_equal(looks_told(), 1);
	assert_true(
		log_contains("0x0000000080000000 was overwritten in the cache by writing_there"));
	device_writes(RAM + PAGE, "dma");
	machine_revoke(master, RAM, 0x100000, MACHINE_READ | MACHINE_WRITE);
	at[PAGE] = 'c';
	assert_int_equal(looks_told(), 1);
}

static void what_is_watched_can_be_synchronised(void **state)
{
	machine_cache_clean(RAM, LINE);
	device_writes(RAM, "dma");
	machine_cache_invalidate(RAM, LINE);
	assert_string_equal(cpu, "dma");
	assert_int_equal(looks_told(), 0);
}

static void nobody_watches_if_he_shall_not(void **state)
{
	volatile char *at = cpu;

	set("cache_watch=off");
	machine_cache_clean(RAM, LINE);
	device_writes(RAM, "dma");
	assert_int_equal(at[0], 0);
	assert_int_equal(looks_told(), 0);
}

/* ---- other accesses ----------------------------------------------------- */

static void an_access_over_many_pages_is_in_one_piece(void **state)
{
	const size_t len = 3 * PAGE;
	unsigned char *data = malloc(len), *back = malloc(len);
	size_t i;

	for (i = 0; i < len; i++)
		data[i] = i * 7 + i / 256;
	machine_cache_clean(RAM, 0x10000);
	assert_int_equal(dmae_bus_write(dev, RAM + 100, data, len), DMAE_BUS_OKAY);
	assert_int_equal(dmae_bus_read(dev, RAM + 100, back, len), DMAE_BUS_OKAY);
	assert_memory_equal(back, data, len);
	machine_cache_invalidate(RAM, 0x10000);
	assert_memory_equal(cpu + 100, data, len);
	free(data);
	free(back);
}

static void a_copy_goes_from_dram_to_dram(void **state)
{
	bool read_failed;

	strcpy(cpu, "source");
	machine_cache_clean(RAM, 0x4000);
	strcpy(cpu, "change");
	assert_int_equal(dmae_bus_copy(dev, RAM + 0x2000, RAM, 6, &read_failed), DMAE_BUS_OKAY);
	machine_cache_invalidate(RAM + 0x2000, LINE);
	assert_string_equal(cpu + 0x2000, "source");
	assert_true(log_contains("that it read are old"));
}

static void a_copy_may_overlap_itself_either_way(void **state)
{
	const size_t len = 2 * PAGE + 100;
	unsigned char *want = malloc(len);
	int shift;
	size_t i;

	for (shift = -700; shift <= 700; shift += 1400) {
		for (i = 0; i < 4 * PAGE; i++)
			cpu[i] = i * 13 + i / 256;
		memcpy(want, cpu + 1000, len);
		machine_cache_clean(RAM, 4 * PAGE);
		assert_true(dmae_bus_copy_whole(dev, RAM + 1000 + shift, RAM + 1000, len));
		machine_cache_invalidate(RAM, 4 * PAGE);
		assert_memory_equal(cpu + 1000 + shift, want, len);
	}
	free(want);
}

static void memory_is_filled_behind_the_cache(void **state)
{
	machine_cache_clean(RAM, 2 * PAGE);
	assert_int_equal(dmae_bus_fill(dev, RAM + 3, 0x5a, PAGE), DMAE_BUS_OKAY);
	assert_int_equal(cpu[3], 0);
	machine_cache_invalidate(RAM, 2 * PAGE);
	assert_int_equal(cpu[2], 0);
	assert_int_equal(cpu[3], 0x5a);
	assert_int_equal(cpu[PAGE + 2], 0x5a);
	assert_int_equal(cpu[PAGE + 3], 0);
}

static void memory_goes_to_a_register_behind_the_cache(void **state)
{
	uint32_t value = 0x11223344;
	bool read_failed;

	memcpy(cpu, &value, 4);
	machine_cache_clean(RAM, 4);
	memset(cpu, 0, 4);
	assert_int_equal(dmae_bus_copy(dev, 0x2000, RAM, 4, &read_failed), DMAE_BUS_OKAY);
	assert_int_equal(fake_named("with@2000")->regs[0], 0x11223344);
}

static void sram_is_not_cached(void **state)
{
	char *sram = fake_ram(0x30000000), data[5] = "";

	strcpy(sram, "sram");
	assert_int_equal(dmae_bus_read(dev, 0x30000000, data, 4), DMAE_BUS_OKAY);
	assert_string_equal(data, "sram");
	device_writes(0x30000000, "mars");
	assert_string_equal(sram, "mars");
}

static void host_memory_is_cached(void **state)
{
	char *heap = aligned_alloc(LINE, 2 * LINE), data[5] = "";

	memset(heap, 0, 2 * LINE);
	strcpy(heap, "heap");
	machine_grant(master, mm_phys(heap), 2 * LINE, MACHINE_READ | MACHINE_WRITE);
	machine_cache_clean(mm_phys(heap), LINE);
	assert_int_equal(dmae_bus_read(dev, mm_phys(heap), data, 4), DMAE_BUS_OKAY);
	assert_string_equal(data, "heap");
	device_writes(mm_phys(heap), "paeh");
	assert_string_equal(heap, "heap");
	machine_cache_invalidate(mm_phys(heap), LINE);
	assert_string_equal(heap, "paeh");
	free(heap);
}

static void an_uncached_page_has_one_copy(void **state)
{
	uint32_t word = 0;

	strcpy(cpu, "old");
	machine_cache_clean(RAM, PAGE);
	machine_cache_bypass(RAM, PAGE, true);
	strcpy(cpu, "cpu");
	device_reads(RAM, "cpu");
	device_writes(RAM, "dma");
	assert_string_equal(cpu, "dma");
	assert_int_equal(dmae_bus_read(dev, RAM, &word, 4), DMAE_BUS_OKAY);
	assert_memory_equal(&word, "dma", 4);
	/* there is nothing to maintain */
	machine_cache_invalidate(RAM, PAGE);
	machine_cache_clean(RAM, PAGE);
	assert_string_equal(cpu, "dma");
	assert_int_equal(fake_log_count("DMA cache"), 0);
}

static void a_page_is_uncached_until_the_last_wants_it_cached(void **state)
{
	machine_cache_bypass(RAM, PAGE, true);
	machine_cache_bypass(RAM, PAGE, true);
	machine_cache_bypass(RAM, PAGE, false);
	strcpy(cpu, "one");
	device_reads(RAM, "one");
	machine_cache_bypass(RAM, PAGE, false);
	machine_cache_clean(RAM, PAGE);
	strcpy(cpu, "two");
	device_reads(RAM, "one");
	/* once more than it was asked for */
	machine_cache_bypass(RAM, PAGE, false);
	device_reads(RAM, "one");
}

static void maintenance_of_what_has_no_memory_is_nothing(void **state)
{
	machine_cache_clean(0x1000, 64);
	machine_cache_invalidate(0x60000000, PAGE);
	machine_cache_bypass(0x60000000, PAGE, true);
	machine_cache_clean(RAM, 0);
	machine_cache_invalidate(RAM, 0);
}

static void kernel_side_code_may_access_as_a_master_does(void **state)
{
	char data[4] = "dma";

	machine_cache_clean(RAM, LINE);
	assert_int_equal(machine_bus_access(master, RAM, data, 3, MACHINE_WRITE), 0);
	assert_int_equal(cpu[0], 0);
	assert_int_equal(machine_bus_access(master, RAM, data, 3, MACHINE_READ), 0);
	assert_string_equal(data, "dma");
	assert_int_equal(machine_bus_access(master, 0x60000000, data, 3, MACHINE_READ), -ENXIO);
	assert_int_equal(machine_bus_access(master, RAM + 0x100000, data, 3, MACHINE_READ),
			 -EACCES);
}

/* ---- evictions ---------------------------------------------------------- */

/* touches the first page until each of its lines has been evicted */
static void let_lines_go(void)
{
	char data;
	int i;

	for (i = 0; i < 5000; i++)
		assert_int_equal(dmae_bus_read(dev, RAM + PAGE - 1, &data, 1), DMAE_BUS_OKAY);
}

static void an_evicted_line_reaches_memory(void **state)
{
	machine_cache_clean(RAM, PAGE);
	strcpy(cpu, "late");
	let_lines_go();
	device_reads(RAM, "late");
}

static void an_evicted_line_shows_what_the_device_wrote(void **state)
{
	machine_cache_clean(RAM, PAGE);
	device_writes(RAM, "dma");
	let_lines_go();
	assert_string_equal(cpu, "dma");
}

static void an_evicted_line_takes_what_the_device_wrote(void **state)
{
	memset(cpu, 'o', LINE);
	machine_cache_clean(RAM, PAGE);
	/* the last line, which the device goes on reading, does not matter */
	cpu[40] = 'n';
	device_writes(RAM, "dma");
	let_lines_go();
	/* either way somebody loses, or the line was gone before the device wrote */
	if (!memcmp(cpu, "ooo", 3))
		assert_true(log_contains("that it wrote are lost: the CPU wrote to what else"));
	else
		assert_memory_equal(cpu, "dma", 3);
}

/* ---- who is not coherent ------------------------------------------------ */

static bool is_coherent(const char *node)
{
	return machine_coherent(board_find_path(machine_board(), node));
}

#define TREE                                                                                 \
	"plain@1000 { compatible = \"test,fake\"; reg = <0x1000 0x100>; };"                  \
	"with@2000 { compatible = \"test,fake\"; reg = <0x2000 0x100>; dma-coherent; };"     \
	"apart@3000 { compatible = \"test,fake\"; reg = <0x3000 0x100>; dma-noncoherent; };" \
	"soft@4000 { compatible = \"nobody,knows\"; reg = <0x4000 0x100>; };"

static void coherence_of(const char *setting, const char *wanted)
{
	static const char *const nodes[] = { "/soc/plain@1000", "/soc/with@2000", "/soc/apart@3000",
					     "/soc/soft@4000" };
	unsigned int i;

	set(setting);
	fake_start(TREE);
	for (i = 0; i < 4; i++) {
		int node = board_find_path(machine_board(), nodes[i]);

		assert_true(is_coherent(nodes[i]) == (wanted[i] == '+'));
		assert_true(machine_master_coherent(machine_master(node, "x")) ==
			    (wanted[i] == '+'));
	}
	fake_stop(NULL);
	boot_params_reset();
}

static void the_tree_and_a_parameter_say_who_sees_the_cache(void **state)
{
	coherence_of("dma_coherent=on", "++-+");
	coherence_of("dma_coherent=tree", "-+-+");
	coherence_of("dma_coherent=off", "---+");
}

static void a_wrong_parameter_is_refused(void **state)
{
	char why[256] = "";

	assert_int_equal(boot_param_set("dma_coherent=maybe", why, sizeof(why)), -EINVAL);
	assert_non_null(strstr(why, "on|tree|off"));
	assert_int_equal(boot_param_set("dma_coherent", why, sizeof(why)), -EINVAL);
	assert_int_equal(boot_param_set("cache_evict=101", why, sizeof(why)), -EINVAL);
	assert_int_equal(boot_param_set("cache_watch=1", why, sizeof(why)), -EINVAL);
	assert_int_equal(boot_param_set("cache_evict=many", why, sizeof(why)), -EINVAL);
	assert_non_null(strstr(why, "0 to 100"));
	boot_params_reset();
}

static void without_a_machine_everybody_sees_it(void **state)
{
	assert_true(machine_coherent(-1));
	assert_true(machine_coherent(5));
}

#define cache_test(test) cmocka_unit_test_setup_teardown(test, start, stop)
#define watch_test(test) cmocka_unit_test_setup_teardown(test, start_watching, stop)
#define evict_test(test) cmocka_unit_test_setup_teardown(test, start_evicting, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cache_test(what_was_not_cleaned_is_not_read),
		cache_test(a_device_that_sees_the_cache_needs_no_cleaning),
		cache_test(cleaning_takes_whole_lines),
		cache_test(a_forgotten_cleaning_is_told),
		cache_test(only_the_bytes_that_differ_are_told),
		cache_test(a_neighbour_in_the_line_is_not_the_devices_concern),
		cache_test(what_was_not_invalidated_is_not_seen),
		cache_test(a_dirty_line_is_lost_when_it_is_invalidated),
		cache_test(a_neighbour_survives_the_invalidation_of_a_part),
		cache_test(a_dirty_neighbour_takes_what_the_device_wrote),
		cache_test(a_line_that_the_cpu_wrote_to_itself_is_told_so),
		cache_test(a_line_may_be_written_in_pieces),
		cache_test(what_was_not_seen_is_not_lost),
		cache_test(what_a_device_left_behind_does_not_come_back),
		watch_test(reading_what_was_not_invalidated_is_told),
		watch_test(a_comparison_is_its_callers_doing),
		watch_test(looking_beside_it_is_not),
		watch_test(writing_there_is_told_while_it_is_mapped),
		watch_test(what_is_watched_can_be_synchronised),
		watch_test(nobody_watches_if_he_shall_not),
		cache_test(an_access_over_many_pages_is_in_one_piece),
		cache_test(a_copy_goes_from_dram_to_dram),
		cache_test(a_copy_may_overlap_itself_either_way),
		cache_test(memory_is_filled_behind_the_cache),
		cache_test(memory_goes_to_a_register_behind_the_cache),
		cache_test(sram_is_not_cached),
		cache_test(host_memory_is_cached),
		cache_test(an_uncached_page_has_one_copy),
		cache_test(a_page_is_uncached_until_the_last_wants_it_cached),
		cache_test(maintenance_of_what_has_no_memory_is_nothing),
		cache_test(kernel_side_code_may_access_as_a_master_does),
		evict_test(an_evicted_line_reaches_memory),
		evict_test(an_evicted_line_shows_what_the_device_wrote),
		evict_test(an_evicted_line_takes_what_the_device_wrote),
		cmocka_unit_test(the_tree_and_a_parameter_say_who_sees_the_cache),
		cmocka_unit_test(a_wrong_parameter_is_refused),
		cmocka_unit_test(without_a_machine_everybody_sees_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
