// SPDX-License-Identifier: MIT
/* Work that is queued when a grace period of RCU has passed. */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/rcupdate.h>
#include <linux/workqueue.h>

static void period_over(struct rcu_head *rcu)
{
	struct rcu_work *rwork = container_of(rcu, struct rcu_work, rcu);

	/* the work was marked as pending when it was asked for */
	clear_bit(0, &rwork->pending);
	queue_work(rwork->wq, &rwork->work);
}

bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	if (test_and_set_bit(0, &rwork->pending))
		return false;
	rwork->wq = wq;
	call_rcu(&rwork->rcu, period_over);
	return true;
}
EXPORT_SYMBOL(queue_rcu_work);

bool flush_rcu_work(struct rcu_work *rwork)
{
	if (test_bit(0, &rwork->pending)) {
		rcu_barrier();
		flush_work(&rwork->work);
		return true;
	}
	return flush_work(&rwork->work);
}
EXPORT_SYMBOL(flush_rcu_work);
