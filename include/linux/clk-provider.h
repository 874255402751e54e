/* SPDX-License-Identifier: MIT */
/*
 * Clocks, as their providers see them: a struct clk_hw with its operations,
 * registered under a name, found by consumers through the device tree.
 * src/device/clk*.c.
 */
#ifndef __LINUX_CLK_PROVIDER_H
#define __LINUX_CLK_PROVIDER_H

#include <linux/bits.h>
#include <linux/of.h>
#include <linux/of_clk.h>
#include <linux/spinlock_types.h>

#define CLK_SET_RATE_GATE	BIT(0)
#define CLK_SET_PARENT_GATE	BIT(1)
#define CLK_SET_RATE_PARENT	BIT(2)
#define CLK_IGNORE_UNUSED	BIT(3)
#define CLK_GET_RATE_NOCACHE	BIT(6)
#define CLK_SET_RATE_NO_REPARENT BIT(7)
#define CLK_GET_ACCURACY_NOCACHE BIT(8)
#define CLK_RECALC_NEW_RATES	BIT(9)
#define CLK_SET_RATE_UNGATE	BIT(10)
#define CLK_IS_CRITICAL		BIT(11)
#define CLK_OPS_PARENT_ENABLE	BIT(12)
#define CLK_DUTY_CYCLE_PARENT	BIT(13)

struct clk;
struct clk_hw;
struct clk_core;
struct dentry;

struct clk_rate_request {
	unsigned long rate;
	unsigned long min_rate;
	unsigned long max_rate;
	unsigned long best_parent_rate;
	struct clk_hw *best_parent_hw;
};

struct clk_duty {
	unsigned int num;
	unsigned int den;
};

/**
 * struct clk_ops - what a clock can do; every function may be missing
 *
 * enable, disable and is_enabled run in atomic context; all the others may
 * sleep. A clock that can change its rate has set_rate and one of round_rate
 * and determine_rate.
 */
struct clk_ops {
	int (*prepare)(struct clk_hw *hw);
	void (*unprepare)(struct clk_hw *hw);
	int (*is_prepared)(struct clk_hw *hw);
	void (*unprepare_unused)(struct clk_hw *hw);
	int (*enable)(struct clk_hw *hw);
	void (*disable)(struct clk_hw *hw);
	int (*is_enabled)(struct clk_hw *hw);
	void (*disable_unused)(struct clk_hw *hw);
	int (*save_context)(struct clk_hw *hw);
	void (*restore_context)(struct clk_hw *hw);
	unsigned long (*recalc_rate)(struct clk_hw *hw,
				     unsigned long parent_rate);
	long (*round_rate)(struct clk_hw *hw, unsigned long rate,
			   unsigned long *parent_rate);
	int (*determine_rate)(struct clk_hw *hw, struct clk_rate_request *req);
	int (*set_parent)(struct clk_hw *hw, u8 index);
	u8 (*get_parent)(struct clk_hw *hw);
	int (*set_rate)(struct clk_hw *hw, unsigned long rate,
			unsigned long parent_rate);
	int (*set_rate_and_parent)(struct clk_hw *hw, unsigned long rate,
				   unsigned long parent_rate, u8 index);
	unsigned long (*recalc_accuracy)(struct clk_hw *hw,
					 unsigned long parent_accuracy);
	int (*get_phase)(struct clk_hw *hw);
	int (*set_phase)(struct clk_hw *hw, int degrees);
	int (*get_duty_cycle)(struct clk_hw *hw, struct clk_duty *duty);
	int (*set_duty_cycle)(struct clk_hw *hw, struct clk_duty *duty);
	int (*init)(struct clk_hw *hw);
	void (*terminate)(struct clk_hw *hw);
	void (*debug_init)(struct clk_hw *hw, struct dentry *dentry);
};

/**
 * struct clk_parent_data - a parent by its clk_hw, or by name or index in the
 * provider's "clocks", or by its global name
 */
struct clk_parent_data {
	const struct clk_hw *hw;
	const char *fw_name;
	const char *name;
	int index;
};

/** struct clk_init_data - what clk_register() needs to know; not used afterwards */
struct clk_init_data {
	const char *name;
	const struct clk_ops *ops;
	/* one of these three */
	const char *const *parent_names;
	const struct clk_parent_data *parent_data;
	const struct clk_hw **parent_hws;
	u8 num_parents;
	unsigned long flags;
};

/** struct clk_hw - embedded in the provider's own struct */
struct clk_hw {
	struct clk_core *core;
	struct clk *clk;
	const struct clk_init_data *init;
};

/* ---- registration ------------------------------------------------------ */

struct clk *clk_register(struct device *dev, struct clk_hw *hw);
struct clk *devm_clk_register(struct device *dev, struct clk_hw *hw);
int __must_check clk_hw_register(struct device *dev, struct clk_hw *hw);
int __must_check devm_clk_hw_register(struct device *dev, struct clk_hw *hw);
int __must_check of_clk_hw_register(struct device_node *node,
				    struct clk_hw *hw);
void clk_unregister(struct clk *clk);
void clk_hw_unregister(struct clk_hw *hw);

const char *__clk_get_name(const struct clk *clk);
const char *clk_hw_get_name(const struct clk_hw *hw);
struct clk_hw *__clk_get_hw(struct clk *clk);
struct clk *clk_hw_get_clk(struct clk_hw *hw, const char *con_id);
struct clk *devm_clk_hw_get_clk(struct device *dev, struct clk_hw *hw,
				const char *con_id);
unsigned int clk_hw_get_num_parents(const struct clk_hw *hw);
struct clk_hw *clk_hw_get_parent(const struct clk_hw *hw);
struct clk_hw *clk_hw_get_parent_by_index(const struct clk_hw *hw,
					  unsigned int index);
unsigned int __clk_get_enable_count(struct clk *clk);
unsigned long clk_hw_get_rate(const struct clk_hw *hw);
unsigned long clk_hw_get_flags(const struct clk_hw *hw);
#define clk_hw_can_set_rate_parent(hw) \
	(clk_hw_get_flags((hw)) & CLK_SET_RATE_PARENT)
bool clk_hw_is_prepared(const struct clk_hw *hw);
bool clk_hw_is_enabled(const struct clk_hw *hw);
bool __clk_is_enabled(struct clk *clk);
unsigned long clk_hw_round_rate(struct clk_hw *hw, unsigned long rate);

/* ---- fixed rate -------------------------------------------------------- */

struct clk_fixed_rate {
	struct clk_hw hw;
	unsigned long fixed_rate;
	unsigned long fixed_accuracy;
	unsigned long flags;
};

#define to_clk_fixed_rate(_hw) container_of(_hw, struct clk_fixed_rate, hw)

extern const struct clk_ops clk_fixed_rate_ops;

struct clk_hw *clk_hw_register_fixed_rate(struct device *dev, const char *name,
					  const char *parent_name,
					  unsigned long flags,
					  unsigned long fixed_rate);
struct clk_hw *devm_clk_hw_register_fixed_rate(struct device *dev,
					       const char *name,
					       const char *parent_name,
					       unsigned long flags,
					       unsigned long fixed_rate);
struct clk *clk_register_fixed_rate(struct device *dev, const char *name,
				    const char *parent_name,
				    unsigned long flags,
				    unsigned long fixed_rate);
void clk_unregister_fixed_rate(struct clk *clk);
void clk_hw_unregister_fixed_rate(struct clk_hw *hw);

/* ---- fixed factor ------------------------------------------------------ */

struct clk_fixed_factor {
	struct clk_hw hw;
	unsigned int mult;
	unsigned int div;
};

#define to_clk_fixed_factor(_hw) container_of(_hw, struct clk_fixed_factor, hw)

extern const struct clk_ops clk_fixed_factor_ops;

struct clk_hw *clk_hw_register_fixed_factor(struct device *dev,
					    const char *name,
					    const char *parent_name,
					    unsigned long flags,
					    unsigned int mult,
					    unsigned int div);
struct clk_hw *devm_clk_hw_register_fixed_factor(struct device *dev,
						 const char *name,
						 const char *parent_name,
						 unsigned long flags,
						 unsigned int mult,
						 unsigned int div);
struct clk *clk_register_fixed_factor(struct device *dev, const char *name,
				      const char *parent_name,
				      unsigned long flags, unsigned int mult,
				      unsigned int div);
void clk_unregister_fixed_factor(struct clk *clk);
void clk_hw_unregister_fixed_factor(struct clk_hw *hw);

/* ---- gate: one bit of a register ---------------------------------------- */

struct clk_gate {
	struct clk_hw hw;
	void __iomem *reg;
	u8 bit_idx;
	u8 flags;
	spinlock_t *lock;
};

#define to_clk_gate(_hw) container_of(_hw, struct clk_gate, hw)

#define CLK_GATE_SET_TO_DISABLE		BIT(0)
#define CLK_GATE_HIWORD_MASK		BIT(1)
#define CLK_GATE_BIG_ENDIAN		BIT(2)

extern const struct clk_ops clk_gate_ops;

struct clk_hw *clk_hw_register_gate(struct device *dev, const char *name,
				    const char *parent_name,
				    unsigned long flags, void __iomem *reg,
				    u8 bit_idx, u8 clk_gate_flags,
				    spinlock_t *lock);
struct clk_hw *devm_clk_hw_register_gate(struct device *dev, const char *name,
					 const char *parent_name,
					 unsigned long flags,
					 void __iomem *reg, u8 bit_idx,
					 u8 clk_gate_flags, spinlock_t *lock);
struct clk *clk_register_gate(struct device *dev, const char *name,
			      const char *parent_name, unsigned long flags,
			      void __iomem *reg, u8 bit_idx,
			      u8 clk_gate_flags, spinlock_t *lock);
void clk_unregister_gate(struct clk *clk);
void clk_hw_unregister_gate(struct clk_hw *hw);

/* ---- providers in the device tree -------------------------------------- */

struct clk_onecell_data {
	struct clk **clks;
	unsigned int clk_num;
};

struct clk_hw_onecell_data {
	unsigned int num;
	struct clk_hw *hws[];
};

int of_clk_add_provider(struct device_node *np,
			struct clk *(*clk_src_get)(struct of_phandle_args *args,
						   void *data),
			void *data);
int of_clk_add_hw_provider(struct device_node *np,
			   struct clk_hw *(*get)(struct of_phandle_args *spec,
						 void *data),
			   void *data);
int devm_of_clk_add_hw_provider(struct device *dev,
				struct clk_hw *(*get)(struct of_phandle_args *,
						      void *data),
				void *data);
void of_clk_del_provider(struct device_node *np);
struct clk *of_clk_src_simple_get(struct of_phandle_args *clkspec, void *data);
struct clk_hw *of_clk_hw_simple_get(struct of_phandle_args *clkspec,
				    void *data);
struct clk *of_clk_src_onecell_get(struct of_phandle_args *clkspec, void *data);
struct clk_hw *of_clk_hw_onecell_get(struct of_phandle_args *clkspec,
				     void *data);
int of_clk_parent_fill(struct device_node *np, const char **parents,
		       unsigned int size);

#define CLK_HW_INIT(_name, _parent, _ops, _flags)		\
	(&(struct clk_init_data) {				\
		.flags		= _flags,			\
		.name		= _name,			\
		.parent_names	= (const char *[]) { _parent },	\
		.num_parents	= 1,				\
		.ops		= _ops,				\
	})

#define CLK_HW_INIT_HW(_name, _parent, _ops, _flags)			\
	(&(struct clk_init_data) {					\
		.flags		= _flags,				\
		.name		= _name,				\
		.parent_hws	= (const struct clk_hw*[]) { _parent },	\
		.num_parents	= 1,					\
		.ops		= _ops,					\
	})

#define CLK_HW_INIT_FW_NAME(_name, _parent, _ops, _flags)		\
	(&(struct clk_init_data) {					\
		.flags		= _flags,				\
		.name		= _name,				\
		.parent_data	= (const struct clk_parent_data[]) {	\
					{ .fw_name = _parent },		\
				  },					\
		.num_parents	= 1,					\
		.ops		= _ops,					\
	})

#define CLK_HW_INIT_PARENTS(_name, _parents, _ops, _flags)	\
	(&(struct clk_init_data) {				\
		.flags		= _flags,			\
		.name		= _name,			\
		.parent_names	= _parents,			\
		.num_parents	= ARRAY_SIZE(_parents),		\
		.ops		= _ops,				\
	})

#define CLK_HW_INIT_NO_PARENT(_name, _ops, _flags)	\
	(&(struct clk_init_data) {			\
		.flags		= _flags,		\
		.name		= _name,		\
		.parent_names	= NULL,			\
		.num_parents	= 0,			\
		.ops		= _ops,			\
	})

/*
 * clocks that a kernel sets up before it has devices: ours are set up from the
 * tree when it has them
 */
#define CLK_OF_DECLARE(name, compat, fn) OF_DECLARE_1(clk, name, compat, fn)
#define CLK_OF_DECLARE_DRIVER(name, compat, fn) \
	OF_DECLARE_1(clk, name, compat, fn)

#endif
