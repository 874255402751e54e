// SPDX-License-Identifier: MIT
/* Interrupts of PCI functions: the pin, MSI, MSI-X; and messages of platform devices. */
#include "pci_fixture.h"

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/msi.h>
#include <linux/of_platform.h>

static atomic_t counts[16];

static irqreturn_t count(int irq, void *data)
{
	atomic_inc(data);
	return IRQ_HANDLED;
}

/* the pin is a level: whoever takes it lowers it */
static char __iomem *level_regs;

static irqreturn_t lower(int irq, void *data)
{
	if (!readl(level_regs + PCI_TEST_LEVEL))
		return IRQ_NONE;
	writel(0, level_regs + PCI_TEST_LEVEL);
	atomic_inc(data);
	return IRQ_HANDLED;
}

static char __iomem *up(const char *board, struct pci_dev **dev, unsigned int devfn)
{
	char __iomem *regs;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(counts); i++)
		atomic_set(&counts[i], 0);
	pci_board_up(board);
	*dev = function_at(devfn);
	assert_int_equal(pci_enable_device(*dev), 0);
	pci_set_master(*dev);
	regs = pci_iomap(*dev, 0, 0);
	assert_non_null(regs);
	return regs;
}

static void down(struct pci_dev *dev, char __iomem *regs)
{
	pci_iounmap(dev, regs);
	pci_disable_device(dev);
}

static int counted(unsigned int i)
{
	/* under threads, an interrupt takes its time */
	msleep(2);
	return atomic_read(&counts[i]);
}

static void take(struct pci_dev *dev, unsigned int nr)
{
	assert_int_equal(pci_request_irq(dev, nr, count, NULL, &counts[nr], "test%u", nr), 0);
}

/* ---- the pin --------------------------------------------------------------- */

/* without a driver, nobody asked for the interrupt */
static int pin_of(struct pci_dev *dev)
{
	static const struct pci_device_id ids[] = { { PCI_DEVICE(PCI_TEST_VENDOR, PCI_ANY_ID) },
						    {} };
	static struct pci_driver driver = { .name = "test-pin", .id_table = ids };

	assert_int_equal(pci_register_driver(&driver), 0);
	pci_unregister_driver(&driver);
	/* as a driver that comes next would */
	assert_int_equal(pci_set_power_state(dev, PCI_D0), 0);
	return dev->irq;
}

static void the_pin_is_a_level(void **state)
{
	struct pci_dev *dev;

	level_regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 0));
	assert_true(pin_of(dev) > 0);
	assert_int_equal(pci_request_irq(dev, 0, lower, NULL, &counts[0], "pin"), 0);
	writel(1, level_regs + PCI_TEST_LEVEL);
	assert_int_equal(counted(0), 1);
	/* any message of a function without messages is the pin */
	writel(4, level_regs + PCI_TEST_LEVEL);
	assert_int_equal(counted(0), 2);
	pci_free_irq(dev, 0, &counts[0]);
	down(dev, level_regs);
}

static void a_masked_pin_is_silent(void **state)
{
	struct pci_dev *dev;
	u16 status;

	level_regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 0));
	pin_of(dev);
	assert_int_equal(pci_request_irq(dev, 0, lower, NULL, &counts[0], "pin"), 0);
	pci_intx(dev, 0);
	writel(1, level_regs + PCI_TEST_LEVEL);
	assert_int_equal(counted(0), 0);
	pci_read_config_word(dev, PCI_STATUS, &status);
	assert_true(status & PCI_STATUS_INTERRUPT);
	pci_intx(dev, 1);
	assert_int_equal(counted(0), 1);
	pci_free_irq(dev, 0, &counts[0]);
	down(dev, level_regs);
}

/* ---- MSI ------------------------------------------------------------------- */

static void one_message_takes_the_place_of_the_pin(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 0));
	int pin = pin_of(dev);

	assert_int_equal(pci_enable_msi(dev), 0);
	assert_true(dev->msi_enabled);
	assert_int_not_equal(dev->irq, pin);
	take(dev, 0);
	writel(0, regs + PCI_TEST_PULSE);
	assert_int_equal(counted(0), 1);
	/* what it would send as a message it was not given is folded into those it has */
	writel(3, regs + PCI_TEST_PULSE);
	assert_int_equal(counted(0), 2);
	pci_free_irq(dev, 0, &counts[0]);
	pci_disable_msi(dev);
	assert_int_equal(dev->irq, pin);
	down(dev, regs);
}

static void several_messages_have_numbers_in_a_row(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 0));
	struct msi_msg msg;
	unsigned int i;

	assert_int_equal(pci_msi_vec_count(dev), 4);
	assert_int_equal(pci_alloc_irq_vectors(dev, 5, 8, PCI_IRQ_MSI), -ENOSPC);
	assert_int_equal(pci_alloc_irq_vectors(dev, 1, 8, PCI_IRQ_ALL_TYPES), 4);
	for (i = 0; i < 4; i++) {
		assert_int_equal(pci_irq_vector(dev, i), pci_irq_vector(dev, 0) + i);
		take(dev, i);
	}
	assert_int_equal(pci_irq_vector(dev, 4), -EINVAL);
	get_cached_msi_msg(pci_irq_vector(dev, 0), &msg);
	assert_int_equal(msg.address_lo, 0x8020040);
	assert_int_equal(msg.data & 3, 0);
	for (i = 0; i < 4; i++)
		writel(i, regs + PCI_TEST_PULSE);
	assert_int_equal(counted(2), 1);
	writel(2, regs + PCI_TEST_PULSE);
	assert_int_equal(counted(0), 1);
	assert_int_equal(counted(1), 1);
	assert_int_equal(counted(2), 2);
	assert_int_equal(counted(3), 1);
	for (i = 0; i < 4; i++)
		pci_free_irq(dev, i, &counts[i]);
	pci_free_irq_vectors(dev);
	down(dev, regs);
}

/* the function holds it back while nobody wants it, and does not forget it */
static void a_masked_message_waits(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 0));

	assert_int_equal(pci_alloc_irq_vectors(dev, 4, 4, PCI_IRQ_MSI), 4);
	writel(1, regs + PCI_TEST_PULSE);
	take(dev, 1);
	assert_int_equal(counted(1), 1);
	disable_irq(pci_irq_vector(dev, 1));
	writel(1, regs + PCI_TEST_PULSE);
	assert_int_equal(counted(1), 1);
	enable_irq(pci_irq_vector(dev, 1));
	assert_int_equal(counted(1), 2);
	pci_free_irq(dev, 1, &counts[1]);
	pci_free_irq_vectors(dev);
	down(dev, regs);
}

static void a_message_is_an_access_of_a_bus_master(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 0));

	assert_int_equal(pci_enable_msi(dev), 0);
	take(dev, 0);
	pci_clear_master(dev);
	writel(0, regs + PCI_TEST_PULSE);
	assert_int_equal(counted(0), 0);
	assert_true(log_contains("pci_set_master()"));
	pci_free_irq(dev, 0, &counts[0]);
	pci_disable_msi(dev);
	down(dev, regs);
}

static void without_a_controller_there_is_the_pin(void **state)
{
	struct pci_dev *dev;

	level_regs = up(PCI_BOARD_WITH(""), &dev, PCI_DEVFN(1, 0));
	assert_true(pin_of(dev) > 0);
	assert_true(pci_enable_msi(dev) < 0);
	assert_int_equal(pci_alloc_irq_vectors(dev, 1, 4, PCI_IRQ_ALL_TYPES), 1);
	assert_int_equal(pci_irq_vector(dev, 0), dev->irq);
	pci_free_irq_vectors(dev);
	down(dev, level_regs);
}

/* ---- MSI-X ----------------------------------------------------------------- */

static void each_entry_has_its_interrupt(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 1));
	unsigned int i;

	assert_int_equal(pci_msix_vec_count(dev), 8);
	assert_int_equal(pci_alloc_irq_vectors(dev, 1, 32, PCI_IRQ_ALL_TYPES), 8);
	assert_true(dev->msix_enabled);
	for (i = 0; i < 8; i++)
		take(dev, i);
	for (i = 0; i < 8; i++)
		writel(i, regs + PCI_TEST_PULSE);
	for (i = 0; i < 8; i++)
		assert_int_equal(counted(i), 1);
	for (i = 0; i < 8; i++)
		pci_free_irq(dev, i, &counts[i]);
	pci_free_irq_vectors(dev);
	assert_false(dev->msix_enabled);
	down(dev, regs);
}

static void entries_can_be_chosen(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 1));
	struct msix_entry entries[2] = { { .entry = 5 }, { .entry = 2 } };

	assert_int_equal(pci_enable_msix_exact(dev, entries, 2), 0);
	assert_true(entries[0].vector && entries[0].vector != entries[1].vector);
	assert_int_equal(request_irq(entries[0].vector, count, 0, "five", &counts[5]), 0);
	writel(5, regs + PCI_TEST_PULSE);
	writel(2, regs + PCI_TEST_PULSE);
	assert_int_equal(counted(5), 1);
	free_irq(entries[0].vector, &counts[5]);
	pci_disable_msix(dev);
	entries[1].entry = 5;
	assert_int_equal(pci_enable_msix_exact(dev, entries, 2), -EINVAL);
	entries[1].entry = 8;
	assert_int_equal(pci_enable_msix_exact(dev, entries, 2), -EINVAL);
	down(dev, regs);
}

static void messages_run_out(void **state)
{
	struct pci_dev *dev, *other;
	char __iomem *regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 1));

	other = plain_function();
	assert_int_equal(pci_alloc_irq_vectors(dev, 9, 9, PCI_IRQ_MSIX), -ENOSPC);
	assert_int_equal(pci_alloc_irq_vectors(dev, 8, 8, PCI_IRQ_MSIX), 8);
	assert_int_equal(pci_enable_device(other), 0);
	/* MSI and MSI-X of one function exclude one another */
	assert_int_equal(pci_enable_msi(dev), -EINVAL);
	assert_int_equal(pci_enable_msi(other), 0);
	pci_disable_msi(other);
	pci_disable_device(other);
	pci_free_irq_vectors(dev);
	down(dev, regs);
}

static void affinity_is_spread(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 1));
	struct irq_affinity affd = { .pre_vectors = 1 };

	assert_int_equal(pci_alloc_irq_vectors_affinity(dev, 1, 4, PCI_IRQ_MSIX | PCI_IRQ_AFFINITY,
							&affd), 4);
	assert_int_equal(cpumask_weight(pci_irq_get_affinity(dev, 1)), 1);
	assert_true(cpumask_test_cpu(0, pci_irq_get_affinity(dev, 1)));
	pci_free_irq_vectors(dev);
	down(dev, regs);
}

/* a function that slept has forgotten its table; the state that is restored brings it back */
static void messages_survive_a_sleep(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs = up(PCI_BOARD, &dev, PCI_DEVFN(1, 1));

	assert_int_equal(pci_alloc_irq_vectors(dev, 2, 2, PCI_IRQ_MSIX), 2);
	take(dev, 1);
	pci_save_state(dev);
	assert_int_equal(pci_set_power_state(dev, PCI_D3hot), 0);
	assert_int_equal(pci_set_power_state(dev, PCI_D0), 0);
	pci_restore_state(dev);
	writel(1, regs + PCI_TEST_PULSE);
	assert_int_equal(counted(1), 1);
	pci_free_irq(dev, 1, &counts[1]);
	pci_free_irq_vectors(dev);
	down(dev, regs);
}

/* ---- platform devices ------------------------------------------------------ */

static char __iomem *sender;

static void tell_sender(struct msi_desc *desc, struct msi_msg *msg)
{
	writel(msg->address_lo, sender + MSI_TEST_ADDR(desc->msi_index));
	writel(msg->address_hi, sender + MSI_TEST_ADDR(desc->msi_index) + 4);
	writel(msg->data, sender + MSI_TEST_DATA(desc->msi_index));
}

static void a_platform_device_has_messages(void **state)
{
	struct platform_device *pdev;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(counts); i++)
		atomic_set(&counts[i], 0);
	pci_board_up(PCI_BOARD);
	pdev = of_find_device_by_node(node_at("/sender@9000000"));
	assert_non_null(pdev);
	sender = ioremap(0x9000000, 0x100);
	assert_int_equal(platform_msi_domain_alloc_irqs(&pdev->dev, 3, tell_sender), 0);
	assert_int_equal(platform_msi_domain_alloc_irqs(&pdev->dev, 3, tell_sender), -EBUSY);
	assert_int_equal(msi_get_virq(&pdev->dev, 3), 0);
	for (i = 0; i < 3; i++)
		assert_int_equal(request_irq(msi_get_virq(&pdev->dev, i), count, 0, "msg",
					     &counts[i]), 0);
	writel(2, sender + MSI_TEST_FIRE);
	assert_int_equal(counted(2), 1);
	assert_int_equal(counted(0), 0);
	for (i = 0; i < 3; i++)
		free_irq(msi_get_virq(&pdev->dev, i), &counts[i]);
	platform_msi_domain_free_irqs(&pdev->dev);
	assert_int_equal(msi_get_virq(&pdev->dev, 0), 0);
	iounmap(sender);
	put_device(&pdev->dev);
}

static void without_a_parent_there_are_no_messages(void **state)
{
	struct platform_device *pdev;

	pci_board_up(PCI_BOARD);
	pdev = of_find_device_by_node(node_at("/pcie@30000000"));
	dev_set_msi_domain(&pdev->dev, NULL);
	assert_int_equal(platform_msi_domain_alloc_irqs(&pdev->dev, 1, tell_sender), -EINVAL);
	put_device(&pdev->dev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		pci_test(the_pin_is_a_level),
		pci_test(a_masked_pin_is_silent),
		pci_test(one_message_takes_the_place_of_the_pin),
		pci_test(several_messages_have_numbers_in_a_row),
		pci_test(a_masked_message_waits),
		pci_test(a_message_is_an_access_of_a_bus_master),
		pci_test(without_a_controller_there_is_the_pin),
		pci_test(each_entry_has_its_interrupt),
		pci_test(entries_can_be_chosen),
		pci_test(messages_run_out),
		pci_test(affinity_is_spread),
		pci_test(messages_survive_a_sleep),
		pci_test(a_platform_device_has_messages),
		pci_test(without_a_parent_there_are_no_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
