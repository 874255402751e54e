/* SPDX-License-Identifier: MIT */
/*
 * Sleepable RCU: readers of one srcu_struct, who may sleep, and grace periods
 * that wait for them only. src/base/rcu.c.
 */
#ifndef _LINUX_SRCU_H
#define _LINUX_SRCU_H

#include <linux/cleanup.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

/**
 * struct srcu_struct - readers and the grace periods that wait for them
 * @idx: its lowest bit says which pair of counters a reader uses who begins now
 * @locks: readers that have begun, by that index; @unlocks: that have ended
 * @lock: protects what follows
 * @phase: of the grace period that runs; 0: none does
 * @seq: how many grace periods have begun and ended, two for each
 * @waiting: callbacks of the grace period that runs
 * @next: callbacks of the one after it
 * @callbacks: queued and not yet run
 * @timer: looks whether the readers are gone
 */
struct srcu_struct {
	unsigned int idx;
	unsigned long locks[2];
	unsigned long unlocks[2];
	raw_spinlock_t lock;
	unsigned int phase;
	unsigned long seq;
	struct rcu_head *waiting, **waiting_tail;
	struct rcu_head *next, **next_tail;
	unsigned long callbacks;
	struct timer_list timer;
};

/* src/base/rcu.c */
void dmae_srcu_poll(struct timer_list *timer);

#define __SRCU_STRUCT_INIT(name) {					\
	.lock = __RAW_SPIN_LOCK_INITIALIZER(name.lock),			\
	.waiting_tail = &(name).waiting,				\
	.next_tail = &(name).next,					\
	.timer = __TIMER_INITIALIZER(dmae_srcu_poll, 0),		\
}
#define DEFINE_SRCU(name)		struct srcu_struct name = __SRCU_STRUCT_INIT(name)
#define DEFINE_STATIC_SRCU(name)	static struct srcu_struct name = __SRCU_STRUCT_INIT(name)

int init_srcu_struct(struct srcu_struct *ssp);
/** cleanup_srcu_struct() - nobody may be inside, and no callback pending: reported, and refused */
void cleanup_srcu_struct(struct srcu_struct *ssp);

/** srcu_read_lock() - Return: what srcu_read_unlock() wants back */
int srcu_read_lock(struct srcu_struct *ssp);
void srcu_read_unlock(struct srcu_struct *ssp, int idx);
#define srcu_read_lock_notrace(ssp)		srcu_read_lock(ssp)
#define srcu_read_unlock_notrace(ssp, idx)	srcu_read_unlock(ssp, idx)
int srcu_read_lock_held(const struct srcu_struct *ssp);

void call_srcu(struct srcu_struct *ssp, struct rcu_head *head, rcu_callback_t func);
void synchronize_srcu(struct srcu_struct *ssp);
void synchronize_srcu_expedited(struct srcu_struct *ssp);
void srcu_barrier(struct srcu_struct *ssp);

#define srcu_dereference_check(p, ssp, c)				\
	__rcu_dereference_check(p, (c) || srcu_read_lock_held(ssp))
#define srcu_dereference(p, ssp)	srcu_dereference_check(p, ssp, 0)
#define smp_mb__after_srcu_read_unlock()	smp_mb()

DEFINE_LOCK_GUARD_1(srcu, struct srcu_struct, _T->idx = srcu_read_lock(_T->lock),
		    srcu_read_unlock(_T->lock, _T->idx), int idx)

#endif
