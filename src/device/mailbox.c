// SPDX-License-Identifier: MIT
/*
 * Mailboxes: messages that clients queue on a channel and a controller sends
 * one after the other. How it is known that one was sent is the channel's
 * method: the controller says so, the client does, or a timer asks.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mailbox_client.h>
#include <linux/mailbox_controller.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/slab.h>

/* @con_mutex protects @controllers, and who has which channel */
static DEFINE_MUTEX(con_mutex);
static LIST_HEAD(controllers);

/* ---- sending -------------------------------------------------------------------- */

static int queue_message(struct mbox_chan *chan, void *mssg)
{
	unsigned long flags;
	int at = -ENOBUFS;

	spin_lock_irqsave(&chan->lock, flags);
	if (chan->msg_count < MBOX_TX_QUEUE_LEN) {
		at = chan->msg_free;
		chan->msg_data[at] = mssg;
		chan->msg_count++;
		chan->msg_free = (at + 1) % MBOX_TX_QUEUE_LEN;
	}
	spin_unlock_irqrestore(&chan->lock, flags);
	return at;
}

/* hand the oldest message to the hardware, if it has none; 0 if it took it */
static int send_next(struct mbox_chan *chan)
{
	unsigned int at;
	void *data;
	int ret;

	if (!chan->msg_count || chan->active_req)
		return -EBUSY;
	at = (chan->msg_free + MBOX_TX_QUEUE_LEN - chan->msg_count) % MBOX_TX_QUEUE_LEN;
	data = chan->msg_data[at];
	if (chan->cl->tx_prepare)
		chan->cl->tx_prepare(chan->cl, data);
	ret = chan->mbox->ops->send_data(chan, data);
	if (!ret) {
		chan->active_req = data;
		chan->msg_count--;
	}
	return ret;
}

static void submit(struct mbox_chan *chan)
{
	struct mbox_controller *mbox = chan->mbox;
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&chan->lock, flags);
	ret = send_next(chan);
	spin_unlock_irqrestore(&chan->lock, flags);
	if (ret || !(chan->txdone_method & TXDONE_BY_POLL))
		return;
	spin_lock_irqsave(&mbox->poll_hrt_lock, flags);
	hrtimer_start(&mbox->poll_hrt, 0, HRTIMER_MODE_REL);
	spin_unlock_irqrestore(&mbox->poll_hrt_lock, flags);
}

/* Takes back the message that the hardware has; NULL if it has none. */
static void *take_active(struct mbox_chan *chan)
{
	unsigned long flags;
	void *message;

	spin_lock_irqsave(&chan->lock, flags);
	message = chan->active_req;
	chan->active_req = NULL;
	spin_unlock_irqrestore(&chan->lock, flags);
	return message;
}

/* the message that was under way is through, with result @r */
static void tx_tick(struct mbox_chan *chan, int r)
{
	void *message = take_active(chan);
	struct mbox_client *client;

	submit(chan);
	client = message ? chan->cl : NULL;
	if (!client)
		return;
	if (client->tx_done)
		client->tx_done(client, message, r);
	if (client->tx_block && r != -ETIME)
		complete(&chan->tx_complete);
}

static bool chan_is_busy(struct mbox_chan *chan)
{
	unsigned long flags;
	bool busy;

	spin_lock_irqsave(&chan->lock, flags);
	busy = chan->active_req && chan->cl;
	spin_unlock_irqrestore(&chan->lock, flags);
	return busy;
}

/* Asks the hardware after one channel's message; true if it has to be asked again. */
static bool poll_channel(struct mbox_chan *chan)
{
	if (!chan_is_busy(chan))
		return false;
	if (!chan->mbox->ops->last_tx_done(chan))
		return true;
	tx_tick(chan, 0);
	return false;
}

static enum hrtimer_restart txdone_poll(struct hrtimer *hrtimer)
{
	struct mbox_controller *mbox = container_of(hrtimer, struct mbox_controller, poll_hrt);
	unsigned long flags;
	int i, waiting = 0;

	for (i = 0; i < mbox->num_chans; i++)
		waiting += poll_channel(&mbox->chans[i]);
	if (!waiting)
		return HRTIMER_NORESTART;
	spin_lock_irqsave(&mbox->poll_hrt_lock, flags);
	/* a message that was sent meanwhile may have started it anew */
	if (!hrtimer_is_queued(hrtimer))
		hrtimer_forward_now(hrtimer, ms_to_ktime(mbox->txpoll_period));
	spin_unlock_irqrestore(&mbox->poll_hrt_lock, flags);
	return HRTIMER_RESTART;
}

int mbox_send_message(struct mbox_chan *chan, void *mssg)
{
	unsigned long wait;
	int at;

	if (!chan || !chan->cl)
		return -EINVAL;
	at = queue_message(chan, mssg);
	if (at < 0) {
		dev_err(chan->mbox->dev, "Try increasing MBOX_TX_QUEUE_LEN\n");
		return at;
	}
	submit(chan);
	if (!chan->cl->tx_block)
		return at;
	wait = chan->cl->tx_tout ? msecs_to_jiffies(chan->cl->tx_tout) : msecs_to_jiffies(3600000);
	if (!wait_for_completion_timeout(&chan->tx_complete, wait)) {
		at = -ETIME;
		tx_tick(chan, at);
	}
	return at;
}
EXPORT_SYMBOL_GPL(mbox_send_message);

int mbox_flush(struct mbox_chan *chan, unsigned long timeout)
{
	const struct mbox_chan_ops *ops = chan->mbox->ops;
	int left = ops->flush ? ops->flush(chan, timeout) : -ENOTSUPP;

	/* what could not leave is given back to its sender */
	if (ops->flush && left < 0)
		tx_tick(chan, left);
	return left;
}
EXPORT_SYMBOL_GPL(mbox_flush);

void mbox_chan_txdone(struct mbox_chan *chan, int r)
{
	if (!(chan->txdone_method & TXDONE_BY_IRQ)) {
		dev_err(chan->mbox->dev, "Controller can't run the TX ticker\n");
		return;
	}
	tx_tick(chan, r);
}
EXPORT_SYMBOL_GPL(mbox_chan_txdone);

void mbox_client_txdone(struct mbox_chan *chan, int r)
{
	if (!(chan->txdone_method & TXDONE_BY_ACK)) {
		dev_err(chan->mbox->dev, "Client can't run the TX ticker\n");
		return;
	}
	tx_tick(chan, r);
}
EXPORT_SYMBOL_GPL(mbox_client_txdone);

bool mbox_client_peek_data(struct mbox_chan *chan)
{
	return chan->mbox->ops->peek_data && chan->mbox->ops->peek_data(chan);
}
EXPORT_SYMBOL_GPL(mbox_client_peek_data);

void mbox_chan_received_data(struct mbox_chan *chan, void *mssg)
{
	if (chan->cl && chan->cl->rx_callback)
		chan->cl->rx_callback(chan->cl, mssg);
}
EXPORT_SYMBOL_GPL(mbox_chan_received_data);

/* ---- channels and their clients ------------------------------------------------------ */

static void detach(struct mbox_chan *chan)
{
	unsigned long flags;

	spin_lock_irqsave(&chan->lock, flags);
	if (chan->txdone_method == TXDONE_BY_ACK)
		chan->txdone_method = TXDONE_BY_POLL;
	chan->active_req = NULL;
	chan->cl = NULL;
	spin_unlock_irqrestore(&chan->lock, flags);
}

void mbox_free_channel(struct mbox_chan *chan)
{
	struct mbox_controller *mbox = chan && chan->cl ? chan->mbox : NULL;

	if (!mbox)
		return;
	if (mbox->ops->shutdown)
		mbox->ops->shutdown(chan);
	detach(chan);
	module_put(mbox->dev->driver->owner);
}
EXPORT_SYMBOL_GPL(mbox_free_channel);

static void attach(struct mbox_chan *chan, struct mbox_client *cl)
{
	unsigned long flags;

	spin_lock_irqsave(&chan->lock, flags);
	chan->cl = cl;
	chan->active_req = NULL;
	chan->msg_count = 0;
	chan->msg_free = 0;
	if (cl->knows_txdone && chan->txdone_method == TXDONE_BY_POLL)
		chan->txdone_method = TXDONE_BY_ACK;
	init_completion(&chan->tx_complete);
	spin_unlock_irqrestore(&chan->lock, flags);
}

static int bind_locked(struct mbox_chan *chan, struct mbox_client *cl)
{
	struct mbox_controller *mbox = chan->mbox;
	int err;

	if (chan->cl || !try_module_get(mbox->dev->driver->owner)) {
		dev_dbg(cl->dev, "%s: mailbox not free\n", __func__);
		return -EBUSY;
	}
	attach(chan, cl);
	err = mbox->ops->startup ? mbox->ops->startup(chan) : 0;
	if (!err)
		return 0;
	dev_err(cl->dev, "Unable to startup the chan (%d)\n", err);
	mbox_free_channel(chan);
	return err;
}

int mbox_bind_client(struct mbox_chan *chan, struct mbox_client *cl)
{
	int ret;

	mutex_lock(&con_mutex);
	ret = bind_locked(chan, cl);
	mutex_unlock(&con_mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(mbox_bind_client);

static struct mbox_chan *chan_find(const struct of_phandle_args *spec)
{
	struct mbox_controller *mbox;

	list_for_each_entry(mbox, &controllers, node)
		if (mbox->dev->of_node == spec->np)
			return mbox->of_xlate(mbox, spec);
	return ERR_PTR(-EPROBE_DEFER);
}

/* The channel that @spec names, bound to @cl; its reference to the node is used up. */
static struct mbox_chan *find_and_bind(struct mbox_client *cl, struct of_phandle_args *spec)
{
	struct mbox_chan *chan;
	int err = 0;

	mutex_lock(&con_mutex);
	chan = chan_find(spec);
	of_node_put(spec->np);
	if (!IS_ERR(chan))
		err = bind_locked(chan, cl);
	mutex_unlock(&con_mutex);
	return err ? ERR_PTR(err) : chan;
}

struct mbox_chan *mbox_request_channel(struct mbox_client *cl, int index)
{
	struct device_node *np = cl->dev ? cl->dev->of_node : NULL;
	struct of_phandle_args spec;

	if (!np) {
		pr_debug("%s: No owner device node\n", __func__);
		return ERR_PTR(-ENODEV);
	}
	if (!of_parse_phandle_with_args(np, "mboxes", "#mbox-cells", index, &spec))
		return find_and_bind(cl, &spec);
	dev_dbg(cl->dev, "%s: can't parse \"mboxes\" property\n", __func__);
	return ERR_PTR(-ENODEV);
}
EXPORT_SYMBOL_GPL(mbox_request_channel);

struct mbox_chan *mbox_request_channel_byname(struct mbox_client *cl, const char *name)
{
	struct device_node *np = cl->dev->of_node;
	bool has_names = np && of_get_property(np, "mbox-names", NULL);
	int index = has_names ? of_property_match_string(np, "mbox-names", name) : -EINVAL;

	if (index >= 0)
		return mbox_request_channel(cl, index);
	if (has_names)
		dev_err(cl->dev, "%s() could not locate channel named \"%s\"\n", __func__, name);
	else if (np)
		dev_err(cl->dev, "%s() requires an \"mbox-names\" property\n", __func__);
	else
		dev_err(cl->dev, "%s() currently only supports DT\n", __func__);
	return ERR_PTR(-EINVAL);
}
EXPORT_SYMBOL_GPL(mbox_request_channel_byname);

/* ---- controllers ------------------------------------------------------------------------ */

static struct mbox_chan *xlate_index(struct mbox_controller *mbox, const struct of_phandle_args *sp)
{
	int index = sp->args[0];

	if (index < 0 || index >= mbox->num_chans)
		return ERR_PTR(-EINVAL);
	return &mbox->chans[index];
}

/* How the controller learns that a message has gone. */
static int txdone_method(const struct mbox_controller *mbox)
{
	if (mbox->txdone_irq)
		return TXDONE_BY_IRQ;
	return mbox->txdone_poll ? TXDONE_BY_POLL : TXDONE_BY_ACK;
}

static int prepare_polling(struct mbox_controller *mbox)
{
	if (!mbox->ops->last_tx_done) {
		dev_err(mbox->dev, "last_tx_done method is absent\n");
		return -EINVAL;
	}
	spin_lock_init(&mbox->poll_hrt_lock);
	hrtimer_init(&mbox->poll_hrt, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	mbox->poll_hrt.function = txdone_poll;
	return 0;
}

int mbox_controller_register(struct mbox_controller *mbox)
{
	struct mbox_chan *chan;
	int method;

	if (!mbox || !mbox->dev || !mbox->ops || !mbox->num_chans)
		return -EINVAL;
	method = txdone_method(mbox);
	if (method == TXDONE_BY_POLL && prepare_polling(mbox))
		return -EINVAL;
	for (chan = mbox->chans; chan < mbox->chans + mbox->num_chans; chan++) {
		spin_lock_init(&chan->lock);
		chan->txdone_method = method;
		chan->mbox = mbox;
		chan->cl = NULL;
	}
	mbox->of_xlate = mbox->of_xlate ?: xlate_index;
	mutex_lock(&con_mutex);
	list_add_tail(&mbox->node, &controllers);
	mutex_unlock(&con_mutex);
	return 0;
}
EXPORT_SYMBOL_GPL(mbox_controller_register);

void mbox_controller_unregister(struct mbox_controller *mbox)
{
	struct mbox_chan *chan;

	if (!mbox)
		return;
	mutex_lock(&con_mutex);
	list_del(&mbox->node);
	for (chan = mbox->chans; chan < mbox->chans + mbox->num_chans; chan++)
		mbox_free_channel(chan);
	if (txdone_method(mbox) == TXDONE_BY_POLL)
		hrtimer_cancel(&mbox->poll_hrt);
	mutex_unlock(&con_mutex);
}
EXPORT_SYMBOL_GPL(mbox_controller_unregister);

static void devm_controller_release(struct device *dev, void *res)
{
	mbox_controller_unregister(*(struct mbox_controller **)res);
}

static int devm_controller_match(struct device *dev, void *res, void *data)
{
	return *(struct mbox_controller **)res == data;
}

int devm_mbox_controller_register(struct device *dev, struct mbox_controller *mbox)
{
	struct mbox_controller **owned;
	int err;

	owned = devres_alloc(devm_controller_release, sizeof(*owned), GFP_KERNEL);
	err = owned ? mbox_controller_register(mbox) : -ENOMEM;
	if (err) {
		devres_free(owned);
	} else {
		*owned = mbox;
		devres_add(dev, owned);
	}
	return err;
}
EXPORT_SYMBOL_GPL(devm_mbox_controller_register);

void devm_mbox_controller_unregister(struct device *dev, struct mbox_controller *mbox)
{
	WARN_ON(devres_release(dev, devm_controller_release, devm_controller_match, mbox));
}
EXPORT_SYMBOL_GPL(devm_mbox_controller_unregister);
