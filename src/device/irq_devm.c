// SPDX-License-Identifier: MIT
/* Interrupts that are freed when the driver is unbound. */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>

struct irq_devres {
	unsigned int irq;
	void *dev_id;
};

static void devm_irq_release(struct device *dev, void *res)
{
	struct irq_devres *this = res;

	free_irq(this->irq, this->dev_id);
}

static int devm_irq_match(struct device *dev, void *res, void *data)
{
	struct irq_devres *this = res;
	struct irq_devres *match = data;

	return this->irq == match->irq && this->dev_id == match->dev_id;
}

static struct irq_devres *devm_irq_alloc(unsigned int irq, void *dev_id)
{
	struct irq_devres *dr;

	dr = devres_alloc(devm_irq_release, sizeof(*dr), GFP_KERNEL);
	if (dr) {
		dr->irq = irq;
		dr->dev_id = dev_id;
	}
	return dr;
}

static int devm_irq_keep(struct device *dev, struct irq_devres *dr, int ret)
{
	if (ret < 0)
		devres_free(dr);
	else
		devres_add(dev, dr);
	return ret;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq,
			      irq_handler_t handler, irq_handler_t thread_fn,
			      unsigned long irqflags, const char *devname,
			      void *dev_id)
{
	struct irq_devres *dr = devm_irq_alloc(irq, dev_id);

	if (!dr)
		return -ENOMEM;
	return devm_irq_keep(dev, dr,
			     request_threaded_irq(irq, handler, thread_fn,
						  irqflags,
						  devname ? devname :
							    dev_name(dev),
						  dev_id));
}
EXPORT_SYMBOL(devm_request_threaded_irq);

int devm_request_any_context_irq(struct device *dev, unsigned int irq,
				 irq_handler_t handler, unsigned long irqflags,
				 const char *devname, void *dev_id)
{
	struct irq_devres *dr = devm_irq_alloc(irq, dev_id);

	if (!dr)
		return -ENOMEM;
	return devm_irq_keep(dev, dr,
			     request_any_context_irq(irq, handler, irqflags,
						     devname ? devname :
							       dev_name(dev),
						     dev_id));
}
EXPORT_SYMBOL(devm_request_any_context_irq);

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct irq_devres match = { irq, dev_id };

	WARN_ON(devres_destroy(dev, devm_irq_release, devm_irq_match, &match));
	free_irq(irq, dev_id);
}
EXPORT_SYMBOL(devm_free_irq);
