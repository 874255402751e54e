// SPDX-License-Identifier: MIT
/* Wound/wait mutexes: that transactions which lock in any order get through, by age. */
#include <linux/errno.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/ww_mutex.h>

#include "base/exec/exec.h"
#include "team.h"
#include "unit.h"

#define LOCKS 5
#define TURNS 100

static DEFINE_WD_CLASS(die_class);
static DEFINE_WW_CLASS(wound_class);

static struct ww_mutex locks[LOCKS];
static struct ww_class *class;
static unsigned int inside[LOCKS];
static atomic_t backed_off;

static int use_class(struct ww_class *c)
{
	unsigned int i;

	class = c;
	atomic_set(&backed_off, 0);
	for (i = 0; i < LOCKS; i++)
		ww_mutex_init(&locks[i], c);
	return 0;
}

/* ---- alone ---------------------------------------------------------------- */

static void a_lock_without_a_transaction_is_a_mutex(void **state)
{
	use_class(&die_class);
	assert_int_equal(ww_mutex_lock(&locks[0], NULL), 0);
	assert_true(ww_mutex_is_locked(&locks[0]));
	assert_int_equal(ww_mutex_trylock(&locks[0], NULL), 0);
	ww_mutex_unlock(&locks[0]);
	assert_false(ww_mutex_is_locked(&locks[0]));
	assert_int_equal(ww_mutex_trylock(&locks[0], NULL), 1);
	ww_mutex_unlock(&locks[0]);
	ww_mutex_destroy(&locks[0]);
}

static void a_lock_taken_twice_in_a_transaction_says_ealready(void **state)
{
	struct ww_acquire_ctx ctx;

	use_class(&die_class);
	ww_acquire_init(&ctx, class);
	assert_int_equal(ww_mutex_lock(&locks[0], &ctx), 0);
	assert_int_equal(ww_mutex_lock(&locks[0], &ctx), -EALREADY);
	assert_int_equal(ww_mutex_lock_interruptible(&locks[0], &ctx), -EALREADY);
	assert_int_equal(ww_mutex_trylock(&locks[0], &ctx), 0);
	assert_int_equal(ctx.acquired, 1);
	assert_ptr_equal(locks[0].ctx, &ctx);
	ww_mutex_unlock(&locks[0]);
	assert_null(locks[0].ctx);
	ww_acquire_done(&ctx);
	ww_acquire_fini(&ctx);
}

static void a_lock_taken_twice_without_one_is_reported(void **state)
{
	use_class(&die_class);
	assert_int_equal(ww_mutex_lock(&locks[0], NULL), 0);
	assert_int_equal(ww_mutex_lock(&locks[0], NULL), -EDEADLK);
	assert_true(log_contains("possible recursive locking detected"));
	ww_mutex_unlock(&locks[0]);
}

/* ---- who gives way -------------------------------------------------------------- */

struct other {
	struct ww_acquire_ctx ctx;
	struct task_struct *task;
	int first, second; /* locks */
	int err;
	bool has_first, go_on;
};

/* takes the first, waits to be told, wants the second */
static int take_two(void *arg)
{
	struct other *o = arg;

	assert_int_equal(ww_mutex_lock(&locks[o->first], &o->ctx), 0);
	WRITE_ONCE(o->has_first, true);
	while (!READ_ONCE(o->go_on))
		schedule_timeout_uninterruptible(1);
	WRITE_ONCE(o->err, ww_mutex_lock(&locks[o->second], &o->ctx));
	if (!o->err)
		ww_mutex_unlock(&locks[o->second]);
	ww_mutex_unlock(&locks[o->first]);
	if (o->err == -EDEADLK) {
		ww_mutex_lock_slow(&locks[o->second], &o->ctx);
		ww_mutex_unlock(&locks[o->second]);
	}
	ww_acquire_fini(&o->ctx);
	return 0;
}

/* older or younger than a transaction of ours that begins after, or has begun before */
static void other_start(struct other *o, int first, int second)
{
	ww_acquire_init(&o->ctx, class);
	o->first = first;
	o->second = second;
	o->has_first = o->go_on = false;
	o->err = 1;
	o->task = task_spawn(take_two, o, "other");
	o->ctx.task = o->task;
	wake_up_process(o->task);
	while (!READ_ONCE(o->has_first))
		schedule_timeout_uninterruptible(1);
}

static void other_end(struct other *o)
{
	task_join(o->task);
	put_task_struct(o->task);
}

static void wait_die_the_younger_dies_at_a_lock_of_an_older(void **state)
{
	struct ww_acquire_ctx ctx;
	struct other older;

	use_class(&die_class);
	other_start(&older, 0, 1);
	ww_acquire_init(&ctx, class);
	assert_int_equal(ww_mutex_lock(&locks[1], &ctx), 0);
	assert_int_equal(ww_mutex_lock(&locks[0], &ctx), -EDEADLK);
	assert_ptr_equal(ctx.contending_lock, &locks[0]);
	ww_mutex_unlock(&locks[1]);
	WRITE_ONCE(older.go_on, true);
	ww_mutex_lock_slow(&locks[0], &ctx);
	assert_int_equal(ctx.acquired, 1);
	ww_mutex_unlock(&locks[0]);
	ww_acquire_fini(&ctx);
	other_end(&older);
	assert_int_equal(older.err, 0);
}

static void wait_die_the_older_waits_for_the_younger(void **state)
{
	struct ww_acquire_ctx ctx;
	struct other younger;

	use_class(&die_class);
	ww_acquire_init(&ctx, class);
	assert_int_equal(ww_mutex_lock(&locks[1], &ctx), 0);
	other_start(&younger, 0, 1);
	WRITE_ONCE(younger.go_on, true);
	assert_int_equal(ww_mutex_lock(&locks[0], &ctx), 0);
	ww_mutex_unlock(&locks[0]);
	ww_mutex_unlock(&locks[1]);
	ww_acquire_fini(&ctx);
	other_end(&younger);
	assert_int_equal(younger.err, -EDEADLK);
}

static void wound_wait_the_older_wounds_a_holder_that_waits(void **state)
{
	struct ww_acquire_ctx ctx;
	struct other younger;

	use_class(&wound_class);
	ww_acquire_init(&ctx, class);
	assert_int_equal(ww_mutex_lock(&locks[1], &ctx), 0);
	other_start(&younger, 0, 1);
	WRITE_ONCE(younger.go_on, true);
	schedule_timeout_uninterruptible(3); /* it waits for us; in threads, most likely */
	assert_int_equal(ww_mutex_lock(&locks[0], &ctx), 0);
	ww_mutex_unlock(&locks[0]);
	ww_mutex_unlock(&locks[1]);
	ww_acquire_fini(&ctx);
	other_end(&younger);
	assert_int_equal(younger.err, -EDEADLK);
}

static void wound_wait_a_younger_waits_for_an_older(void **state)
{
	struct ww_acquire_ctx ctx;
	struct other older;

	use_class(&wound_class);
	other_start(&older, 0, 2);
	ww_acquire_init(&ctx, class);
	assert_int_equal(ww_mutex_lock(&locks[1], &ctx), 0);
	WRITE_ONCE(older.go_on, true);
	assert_int_equal(ww_mutex_lock(&locks[0], &ctx), 0);
	ww_mutex_unlock(&locks[0]);
	ww_mutex_unlock(&locks[1]);
	ww_acquire_fini(&ctx);
	other_end(&older);
	assert_int_equal(older.err, 0);
}

/* ---- many, in any order -------------------------------------------------------------- */

static int lock_all(struct ww_acquire_ctx *ctx, const unsigned char *order)
{
	int i, err, contended = -1;

retry:
	if (contended >= 0)
		ww_mutex_lock_slow(&locks[order[contended]], ctx);
	for (i = 0; i < LOCKS; i++) {
		if (i == contended)
			continue;
		err = ww_mutex_lock(&locks[order[i]], ctx);
		if (!err)
			continue;
		assert_int_equal(err, -EDEADLK);
		atomic_inc(&backed_off);
		if (contended > i)
			ww_mutex_unlock(&locks[order[contended]]);
		contended = i;
		while (i--)
			ww_mutex_unlock(&locks[order[i]]);
		goto retry;
	}
	return 0;
}

static void shuffle(unsigned char *order)
{
	unsigned int i, j;

	for (i = 0; i < LOCKS; i++)
		order[i] = i;
	for (i = LOCKS - 1; i; i--) {
		unsigned char swap = order[i];

		j = get_random_u32() % (i + 1);
		order[i] = order[j];
		order[j] = swap;
	}
}

static int transactions(void *arg)
{
	unsigned char order[LOCKS];
	struct ww_acquire_ctx ctx;
	int turn, i;

	for (turn = 0; turn < TURNS; turn++) {
		shuffle(order);
		ww_acquire_init(&ctx, class);
		lock_all(&ctx, order);
		ww_acquire_done(&ctx);
		for (i = 0; i < LOCKS; i++) {
			assert_int_equal(inside[i]++, 0);
			exec_point();
		}
		for (i = 0; i < LOCKS; i++)
			assert_int_equal(--inside[i], 0);
		for (i = 0; i < LOCKS; i++)
			ww_mutex_unlock(&locks[order[i]]);
		ww_acquire_fini(&ctx);
	}
	return 0;
}

/* alone, now and then, in between */
static int singles(void *arg)
{
	int turn, i;

	for (turn = 0; turn < TURNS; turn++) {
		i = get_random_u32() % LOCKS;
		ww_mutex_lock(&locks[i], NULL);
		assert_int_equal(inside[i]++, 0);
		exec_point();
		assert_int_equal(--inside[i], 0);
		ww_mutex_unlock(&locks[i]);
	}
	return 0;
}

static void many_get_through(struct ww_class *c)
{
	struct task_struct *single;

	use_class(c);
	single = task_spawn(singles, NULL, "single");
	team_start(transactions, NULL);
	wake_up_process(single);
	team_end();
	task_join(single);
	put_task_struct(single);
	assert_false(log_contains("DEBUG_LOCKS_WARN_ON"));
}

static void wait_die_transactions_in_any_order_get_through(void **state)
{
	many_get_through(&die_class);
}

static void wound_wait_transactions_in_any_order_get_through(void **state)
{
	many_get_through(&wound_class);
}

/* ---- misuse ------------------------------------------------------------------------------ */

static void a_transaction_that_ends_with_locks_is_reported(void **state)
{
	struct ww_acquire_ctx ctx;

	use_class(&die_class);
	ww_acquire_init(&ctx, class);
	assert_int_equal(ww_mutex_lock(&locks[0], &ctx), 0);
	ctx.acquired = 1;
	ww_acquire_fini(&ctx);
	assert_true(log_contains("DEBUG_LOCKS_WARN_ON(ctx->acquired)"));
	ctx.acquired = 1;
	ww_mutex_unlock(&locks[0]);
}

static void a_lock_after_done_is_reported(void **state)
{
	struct ww_acquire_ctx ctx;

	use_class(&die_class);
	ww_acquire_init(&ctx, class);
	ww_acquire_done(&ctx);
	assert_int_equal(ww_mutex_lock(&locks[0], &ctx), 0);
	assert_true(log_contains("DEBUG_LOCKS_WARN_ON(ctx->done_acquire)"));
	ww_mutex_unlock(&locks[0]);
	ww_acquire_fini(&ctx);
}

static void a_lock_of_another_class_is_reported(void **state)
{
	struct ww_acquire_ctx ctx;

	use_class(&die_class);
	ww_acquire_init(&ctx, &wound_class);
	assert_int_equal(ww_mutex_lock(&locks[0], &ctx), 0);
	assert_true(log_contains("DEBUG_LOCKS_WARN_ON(ctx->ww_class != lock->ww_class)"));
	ww_mutex_unlock(&locks[0]);
	ww_acquire_fini(&ctx);
}

static void an_unlock_by_a_stranger_is_reported(void **state)
{
	use_class(&die_class);
	ww_mutex_unlock(&locks[0]);
	assert_true(log_contains("WARNING: bad unlock balance detected!"));
}

#define with_base(test) cmocka_unit_test_setup_teardown(test, base_setup, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_base(a_lock_without_a_transaction_is_a_mutex),
		with_base(a_lock_taken_twice_in_a_transaction_says_ealready),
		with_base(a_lock_taken_twice_without_one_is_reported),
		with_base(wait_die_the_younger_dies_at_a_lock_of_an_older),
		with_base(wait_die_the_older_waits_for_the_younger),
		with_base(wound_wait_the_older_wounds_a_holder_that_waits),
		with_base(wound_wait_a_younger_waits_for_an_older),
		with_base(wait_die_transactions_in_any_order_get_through),
		with_base(wound_wait_transactions_in_any_order_get_through),
		with_base(a_transaction_that_ends_with_locks_is_reported),
		with_base(a_lock_after_done_is_reported),
		with_base(a_lock_of_another_class_is_reported),
		with_base(an_unlock_by_a_stranger_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
