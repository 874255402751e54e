/* SPDX-License-Identifier: MIT */
/* Mailboxes, for the drivers of the hardware. src/device/mailbox.c. */
#ifndef __MAILBOX_CONTROLLER_H
#define __MAILBOX_CONTROLLER_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/of.h>
#include <linux/types.h>

struct mbox_chan;

#define MBOX_TX_QUEUE_LEN	20
#define TXDONE_BY_IRQ		BIT(0)	/* the controller calls mbox_chan_txdone() */
#define TXDONE_BY_POLL		BIT(1)	/* last_tx_done() is asked every txpoll_period ms */
#define TXDONE_BY_ACK		BIT(2)	/* the client knows */

struct mbox_chan_ops {
	int (*send_data)(struct mbox_chan *chan, void *data);
	int (*flush)(struct mbox_chan *chan, unsigned long timeout);
	int (*startup)(struct mbox_chan *chan);
	void (*shutdown)(struct mbox_chan *chan);
	bool (*last_tx_done)(struct mbox_chan *chan);
	bool (*peek_data)(struct mbox_chan *chan);
};

struct mbox_controller {
	struct device *dev;
	const struct mbox_chan_ops *ops;
	struct mbox_chan *chans;
	int num_chans;
	bool txdone_irq;
	bool txdone_poll;
	unsigned int txpoll_period;
	struct mbox_chan *(*of_xlate)(struct mbox_controller *mbox,
				      const struct of_phandle_args *sp);
	/* private */
	struct hrtimer poll_hrt;
	spinlock_t poll_hrt_lock;
	struct list_head node;
};

/** struct mbox_chan - @lock protects the queue of messages */
struct mbox_chan {
	struct mbox_controller *mbox;
	unsigned int txdone_method;
	struct mbox_client *cl;
	struct completion tx_complete;
	void *active_req;
	unsigned int msg_count, msg_free;
	void *msg_data[MBOX_TX_QUEUE_LEN];
	spinlock_t lock;
	void *con_priv;
};

int mbox_controller_register(struct mbox_controller *mbox);
void mbox_controller_unregister(struct mbox_controller *mbox);
int devm_mbox_controller_register(struct device *dev, struct mbox_controller *mbox);
void devm_mbox_controller_unregister(struct device *dev, struct mbox_controller *mbox);
void mbox_chan_received_data(struct mbox_chan *chan, void *data);
void mbox_chan_txdone(struct mbox_chan *chan, int r);

#endif
