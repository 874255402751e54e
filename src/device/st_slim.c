// SPDX-License-Identifier: MIT
/*
 * ST's SLIM core as a remote processor: for drivers of devices that are built
 * around one. It has two memories, its own registers and those of its
 * peripherals, and up to four clocks.
 */
#include <linux/bits.h>
#include <linux/clk.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/remoteproc.h>
#include <linux/remoteproc/st_slim_rproc.h>

/* the core's registers */
#define SLIM_ID		    0x0
#define SLIM_VER	    0x4
#define SLIM_EN		    0x8
#define SLIM_EN_RUN	    BIT(0)
#define SLIM_CLK_GATE	    0xc
#define SLIM_CLK_GATE_DIS   BIT(0)
#define SLIM_CLK_GATE_RESET BIT(2)
/* its peripherals' */
#define SLIM_STBUS_SYNC	    0xf88
#define SLIM_STBUS_SYNC_DIS BIT(0)
#define SLIM_CMD_CLR	    0xfc8
#define SLIM_CMD_MASK	    0xfcc
#define SLIM_INT_CLR	    0xfd8
#define SLIM_INT_MASK	    0xfdc

static void __iomem *at(void __iomem *base, unsigned int offset)
{
	return (u8 __iomem *)base + offset;
}

static int slim_start(struct rproc *rproc)
{
	struct st_slim_rproc *slim = rproc->priv;
	u32 rev;

	writel(SLIM_CLK_GATE_DIS | SLIM_CLK_GATE_RESET, at(slim->slimcore, SLIM_CLK_GATE));
	writel(SLIM_STBUS_SYNC_DIS, at(slim->peri, SLIM_STBUS_SYNC));
	writel(0, at(slim->slimcore, SLIM_CLK_GATE));
	/* mailboxes empty and open */
	writel(~0u, at(slim->peri, SLIM_INT_CLR));
	writel(~0u, at(slim->peri, SLIM_CMD_CLR));
	writel(~0u, at(slim->peri, SLIM_INT_MASK));
	writel(~0u, at(slim->peri, SLIM_CMD_MASK));
	writel(SLIM_EN_RUN, at(slim->slimcore, SLIM_EN));
	rev = readl(slim->mem[ST_SLIM_DMEM].cpu_addr);
	dev_info(&rproc->dev, "fw rev:%u.%u on SLIM %u.%u\n", rev >> 16 & 0xff, rev >> 8 & 0xff,
		 readl(at(slim->slimcore, SLIM_ID)), readl(at(slim->slimcore, SLIM_VER)));
	return 0;
}

static int slim_stop(struct rproc *rproc)
{
	struct st_slim_rproc *slim = rproc->priv;

	writel(0, at(slim->peri, SLIM_INT_MASK));
	writel(0, at(slim->peri, SLIM_CMD_MASK));
	writel(SLIM_CLK_GATE_DIS, at(slim->slimcore, SLIM_CLK_GATE));
	writel(0, at(slim->slimcore, SLIM_EN));
	if (readl(at(slim->slimcore, SLIM_EN)) & SLIM_EN_RUN)
		dev_warn(&rproc->dev, "Failed to disable SLIM");
	return 0;
}

static void *slim_da_to_va(struct rproc *rproc, u64 da, size_t len, bool *is_iomem)
{
	struct st_slim_rproc *slim = rproc->priv;
	int i;

	for (i = 0; i < ST_SLIM_MEM_MAX; i++)
		if (da == slim->mem[i].bus_addr && len <= slim->mem[i].size)
			return (void *)slim->mem[i].cpu_addr;
	return NULL;
}

static const struct rproc_ops slim_ops = {
	.start = slim_start,
	.stop = slim_stop,
	.da_to_va = slim_da_to_va,
};

static void __iomem *map(struct platform_device *pdev, const char *name, struct resource **res)
{
	*res = platform_get_resource_byname(pdev, IORESOURCE_MEM, name);
	return devm_ioremap_resource(&pdev->dev, *res);
}

static int map_all(struct platform_device *pdev, struct st_slim_rproc *slim)
{
	static const char *const names[ST_SLIM_MEM_MAX] = { "dmem", "imem" };
	struct resource *res;
	int i;

	for (i = 0; i < ST_SLIM_MEM_MAX; i++) {
		slim->mem[i].cpu_addr = map(pdev, names[i], &res);
		if (IS_ERR(slim->mem[i].cpu_addr))
			return PTR_ERR(slim->mem[i].cpu_addr);
		slim->mem[i].bus_addr = res->start;
		slim->mem[i].size = resource_size(res);
	}
	slim->slimcore = map(pdev, "slimcore", &res);
	if (IS_ERR(slim->slimcore))
		return PTR_ERR(slim->slimcore);
	slim->peri = map(pdev, "peripherals", &res);
	return PTR_ERR_OR_ZERO(slim->peri);
}

static void clocks_put(struct st_slim_rproc *slim)
{
	int i;

	for (i = 0; i < ST_SLIM_MAX_CLK && slim->clks[i]; i++) {
		clk_disable_unprepare(slim->clks[i]);
		clk_put(slim->clks[i]);
		slim->clks[i] = NULL;
	}
}

/* as many as the node has; those that are there run */
static int clocks_get(struct st_slim_rproc *slim, struct device_node *np)
{
	struct clk *clk;
	int i, ret = 0;

	for (i = 0; i < ST_SLIM_MAX_CLK && !ret; i++) {
		clk = of_clk_get(np, i);
		if (IS_ERR(clk)) {
			ret = PTR_ERR(clk) == -EPROBE_DEFER ? -EPROBE_DEFER : 0;
			break;
		}
		ret = clk_prepare_enable(clk);
		if (ret)
			clk_put(clk);
		else
			slim->clks[i] = clk;
	}
	if (ret)
		clocks_put(slim);
	return ret;
}

struct st_slim_rproc *st_slim_rproc_alloc(struct platform_device *pdev, char *fw_name)
{
	struct device_node *np = pdev->dev.of_node;
	struct st_slim_rproc *slim;
	struct rproc *rproc;
	int ret;

	if (!fw_name || !of_device_is_compatible(np, "st,slim-rproc"))
		return ERR_PTR(-EINVAL);
	rproc = rproc_alloc(&pdev->dev, np->name, &slim_ops, fw_name, sizeof(*slim));
	if (!rproc)
		return ERR_PTR(-ENOMEM);
	rproc->has_iommu = false;
	slim = rproc->priv;
	slim->rproc = rproc;
	ret = map_all(pdev, slim);
	if (!ret)
		ret = clocks_get(slim, np);
	if (!ret) {
		ret = rproc_add(rproc);
		if (ret)
			clocks_put(slim);
	}
	if (ret) {
		dev_err(&pdev->dev, "no SLIM core: error %d\n", ret);
		rproc_free(rproc);
		return ERR_PTR(ret);
	}
	return slim;
}
EXPORT_SYMBOL(st_slim_rproc_alloc);

void st_slim_rproc_put(struct st_slim_rproc *slim)
{
	struct rproc *rproc;

	if (!slim)
		return;
	rproc = slim->rproc;
	clocks_put(slim);
	rproc_del(rproc);
	rproc_free(rproc);
}
EXPORT_SYMBOL(st_slim_rproc_put);
