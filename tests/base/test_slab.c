// SPDX-License-Identifier: MIT
/* kmalloc and object caches: <linux/slab.h>. */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm_fixture.h"
#include "unit.h"

static void objects_are_aligned(void **state)
{
	size_t size;

	for (size = 1; size <= 3 * PAGE_SIZE; size += 13) {
		void *mem = kmalloc(size, GFP_KERNEL);

		assert_non_null(mem);
		assert_int_equal((unsigned long)mem % ARCH_KMALLOC_MINALIGN, 0);
		memset(mem, 0xa5, size);
		kfree(mem);
	}
	for (size = 8; size <= KMALLOC_MAX_SIZE; size *= 2) {
		void *mem = kmalloc(size, GFP_KERNEL);

		assert_non_null(mem);
		assert_int_equal(virt_to_phys(mem) % size, 0);
		assert_int_equal((unsigned long)mem % min(size, PAGE_SIZE), 0);
		kfree(mem);
	}
}

static void objects_come_from_ram(void **state)
{
	void *mem = kmalloc(100, GFP_KERNEL);

	assert_true(mm_is_ram(virt_to_phys(mem)));
	assert_true(PageSlab(virt_to_page(mem)));
	kfree(mem);
}

static void zero_bytes_are_no_object(void **state)
{
	void *mem = kmalloc(0, GFP_KERNEL);

	assert_ptr_equal(mem, ZERO_SIZE_PTR);
	assert_true(ZERO_OR_NULL_PTR(mem));
	assert_int_equal(ksize(mem), 0);
	kfree(mem);
	kfree(NULL);
	kfree_sensitive(NULL);
	assert_false(log_contains("BUG"));
}

static bool all_zero(const void *mem, size_t size)
{
	return !memchr_inv(mem, 0, size);
}

static void zeroed_objects_are_zero(void **state)
{
	size_t size;

	for (size = 1; size < 4 * PAGE_SIZE; size = size * 2 + 1) {
		void *mem = kmalloc(size, GFP_KERNEL);

		memset(mem, 0xff, size);
		kfree(mem);
		mem = kzalloc(size, GFP_KERNEL);
		assert_true(all_zero(mem, size));
		kfree(mem);
	}
}

static void arrays_that_overflow_are_refused(void **state)
{
	size_t half = SIZE_MAX / 2 + 2;

	assert_null(kmalloc_array(half, 2, GFP_KERNEL));
	assert_null(kcalloc(half, 2, GFP_KERNEL));
	assert_null(krealloc_array(NULL, half, 2, GFP_KERNEL));
	assert_null(kvmalloc_array(half, 2, GFP_KERNEL));
	assert_null(vmalloc_array(half, 2));
}

static void more_than_the_most_is_refused(void **state)
{
	assert_null(kmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL));
	assert_true(log_contains("kmalloc:"));
	assert_null(kmalloc(SIZE_MAX, GFP_KERNEL | __GFP_NOWARN));
}

static void krealloc_keeps_what_was_there(void **state)
{
	size_t sizes[] = { 10, 64, 65, 500, 9000, 30000, 100, 10 };
	unsigned char *mem = NULL;
	size_t kept = 0, i, n;

	for (n = 0; n < ARRAY_SIZE(sizes); n++) {
		mem = krealloc(mem, sizes[n], GFP_KERNEL);
		assert_non_null(mem);
		for (i = 0; i < min(kept, sizes[n]); i++)
			assert_int_equal(mem[i], i % 251);
		for (i = 0; i < sizes[n]; i++)
			mem[i] = i % 251;
		kept = sizes[n];
	}
	assert_ptr_equal(krealloc(mem, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	assert_int_equal(mm_used(), 0);
}

static void ksize_may_be_used_to_the_last_byte(void **state)
{
	char *mem = kmalloc(65, GFP_KERNEL);
	size_t room = ksize(mem);

	assert_true(room >= 65);
	memset(mem, 1, room);
	kfree(mem);
	mem = kmalloc(3 * PAGE_SIZE, GFP_KERNEL);
	assert_int_equal(ksize(mem), 4 * PAGE_SIZE);
	memset(mem, 1, 4 * PAGE_SIZE);
	kfree(mem);
	assert_true(kmalloc_size_roundup(65) >= 65);
}

static void objects_do_not_overlap(void **state)
{
	static unsigned char *mem[600];
	static size_t size[600];
	unsigned int seed = 1, i, round;

	memset(mem, 0, sizeof(mem));
	for (round = 0; round < 6000; round++) {
		seed = seed * 1103515245 + 12345;
		i = seed / 65536 % ARRAY_SIZE(mem);
		if (mem[i]) {
			assert_int_equal(mem[i][0], i & 0xff);
			assert_null(memchr_inv(mem[i], i & 0xff, size[i]));
			kfree(mem[i]);
			mem[i] = NULL;
			continue;
		}
		size[i] = 1 + (seed >> 8) % ((round & 63) ? 700 : 20000);
		mem[i] = kmalloc(size[i], GFP_KERNEL);
		assert_non_null(mem[i]);
		memset(mem[i], i & 0xff, size[i]);
	}
	for (i = 0; i < ARRAY_SIZE(mem); i++)
		kfree(mem[i]);
	assert_int_equal(mm_used(), 0);
}

static void used_bytes_are_those_asked_for(void **state)
{
	void *a = kmalloc(100, GFP_KERNEL), *b = kmalloc(1, GFP_KERNEL);

	assert_int_equal(mm_used(), 101);
	kfree(a);
	assert_int_equal(mm_used(), 1);
	kfree(b);
	assert_int_equal(mm_used(), 0);
}

static void dma_objects_come_from_the_dma_zone(void **state)
{
	void *mem = kmalloc(64, GFP_KERNEL | GFP_DMA);

	assert_non_null(mem);
	assert_true(virt_to_phys(mem) < MM_BANK_PHYS + SZ_16M);
	kfree(mem);
}

/* ---- mistakes ---------------------------------------------------------- */

static void double_free_is_reported_and_ignored(void **state)
{
	void *mem = kmalloc(40, GFP_KERNEL), *other = kmalloc(40, GFP_KERNEL);

	kfree(mem);
	kfree(mem);
	assert_true(log_contains("BUG kmalloc-64 (Not tainted): Object already free: freed by "));
	/* the object is on the free list once only */
	assert_ptr_not_equal(kmalloc(40, GFP_KERNEL | __GFP_NOWARN),
			     kmalloc(40, GFP_KERNEL | __GFP_NOWARN));
	kfree(other);
	assert_int_equal(mm_stop(), 2);
}

static void free_of_a_part_is_reported(void **state)
{
	char *mem = kmalloc(40, GFP_KERNEL);

	kfree(mem + 8);
	assert_true(log_contains(
		"BUG kmalloc-64 (Not tainted): Invalid object pointer: 8 bytes into an object"));
	kfree(mem);
	assert_int_equal(mm_used(), 0);
}

static void free_of_a_large_object_twice_is_reported(void **state)
{
	void *mem = kmalloc(5 * PAGE_SIZE, GFP_KERNEL);

	kfree(mem);
	kfree(mem);
	assert_true(log_contains("Object already free"));
}

static void free_of_foreign_memory_is_reported(void **state)
{
	char local[64];
	void *area = vmalloc(100);
	unsigned long page = __get_free_page(GFP_KERNEL);

	kfree(local);
	assert_true(log_contains("but not from kmalloc()"));
	kfree(area);
	assert_true(log_contains("(from vmalloc(): vfree() or kvfree() it)"));
	kfree((void *)page);
	vfree(area);
	free_page(page);
	assert_int_equal(mm_used(), 0);
}

static void sleeping_allocation_in_atomic_context_is_reported(void **state)
{
	void *mem;

	preempt_disable();
	mem = kmalloc(10, GFP_ATOMIC);
	kfree(mem);
	assert_false(log_contains("sleeping function called from invalid context"));
	mem = kmalloc(10, GFP_KERNEL);
	preempt_enable();
	kfree(mem);
	assert_true(log_contains("BUG: sleeping function called from invalid context"));
}

/* ---- caches ------------------------------------------------------------ */

struct thing {
	u64 number;
	char name[36];
};

static void cache_hands_out_aligned_objects(void **state)
{
	struct kmem_cache *s = kmem_cache_create("things", 24, 32, 0, NULL);
	void *mem[300];
	unsigned int i;

	assert_int_equal(kmem_cache_size(s), 24);
	for (i = 0; i < ARRAY_SIZE(mem); i++) {
		mem[i] = kmem_cache_zalloc(s, GFP_KERNEL);
		assert_int_equal((unsigned long)mem[i] % 32, 0);
		assert_true(all_zero(mem[i], 24));
		memset(mem[i], 0xee, 24);
	}
	for (i = 0; i < ARRAY_SIZE(mem); i++)
		kmem_cache_free(s, mem[i]);
	kmem_cache_destroy(s);
	assert_int_equal(mm_used(), 0);
	assert_int_equal(mm_stop(), 0);
}

static unsigned int constructed;

static void thing_init(void *mem)
{
	((struct thing *)mem)->number = 42;
	constructed++;
}

static void constructor_runs_once_for_each_object(void **state)
{
	struct kmem_cache *s = kmem_cache_create("ctor", sizeof(struct thing),
						 0, 0, thing_init);
	struct thing *thing, *again;
	unsigned int made;

	constructed = 0;
	thing = kmem_cache_alloc(s, GFP_KERNEL);
	made = constructed;
	assert_true(made > 0);
	assert_int_equal(thing->number, 42);
	kmem_cache_free(s, thing);
	again = kmem_cache_alloc(s, GFP_KERNEL);
	assert_ptr_equal(again, thing);
	assert_int_equal(again->number, 42);
	assert_int_equal(constructed, made);
	kmem_cache_free(s, again);
	kmem_cache_destroy(s);
}

static void hardware_alignment_is_a_cache_line(void **state)
{
	struct kmem_cache *s = kmem_cache_create("lines", 40, 0,
						 SLAB_HWCACHE_ALIGN, NULL);
	void *a = kmem_cache_alloc(s, GFP_KERNEL);
	void *b = kmem_cache_alloc(s, GFP_KERNEL);

	assert_int_equal((unsigned long)a % 64, 0);
	assert_int_equal((unsigned long)b % 64, 0);
	kmem_cache_free(s, a);
	kmem_cache_free(s, b);
	kmem_cache_destroy(s);
}

static void objects_larger_than_a_slab_work(void **state)
{
	struct kmem_cache *s = kmem_cache_create("large", 70000, 0, 0, NULL);
	void *a = kmem_cache_alloc(s, GFP_KERNEL);
	void *b = kmem_cache_alloc(s, GFP_KERNEL);

	assert_non_null(a);
	assert_non_null(b);
	memset(a, 1, 70000);
	memset(b, 2, 70000);
	assert_null(memchr_inv(a, 1, 70000));
	kmem_cache_free(s, a);
	kmem_cache_free(s, b);
	kmem_cache_destroy(s);
}

static void bulk_is_all_or_nothing(void **state)
{
	struct kmem_cache *s = KMEM_CACHE(thing, 0);
	void *mem[50];

	assert_int_equal(kmem_cache_alloc_bulk(s, GFP_KERNEL, 50, mem), 50);
	assert_int_equal(mm_used(), 50 * sizeof(struct thing));
	kmem_cache_free_bulk(s, 50, mem);
	assert_int_equal(mm_used(), 0);
	kmem_cache_destroy(s);
}

static void cache_with_bad_parameters_is_refused(void **state)
{
	assert_null(kmem_cache_create(NULL, 10, 0, 0, NULL));
	assert_null(kmem_cache_create("none", 0, 0, 0, NULL));
	assert_null(kmem_cache_create("odd", 10, 3, 0, NULL));
	assert_true(log_contains("kmem_cache_create(odd) integrity check failed"));
}

static void object_of_another_cache_is_reported(void **state)
{
	struct kmem_cache *a = kmem_cache_create("apples", 32, 0, 0, NULL);
	struct kmem_cache *b = kmem_cache_create("pears", 32, 0, 0, NULL);
	void *apple = kmem_cache_alloc(a, GFP_KERNEL);

	kmem_cache_free(b, apple);
	assert_true(
		log_contains("cache_from_obj: Wrong slab cache. pears but object is from apples"));
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
	assert_int_equal(mm_used(), 0);
}

static void cache_destroyed_with_objects_is_reported(void **state)
{
	struct kmem_cache *s = kmem_cache_create("busy", 32, 0, 0, NULL);

	kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_destroy(s);
	assert_true(log_contains(
		"kmem_cache_destroy busy: Slab cache still has objects when called from "));
	assert_int_equal(mm_stop(), 1);
}

static void use_of_a_destroyed_cache_is_reported(void **state)
{
	struct kmem_cache *s = kmem_cache_create("gone", 32, 0, 0, NULL);

	kmem_cache_destroy(s);
	assert_null(kmem_cache_alloc(s, GFP_KERNEL));
	assert_true(log_contains(
		"BUG gone (Not tainted): kmem_cache_alloc() after kmem_cache_destroy()"));
	kmem_cache_destroy(s);
	assert_true(log_contains("kmem_cache_destroy() after kmem_cache_destroy()"));
}

static void cache_never_destroyed_is_a_leak(void **state)
{
	kmem_cache_create("forgotten", 32, 0, 0, NULL);
	assert_int_equal(mm_stop(), 1);
	assert_true(log_contains("cache 'forgotten' was never destroyed"));
}

/* ---- copies ------------------------------------------------------------ */

static void duplicates_are_equal(void **state)
{
	char *a = kstrdup("descriptor", GFP_KERNEL);
	char *b = kstrndup("descriptor", 4, GFP_KERNEL);
	char *c = kmemdup("abc", 3, GFP_KERNEL);
	char *d = kmemdup_nul("abcdef", 3, GFP_KERNEL);
	const char *e = kstrdup_const("constant", GFP_KERNEL);

	assert_string_equal(a, "descriptor");
	assert_string_equal(b, "desc");
	assert_memory_equal(c, "abc", 3);
	assert_string_equal(d, "abc");
	assert_string_equal(e, "constant");
	assert_null(kstrdup(NULL, GFP_KERNEL));
	assert_null(kstrndup(NULL, 5, GFP_KERNEL));
	kfree(a);
	kfree(b);
	kfree(c);
	kfree(d);
	kfree_const(e);
	assert_int_equal(mm_used(), 0);
}

static void formatted_string_is_as_long_as_it_needs(void **state)
{
	char *text = kasprintf(GFP_KERNEL, "dma%dchan%d %0200d", 3, 11, 7);

	assert_int_equal(strlen(text), 11 + 200);
	assert_memory_equal(text, "dma3chan11 000", 14);
	kfree(text);
}

static void kvmalloc_falls_back_to_vmalloc(void **state)
{
	char *small = kvmalloc(100, GFP_KERNEL);
	char *large = kvzalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL);

	assert_false(is_vmalloc_addr(small));
	assert_true(is_vmalloc_addr(large));
	assert_true(all_zero(large, KMALLOC_MAX_SIZE + 1));
	assert_false(log_contains("kmalloc:"));
	kvfree(small);
	kvfree(large);
	kvfree(NULL);
	assert_int_equal(mm_used(), 0);
}

static void kvrealloc_keeps_what_was_there(void **state)
{
	char *mem = kvmalloc(3, GFP_KERNEL);

	memcpy(mem, "ab", 3);
	mem = kvrealloc(mem, 3, 6 * SZ_1M, GFP_KERNEL);
	assert_string_equal(mem, "ab");
	kvfree_sensitive(mem, 3);
}

/* ---- from start to stop ------------------------------------------------ */

static void same_calls_give_same_addresses(void **state)
{
	u64 first[200], phys;
	unsigned int run, i;
	void *mem[200];

	for (run = 0; run < 2; run++) {
		assert_int_equal(mm_setup(state), 0);
		for (i = 0; i < 200; i++) {
			mem[i] = kmalloc(1 + i * 37 % 3000, GFP_KERNEL);
			phys = virt_to_phys(mem[i]);
			if (i % 4 == 3) {
				kfree(mem[i - 2]);
				mem[i - 2] = NULL;
			}
			if (run)
				assert_true(phys == first[i]);
			first[i] = phys;
		}
		for (i = 0; i < 200; i++)
			kfree(mem[i]);
		assert_int_equal(mm_teardown(state), 0);
	}
}

static noinline void lose_one(void)
{
	void *mem = kmalloc(64, GFP_KERNEL);

	assert_non_null(mem);
}

static void leaks_are_added_up_by_caller(void **state)
{
	assert_int_equal(mm_setup(state), 0);
	lose_one();
	lose_one();
	lose_one();
	kstrdup("lost", GFP_KERNEL);
	vmalloc(5000);
	kmalloc(100000, GFP_KERNEL);
	assert_int_equal(mm_stop(), 6);
	assert_true(log_contains("mm: leak: 3 objects, 192 bytes allocated by "));
	assert_true(log_contains("mm: leak: 1 object, 5 bytes allocated by "));
	assert_true(log_contains("mm: leak: 1 object, 5000 bytes allocated by "));
	assert_true(log_contains("mm: leak: 1 object, 100000 bytes allocated by "));
	assert_int_equal(mm_teardown(state), 0);
}

static void memory_does_not_run_out_over_many_starts(void **state)
{
	unsigned int i;

	for (i = 0; i < 200; i++) {
		void *mem;

		assert_int_equal(mm_setup(state), 0);
		mem = kmalloc(MM_BANK_SIZE / 8, GFP_KERNEL);
		assert_non_null(mem);
		kfree(mem);
		assert_int_equal(mm_teardown(state), 0);
	}
}

/* ---- side by side ------------------------------------------------------ */

#define TASKS	8

struct hammer {
	struct task_struct *task;
	struct completion done;
	unsigned int number;
	unsigned int spoiled;
};

static int hammer_task(void *data)
{
	struct hammer *hammer = data;
	unsigned char *mem[16] = { NULL };
	unsigned int round, i;

	for (round = 0; round < 3000; round++) {
		i = round * 7 % ARRAY_SIZE(mem);
		if (mem[i] && memchr_inv(mem[i], hammer->number, 20))
			hammer->spoiled++;
		kfree(mem[i]);
		mem[i] = kmalloc(20 + round % 900, GFP_KERNEL);
		memset(mem[i], hammer->number, 20 + round % 900);
		if (round % 50 == 0)
			free_page(__get_free_page(GFP_KERNEL));
		if (round % 100 == 0)
			schedule();
	}
	for (i = 0; i < ARRAY_SIZE(mem); i++)
		kfree(mem[i]);
	complete(&hammer->done);
	return 0;
}

static void tasks_allocate_side_by_side(void **state)
{
	static struct hammer hammers[TASKS];
	unsigned int i;

	for (i = 0; i < TASKS; i++) {
		init_completion(&hammers[i].done);
		hammers[i].number = i + 1;
		hammers[i].spoiled = 0;
		hammers[i].task = kthread_create(hammer_task, &hammers[i],
						 "hammer%u", i);
		assert_false(IS_ERR(hammers[i].task));
		get_task_struct(hammers[i].task);
		wake_up_process(hammers[i].task);
	}
	for (i = 0; i < TASKS; i++) {
		wait_for_completion(&hammers[i].done);
		kthread_stop(hammers[i].task);
		put_task_struct(hammers[i].task);
		assert_int_equal(hammers[i].spoiled, 0);
	}
	assert_false(log_contains("BUG"));
}

#define in_memory(test) \
	cmocka_unit_test_setup_teardown(test, mm_setup, mm_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_memory(objects_are_aligned),
		in_memory(objects_come_from_ram),
		in_memory(zero_bytes_are_no_object),
		in_memory(zeroed_objects_are_zero),
		in_memory(arrays_that_overflow_are_refused),
		in_memory(more_than_the_most_is_refused),
		in_memory(krealloc_keeps_what_was_there),
		in_memory(ksize_may_be_used_to_the_last_byte),
		in_memory(objects_do_not_overlap),
		in_memory(used_bytes_are_those_asked_for),
		in_memory(dma_objects_come_from_the_dma_zone),
		in_memory(double_free_is_reported_and_ignored),
		in_memory(free_of_a_part_is_reported),
		in_memory(free_of_a_large_object_twice_is_reported),
		in_memory(free_of_foreign_memory_is_reported),
		in_memory(sleeping_allocation_in_atomic_context_is_reported),
		in_memory(cache_hands_out_aligned_objects),
		in_memory(constructor_runs_once_for_each_object),
		in_memory(hardware_alignment_is_a_cache_line),
		in_memory(objects_larger_than_a_slab_work),
		in_memory(bulk_is_all_or_nothing),
		in_memory(cache_with_bad_parameters_is_refused),
		in_memory(object_of_another_cache_is_reported),
		in_memory(cache_destroyed_with_objects_is_reported),
		in_memory(use_of_a_destroyed_cache_is_reported),
		in_memory(cache_never_destroyed_is_a_leak),
		in_memory(duplicates_are_equal),
		in_memory(formatted_string_is_as_long_as_it_needs),
		in_memory(kvmalloc_falls_back_to_vmalloc),
		in_memory(kvrealloc_keeps_what_was_there),
		cmocka_unit_test_setup_teardown(tasks_allocate_side_by_side,
						base_setup, base_teardown),
		cmocka_unit_test(same_calls_give_same_addresses),
		cmocka_unit_test(leaks_are_added_up_by_caller),
		cmocka_unit_test(memory_does_not_run_out_over_many_starts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
