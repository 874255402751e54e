// SPDX-License-Identifier: MIT
/*
 * A transfer that does not end: what the channel, its controller's model and
 * the lines around them look like, in the log. Called by clients whose
 * patience is over (dmatest, slavetest).
 */
#define pr_fmt(fmt) "dmaengine: " fmt

#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/printk.h>

#include "engine/stuck.h"
#include "machine/machine.h"

static void report_line(void *arg, const char *text)
{
	dev_warn(arg, "  %s\n", text);
}

static void report_model(struct device *at, struct device_node *np, const char *what)
{
	if (!np)
		return;
	dev_warn(at, "%s %pOF:\n", what, np);
	if (!machine_describe(np->board_node, report_line, at))
		dev_warn(at, "  nobody models it: it will never do anything\n");
}

void dmaengine_report_stuck(struct dma_chan *chan)
{
	struct device *at = &chan->dev->device;
	struct device *controller = chan->device->dev;

	dev_warn(at, "stuck: last submitted %d, last completed %d, used by %s%s%s\n", chan->cookie,
		 chan->completed_cookie,
		 chan->dbg_client_name ?: chan->slave ? dev_name(chan->slave) : "a client",
		 chan->router ? " via " : "", chan->router ? dev_name(chan->router->dev) : "");
	if (!controller->driver)
		dev_warn(at, "its controller %s has no driver any more\n", dev_name(controller));
	report_model(at, controller->of_node, "controller");
	if (chan->router)
		report_model(at, chan->router->dev->of_node, "router");
	if (chan->slave && chan->slave != controller)
		report_model(at, chan->slave->of_node, "peripheral");
}
EXPORT_SYMBOL_GPL(dmaengine_report_stuck);
