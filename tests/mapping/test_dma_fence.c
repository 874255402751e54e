// SPDX-License-Identifier: MIT
/* One fence: signalled, waited for, called back, let go. */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "fence_fixture.h"

/* ---- the life of a fence ---------------------------------------------------- */

static void a_new_fence_has_not_signalled(void **state)
{
	struct dma_fence *f = fence_new();

	assert_false(dma_fence_is_signaled(f));
	assert_int_equal(dma_fence_get_status(f), 0);
	assert_int_equal(atomic_read(&provider.enabled), 0);
	dma_fence_signal(f);
	dma_fence_put(f);
	assert_int_equal(released(), 1);
}

static void a_fence_signals_once(void **state)
{
	struct dma_fence *f = fence_new();

	assert_int_equal(dma_fence_signal(f), 0);
	assert_int_equal(dma_fence_signal(f), -EINVAL);
	assert_true(dma_fence_is_signaled(f));
	assert_int_equal(dma_fence_get_status(f), 1);
	assert_int_equal(dma_fence_signal(NULL), -EINVAL);
	assert_int_equal(dma_fence_signal_timestamp(NULL, 0), -EINVAL);
	dma_fence_put(f);
}

static void a_fence_knows_when_it_signalled(void **state)
{
	struct dma_fence *f = fence_new(), *g = fence_new();
	ktime_t before = ktime_get();

	dma_fence_signal(f);
	assert_true(dma_fence_timestamp(f) >= before && dma_fence_timestamp(f) <= ktime_get());
	dma_fence_signal_timestamp(g, 12345);
	assert_int_equal(dma_fence_timestamp(g), 12345);
	dma_fence_put(f);
	dma_fence_put(g);
}

static void the_time_of_a_fence_that_has_not_signalled_is_reported(void **state)
{
	struct dma_fence *f = fence_new();

	assert_true(dma_fence_timestamp(f) > 0);
	assert_true(log_contains("WARNING:"));
	dma_fence_signal(f);
	dma_fence_put(f);
}

static void an_error_is_the_status(void **state)
{
	struct dma_fence *f = fence_new();

	dma_fence_set_error(f, -EIO);
	assert_int_equal(dma_fence_get_status(f), 0);
	dma_fence_signal(f);
	assert_int_equal(dma_fence_get_status(f), -EIO);
	dma_fence_put(f);
}

static void an_error_after_the_signal_is_reported(void **state)
{
	struct dma_fence *f = fence_new();

	dma_fence_signal(f);
	dma_fence_set_error(f, -EIO);
	assert_true(log_contains("WARNING:"));
	dma_fence_put(f);
}

static void a_positive_error_is_reported(void **state)
{
	struct dma_fence *f = fence_new();

	dma_fence_set_error(f, 1);
	assert_true(log_contains("WARNING:"));
	dma_fence_signal(f);
	dma_fence_put(f);
}

static void a_provider_may_say_that_it_is_done(void **state)
{
	struct dma_fence *f = fence_new();

	provider.done = true;
	assert_true(dma_fence_is_signaled(f));
	assert_true(test_bit(DMA_FENCE_FLAG_SIGNALED_BIT, &f->flags));
	dma_fence_put(f);
}

static void a_reference_keeps_it(void **state)
{
	struct dma_fence *f = fence_new(), *shared = f;

	dma_fence_get(f);
	dma_fence_signal(f);
	dma_fence_put(f);
	assert_int_equal(released(), 0);
	rcu_read_lock();
	assert_ptr_equal(dma_fence_get_rcu_safe(&shared), f);
	rcu_read_unlock();
	dma_fence_put(f);
	dma_fence_put(f);
	assert_int_equal(released(), 1);
	dma_fence_put(NULL);
	assert_null(dma_fence_get(NULL));
	shared = NULL;
	rcu_read_lock();
	assert_null(dma_fence_get_rcu_safe(&shared));
	rcu_read_unlock();
}

/* ---- callbacks ----------------------------------------------------------------- */

struct call {
	struct dma_fence_cb cb;
	int calls;
	int order;
	bool held;
};

static int call_order;

static void called(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct call *call = container_of(cb, struct call, cb);

	call->calls++;
	call->order = ++call_order;
	call->held = lockdep_is_held(fence->lock);
}

static void callbacks_run_in_order_under_the_lock(void **state)
{
	struct dma_fence *f = fence_new();
	struct call a = { .calls = 0 }, b = { .calls = 0 };

	call_order = 0;
	assert_int_equal(dma_fence_add_callback(f, &a.cb, called), 0);
	assert_int_equal(dma_fence_add_callback(f, &b.cb, called), 0);
	assert_int_equal(atomic_read(&provider.enabled), 1);
	dma_fence_signal(f);
	assert_int_equal(a.calls, 1);
	assert_int_equal(b.calls, 1);
	assert_int_equal(a.order, 1);
	assert_int_equal(b.order, 2);
	assert_true(a.held);
	dma_fence_put(f);
}

static void a_callback_on_a_signalled_fence_is_refused(void **state)
{
	struct dma_fence *f = fence_new();
	struct call a = { .calls = 0 };

	dma_fence_signal(f);
	assert_int_equal(dma_fence_add_callback(f, &a.cb, called), -ENOENT);
	assert_int_equal(a.calls, 0);
	assert_false(dma_fence_remove_callback(f, &a.cb));
	dma_fence_put(f);
}

static void a_callback_of_nothing_is_refused(void **state)
{
	struct dma_fence *f = fence_new();
	struct call a = { .calls = 0 };

	assert_int_equal(dma_fence_add_callback(NULL, &a.cb, called), -EINVAL);
	assert_int_equal(dma_fence_add_callback(f, &a.cb, NULL), -EINVAL);
	dma_fence_signal(f);
	dma_fence_put(f);
}

static void a_removed_callback_is_not_called(void **state)
{
	struct dma_fence *f = fence_new();
	struct call a = { .calls = 0 }, b = { .calls = 0 };

	dma_fence_add_callback(f, &a.cb, called);
	dma_fence_add_callback(f, &b.cb, called);
	assert_true(dma_fence_remove_callback(f, &a.cb));
	assert_false(dma_fence_remove_callback(f, &a.cb));
	dma_fence_signal(f);
	assert_int_equal(a.calls, 0);
	assert_int_equal(b.calls, 1);
	assert_false(dma_fence_remove_callback(f, &b.cb));
	dma_fence_put(f);
}

static void a_provider_that_cannot_enable_signalling_has_signalled(void **state)
{
	struct dma_fence *f = fence_new();
	struct call a = { .calls = 0 };

	provider.refuses = true;
	assert_int_equal(dma_fence_add_callback(f, &a.cb, called), -ENOENT);
	assert_true(dma_fence_is_signaled(f));
	dma_fence_put(f);
}

static void signalling_is_enabled_once(void **state)
{
	struct dma_fence *f = fence_new();

	dma_fence_enable_sw_signaling(f);
	dma_fence_enable_sw_signaling(f);
	assert_int_equal(atomic_read(&provider.enabled), 1);
	dma_fence_signal(f);
	dma_fence_put(f);
}

static void a_fence_that_goes_with_callbacks_is_reported_and_signals(void **state)
{
	struct dma_fence *f = fence_of(0x17, 0x2a);
	struct call a = { .calls = 0 };

	dma_fence_add_callback(f, &a.cb, called);
	dma_fence_put(f);
	assert_true(log_contains("Fence testdrv:queue:17:2a released with pending signals!"));
	assert_int_equal(a.calls, 1);
}

/* ---- waiting -------------------------------------------------------------------- */

static void a_wait_ends_with_the_signal(void **state)
{
	struct dma_fence *f = fence_new();
	struct later later;

	later_start(&later, f, 3, 0);
	assert_int_equal(dma_fence_wait(f, false), 0);
	assert_int_equal(dma_fence_get_status(f), 1);
	later_end(&later);
	dma_fence_put(f);
}

static void a_wait_ends_with_an_error_too(void **state)
{
	struct dma_fence *f = fence_new();
	struct later later;

	later_start(&later, f, 2, -ETIME);
	assert_int_equal(dma_fence_wait(f, true), 0);
	assert_int_equal(dma_fence_get_status(f), -ETIME);
	later_end(&later);
	dma_fence_put(f);
}

static void a_wait_says_what_is_left(void **state)
{
	struct dma_fence *f = fence_new();
	struct later later;
	long left;

	assert_int_equal(dma_fence_wait_timeout(f, false, 0), 0);
	assert_int_equal(dma_fence_wait_timeout(f, false, 2), 0);
	later_start(&later, f, 2, 0);
	left = dma_fence_wait_timeout(f, false, 100 * HZ);
	assert_true(left > 0 && left < 100 * HZ);
	assert_int_equal(dma_fence_wait_timeout(f, false, 7), 7);
	assert_int_equal(dma_fence_wait_timeout(f, false, 0), 1);
	later_end(&later);
	dma_fence_put(f);
}

static void a_negative_time_is_refused(void **state)
{
	struct dma_fence *f = fence_new();

	assert_int_equal(dma_fence_wait_timeout(f, false, -1), -EINVAL);
	assert_int_equal(dma_fence_wait_any_timeout(&f, 1, false, -1, NULL), -EINVAL);
	assert_int_equal(dma_fence_wait_any_timeout(NULL, 1, false, 1, NULL), -EINVAL);
	assert_int_equal(dma_fence_wait_any_timeout(&f, 0, false, 1, NULL), -EINVAL);
	dma_fence_signal(f);
	dma_fence_put(f);
}

static void a_wait_for_any_finds_the_one(void **state)
{
	struct dma_fence *f[3] = { fence_new(), fence_new(), fence_new() };
	struct later later;
	u32 idx = 99;

	assert_int_equal(dma_fence_wait_any_timeout(f, 3, false, 0, &idx), 0);
	assert_int_equal(dma_fence_wait_any_timeout(f, 3, false, 2, &idx), 0);
	later_start(&later, f[1], 2, 0);
	assert_true(dma_fence_wait_any_timeout(f, 3, false, MAX_SCHEDULE_TIMEOUT, &idx) > 0);
	assert_int_equal(idx, 1);
	idx = 99;
	assert_int_equal(dma_fence_wait_any_timeout(f, 3, false, 5, &idx), 5);
	assert_int_equal(idx, 1);
	idx = 99;
	assert_int_equal(dma_fence_wait_any_timeout(f, 3, false, 0, &idx), 1);
	assert_int_equal(idx, 1);
	later_end(&later);
	/* nothing of the waits hangs on the others */
	dma_fence_signal(f[0]);
	dma_fence_signal(f[2]);
	dma_fence_put(f[0]);
	dma_fence_put(f[1]);
	dma_fence_put(f[2]);
	assert_false(log_contains("pending signals"));
}

static long wait_own(struct dma_fence *fence, bool intr, long timeout)
{
	return -ENODATA;
}

static void a_provider_may_wait_its_own_way(void **state)
{
	struct dma_fence_ops ops = test_ops;
	struct dma_fence *f = fence_new();

	ops.wait = wait_own;
	f->ops = &ops;
	assert_int_equal(dma_fence_wait(f, false), -ENODATA);
	dma_fence_signal(f);
	dma_fence_put(f);
}

/* ---- order ------------------------------------------------------------------------- */

static void the_later_of_a_context_is_known(void **state)
{
	struct dma_fence_ops wide = test_ops;
	struct dma_fence *a = fence_of(5, 0xfffffffe), *b = fence_of(5, 0x100000001ull);

	/* as a circle of 32 bits */
	assert_true(dma_fence_is_later(b, a));
	assert_false(dma_fence_is_later(a, b));
	assert_true(dma_fence_is_later_or_same(a, a));
	assert_ptr_equal(dma_fence_later(a, b), b);
	wide.use_64bit_seqno = true;
	assert_true(__dma_fence_is_later(0x100000000ull, 0xffffffff, &wide));
	assert_false(__dma_fence_is_later(1, 0xffffffff, &wide));
	dma_fence_signal(b);
	assert_null(dma_fence_later(a, b));
	dma_fence_signal(a);
	dma_fence_put(a);
	dma_fence_put(b);
}

static void fences_of_two_contexts_have_no_order(void **state)
{
	struct dma_fence *a = fence_of(5, 1), *b = fence_of(6, 2);

	assert_false(dma_fence_is_later(b, a));
	assert_true(log_contains("WARNING:"));
	assert_null(dma_fence_later(a, b));
	dma_fence_signal(a);
	dma_fence_signal(b);
	dma_fence_put(a);
	dma_fence_put(b);
}

static void contexts_are_each_given_once(void **state)
{
	u64 first = dma_fence_context_alloc(3);

	assert_int_equal(dma_fence_context_alloc(1), first + 3);
	assert_int_equal(first, 1); /* in every world */
}

/* ---- the rest ------------------------------------------------------------------------ */

static void the_stub_has_signalled(void **state)
{
	struct dma_fence *stub = dma_fence_get_stub(), *own;

	assert_true(dma_fence_is_signaled(stub));
	assert_int_equal(dma_fence_wait(stub, false), 0);
	assert_string_equal(stub->ops->get_driver_name(stub), "stub");
	assert_ptr_equal(dma_fence_get_stub(), stub);
	dma_fence_put(stub);
	dma_fence_put(stub);
	own = dma_fence_allocate_private_stub(77);
	assert_ptr_not_equal(own, stub);
	assert_true(dma_fence_is_signaled(own));
	assert_int_equal(dma_fence_timestamp(own), 77);
	dma_fence_put(own);
}

static void a_deadline_reaches_the_provider_until_it_signals(void **state)
{
	struct dma_fence *f = fence_new();

	dma_fence_set_deadline(f, 1000);
	assert_int_equal(provider.deadline, 1000);
	dma_fence_signal(f);
	dma_fence_set_deadline(f, 2000);
	assert_int_equal(provider.deadline, 1000);
	dma_fence_put(f);
}

static void a_fence_describes_itself(void **state)
{
	char text[128];
	struct seq_file seq = { .buf = text, .size = sizeof(text) };
	struct dma_fence *f = fence_of(1, 42);

	dma_fence_describe(f, &seq);
	dma_fence_signal(f);
	dma_fence_describe(f, &seq);
	text[seq.count] = '\0';
	assert_string_equal(text, "testdrv queue seq 42 unsignalled\n"
				  "testdrv queue seq 42 signalled\n");
	dma_fence_put(f);
}

static void a_signalling_section_must_not_allocate_and_wait(void **state)
{
	bool outer = dma_fence_begin_signalling(), inner = dma_fence_begin_signalling();

	assert_false(outer);
	assert_true(inner);
	kfree(kmalloc(16, GFP_ATOMIC));
	assert_false(log_contains("circular locking dependency"));
	dma_fence_end_signalling(inner);
	kfree(kmalloc(16, GFP_KERNEL));
	assert_true(log_contains("WARNING: possible circular locking dependency detected"));
	assert_true(log_contains("(fs_reclaim)"));
	dma_fence_end_signalling(outer);
}

/* the order does not matter: it is the class that is in both places */
static void a_lock_of_waiters_must_not_be_wanted_in_a_signalling_section(void **state)
{
	struct dma_fence *stub = dma_fence_get_stub();
	struct mutex lock;
	bool cookie;
	int turn;

	mutex_init(&lock);
	for (turn = 0; turn < 2; turn++) {
		assert_false(log_contains("circular locking dependency"));
		if (turn == 0) {
			cookie = dma_fence_begin_signalling();
			mutex_lock(&lock);
			mutex_unlock(&lock);
			dma_fence_end_signalling(cookie);
		} else {
			mutex_lock(&lock);
			dma_fence_wait(stub, false);
			mutex_unlock(&lock);
		}
	}
	assert_true(log_contains("WARNING: possible circular locking dependency detected"));
	assert_true(log_contains("comes while (lock) is held"));
	dma_fence_put(stub);
}

static void a_lock_that_waiters_do_not_hold_may_be_wanted(void **state)
{
	struct dma_fence *stub = dma_fence_get_stub();
	bool cookie = dma_fence_begin_signalling();
	struct mutex lock, other;

	mutex_init(&lock);
	mutex_init(&other);
	mutex_lock(&lock);
	mutex_unlock(&lock);
	dma_fence_end_signalling(cookie);
	mutex_lock(&other);
	mutex_lock(&lock);
	mutex_unlock(&lock);
	dma_fence_wait(stub, false);
	mutex_unlock(&other);
	assert_false(log_contains("circular locking dependency"));
	dma_fence_put(stub);
}

static void outside_of_signalling_sections_all_is_allowed(void **state)
{
	dma_fence_end_signalling(dma_fence_begin_signalling());
	kfree(kmalloc(16, GFP_KERNEL));
	assert_false(log_contains("circular locking dependency"));
}

/* ---- trace events ---- */

static char traced[512];

static __printf(2, 3) void keep_trace(const char *event, const char *fmt, ...)
{
	va_list args;
	size_t len = strlen(traced);

	va_start(args, fmt);
	snprintf(traced + len, sizeof(traced) - len, "%s ", event);
	len = strlen(traced);
	vsnprintf(traced + len, sizeof(traced) - len, fmt, args);
	va_end(args);
	strlcat(traced, "\n", sizeof(traced));
}

static void the_life_of_a_fence_is_traced(void **state)
{
	struct dma_fence *f;

	if (under_threads())
		skip_because("in threads others would write into the text");
	traced[0] = '\0';
	tracepoint_trace = keep_trace;
	f = fence_of(3, 4);
	dma_fence_enable_sw_signaling(f);
	dma_fence_signal(f);
	dma_fence_wait(f, false);
	dma_fence_put(f);
	tracepoint_trace = NULL;
#define LINE(event) "dma_fence_" event " driver=testdrv timeline=queue context=3 seqno=4\n"
	assert_string_equal(traced, LINE("init") LINE("enable_signal") LINE("signaled")
					    LINE("wait_start") LINE("wait_end") LINE("destroy"));
}

/* ---- many at once ---------------------------------------------------------------------- */

#define RACES 300

struct race {
	struct dma_fence *fence;
	struct dma_fence_cb cb;
	atomic_t calls;
};

static void race_called(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	atomic_inc(&container_of(cb, struct race, cb)->calls);
}

static int race_signal(void *arg)
{
	dma_fence_signal(((struct race *)arg)->fence);
	return 0;
}

/* one signals, one adds and removes a callback, one looks and waits */
static int race_callback(void *arg)
{
	struct race *r = arg;
	int added = !dma_fence_add_callback(r->fence, &r->cb, race_called);

	if (added && dma_fence_remove_callback(r->fence, &r->cb))
		added = 0;
	assert_int_equal(atomic_read(&r->calls), added);
	return 0;
}

static int race_wait(void *arg)
{
	struct race *r = arg;

	dma_fence_is_signaled(r->fence);
	assert_int_equal(dma_fence_wait(r->fence, false), 0);
	assert_true(dma_fence_timestamp(r->fence) > 0);
	return 0;
}

static void signals_callbacks_and_waits_may_meet(void **state)
{
	int (*const parts[])(void *) = { race_signal, race_callback, race_wait };
	struct task_struct *tasks[3];
	struct race r;
	int turn, i;

	for (turn = 0; turn < RACES; turn++) {
		r.fence = fence_new();
		atomic_set(&r.calls, 0);
		for (i = 0; i < 3; i++) {
			tasks[i] = task_spawn(parts[(turn + i) % 3], &r, "racer");
			wake_up_process(tasks[i]);
		}
		for (i = 0; i < 3; i++) {
			task_join(tasks[i]);
			put_task_struct(tasks[i]);
		}
		dma_fence_put(r.fence);
	}
	assert_int_equal(released(), RACES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_fences(a_new_fence_has_not_signalled),
		with_fences(a_fence_signals_once),
		with_fences(a_fence_knows_when_it_signalled),
		with_fences(the_time_of_a_fence_that_has_not_signalled_is_reported),
		with_fences(an_error_is_the_status),
		with_fences(an_error_after_the_signal_is_reported),
		with_fences(a_positive_error_is_reported),
		with_fences(a_provider_may_say_that_it_is_done),
		with_fences(a_reference_keeps_it),
		with_fences(callbacks_run_in_order_under_the_lock),
		with_fences(a_callback_on_a_signalled_fence_is_refused),
		with_fences(a_callback_of_nothing_is_refused),
		with_fences(a_removed_callback_is_not_called),
		with_fences(a_provider_that_cannot_enable_signalling_has_signalled),
		with_fences(signalling_is_enabled_once),
		with_fences(a_fence_that_goes_with_callbacks_is_reported_and_signals),
		with_fences(a_wait_ends_with_the_signal),
		with_fences(a_wait_ends_with_an_error_too),
		with_fences(a_wait_says_what_is_left),
		with_fences(a_negative_time_is_refused),
		with_fences(a_wait_for_any_finds_the_one),
		with_fences(a_provider_may_wait_its_own_way),
		with_fences(the_later_of_a_context_is_known),
		with_fences(fences_of_two_contexts_have_no_order),
		with_fences(contexts_are_each_given_once),
		with_fences(the_stub_has_signalled),
		with_fences(a_deadline_reaches_the_provider_until_it_signals),
		with_fences(a_fence_describes_itself),
		with_fences(a_signalling_section_must_not_allocate_and_wait),
		with_fences(a_lock_of_waiters_must_not_be_wanted_in_a_signalling_section),
		with_fences(a_lock_that_waiters_do_not_hold_may_be_wanted),
		with_fences(outside_of_signalling_sections_all_is_allowed),
		with_fences(the_life_of_a_fence_is_traced),
		with_fences(signals_callbacks_and_waits_may_meet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
