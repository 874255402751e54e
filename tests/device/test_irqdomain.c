// SPDX-License-Identifier: MIT
/* A driver that is an interrupt controller: its domain, its chip, its chained handler. */
#include "irq_fixture.h"

#include <linux/atomic.h>
#include <linux/irqchip/chained_irq.h>
#include <linux/irqdomain.h>

#define TREE                                                                                 \
	BOARD(WIRES_NODE("40000000") "	mux: mux { compatible = \"test,mux\"; "               \
				     "interrupt-controller; #interrupt-cells = <2>; };\n"    \
				     "	user@1000 { reg = <0x1000 0x10>; interrupt-parent = " \
				     "<&mux>; interrupts = <3 1>, <4 4>; };\n")

static atomic_t mux_masked;
static atomic_t calls;
static struct irq_domain *domain;

static void mux_mask(struct irq_data *d)
{
	atomic_or(1 << d->hwirq, &mux_masked);
}

static void mux_unmask(struct irq_data *d)
{
	atomic_andnot(1 << d->hwirq, &mux_masked);
}

static struct irq_chip mux_chip = {
	.name = "mux",
	.irq_mask = mux_mask,
	.irq_unmask = mux_unmask,
};

static int mux_map(struct irq_domain *d, unsigned int virq, irq_hw_number_t hw)
{
	if (hw == 7)
		return -EPERM;
	irq_set_chip_and_handler(virq, &mux_chip, handle_level_irq);
	irq_set_chip_data(virq, d->host_data);
	return 0;
}

static const struct irq_domain_ops mux_ops = {
	.map = mux_map,
	.xlate = irq_domain_xlate_twocell,
};

/* which of the mux's inputs is up is what the test says */
static atomic_t mux_pending;

static void mux_handler(struct irq_desc *desc)
{
	struct irq_chip *chip = irq_desc_get_chip(desc);
	struct irq_domain *d = irq_desc_get_handler_data(desc);
	unsigned int hw;

	chained_irq_enter(chip, desc);
	writel(0xf, regs + WIRES_ACK);
	for (hw = 0; hw < 8; hw++)
		if (atomic_read(&mux_pending) & 1 << hw)
			generic_handle_domain_irq(d, hw);
	chained_irq_exit(chip, desc);
}

static irqreturn_t count(int irq, void *dev)
{
	atomic_inc(&calls);
	return IRQ_HANDLED;
}

static void up(void)
{
	struct device_node *np;

	atomic_set(&calls, 0);
	atomic_set(&mux_masked, 0);
	atomic_set(&mux_pending, 0);
	board_up(TREE);
	regs = ioremap(0x40000000, 0x100);
	np = node_at("/wires@40000000");
	irq_level = of_irq_get(np, 0);
	domain = irq_domain_add_linear(node_at("/mux"), 8, &mux_ops, &calls);
	assert_non_null(domain);
}

static void mappings_are_made_once(void **state)
{
	unsigned int a, b;

	up();
	a = irq_create_mapping(domain, 3);
	b = irq_create_mapping(domain, 4);
	assert_true(a && b && a != b);
	assert_int_equal(irq_create_mapping(domain, 3), a);
	assert_int_equal(irq_find_mapping(domain, 3), a);
	assert_int_equal(irq_find_mapping(domain, 5), 0);
	assert_int_equal(irq_get_irq_data(a)->hwirq, 3);
	assert_ptr_equal(irq_get_chip_data(a), &calls);
	assert_string_equal(irq_get_chip(a)->name, "mux");
	irq_dispose_mapping(a);
	assert_int_equal(irq_find_mapping(domain, 3), 0);
	assert_null(irq_get_irq_data(a));
	irq_dispose_mapping(b);
	irq_domain_remove(domain);
}

static void numbers_of_the_board_are_not_given_away(void **state)
{
	unsigned int irq;

	up();
	irq = irq_create_mapping(domain, 0);
	assert_int_equal(of_irq_get(node_at("/wires@40000000"), 3), irq_level + 3);
	assert_true(irq > irq_level + 3);
	irq_dispose_mapping(irq);
	irq_domain_remove(domain);
}

static void bad_mappings_are_refused(void **state)
{
	up();
	assert_int_equal(irq_create_mapping(domain, 8), 0);
	assert_true(log_contains("is too large for"));
	assert_int_equal(irq_create_mapping(domain, 7), 0);
	assert_int_equal(irq_create_mapping(NULL, 1), 0);
	irq_domain_remove(domain);
}

static void tree_specifiers_go_through_the_domain(void **state)
{
	int edge, level;

	up();
	edge = of_irq_get(node_at("/user@1000"), 0);
	level = of_irq_get(node_at("/user@1000"), 1);
	assert_int_equal(irq_find_mapping(domain, 3), edge);
	assert_int_equal(irq_find_mapping(domain, 4), level);
	assert_int_equal(irq_get_trigger_type(edge), IRQ_TYPE_EDGE_RISING);
	assert_int_equal(irq_get_trigger_type(level), IRQ_TYPE_LEVEL_HIGH);
	irq_dispose_mapping(edge);
	irq_dispose_mapping(level);
	irq_domain_remove(domain);
}

static void chained_handler_demultiplexes(void **state)
{
	int irq;

	up();
	irq = of_irq_get(node_at("/user@1000"), 1);
	assert_int_equal(request_irq(irq, count, 0, "user", NULL), 0);
	irq_set_chained_handler_and_data(irq_level, mux_handler, domain);
	/* it belongs to the mux now */
	assert_int_equal(request_irq(irq_level, count, 0, "thief", NULL), -EINVAL);

	atomic_set(&mux_pending, 1 << 4);
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	atomic_set(&mux_pending, 0);
	set_lines(1);
	settle();
	assert_int_equal(atomic_read(&calls), 1);

	free_irq(irq, NULL);
	assert_true(atomic_read(&mux_masked) & 1 << 4);
	irq_set_chained_handler_and_data(irq_level, NULL, NULL);
	irq_dispose_mapping(irq);
	irq_domain_remove(domain);
}

static void disabled_input_is_masked_when_it_comes(void **state)
{
	int irq;

	up();
	irq = of_irq_get(node_at("/user@1000"), 1);
	assert_int_equal(request_irq(irq, count, 0, "user", NULL), 0);
	irq_set_chained_handler_and_data(irq_level, mux_handler, domain);
	disable_irq(irq);
	/* lazily: nothing is masked until it comes */
	assert_false(atomic_read(&mux_masked) & 1 << 4);
	atomic_set(&mux_pending, 1 << 4);
	set_lines(1);
	wait_until(atomic_read(&mux_masked) & 1 << 4);
	assert_int_equal(atomic_read(&calls), 0);
	enable_irq(irq);
	assert_false(atomic_read(&mux_masked) & 1 << 4);
	free_irq(irq, NULL);
	irq_set_chained_handler_and_data(irq_level, NULL, NULL);
	irq_dispose_mapping(irq);
	irq_domain_remove(domain);
}

static void simple_domain_has_its_numbers_at_once(void **state)
{
	struct irq_domain *simple;

	up();
	simple = irq_domain_add_simple(NULL, 4, 100, &mux_ops, NULL);
	assert_non_null(simple);
	assert_int_equal(irq_find_mapping(simple, 2), 102);
	assert_int_equal(request_irq(102, count, 0, "simple", NULL), 0);
	free_irq(102, NULL);
	irq_dispose_mapping(100);
	irq_dispose_mapping(101);
	irq_dispose_mapping(102);
	irq_dispose_mapping(103);
	irq_domain_remove(simple);
	irq_domain_remove(domain);
}

static void tree_domain_takes_any_number(void **state)
{
	struct irq_domain *any;
	unsigned int irq;

	up();
	any = irq_domain_add_tree(NULL, &mux_ops, NULL);
	irq = irq_create_mapping(any, 0x123456);
	assert_true(irq);
	assert_int_equal(irq_find_mapping(any, 0x123456), irq);
	irq_dispose_mapping(irq);
	irq_domain_remove(any);
	irq_domain_remove(domain);
}

static void handling_outside_of_an_interrupt_is_refused(void **state)
{
	unsigned int irq;

	up();
	irq = irq_create_mapping(domain, 1);
	assert_int_equal(generic_handle_irq(irq), -EPERM);
	assert_int_equal(generic_handle_irq(3000), -EINVAL);
	irq_dispose_mapping(irq);
	irq_domain_remove(domain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(mappings_are_made_once),
		board_test(numbers_of_the_board_are_not_given_away),
		board_test(bad_mappings_are_refused),
		board_test(tree_specifiers_go_through_the_domain),
		board_test(chained_handler_demultiplexes),
		board_test(disabled_input_is_masked_when_it_comes),
		board_test(simple_domain_has_its_numbers_at_once),
		board_test(tree_domain_takes_any_number),
		board_test(handling_outside_of_an_interrupt_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
