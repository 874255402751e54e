// SPDX-License-Identifier: MIT
/*
 * The simple kinds of clock: of a fixed rate, a fixed multiple of another,
 * gated by a bit of a register.
 */
#include <linux/clk-provider.h>
#include <linux/clk.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

/* ---- a fixed rate ----------------------------------------------------------------- */

static unsigned long fixed_rate_recalc(struct clk_hw *hw,
				       unsigned long parent_rate)
{
	return to_clk_fixed_rate(hw)->fixed_rate;
}

static unsigned long fixed_rate_accuracy(struct clk_hw *hw,
					 unsigned long parent_accuracy)
{
	return to_clk_fixed_rate(hw)->fixed_accuracy;
}

const struct clk_ops clk_fixed_rate_ops = {
	.recalc_rate = fixed_rate_recalc,
	.recalc_accuracy = fixed_rate_accuracy,
};
EXPORT_SYMBOL_GPL(clk_fixed_rate_ops);

/* @hw is the first member of what @devm or kzalloc() gave; on failure it is freed */
static struct clk_hw *register_basic(struct device *dev, struct clk_hw *hw,
				     void *mem, bool devm)
{
	int ret = devm ? devm_clk_hw_register(dev, hw) :
			 clk_hw_register(dev, hw);

	if (!ret)
		return hw;
	if (!devm)
		kfree(mem);
	return ERR_PTR(ret);
}

static void *basic_alloc(struct device *dev, size_t size, bool devm)
{
	return devm ? devm_kzalloc(dev, size, GFP_KERNEL) :
		      kzalloc(size, GFP_KERNEL);
}

static struct clk_hw *fixed_rate_new(struct device *dev, const char *name,
				     const char *parent_name,
				     unsigned long flags, unsigned long rate,
				     bool devm)
{
	struct clk_init_data init = {
		.name = name,
		.ops = &clk_fixed_rate_ops,
		.parent_names = parent_name ? &parent_name : NULL,
		.num_parents = parent_name ? 1 : 0,
		.flags = flags,
	};
	struct clk_fixed_rate *fixed = basic_alloc(dev, sizeof(*fixed), devm);

	if (!fixed)
		return ERR_PTR(-ENOMEM);
	fixed->fixed_rate = rate;
	fixed->hw.init = &init;
	return register_basic(dev, &fixed->hw, fixed, devm);
}

struct clk_hw *clk_hw_register_fixed_rate(struct device *dev, const char *name,
					  const char *parent_name,
					  unsigned long flags,
					  unsigned long fixed_rate)
{
	return fixed_rate_new(dev, name, parent_name, flags, fixed_rate, false);
}
EXPORT_SYMBOL_GPL(clk_hw_register_fixed_rate);

struct clk_hw *devm_clk_hw_register_fixed_rate(struct device *dev,
					       const char *name,
					       const char *parent_name,
					       unsigned long flags,
					       unsigned long fixed_rate)
{
	return fixed_rate_new(dev, name, parent_name, flags, fixed_rate, true);
}
EXPORT_SYMBOL_GPL(devm_clk_hw_register_fixed_rate);

struct clk *clk_register_fixed_rate(struct device *dev, const char *name,
				    const char *parent_name,
				    unsigned long flags,
				    unsigned long fixed_rate)
{
	struct clk_hw *hw = clk_hw_register_fixed_rate(dev, name, parent_name,
						       flags, fixed_rate);

	return IS_ERR(hw) ? ERR_CAST(hw) : hw->clk;
}
EXPORT_SYMBOL_GPL(clk_register_fixed_rate);

void clk_hw_unregister_fixed_rate(struct clk_hw *hw)
{
	clk_hw_unregister(hw);
	kfree(to_clk_fixed_rate(hw));
}
EXPORT_SYMBOL_GPL(clk_hw_unregister_fixed_rate);

void clk_unregister_fixed_rate(struct clk *clk)
{
	struct clk_hw *hw = __clk_get_hw(clk);

	if (hw)
		clk_hw_unregister_fixed_rate(hw);
}
EXPORT_SYMBOL_GPL(clk_unregister_fixed_rate);

/* ---- a multiple of another ----------------------------------------------------------- */

static unsigned long fixed_factor_recalc(struct clk_hw *hw,
					 unsigned long parent_rate)
{
	struct clk_fixed_factor *fix = to_clk_fixed_factor(hw);

	return (unsigned long long)parent_rate * fix->mult / fix->div;
}

static long fixed_factor_round(struct clk_hw *hw, unsigned long rate,
			       unsigned long *parent_rate)
{
	struct clk_fixed_factor *fix = to_clk_fixed_factor(hw);

	if (clk_hw_can_set_rate_parent(hw))
		*parent_rate = clk_hw_round_rate(clk_hw_get_parent(hw),
						 rate / fix->mult * fix->div);
	return *parent_rate / fix->div * fix->mult;
}

/* the parent has it already: there is nothing to set */
static int fixed_factor_set_rate(struct clk_hw *hw, unsigned long rate,
				 unsigned long parent_rate)
{
	return 0;
}

const struct clk_ops clk_fixed_factor_ops = {
	.recalc_rate = fixed_factor_recalc,
	.round_rate = fixed_factor_round,
	.set_rate = fixed_factor_set_rate,
};
EXPORT_SYMBOL_GPL(clk_fixed_factor_ops);

static struct clk_hw *fixed_factor_new(struct device *dev, const char *name,
				       const char *parent_name,
				       unsigned long flags, unsigned int mult,
				       unsigned int div, bool devm)
{
	struct clk_init_data init = {
		.name = name,
		.ops = &clk_fixed_factor_ops,
		.parent_names = &parent_name,
		.num_parents = 1,
		.flags = flags,
	};
	struct clk_fixed_factor *fix;

	if (!div)
		return ERR_PTR(-EINVAL);
	fix = basic_alloc(dev, sizeof(*fix), devm);
	if (!fix)
		return ERR_PTR(-ENOMEM);
	fix->mult = mult;
	fix->div = div;
	fix->hw.init = &init;
	return register_basic(dev, &fix->hw, fix, devm);
}

struct clk_hw *clk_hw_register_fixed_factor(struct device *dev,
					    const char *name,
					    const char *parent_name,
					    unsigned long flags,
					    unsigned int mult,
					    unsigned int div)
{
	return fixed_factor_new(dev, name, parent_name, flags, mult, div,
				false);
}
EXPORT_SYMBOL_GPL(clk_hw_register_fixed_factor);

struct clk_hw *devm_clk_hw_register_fixed_factor(struct device *dev,
						 const char *name,
						 const char *parent_name,
						 unsigned long flags,
						 unsigned int mult,
						 unsigned int div)
{
	return fixed_factor_new(dev, name, parent_name, flags, mult, div, true);
}
EXPORT_SYMBOL_GPL(devm_clk_hw_register_fixed_factor);

struct clk *clk_register_fixed_factor(struct device *dev, const char *name,
				      const char *parent_name,
				      unsigned long flags, unsigned int mult,
				      unsigned int div)
{
	struct clk_hw *hw = clk_hw_register_fixed_factor(dev, name, parent_name,
							 flags, mult, div);

	return IS_ERR(hw) ? ERR_CAST(hw) : hw->clk;
}
EXPORT_SYMBOL_GPL(clk_register_fixed_factor);

void clk_hw_unregister_fixed_factor(struct clk_hw *hw)
{
	clk_hw_unregister(hw);
	kfree(to_clk_fixed_factor(hw));
}
EXPORT_SYMBOL_GPL(clk_hw_unregister_fixed_factor);

void clk_unregister_fixed_factor(struct clk *clk)
{
	struct clk_hw *hw = __clk_get_hw(clk);

	if (hw)
		clk_hw_unregister_fixed_factor(hw);
}
EXPORT_SYMBOL_GPL(clk_unregister_fixed_factor);

/* ---- a gate ---------------------------------------------------------------------------- */

static u32 gate_read(struct clk_gate *gate)
{
	return gate->flags & CLK_GATE_BIG_ENDIAN ? ioread32be(gate->reg) :
						   readl(gate->reg);
}

static void gate_write(struct clk_gate *gate, u32 value)
{
	if (gate->flags & CLK_GATE_BIG_ENDIAN)
		iowrite32be(value, gate->reg);
	else
		writel(value, gate->reg);
}

static void gate_set(struct clk_hw *hw, bool enable)
{
	struct clk_gate *gate = to_clk_gate(hw);
	bool set = enable != !!(gate->flags & CLK_GATE_SET_TO_DISABLE);
	u32 bit = 1u << gate->bit_idx;
	unsigned long flags = 0;
	u32 reg;

	if (gate->lock)
		spin_lock_irqsave(gate->lock, flags);
	if (gate->flags & CLK_GATE_HIWORD_MASK) {
		/* the upper half says which bits of the lower one count */
		reg = bit << 16;
		if (set)
			reg |= bit;
	} else {
		reg = gate_read(gate);
		reg = set ? reg | bit : reg & ~bit;
	}
	gate_write(gate, reg);
	if (gate->lock)
		spin_unlock_irqrestore(gate->lock, flags);
}

static int gate_enable(struct clk_hw *hw)
{
	gate_set(hw, true);
	return 0;
}

static void gate_disable(struct clk_hw *hw)
{
	gate_set(hw, false);
}

static int gate_is_enabled(struct clk_hw *hw)
{
	struct clk_gate *gate = to_clk_gate(hw);
	bool set = gate_read(gate) >> gate->bit_idx & 1;

	return set != !!(gate->flags & CLK_GATE_SET_TO_DISABLE);
}

const struct clk_ops clk_gate_ops = {
	.enable = gate_enable,
	.disable = gate_disable,
	.is_enabled = gate_is_enabled,
};
EXPORT_SYMBOL_GPL(clk_gate_ops);

static struct clk_hw *gate_new(struct device *dev, const char *name,
			       const char *parent_name, unsigned long flags,
			       void __iomem *reg, u8 bit_idx,
			       u8 clk_gate_flags, spinlock_t *lock, bool devm)
{
	struct clk_init_data init = {
		.name = name,
		.ops = &clk_gate_ops,
		.parent_names = parent_name ? &parent_name : NULL,
		.num_parents = parent_name ? 1 : 0,
		.flags = flags,
	};
	struct clk_gate *gate;

	if (clk_gate_flags & CLK_GATE_HIWORD_MASK && bit_idx > 15) {
		pr_err("gate bit exceeds LOWORD field\n");
		return ERR_PTR(-EINVAL);
	}
	gate = basic_alloc(dev, sizeof(*gate), devm);
	if (!gate)
		return ERR_PTR(-ENOMEM);
	gate->reg = reg;
	gate->bit_idx = bit_idx;
	gate->flags = clk_gate_flags;
	gate->lock = lock;
	gate->hw.init = &init;
	return register_basic(dev, &gate->hw, gate, devm);
}

struct clk_hw *clk_hw_register_gate(struct device *dev, const char *name,
				    const char *parent_name,
				    unsigned long flags, void __iomem *reg,
				    u8 bit_idx, u8 clk_gate_flags,
				    spinlock_t *lock)
{
	return gate_new(dev, name, parent_name, flags, reg, bit_idx,
			clk_gate_flags, lock, false);
}
EXPORT_SYMBOL_GPL(clk_hw_register_gate);

struct clk_hw *devm_clk_hw_register_gate(struct device *dev, const char *name,
					 const char *parent_name,
					 unsigned long flags,
					 void __iomem *reg, u8 bit_idx,
					 u8 clk_gate_flags, spinlock_t *lock)
{
	return gate_new(dev, name, parent_name, flags, reg, bit_idx,
			clk_gate_flags, lock, true);
}
EXPORT_SYMBOL_GPL(devm_clk_hw_register_gate);

struct clk *clk_register_gate(struct device *dev, const char *name,
			      const char *parent_name, unsigned long flags,
			      void __iomem *reg, u8 bit_idx,
			      u8 clk_gate_flags, spinlock_t *lock)
{
	struct clk_hw *hw = clk_hw_register_gate(dev, name, parent_name, flags,
						 reg, bit_idx, clk_gate_flags,
						 lock);

	return IS_ERR(hw) ? ERR_CAST(hw) : hw->clk;
}
EXPORT_SYMBOL_GPL(clk_register_gate);

void clk_hw_unregister_gate(struct clk_hw *hw)
{
	clk_hw_unregister(hw);
	kfree(to_clk_gate(hw));
}
EXPORT_SYMBOL_GPL(clk_hw_unregister_gate);

void clk_unregister_gate(struct clk *clk)
{
	struct clk_hw *hw = __clk_get_hw(clk);

	if (hw)
		clk_hw_unregister_gate(hw);
}
EXPORT_SYMBOL_GPL(clk_unregister_gate);
