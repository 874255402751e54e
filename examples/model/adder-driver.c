// SPDX-License-Identifier: MIT
/* The driver of the adder: maps a buffer, starts the block, sleeps until its interrupt. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mod_devicetable.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

int adder_driver_run(void);

struct adder_priv {
	u8 __iomem *regs;
	struct completion done;
	u32 status;
};

static int result = -ENODEV;

static irqreturn_t adder_irq(int irq, void *data)
{
	struct adder_priv *p = data;

	p->status = readl(p->regs + 0x0c);
	writel(p->status, p->regs + 0x0c);
	complete(&p->done);
	return IRQ_HANDLED;
}

static int adder_sum(struct device *dev, struct adder_priv *p, u32 *words, u32 count, u32 *sum)
{
	dma_addr_t addr = dma_map_single(dev, words, count * 4, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	writel(addr, p->regs + 0x00);
	writel(count, p->regs + 0x04);
	wait_for_completion(&p->done);
	dma_unmap_single(dev, addr, count * 4, DMA_TO_DEVICE);
	*sum = readl(p->regs + 0x08);
	return p->status & 2 ? -EIO : 0;
}

static int adder_probe(struct platform_device *pdev)
{
	struct adder_priv *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);
	u32 *words, sum = 0, i;
	int err;

	if (!p)
		return -ENOMEM;
	init_completion(&p->done);
	p->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(p->regs))
		return PTR_ERR(p->regs);
	err = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), adder_irq, 0, "adder", p);
	if (err)
		return err;
	words = devm_kcalloc(&pdev->dev, 100, sizeof(*words), GFP_KERNEL);
	if (!words)
		return -ENOMEM;
	for (i = 0; i < 100; i++)
		words[i] = i + 1;
	err = adder_sum(&pdev->dev, p, words, 100, &sum);
	dev_info(&pdev->dev, "the sum of 1 to 100 is %u\n", sum);
	result = err ? err : sum == 5050 ? 0 : -EIO;
	return 0;
}

static const struct of_device_id adder_ids[] = {
	{ .compatible = "example,adder" },
	{ }
};

static struct platform_driver adder_driver = {
	.probe = adder_probe,
	.driver = { .name = "adder", .of_match_table = adder_ids },
};

int adder_driver_run(void)
{
	int err = platform_driver_register(&adder_driver);

	if (err)
		return err;
	platform_driver_unregister(&adder_driver);
	return result;
}
