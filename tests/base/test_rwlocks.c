// SPDX-License-Identifier: MIT
/* Reader/writer locks, spinning and sleeping, semaphores and sequence locks. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/percpu-rwsem.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>

#include "base/exec/exec.h"
#include "team.h"

#define TURNS 300

static struct {
	rwlock_t lock;
	struct rw_semaphore rwsem;
	struct percpu_rw_semaphore percpu;
	struct semaphore sem;
	seqlock_t seq;
	atomic_t inside, most, broken, turn;
	unsigned long a, b;
} s;

static int setup(void **state)
{
	int err = base_setup(state);

	memset(&s, 0, sizeof(s));
	rwlock_init(&s.lock);
	init_rwsem(&s.rwsem);
	percpu_init_rwsem(&s.percpu);
	sema_init(&s.sem, 2);
	seqlock_init(&s.seq);
	return err;
}

static void write_both(void)
{
	if (s.a != s.b)
		atomic_inc(&s.broken);
	s.a++;
	exec_point();
	s.b++;
}

static void read_both(void)
{
	int now = atomic_inc_return(&s.inside);

	if (now > atomic_read(&s.most))
		atomic_set(&s.most, now);
	if (s.a != s.b)
		atomic_inc(&s.broken);
	exec_point();
	if (s.a != s.b)
		atomic_inc(&s.broken);
	atomic_dec(&s.inside);
}

/* ---- spinning -------------------------------------------------------------------- */

static int rwlock_user(void *arg)
{
	unsigned long flags;
	int i;

	for (i = 0; i < TURNS; i++) {
		if (atomic_inc_return(&s.turn) % 4) {
			read_lock_irqsave(&s.lock, flags);
			read_both();
			read_unlock_irqrestore(&s.lock, flags);
		} else {
			write_lock_irqsave(&s.lock, flags);
			write_both();
			write_unlock_irqrestore(&s.lock, flags);
		}
	}
	return 0;
}

static void a_rwlock_keeps_writers_apart(void **state)
{
	team_start(rwlock_user, NULL);
	team_end();
	assert_int_equal(atomic_read(&s.broken), 0);
	assert_int_equal(s.a, TEAM * TURNS / 4);
}

static void a_rwlock_lets_readers_in_together(void **state)
{
	read_lock(&s.lock);
	assert_true(read_trylock(&s.lock));
	assert_false(write_trylock(&s.lock));
	read_unlock(&s.lock);
	assert_false(write_trylock(&s.lock));
	read_unlock(&s.lock);
	assert_true(write_trylock(&s.lock));
	assert_false(read_trylock(&s.lock));
	write_unlock(&s.lock);
	assert_int_equal(preempt_count(), 0);
}

static void the_forms_of_a_rwlock_restore_what_was(void **state)
{
	unsigned long flags;

	read_lock_bh(&s.lock);
	assert_true(in_softirq());
	read_unlock_bh(&s.lock);
	assert_false(in_softirq());
	write_lock_irq(&s.lock);
	assert_true(irqs_disabled());
	write_unlock_irq(&s.lock);
	assert_false(irqs_disabled());
	local_irq_disable();
	write_lock_irqsave(&s.lock, flags);
	write_unlock_irqrestore(&s.lock, flags);
	assert_true(irqs_disabled());
	local_irq_enable();
	assert_int_equal(preempt_count(), 0);
}

static void a_writer_who_takes_its_rwlock_again_is_reported(void **state)
{
	write_lock(&s.lock);
	write_lock(&s.lock);
	assert_true(log_contains("BUG: rwlock recursion on CPU#"));
	preempt_enable(); /* of the second */
	write_unlock(&s.lock);
}

/* ---- sleeping -------------------------------------------------------------------- */

static int rwsem_user(void *arg)
{
	int i;

	for (i = 0; i < TURNS; i++) {
		if (atomic_inc_return(&s.turn) % 4) {
			down_read(&s.rwsem);
			read_both();
			yield();
			up_read(&s.rwsem);
		} else {
			down_write(&s.rwsem);
			write_both();
			yield();
			up_write(&s.rwsem);
		}
	}
	return 0;
}

static void a_rwsem_keeps_writers_apart_even_across_sleeps(void **state)
{
	team_start(rwsem_user, NULL);
	team_end();
	assert_int_equal(atomic_read(&s.broken), 0);
	assert_int_equal(s.a, TEAM * TURNS / 4);
	assert_false(rwsem_is_locked(&s.rwsem));
}

static void a_rwsem_is_downgraded_without_letting_go(void **state)
{
	down_write(&s.rwsem);
	assert_false(down_read_trylock(&s.rwsem));
	downgrade_write(&s.rwsem);
	assert_true(down_read_trylock(&s.rwsem));
	assert_false(down_write_trylock(&s.rwsem));
	up_read(&s.rwsem);
	up_read(&s.rwsem);
	assert_true(down_write_trylock(&s.rwsem));
	up_write(&s.rwsem);
}

static struct completion wants;

static int rwsem_writer(void *arg)
{
	complete(&wants);
	down_write(&s.rwsem);
	atomic_set(&s.turn, 1);
	up_write(&s.rwsem);
	return 0;
}

static void a_reader_who_comes_later_waits_behind_a_writer(void **state)
{
	struct task_struct *t = task_spawn(rwsem_writer, NULL, "writer");

	init_completion(&wants);
	down_read(&s.rwsem);
	wake_up_process(t);
	wait_for_completion(&wants);
	while (!rwsem_is_contended(&s.rwsem))
		msleep(1);
	assert_false(down_read_trylock(&s.rwsem));
	up_read(&s.rwsem);
	down_read(&s.rwsem);
	assert_int_equal(atomic_read(&s.turn), 1);
	up_read(&s.rwsem);
	task_join(t);
	put_task_struct(t);
}

static void releasing_a_rwsem_that_is_not_held_is_reported(void **state)
{
	up_read(&s.rwsem);
	assert_true(log_contains("bad unlock balance detected"));
}

static void a_percpu_rwsem_excludes_as_any_other(void **state)
{
	percpu_down_read(&s.percpu);
	assert_true(percpu_down_read_trylock(&s.percpu));
	assert_true(percpu_is_read_locked(&s.percpu));
	percpu_up_read(&s.percpu);
	percpu_up_read(&s.percpu);
	percpu_down_write(&s.percpu);
	assert_false(percpu_down_read_trylock(&s.percpu));
	percpu_up_write(&s.percpu);
	percpu_free_rwsem(&s.percpu);
}

/* ---- counting -------------------------------------------------------------------- */

static int semaphore_user(void *arg)
{
	int i;

	for (i = 0; i < TURNS; i++) {
		int now;

		down(&s.sem);
		now = atomic_inc_return(&s.inside);
		if (now > atomic_read(&s.most))
			atomic_set(&s.most, now);
		yield();
		atomic_dec(&s.inside);
		up(&s.sem);
	}
	return 0;
}

static void a_semaphore_lets_as_many_in_as_it_counts(void **state)
{
	team_start(semaphore_user, NULL);
	team_end();
	/* in threads two of them need not meet */
	if (under_threads())
		assert_in_range(atomic_read(&s.most), 1, 2);
	else
		assert_int_equal(atomic_read(&s.most), 2);
}

static void a_semaphore_times_out_and_can_be_tried(void **state)
{
	assert_int_equal(down_trylock(&s.sem), 0);
	assert_int_equal(down_interruptible(&s.sem), 0);
	assert_int_equal(down_trylock(&s.sem), 1);
	assert_int_equal(down_timeout(&s.sem, 3), -ETIME);
	up(&s.sem);
	assert_int_equal(down_timeout(&s.sem, 3), 0);
	up(&s.sem);
	up(&s.sem);
}

/* ---- sequence locks ---------------------------------------------------------------- */

static int seq_reader(void *arg)
{
	int i;

	for (i = 0; i < TURNS; i++) {
		unsigned long a, b;
		unsigned int seq;

		do {
			seq = read_seqbegin(&s.seq);
			a = READ_ONCE(s.a);
			exec_point();
			b = READ_ONCE(s.b);
		} while (read_seqretry(&s.seq, seq));
		if (a != b)
			atomic_inc(&s.broken);
		yield();
	}
	return 0;
}

static void a_seqlock_reader_sees_whole_updates(void **state)
{
	int i;

	team_start(seq_reader, NULL);
	for (i = 0; i < TURNS; i++) {
		write_seqlock(&s.seq);
		WRITE_ONCE(s.a, s.a + 1);
		exec_point();
		WRITE_ONCE(s.b, s.b + 1);
		write_sequnlock(&s.seq);
		yield();
	}
	team_end();
	assert_int_equal(atomic_read(&s.broken), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_rwlock_keeps_writers_apart),
		T(a_rwlock_lets_readers_in_together),
		T(the_forms_of_a_rwlock_restore_what_was),
		T(a_writer_who_takes_its_rwlock_again_is_reported),
		T(a_rwsem_keeps_writers_apart_even_across_sleeps),
		T(a_rwsem_is_downgraded_without_letting_go),
		T(a_reader_who_comes_later_waits_behind_a_writer),
		T(releasing_a_rwsem_that_is_not_held_is_reported),
		T(a_percpu_rwsem_excludes_as_any_other),
		T(a_semaphore_lets_as_many_in_as_it_counts),
		T(a_semaphore_times_out_and_can_be_tried),
		T(a_seqlock_reader_sees_whole_updates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
