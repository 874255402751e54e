// SPDX-License-Identifier: MIT
/*
 * Channels without a thread: whoever issues a small transfer carries it out
 * there and then, and whoever polls does the rest and hears of completions.
 * For clients that sleep instead of polling, a timer polls.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/srcu.h>

#include <dmae/dma.h>

#include "base/asym.h"
#include "drivers/soft/soft.h"

/* what may be carried out inside of dma_async_issue_pending() */
#define IN_PLACE_BYTES	SZ_64K
/* what the timer does in a tick, in turns like those of who polls: some hundred microseconds */
#define BACKUP_TURNS	32

static LIST_HEAD(controllers);
static DEFINE_MUTEX(controllers_lock);
DEFINE_STATIC_SRCU(controllers_srcu);

/* ---- one at a time ----------------------------------------------------- */

static bool turn_begin(struct soft_chan *c)
{
	enum biased how = biased_lock(&c->turn);
	bool mine = !smp_load_acquire(&c->serving);

	if (mine)
		WRITE_ONCE(c->serving, true);
	biased_unlock(&c->turn, how);
	return mine;
}

static void turn_end(struct soft_chan *c)
{
	smp_store_release(&c->serving, false);
}

/* ---- the timer --------------------------------------------------------- */

static void look_next_tick(struct soft_chan *c)
{
	WRITE_ONCE(c->backup_head, READ_ONCE(c->head));
	mod_timer(&c->backup, jiffies + 1);
}

/* somebody polls within the next tick or two, or the timer does */
static void arm_backup(struct soft_chan *c)
{
	if (READ_ONCE(c->backup_armed) || !soft_has_work(c))
		return;
	WRITE_ONCE(c->backup_armed, true);
	look_next_tick(c);
}

static void backup_polls(struct timer_list *timer)
{
	struct soft_chan *c = from_timer(c, timer, backup);
	unsigned int turn;

	/* somebody polls, and is not disturbed */
	if (READ_ONCE(c->head) != READ_ONCE(c->backup_head)) {
		look_next_tick(c);
		return;
	}
	WRITE_ONCE(c->backup_armed, false);
	/* with soft_poll_issued(): it sees that the timer is gone, or this sees what it has issued */
	asym_barrier_heavy();
	for (turn = 0; turn < BACKUP_TURNS && soft_has_work(c); turn++)
		soft_poll_chan(c);
	arm_backup(c);
}

/* ---- serving ----------------------------------------------------------- */

void soft_poll_issued(struct soft_chan *c)
{
	size_t room = IN_PLACE_BYTES;

	if (turn_begin(c)) {
		while (room && soft_carry_out(c, &room))
			;
		soft_finish_silent(c);
		turn_end(c);
	}
	asym_barrier_light();
	arm_backup(c);
}

unsigned int soft_poll_chan(struct soft_chan *c)
{
	size_t room = SOFT_PIECE;
	unsigned int ended;

	if (!turn_begin(c))
		return 0;
	soft_carry_out(c, &room);
	ended = soft_finish(c);
	turn_end(c);
	return ended;
}

bool dmae_is_polled(struct dma_chan *chan)
{
	return chan->device->device_issue_pending == soft_issue_pending &&
	       to_soft_chan(chan)->soft->polled;
}
EXPORT_SYMBOL(dmae_is_polled);

static unsigned int poll_controller(struct soft_dma *soft)
{
	unsigned int ended = 0, i;

	for (i = 0; i < soft->nchans; i++)
		ended += soft_poll_chan(&soft->chans[i]);
	return ended;
}

unsigned int dmae_poll(struct dma_chan *chan)
{
	struct list_head *at;
	unsigned int ended = 0;
	int idx;

	if (chan)
		return dmae_is_polled(chan) ? soft_poll_chan(to_soft_chan(chan)) : 0;
	idx = srcu_read_lock(&controllers_srcu);
	list_for_each_rcu(at, &controllers)
		ended += poll_controller(list_entry(at, struct soft_dma, node));
	srcu_read_unlock(&controllers_srcu, idx);
	return ended;
}
EXPORT_SYMBOL(dmae_poll);

/* ---- channels and controllers come and go ------------------------------ */

void soft_poll_init(struct soft_chan *c)
{
	timer_setup(&c->backup, backup_polls, 0);
	c->backup_armed = false;
	turn_end(c);
}

void soft_poll_stop(struct soft_chan *c)
{
	del_timer_sync(&c->backup);
	/* the turn is nobody's until the channel is used again */
	while (!turn_begin(c))
		cpu_relax();
}

void soft_poll_register(struct soft_dma *soft)
{
	unsigned int i;

	for (i = 0; i < soft->nchans; i++)
		soft->chans[i].serving = true;
	mutex_lock(&controllers_lock);
	list_add_tail_rcu(&soft->node, &controllers);
	mutex_unlock(&controllers_lock);
}

void soft_poll_unregister(struct soft_dma *soft)
{
	mutex_lock(&controllers_lock);
	list_del_rcu(&soft->node);
	mutex_unlock(&controllers_lock);
	synchronize_srcu(&controllers_srcu);
}
