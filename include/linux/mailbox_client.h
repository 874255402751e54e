/* SPDX-License-Identifier: MIT */
/* Mailboxes, for those who send and receive messages. src/device/mailbox.c. */
#ifndef __MAILBOX_CLIENT_H
#define __MAILBOX_CLIENT_H

#include <linux/of.h>
#include <linux/device.h>

struct mbox_chan;

/**
 * struct mbox_client - a user of one channel
 * @tx_block: mbox_send_message() waits until the message was sent
 * @tx_tout: how long, in ms
 * @knows_txdone: the client calls mbox_client_txdone() itself
 * @rx_callback: a message came; atomic context
 * @tx_prepare: about to hand a message to the hardware; atomic context
 * @tx_done: a message was sent, or failed with the error
 */
struct mbox_client {
	struct device *dev;
	bool tx_block;
	unsigned long tx_tout;
	bool knows_txdone;
	void (*rx_callback)(struct mbox_client *cl, void *mssg);
	void (*tx_prepare)(struct mbox_client *cl, void *mssg);
	void (*tx_done)(struct mbox_client *cl, void *mssg, int r);
};

int mbox_bind_client(struct mbox_chan *chan, struct mbox_client *cl);
/**
 * mbox_request_channel() - number @index of "mboxes"; an error pointer (-EPROBE_DEFER: not there
 * yet)
 */
struct mbox_chan *mbox_request_channel(struct mbox_client *cl, int index);
struct mbox_chan *mbox_request_channel_byname(struct mbox_client *cl, const char *name);
/** mbox_send_message() - queue @mssg. Return: its place in the queue, -ENOBUFS, -ETIME, -EINVAL */
int mbox_send_message(struct mbox_chan *chan, void *mssg);
int mbox_flush(struct mbox_chan *chan, unsigned long timeout);
void mbox_client_txdone(struct mbox_chan *chan, int r);
bool mbox_client_peek_data(struct mbox_chan *chan);
void mbox_free_channel(struct mbox_chan *chan);

#endif
