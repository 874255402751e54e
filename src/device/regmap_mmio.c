// SPDX-License-Identifier: MIT
/* Register maps over memory-mapped registers, with a clock that runs during each access. */
#include <linux/clk.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/slab.h>

#include "device/regmap_internals.h"

struct regmap_mmio {
	void __iomem *regs;
	unsigned int bytes;
	bool big_endian;
	bool attached_clk;
	struct clk *clk;
};

static int clk_on(struct regmap_mmio *m)
{
	return IS_ERR_OR_NULL(m->clk) ? 0 : clk_enable(m->clk);
}

static void clk_off(struct regmap_mmio *m)
{
	if (!IS_ERR_OR_NULL(m->clk))
		clk_disable(m->clk);
}

static unsigned int read_one(struct regmap_mmio *m, unsigned int reg)
{
	void __iomem *at = (u8 __iomem *)m->regs + reg;

	switch (m->bytes) {
	case 1:
		return readb(at);
	case 2:
		return m->big_endian ? ioread16be(at) : readw(at);
	default:
		return m->big_endian ? ioread32be(at) : readl(at);
	}
}

static void write_one(struct regmap_mmio *m, unsigned int reg, unsigned int val)
{
	void __iomem *at = (u8 __iomem *)m->regs + reg;

	switch (m->bytes) {
	case 1:
		writeb(val, at);
		break;
	case 2:
		if (m->big_endian)
			iowrite16be(val, at);
		else
			writew(val, at);
		break;
	default:
		if (m->big_endian)
			iowrite32be(val, at);
		else
			writel(val, at);
	}
}

static int mmio_read(void *context, unsigned int reg, unsigned int *val)
{
	struct regmap_mmio *m = context;
	int ret = clk_on(m);

	if (ret)
		return ret;
	*val = read_one(m, reg);
	clk_off(m);
	return 0;
}

static int mmio_write(void *context, unsigned int reg, unsigned int val)
{
	struct regmap_mmio *m = context;
	int ret = clk_on(m);

	if (ret)
		return ret;
	write_one(m, reg, val);
	clk_off(m);
	return 0;
}

static void mmio_free(void *context)
{
	struct regmap_mmio *m = context;

	if (!IS_ERR_OR_NULL(m->clk)) {
		clk_unprepare(m->clk);
		if (!m->attached_clk)
			clk_put(m->clk);
	}
	kfree(m);
}

const struct regmap_bus regmap_mmio_bus = {
	.fast_io = true,
	.reg_read = mmio_read,
	.reg_write = mmio_write,
	.free_context = mmio_free,
	.val_format_endian_default = REGMAP_ENDIAN_LITTLE,
};

static int check(struct device *dev, const struct regmap_config *config)
{
	int bytes = config->val_bits / 8;

	if (config->val_bits % 8 || (bytes != 1 && bytes != 2 && bytes != 4)) {
		dev_err(dev, "regmap: registers of %d bits over MMIO; 8, 16 and 32 can be done\n",
			config->val_bits);
		return -EINVAL;
	}
	if (config->reg_stride && config->reg_stride % bytes)
		return -EINVAL;
	if (config->pad_bits)
		return -EINVAL;
	return 0;
}

static struct regmap_mmio *mmio_context(struct device *dev, const char *clk_id, void __iomem *regs,
					const struct regmap_config *config)
{
	struct regmap_mmio *m;
	int ret = check(dev, config);

	if (ret)
		return ERR_PTR(ret);
	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return ERR_PTR(-ENOMEM);
	m->regs = regs;
	m->bytes = config->val_bits / 8;
	m->big_endian = config->val_format_endian == REGMAP_ENDIAN_BIG;
	m->clk = ERR_PTR(-ENODEV);
	if (!clk_id)
		return m;
	m->clk = clk_get(dev, clk_id);
	ret = PTR_ERR_OR_ZERO(m->clk);
	if (!ret) {
		ret = clk_prepare(m->clk);
		if (ret)
			clk_put(m->clk);
	}
	if (ret) {
		kfree(m);
		return ERR_PTR(ret);
	}
	return m;
}

struct regmap *__regmap_init_mmio_clk(struct device *dev, const char *clk_id, void __iomem *regs,
				      const struct regmap_config *config,
				      struct lock_class_key *lock_key, const char *lock_name)
{
	struct regmap_mmio *m = mmio_context(dev, clk_id, regs, config);

	if (IS_ERR(m))
		return ERR_CAST(m);
	return __regmap_init(dev, &regmap_mmio_bus, m, config, lock_key, lock_name);
}
EXPORT_SYMBOL_GPL(__regmap_init_mmio_clk);

struct regmap *__devm_regmap_init_mmio_clk(struct device *dev, const char *clk_id,
					   void __iomem *regs, const struct regmap_config *config,
					   struct lock_class_key *lock_key, const char *lock_name)
{
	struct regmap_mmio *m = mmio_context(dev, clk_id, regs, config);

	if (IS_ERR(m))
		return ERR_CAST(m);
	return __devm_regmap_init(dev, &regmap_mmio_bus, m, config, lock_key, lock_name);
}
EXPORT_SYMBOL_GPL(__devm_regmap_init_mmio_clk);

int regmap_mmio_attach_clk(struct regmap *map, struct clk *clk)
{
	struct regmap_mmio *m = map->context;

	m->clk = clk;
	m->attached_clk = true;
	return clk_prepare(clk);
}
EXPORT_SYMBOL_GPL(regmap_mmio_attach_clk);

void regmap_mmio_detach_clk(struct regmap *map)
{
	struct regmap_mmio *m = map->context;

	clk_unprepare(m->clk);
	m->attached_clk = false;
	m->clk = NULL;
}
EXPORT_SYMBOL_GPL(regmap_mmio_detach_clk);
