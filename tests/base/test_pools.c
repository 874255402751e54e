// SPDX-License-Identifier: MIT
/* What is set aside and queued: memory pools, tag bitmaps, element queues; and ids in text. */
#include <linux/circ_buf.h>
#include <linux/completion.h>
#include <linux/glob.h>
#include <linux/kfifo.h>
#include <linux/mempool.h>
#include <linux/sbitmap.h>
#include <linux/slab.h>
#include <linux/uuid.h>

#include "team.h"

/* ---- mempool ------------------------------------------------------------------------- */

static bool allocator_is_dry;

static void *dry_alloc(gfp_t gfp, void *data)
{
	return READ_ONCE(allocator_is_dry) ? NULL : kmalloc(64, gfp);
}

static void dry_free(void *element, void *data)
{
	kfree(element);
}

static void a_pool_has_its_reserve_when_the_allocator_has_nothing(void **state)
{
	mempool_t *pool;
	void *a, *b;

	allocator_is_dry = false;
	pool = mempool_create(2, dry_alloc, dry_free, NULL);
	assert_non_null(pool);
	allocator_is_dry = true;
	a = mempool_alloc(pool, GFP_ATOMIC);
	b = mempool_alloc(pool, GFP_ATOMIC);
	assert_non_null(a);
	assert_non_null(b);
	assert_null(mempool_alloc(pool, GFP_ATOMIC));
	mempool_free(a, pool);
	a = mempool_alloc(pool, GFP_ATOMIC);
	assert_non_null(a);
	mempool_free(a, pool);
	mempool_free(b, pool);
	mempool_destroy(pool);
	allocator_is_dry = false;
}

static mempool_t *shared_pool;

static int pool_waiter(void *arg)
{
	void *element = mempool_alloc(shared_pool, GFP_KERNEL);

	*(bool *)arg = element != NULL;
	mempool_free(element, shared_pool);
	return 0;
}

static void who_may_sleep_waits_for_an_element(void **state)
{
	struct task_struct *t;
	bool got = false;
	void *element;

	allocator_is_dry = false;
	shared_pool = mempool_create(1, dry_alloc, dry_free, NULL);
	WRITE_ONCE(allocator_is_dry, true);
	element = mempool_alloc(shared_pool, GFP_KERNEL);
	t = task_spawn(pool_waiter, &got, "waiter");
	wake_up_process(t);
	schedule_timeout_uninterruptible(3);
	mempool_free(element, shared_pool);
	task_join(t);
	put_task_struct(t);
	assert_true(got);
	mempool_destroy(shared_pool);
	WRITE_ONCE(allocator_is_dry, false);
}

static void a_slab_pool_and_its_size_can_change(void **state)
{
	struct kmem_cache *cache = kmem_cache_create("elements", 100, 0, 0, NULL);
	mempool_t *pool = mempool_create_slab_pool(4, cache);

	assert_int_equal(pool->curr_nr, 4);
	assert_int_equal(mempool_resize(pool, 8), 0);
	assert_int_equal(pool->curr_nr, 8);
	assert_int_equal(mempool_resize(pool, 1), 0);
	assert_int_equal(pool->curr_nr, 1);
	mempool_destroy(pool);
	kmem_cache_destroy(cache);
}

/* ---- sbitmap ---------------------------------------------------------------------------- */

static void every_tag_is_given_out_once(void **state)
{
	struct sbitmap sb;
	unsigned long seen[2] = {};
	int i, bit;

	assert_int_equal(sbitmap_init_node(&sb, 100, -1, GFP_KERNEL, NUMA_NO_NODE, false, true), 0);
	for (i = 0; i < 100; i++) {
		bit = sbitmap_get(&sb);
		assert_in_range(bit, 0, 99);
		assert_false(test_and_set_bit(bit, seen));
	}
	assert_int_equal(sbitmap_get(&sb), -1);
	assert_int_equal(sbitmap_weight(&sb), 100);
	sbitmap_put(&sb, 37);
	assert_int_equal(sbitmap_get(&sb), 37);
	for (i = 0; i < 100; i++)
		sbitmap_put(&sb, i);
	assert_false(sbitmap_any_bit_set(&sb));
	sbitmap_free(&sb);
}

static struct sbitmap_queue sbq;
static atomic_t twice;
static atomic_t owned[6];

static int tag_user(void *arg)
{
	int i;

	for (i = 0; i < 200; i++) {
		struct sbq_wait_state *ws = &sbq.ws[0];
		DEFINE_SBQ_WAIT(wait);
		unsigned int cpu;
		int tag;

		for (;;) {
			sbitmap_prepare_to_wait(&sbq, ws, &wait, TASK_UNINTERRUPTIBLE);
			tag = sbitmap_queue_get(&sbq, &cpu);
			if (tag >= 0)
				break;
			schedule();
		}
		sbitmap_finish_wait(&sbq, ws, &wait);
		if (atomic_inc_return(&owned[tag]) != 1)
			atomic_inc(&twice);
		yield();
		atomic_dec(&owned[tag]);
		sbitmap_queue_clear(&sbq, tag, cpu);
	}
	return 0;
}

static void who_finds_no_tag_is_woken_by_one_that_comes_back(void **state)
{
	atomic_set(&twice, 0);
	assert_int_equal(sbitmap_queue_init_node(&sbq, 2, -1, false, GFP_KERNEL, NUMA_NO_NODE), 0);
	team_start(tag_user, NULL);
	team_end();
	assert_int_equal(atomic_read(&twice), 0);
	assert_int_equal(atomic_read(&sbq.ws_active), 0);
	sbitmap_queue_free(&sbq);
}

/* ---- kfifo ------------------------------------------------------------------------------ */

static void elements_come_out_as_they_went_in(void **state)
{
	DECLARE_KFIFO_PTR(fifo, int);
	int in[6] = { 1, 2, 3, 4, 5, 6 }, out[6], one, i;

	assert_int_equal(kfifo_alloc(&fifo, 5, GFP_KERNEL), 0);
	assert_int_equal(kfifo_size(&fifo), 8);
	for (i = 0; i < 5; i++) {
		/* around the end of the buffer, again and again */
		assert_int_equal(kfifo_in(&fifo, in, 6), 6);
		assert_int_equal(kfifo_peek(&fifo, &one), 1);
		assert_int_equal(one, 1);
		assert_int_equal(kfifo_out(&fifo, out, 6), 6);
		assert_memory_equal(in, out, sizeof(in));
	}
	for (i = 0; i < 8; i++)
		assert_true(kfifo_put(&fifo, i));
	assert_false(kfifo_put(&fifo, 8));
	assert_true(kfifo_is_full(&fifo));
	assert_int_equal(kfifo_avail(&fifo), 0);
	assert_true(kfifo_get(&fifo, &one));
	assert_int_equal(one, 0);
	assert_int_equal(kfifo_len(&fifo), 7);
	kfifo_reset(&fifo);
	assert_false(kfifo_get(&fifo, &one));
	kfifo_free(&fifo);
}

static DEFINE_KFIFO(pipe_fifo, u32, 16);

static int producer(void *arg)
{
	u32 i = 0;

	while (i < 2000)
		if (kfifo_put(&pipe_fifo, i))
			i++;
		else
			yield();
	return 0;
}

static void one_reader_and_one_writer_need_no_lock(void **state)
{
	struct task_struct *t = task_spawn(producer, NULL, "producer");
	u32 want = 0, got;

	wake_up_process(t);
	while (want < 2000) {
		if (kfifo_get(&pipe_fifo, &got))
			assert_int_equal(got, want++);
		else
			yield();
	}
	task_join(t);
	put_task_struct(t);
	assert_true(kfifo_is_empty(&pipe_fifo));
}

static void a_ring_counts_around_its_end(void **state)
{
	assert_int_equal(CIRC_CNT(3, 1, 8), 2);
	assert_int_equal(CIRC_CNT(1, 6, 8), 3);
	assert_int_equal(CIRC_SPACE(1, 6, 8), 4);
	assert_int_equal(CIRC_CNT_TO_END(1, 6, 8), 2);
	assert_int_equal(CIRC_SPACE_TO_END(6, 2, 8), 2);
	assert_int_equal(CIRC_SPACE_TO_END(6, 0, 8), 1);
}

/* ---- text ------------------------------------------------------------------------------- */

static void a_uuid_is_read_in_both_byte_orders(void **state)
{
	static const char text[] = "12345678-9abc-def0-0123-456789abcdef";
	static const guid_t guid = GUID_INIT(0x12345678, 0x9abc, 0xdef0, 0x01, 0x23, 0x45, 0x67,
					     0x89, 0xab, 0xcd, 0xef);
	static const uuid_t uuid = UUID_INIT(0x12345678, 0x9abc, 0xdef0, 0x01, 0x23, 0x45, 0x67,
					     0x89, 0xab, 0xcd, 0xef);
	guid_t g;
	uuid_t u;

	assert_int_equal(guid_parse(text, &g), 0);
	assert_int_equal(uuid_parse(text, &u), 0);
	assert_true(guid_equal(&g, &guid));
	assert_true(uuid_equal(&u, &uuid));
	assert_int_equal(uuid_parse("12345678_9abc-def0-0123-456789abcdef", &u), -EINVAL);
	uuid_gen(&u);
	assert_int_equal(u.b[6] >> 4, 4);
	assert_false(uuid_is_null(&u));
}

static void a_pattern_fits_or_not(void **state)
{
	assert_true(glob_match("AM65X", "AM65X"));
	assert_true(glob_match("J72*", "J721E"));
	assert_true(glob_match("*E", "J721E"));
	assert_true(glob_match("J7?1[A-F]", "J721E"));
	assert_false(glob_match("J7?1[!A-F]", "J721E"));
	assert_true(glob_match("a*b*c", "a-b-b-c"));
	assert_false(glob_match("a*b*c", "a-b-b-"));
	assert_true(glob_match("\\*", "*"));
	assert_false(glob_match("\\*", "x"));
	assert_false(glob_match("", "x"));
	assert_true(glob_match("*", ""));
}

static void a_text_is_split_into_its_words(void **state)
{
	char **argv;
	int argc;

	argv = argv_split(GFP_KERNEL, "  one two\tthree ", &argc);
	assert_int_equal(argc, 3);
	assert_string_equal(argv[0], "one");
	assert_string_equal(argv[2], "three");
	assert_null(argv[3]);
	argv_free(argv);
	argv = argv_split(GFP_KERNEL, " ", &argc);
	assert_int_equal(argc, 0);
	assert_null(argv[0]);
	argv_free(argv);
}

static void a_user_s_memory_is_copied_or_refused(void **state)
{
	char *text = strndup_user("hello", 10), *copy = memdup_user("hello", 3);

	assert_string_equal(text, "hello");
	assert_memory_equal(copy, "hel", 3);
	assert_int_equal(PTR_ERR(strndup_user("hello", 5)), -EINVAL);
	assert_int_equal(PTR_ERR(memdup_user(NULL, 3)), -EFAULT);
	kfree(text);
	kfree(copy);
}

#define T(name) cmocka_unit_test_setup_teardown(name, base_setup, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_pool_has_its_reserve_when_the_allocator_has_nothing),
		T(who_may_sleep_waits_for_an_element),
		T(a_slab_pool_and_its_size_can_change),
		T(every_tag_is_given_out_once),
		T(who_finds_no_tag_is_woken_by_one_that_comes_back),
		T(elements_come_out_as_they_went_in),
		T(one_reader_and_one_writer_need_no_lock),
		T(a_ring_counts_around_its_end),
		T(a_uuid_is_read_in_both_byte_orders),
		T(a_pattern_fits_or_not),
		T(a_text_is_split_into_its_words),
		T(a_user_s_memory_is_copied_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
