// SPDX-License-Identifier: MIT
/* MSI and MSI-X of PCI functions: allocating, telling the function, masking. */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/msi.h>
#include <linux/slab.h>

#include "device/msi.h"
#include "device/pci.h"

/* ---- registers ------------------------------------------------------------- */

/* Finds a capability, and switches off what firmware may have left on; returns its place. */
static u8 find_switched_off(struct pci_dev *dev, int cap, int flags_at, u16 enable, u16 *flags)
{
	u8 pos = pci_find_capability(dev, cap);

	*flags = 0;
	if (!pos)
		return 0;
	pci_read_config_word(dev, pos + flags_at, flags);
	if (*flags & enable)
		pci_write_config_word(dev, pos + flags_at, *flags & ~enable);
	return pos;
}

void pci_msi_init(struct pci_dev *dev)
{
	u16 flags;

	dev->msi_cap = find_switched_off(dev, PCI_CAP_ID_MSI, PCI_MSI_FLAGS,
					 PCI_MSI_FLAGS_ENABLE, &flags);
	if (dev->msi_cap)
		dev->no_64bit_msi = !(flags & PCI_MSI_FLAGS_64BIT);
	dev->msix_cap = find_switched_off(dev, PCI_CAP_ID_MSIX, PCI_MSIX_FLAGS,
					  PCI_MSIX_FLAGS_ENABLE, &flags);
}

static void change_flags(struct pci_dev *dev, int at, u16 clear, u16 set)
{
	u16 ctrl;

	pci_read_config_word(dev, at, &ctrl);
	pci_write_config_word(dev, at, (ctrl & ~clear) | set);
}

static char __iomem *msix_entry_of(const struct msi_desc *desc)
{
	return (char __iomem *)desc->pci.mask_base + desc->msi_index * PCI_MSIX_ENTRY_SIZE;
}

static void write_message(struct pci_dev *dev, struct msi_desc *desc)
{
	int pos = dev->msi_cap;

	if (desc->pci.msi_attrib.is_msix) {
		char __iomem *entry = msix_entry_of(desc);

		writel(desc->msg.address_lo, entry + PCI_MSIX_ENTRY_LOWER_ADDR);
		writel(desc->msg.address_hi, entry + PCI_MSIX_ENTRY_UPPER_ADDR);
		writel(desc->msg.data, entry + PCI_MSIX_ENTRY_DATA);
		return;
	}
	change_flags(dev, pos + PCI_MSI_FLAGS, PCI_MSI_FLAGS_QSIZE,
		     desc->pci.msi_attrib.multiple << 4);
	pci_write_config_dword(dev, pos + PCI_MSI_ADDRESS_LO, desc->msg.address_lo);
	if (desc->pci.msi_attrib.is_64) {
		pci_write_config_dword(dev, pos + PCI_MSI_ADDRESS_HI, desc->msg.address_hi);
		pci_write_config_word(dev, pos + PCI_MSI_DATA_64, desc->msg.data);
	} else {
		pci_write_config_word(dev, pos + PCI_MSI_DATA_32, desc->msg.data);
	}
}

/* ---- masking: at the function, and at the wire behind the message ---------- */

static struct irq_chip pci_msi_chip;
static struct irq_chip *wire_chip;

static void function_mask(struct irq_data *data, bool mask)
{
	struct msi_desc *desc = data->common->msi_desc;
	struct pci_dev *dev = msi_desc_to_pci_dev(desc);
	unsigned long flags;
	u32 bit;

	if (desc->pci.msi_attrib.is_msix) {
		desc->pci.msix_ctrl &= ~PCI_MSIX_ENTRY_CTRL_MASKBIT;
		desc->pci.msix_ctrl |= mask ? PCI_MSIX_ENTRY_CTRL_MASKBIT : 0;
		writel(desc->pci.msix_ctrl, msix_entry_of(desc) + PCI_MSIX_ENTRY_VECTOR_CTRL);
	} else if (desc->pci.msi_attrib.can_mask) {
		bit = 1u << (data->irq - desc->irq);
		raw_spin_lock_irqsave(&dev->msi_lock, flags);
		desc->pci.msi_mask = mask ? desc->pci.msi_mask | bit : desc->pci.msi_mask & ~bit;
		pci_write_config_dword(dev, desc->pci.mask_pos, desc->pci.msi_mask);
		raw_spin_unlock_irqrestore(&dev->msi_lock, flags);
	}
}

static void msi_mask(struct irq_data *data)
{
	function_mask(data, true);
	wire_chip->irq_mask(data);
}

static void msi_unmask(struct irq_data *data)
{
	wire_chip->irq_unmask(data);
	function_mask(data, false);
}

/* what the function held back until now is delivered, unlike what came before */
static unsigned int msi_startup(struct irq_data *data)
{
	unsigned int ret = wire_chip->irq_startup(data);

	function_mask(data, false);
	return ret;
}

static void set_chip(struct msi_desc *desc)
{
	unsigned int i;

	for (i = 0; i < desc->nvec_used; i++) {
		struct irq_data *data = irq_get_irq_data(desc->irq + i);

		if (!wire_chip) {
			wire_chip = data->chip;
			pci_msi_chip = *wire_chip;
			pci_msi_chip.name = "PCI-MSI";
			pci_msi_chip.irq_mask = msi_mask;
			pci_msi_chip.irq_unmask = msi_unmask;
			pci_msi_chip.irq_startup = msi_startup;
			pci_msi_chip.irq_print_chip = NULL;
		}
		irq_set_chip(desc->irq + i, &pci_msi_chip);
	}
}

/* ---- spreading ------------------------------------------------------------- */

/* each message its own CPU, in turn, but those before and after, which go anywhere */
static void spread(struct msi_desc *desc, const struct irq_affinity *affd, unsigned int first,
		   unsigned int nvec)
{
	unsigned int i, at, cpus = num_online_cpus();

	if (!affd)
		return;
	for (i = 0; i < desc->nvec_used; i++) {
		at = first + i;
		if (at < affd->pre_vectors || at >= nvec - min(nvec, affd->post_vectors))
			continue;
		irq_set_affinity(desc->irq + i, cpumask_of((at - affd->pre_vectors) % cpus));
	}
}

/* ---- MSI ------------------------------------------------------------------- */

static int usable(struct pci_dev *dev, int nvec)
{
	if (dev->no_msi || nvec < 1 || dev->current_state != PCI_D0)
		return -EINVAL;
	return msi_setup(&dev->dev);
}

int pci_msi_enabled(void)
{
	return 1;
}
EXPORT_SYMBOL(pci_msi_enabled);

int pci_msi_vec_count(struct pci_dev *dev)
{
	u16 ctrl;

	if (!dev->msi_cap)
		return -EINVAL;
	pci_read_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS, &ctrl);
	return 1 << ((ctrl & PCI_MSI_FLAGS_QMASK) >> 1);
}
EXPORT_SYMBOL(pci_msi_vec_count);

static int msi_init_one(struct pci_dev *dev, int nvec, const struct irq_affinity *affd)
{
	unsigned int log = ilog2(roundup_pow_of_two(nvec));
	struct msi_desc *desc;
	u16 ctrl;

	pci_read_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS, &ctrl);
	desc = msi_add_desc(&dev->dev, 0, 1 << log, true);
	if (IS_ERR(desc))
		return PTR_ERR(desc);
	desc->pci.msi_attrib.is_64 = !!(ctrl & PCI_MSI_FLAGS_64BIT);
	desc->pci.msi_attrib.can_mask = !!(ctrl & PCI_MSI_FLAGS_MASKBIT);
	desc->pci.msi_attrib.multi_cap = (ctrl & PCI_MSI_FLAGS_QMASK) >> 1;
	desc->pci.msi_attrib.multiple = log;
	desc->pci.msi_attrib.default_irq = dev->irq;
	desc->pci.mask_pos = dev->msi_cap + (desc->pci.msi_attrib.is_64 ? PCI_MSI_MASK_64 :
									  PCI_MSI_MASK_32);
	if (desc->pci.msi_attrib.can_mask) {
		desc->pci.msi_mask = log == 5 ? ~0u : (1u << (1 << log)) - 1;
		pci_write_config_dword(dev, desc->pci.mask_pos, desc->pci.msi_mask);
	}
	set_chip(desc);
	write_message(dev, desc);
	spread(desc, affd, 0, nvec);
	pci_intx(dev, 0);
	dev->msi_enabled = 1;
	change_flags(dev, dev->msi_cap + PCI_MSI_FLAGS, 0, PCI_MSI_FLAGS_ENABLE);
	dev->irq = desc->irq;
	return 0;
}

static int enable_msi_range(struct pci_dev *dev, int minvec, int maxvec,
			    const struct irq_affinity *affd)
{
	int nvec, rc = usable(dev, minvec);

	if (rc)
		return rc;
	if (WARN_ON_ONCE(dev->msi_enabled))
		return -EINVAL;
	if (dev->msix_enabled) {
		pci_info(dev, "can't enable MSI (MSI-X already enabled)\n");
		return -EINVAL;
	}
	nvec = pci_msi_vec_count(dev);
	if (nvec < 0)
		return nvec;
	if (nvec < minvec)
		return -ENOSPC;
	nvec = min(nvec, maxvec);
	msi_lock_descs(&dev->dev);
	do {
		rc = msi_init_one(dev, nvec, affd);
		if (!rc || rc != -ENOSPC)
			break;
		nvec--;
	} while (nvec >= minvec);
	msi_unlock_descs(&dev->dev);
	return rc ? rc : nvec;
}

int pci_enable_msi(struct pci_dev *dev)
{
	int rc = enable_msi_range(dev, 1, 1, NULL);

	return rc < 0 ? rc : 0;
}
EXPORT_SYMBOL(pci_enable_msi);

void pci_disable_msi(struct pci_dev *dev)
{
	struct msi_desc *desc;

	if (!dev->msi_enabled)
		return;
	msi_lock_descs(&dev->dev);
	desc = msi_first_desc(&dev->dev, MSI_DESC_ALL);
	change_flags(dev, dev->msi_cap + PCI_MSI_FLAGS, PCI_MSI_FLAGS_ENABLE, 0);
	pci_intx(dev, 1);
	dev->msi_enabled = 0;
	if (desc)
		dev->irq = desc->pci.msi_attrib.default_irq;
	msi_free_descs(&dev->dev);
	msi_unlock_descs(&dev->dev);
}
EXPORT_SYMBOL(pci_disable_msi);

/* ---- MSI-X ----------------------------------------------------------------- */

int pci_msix_vec_count(struct pci_dev *dev)
{
	u16 ctrl;

	if (!dev->msix_cap)
		return -EINVAL;
	pci_read_config_word(dev, dev->msix_cap + PCI_MSIX_FLAGS, &ctrl);
	return (ctrl & PCI_MSIX_FLAGS_QSIZE) + 1;
}
EXPORT_SYMBOL(pci_msix_vec_count);

static void __iomem *map_table(struct pci_dev *dev, unsigned int entries)
{
	u32 where;
	unsigned int bar;

	pci_read_config_dword(dev, dev->msix_cap + PCI_MSIX_TABLE, &where);
	bar = where & PCI_MSIX_TABLE_BIR;
	if (!pci_resource_flags(dev, bar) || pci_resource_flags(dev, bar) & IORESOURCE_UNSET)
		return NULL;
	return ioremap(pci_resource_start(dev, bar) + (where & PCI_MSIX_TABLE_OFFSET),
		       entries * PCI_MSIX_ENTRY_SIZE);
}

static int add_entries(struct pci_dev *dev, struct msix_entry *entries, int nvec,
		       const struct irq_affinity *affd)
{
	struct msi_desc *desc;
	int i;

	for (i = 0; i < nvec; i++) {
		desc = msi_add_desc(&dev->dev, entries ? entries[i].entry : i, 1, false);
		if (IS_ERR(desc))
			return PTR_ERR(desc);
		desc->pci.msi_attrib.is_msix = 1;
		desc->pci.msi_attrib.is_64 = 1;
		desc->pci.msi_attrib.can_mask = 1;
		desc->pci.msi_attrib.default_irq = dev->irq;
		desc->pci.mask_base = dev->msix_base;
		desc->pci.msix_ctrl = PCI_MSIX_ENTRY_CTRL_MASKBIT;
		set_chip(desc);
		write_message(dev, desc);
		spread(desc, affd, i, nvec);
		if (entries)
			entries[i].vector = desc->irq;
	}
	return 0;
}

static int msix_init_one(struct pci_dev *dev, struct msix_entry *entries, int nvec,
			 const struct irq_affinity *affd)
{
	int ret;

	/* switched on, but silent, while the table is written */
	change_flags(dev, dev->msix_cap + PCI_MSIX_FLAGS, 0,
		     PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE);
	dev->msix_base = map_table(dev, pci_msix_vec_count(dev));
	ret = dev->msix_base ? add_entries(dev, entries, nvec, affd) : -ENOMEM;
	if (ret) {
		msi_free_descs(&dev->dev);
		if (dev->msix_base)
			iounmap(dev->msix_base);
		dev->msix_base = NULL;
		change_flags(dev, dev->msix_cap + PCI_MSIX_FLAGS,
			     PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE, 0);
		return ret;
	}
	pci_intx(dev, 0);
	dev->msix_enabled = 1;
	change_flags(dev, dev->msix_cap + PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_MASKALL, 0);
	return 0;
}

static int check_entries(struct pci_dev *dev, struct msix_entry *entries, int nvec, int hwsize)
{
	int i, k;

	for (i = 0; entries && i < nvec; i++) {
		if (entries[i].entry >= hwsize)
			return -EINVAL;
		for (k = i + 1; k < nvec; k++)
			if (entries[i].entry == entries[k].entry)
				return -EINVAL;
	}
	return 0;
}

static int enable_msix_range(struct pci_dev *dev, struct msix_entry *entries, int minvec,
			     int maxvec, const struct irq_affinity *affd)
{
	int nvec = maxvec, hwsize, rc = usable(dev, minvec);

	if (maxvec < minvec)
		return -ERANGE;
	if (rc)
		return rc;
	if (dev->msi_enabled) {
		pci_info(dev, "can't enable MSI-X (MSI already enabled)\n");
		return -EINVAL;
	}
	if (WARN_ON_ONCE(dev->msix_enabled))
		return -EINVAL;
	hwsize = pci_msix_vec_count(dev);
	if (hwsize < 0)
		return hwsize;
	if (check_entries(dev, entries, nvec, hwsize))
		return -EINVAL;
	nvec = min(nvec, hwsize);
	if (nvec < minvec)
		return -ENOSPC;
	msi_lock_descs(&dev->dev);
	do {
		rc = msix_init_one(dev, entries, nvec, affd);
		if (rc != -ENOSPC)
			break;
		nvec--;
	} while (nvec >= minvec);
	msi_unlock_descs(&dev->dev);
	return rc ? rc : nvec;
}

int pci_enable_msix_range(struct pci_dev *dev, struct msix_entry *entries, int minvec, int maxvec)
{
	return enable_msix_range(dev, entries, minvec, maxvec, NULL);
}
EXPORT_SYMBOL(pci_enable_msix_range);

void pci_disable_msix(struct pci_dev *dev)
{
	if (!dev->msix_enabled)
		return;
	msi_lock_descs(&dev->dev);
	change_flags(dev, dev->msix_cap + PCI_MSIX_FLAGS,
		     PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE, 0);
	pci_intx(dev, 1);
	dev->msix_enabled = 0;
	msi_free_descs(&dev->dev);
	iounmap(dev->msix_base);
	dev->msix_base = NULL;
	msi_unlock_descs(&dev->dev);
}
EXPORT_SYMBOL(pci_disable_msix);

void pci_restore_msi_state(struct pci_dev *dev)
{
	struct msi_desc *desc;

	if (!pci_dev_msi_enabled(dev))
		return;
	pci_intx(dev, 0);
	msi_lock_descs(&dev->dev);
	if (dev->msix_enabled)
		change_flags(dev, dev->msix_cap + PCI_MSIX_FLAGS, 0,
			     PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE);
	msi_for_each_desc(desc, &dev->dev, MSI_DESC_ALL) {
		write_message(dev, desc);
		if (desc->pci.msi_attrib.is_msix)
			writel(desc->pci.msix_ctrl,
			       msix_entry_of(desc) + PCI_MSIX_ENTRY_VECTOR_CTRL);
		else if (desc->pci.msi_attrib.can_mask)
			pci_write_config_dword(dev, desc->pci.mask_pos, desc->pci.msi_mask);
	}
	msi_unlock_descs(&dev->dev);
	if (dev->msix_enabled)
		change_flags(dev, dev->msix_cap + PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_MASKALL, 0);
	else
		change_flags(dev, dev->msi_cap + PCI_MSI_FLAGS, 0, PCI_MSI_FLAGS_ENABLE);
}
EXPORT_SYMBOL_GPL(pci_restore_msi_state);

/* ---- whichever there is ---------------------------------------------------- */

int pci_alloc_irq_vectors_affinity(struct pci_dev *dev, unsigned int min_vecs,
				   unsigned int max_vecs, unsigned int flags,
				   struct irq_affinity *affd)
{
	static const struct irq_affinity everywhere;
	const struct irq_affinity *how = flags & PCI_IRQ_AFFINITY ? affd ? affd : &everywhere :
								    NULL;
	int nvecs = -ENOSPC;

	if (flags & PCI_IRQ_MSIX) {
		nvecs = enable_msix_range(dev, NULL, min_vecs, max_vecs, how);
		if (nvecs > 0)
			return nvecs;
	}
	if (flags & PCI_IRQ_MSI) {
		nvecs = enable_msi_range(dev, min_vecs, max_vecs, how);
		if (nvecs > 0)
			return nvecs;
	}
	if (flags & PCI_IRQ_INTX && min_vecs == 1 && dev->irq) {
		pci_intx(dev, 1);
		return 1;
	}
	return nvecs;
}
EXPORT_SYMBOL(pci_alloc_irq_vectors_affinity);

void pci_free_irq_vectors(struct pci_dev *dev)
{
	pci_disable_msix(dev);
	pci_disable_msi(dev);
}
EXPORT_SYMBOL(pci_free_irq_vectors);

int pci_irq_vector(struct pci_dev *dev, unsigned int nr)
{
	unsigned int irq;

	if (!pci_dev_msi_enabled(dev))
		return nr ? -EINVAL : (int)dev->irq;
	irq = msi_get_virq(&dev->dev, nr);
	return irq ? (int)irq : -EINVAL;
}
EXPORT_SYMBOL(pci_irq_vector);

const struct cpumask *pci_irq_get_affinity(struct pci_dev *pdev, int vec)
{
	int irq = pci_irq_vector(pdev, vec);
	struct irq_data *data = irq < 0 ? NULL : irq_get_irq_data(irq);

	return data ? data->common->affinity : cpu_possible_mask;
}
EXPORT_SYMBOL(pci_irq_get_affinity);

int pci_request_irq(struct pci_dev *dev, unsigned int nr, irq_handler_t handler,
		    irq_handler_t thread_fn, void *dev_id, const char *fmt, ...)
{
	unsigned long flags = IRQF_SHARED;
	char *name;
	va_list ap;
	int ret;

	if (!handler)
		flags |= IRQF_ONESHOT;
	va_start(ap, fmt);
	name = kvasprintf(GFP_KERNEL, fmt, ap);
	va_end(ap);
	if (!name)
		return -ENOMEM;
	ret = request_threaded_irq(pci_irq_vector(dev, nr), handler, thread_fn, flags, name,
				   dev_id);
	if (ret)
		kfree(name);
	return ret;
}
EXPORT_SYMBOL(pci_request_irq);

void pci_free_irq(struct pci_dev *dev, unsigned int nr, void *dev_id)
{
	kfree(free_irq(pci_irq_vector(dev, nr), dev_id));
}
EXPORT_SYMBOL(pci_free_irq);
