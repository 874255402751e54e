// SPDX-License-Identifier: MIT
/*
 * What a driver switches on in its function: decoding, mastering the bus, the
 * pin; and resetting the function.
 */
#include <linux/aer.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/export.h>

#include "device/pci.h"

/* ---- decoding -------------------------------------------------------------- */

static int enable_windows(struct pci_dev *dev, int bars)
{
	u16 command, was;
	int i;

	pci_read_config_word(dev, PCI_COMMAND, &command);
	was = command;
	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		struct resource *r = &dev->resource[i];

		if (!(bars & (1 << i)) || !(r->flags & IORESOURCE_MEM))
			continue;
		if (r->flags & IORESOURCE_UNSET) {
			pci_err(dev, "can't enable device: BAR %d %pR not assigned\n", i, r);
			return -EINVAL;
		}
		if (!r->parent) {
			pci_err(dev, "can't enable device: BAR %d %pR not claimed\n", i, r);
			return -EINVAL;
		}
		command |= PCI_COMMAND_MEMORY;
	}
	if (command != was) {
		pci_info(dev, "enabling device (%04x -> %04x)\n", was, command);
		pci_write_config_word(dev, PCI_COMMAND, command);
	}
	return 0;
}

static int do_enable(struct pci_dev *dev, int bars)
{
	int err = pci_set_power_state(dev, PCI_D0);
	u16 command;

	if (err < 0 && err != -EIO)
		return err;
	err = enable_windows(dev, bars);
	if (err < 0 || pci_dev_msi_enabled(dev) || !dev->pin)
		return err;
	pci_read_config_word(dev, PCI_COMMAND, &command);
	if (command & PCI_COMMAND_INTX_DISABLE)
		pci_write_config_word(dev, PCI_COMMAND, command & ~PCI_COMMAND_INTX_DISABLE);
	return 0;
}

/* The standard BARs that decode what @flags name, one bit each. */
static int bars_with(const struct pci_dev *dev, unsigned long flags)
{
	int bar, bars = 0;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (dev->resource[bar].flags & flags)
			bars |= BIT(bar);
	}
	return bars;
}

static int enable(struct pci_dev *dev, unsigned long flags)
{
	int err;

	/* it may have been put to sleep behind our back */
	pci_update_current_state(dev);
	if (atomic_inc_return(&dev->enable_cnt) > 1)
		return 0;
	err = do_enable(dev, bars_with(dev, flags));
	if (err < 0)
		atomic_dec(&dev->enable_cnt);
	return err;
}

int pci_enable_device_io(struct pci_dev *dev)
{
	return enable(dev, IORESOURCE_IO);
}
EXPORT_SYMBOL(pci_enable_device_io);

int pci_enable_device_mem(struct pci_dev *dev)
{
	return enable(dev, IORESOURCE_MEM);
}
EXPORT_SYMBOL(pci_enable_device_mem);

int pci_enable_device(struct pci_dev *dev)
{
	return enable(dev, IORESOURCE_MEM | IORESOURCE_IO);
}
EXPORT_SYMBOL(pci_enable_device);

int pci_reenable_device(struct pci_dev *dev)
{
	return pci_is_enabled(dev) ? do_enable(dev, (1 << PCI_NUM_RESOURCES) - 1) : 0;
}
EXPORT_SYMBOL(pci_reenable_device);

/* only mastering ends: others may still need the windows */
void pci_disable_device(struct pci_dev *dev)
{
	struct pci_devres *dr = pci_find_devres(dev);
	u16 command;

	if (dr)
		dr->enabled = 0;
	dev_WARN_ONCE(&dev->dev, atomic_read(&dev->enable_cnt) <= 0,
		      "disabling already-disabled device");
	if (atomic_dec_return(&dev->enable_cnt))
		return;
	pci_read_config_word(dev, PCI_COMMAND, &command);
	if (command & PCI_COMMAND_MASTER)
		pci_write_config_word(dev, PCI_COMMAND, command & ~PCI_COMMAND_MASTER);
	dev->is_busmaster = 0;
}
EXPORT_SYMBOL(pci_disable_device);

/* ---- bits of the command register ------------------------------------------ */

static void set_command(struct pci_dev *dev, u16 bits, bool on)
{
	u16 command;

	pci_read_config_word(dev, PCI_COMMAND, &command);
	if (!!(command & bits) != on)
		pci_write_config_word(dev, PCI_COMMAND,
				      on ? command | bits : command & ~bits);
}

void pci_set_master(struct pci_dev *dev)
{
	pci_dbg(dev, "enabling bus mastering\n");
	set_command(dev, PCI_COMMAND_MASTER, true);
	dev->is_busmaster = 1;
}
EXPORT_SYMBOL(pci_set_master);

void pci_clear_master(struct pci_dev *dev)
{
	pci_dbg(dev, "disabling bus mastering\n");
	set_command(dev, PCI_COMMAND_MASTER, false);
	dev->is_busmaster = 0;
}
EXPORT_SYMBOL(pci_clear_master);

/* in words of 4 bytes: a line of 64 */
#define CACHE_LINE 16

int pci_set_cacheline_size(struct pci_dev *dev)
{
	u8 size;

	pci_write_config_byte(dev, PCI_CACHE_LINE_SIZE, CACHE_LINE);
	pci_read_config_byte(dev, PCI_CACHE_LINE_SIZE, &size);
	if (size == CACHE_LINE)
		return 0;
	pci_dbg(dev, "cache line size of %d is not supported\n", CACHE_LINE << 2);
	return -EINVAL;
}
EXPORT_SYMBOL_GPL(pci_set_cacheline_size);

int pci_set_mwi(struct pci_dev *dev)
{
	int ret = pci_set_cacheline_size(dev);

	if (!ret)
		set_command(dev, PCI_COMMAND_INVALIDATE, true);
	return ret;
}
EXPORT_SYMBOL(pci_set_mwi);

int pci_try_set_mwi(struct pci_dev *dev)
{
	return pci_set_mwi(dev);
}
EXPORT_SYMBOL(pci_try_set_mwi);

void pci_clear_mwi(struct pci_dev *dev)
{
	set_command(dev, PCI_COMMAND_INVALIDATE, false);
}
EXPORT_SYMBOL(pci_clear_mwi);

void pci_intx(struct pci_dev *dev, int on)
{
	struct pci_devres *dr;
	u16 command;

	pci_read_config_word(dev, PCI_COMMAND, &command);
	if (!(command & PCI_COMMAND_INTX_DISABLE) == !!on)
		return;
	set_command(dev, PCI_COMMAND_INTX_DISABLE, !on);
	dr = pci_find_devres(dev);
	if (dr && !dr->restore_intx) {
		dr->restore_intx = 1;
		dr->orig_intx = !on;
	}
}
EXPORT_SYMBOL_GPL(pci_intx);

/* true if the function's pin was up: then it is down now, until it is unmasked */
bool pci_check_and_mask_intx(struct pci_dev *dev)
{
	u16 status;

	pci_read_config_word(dev, PCI_STATUS, &status);
	if (!(status & PCI_STATUS_INTERRUPT))
		return false;
	set_command(dev, PCI_COMMAND_INTX_DISABLE, true);
	return true;
}
EXPORT_SYMBOL_GPL(pci_check_and_mask_intx);

bool pci_check_and_unmask_intx(struct pci_dev *dev)
{
	u16 status;

	pci_read_config_word(dev, PCI_STATUS, &status);
	if (status & PCI_STATUS_INTERRUPT)
		return false;
	set_command(dev, PCI_COMMAND_INTX_DISABLE, false);
	return true;
}
EXPORT_SYMBOL_GPL(pci_check_and_unmask_intx);

bool pci_device_is_present(struct pci_dev *pdev)
{
	u32 id;

	return !pci_bus_read_config_dword(pdev->bus, pdev->devfn, PCI_VENDOR_ID, &id) &&
	       id != ~0u;
}
EXPORT_SYMBOL_GPL(pci_device_is_present);

/* ---- reset ----------------------------------------------------------------- */

int pci_wait_for_pending_transaction(struct pci_dev *dev)
{
	unsigned int tries;
	u16 status;

	for (tries = 0; tries < 4; tries++) {
		if (tries)
			msleep((1 << (tries - 1)) * 100);
		pcie_capability_read_word(dev, PCI_EXP_DEVSTA, &status);
		if (!(status & PCI_EXP_DEVSTA_TRPND))
			return 1;
	}
	return 0;
}
EXPORT_SYMBOL(pci_wait_for_pending_transaction);

int pcie_flr(struct pci_dev *dev)
{
	if (!pci_wait_for_pending_transaction(dev))
		pci_err(dev, "timed out waiting for pending transaction; "
			     "performing function level reset anyway\n");
	pcie_capability_set_word(dev, PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
	msleep(100);
	return pci_device_is_present(dev) ? 0 : -ENOTTY;
}
EXPORT_SYMBOL_GPL(pcie_flr);

int pcie_reset_flr(struct pci_dev *dev, bool probe)
{
	if (!(dev->devcap & PCI_EXP_DEVCAP_FLR))
		return -ENOTTY;
	return probe ? 0 : pcie_flr(dev);
}
EXPORT_SYMBOL_GPL(pcie_reset_flr);

/* through D3, where PCI Express offers nothing better */
static int reset_by_power(struct pci_dev *dev)
{
	u16 csr;

	if (!dev->pm_cap)
		return -ENOTTY;
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	if (csr & PCI_PM_CTRL_NO_SOFT_RESET)
		return -ENOTTY;
	csr &= ~PCI_PM_CTRL_STATE_MASK;
	pci_write_config_word(dev, dev->pm_cap + PCI_PM_CTRL, csr | PCI_D3hot);
	msleep(dev->d3hot_delay);
	pci_write_config_word(dev, dev->pm_cap + PCI_PM_CTRL, csr);
	msleep(dev->d3hot_delay);
	return 0;
}

int __pci_reset_function_locked(struct pci_dev *dev)
{
	int ret = pcie_reset_flr(dev, false);

	return ret == -ENOTTY ? reset_by_power(dev) : ret;
}
EXPORT_SYMBOL_GPL(__pci_reset_function_locked);

int pci_reset_function_locked(struct pci_dev *dev)
{
	const struct pci_error_handlers *handlers = dev->driver ? dev->driver->err_handler : NULL;
	int ret;

	if (handlers && handlers->reset_prepare)
		handlers->reset_prepare(dev);
	pci_set_power_state(dev, PCI_D0);
	pci_save_state(dev);
	pci_write_config_word(dev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
	ret = __pci_reset_function_locked(dev);
	pci_restore_state(dev);
	if (handlers && handlers->reset_done)
		handlers->reset_done(dev);
	return ret;
}
EXPORT_SYMBOL_GPL(pci_reset_function_locked);

int pci_reset_function(struct pci_dev *dev)
{
	int ret;

	device_lock(&dev->dev);
	ret = pci_reset_function_locked(dev);
	device_unlock(&dev->dev);
	return ret;
}
EXPORT_SYMBOL_GPL(pci_reset_function);

int pci_try_reset_function(struct pci_dev *dev)
{
	int ret;

	if (!device_trylock(&dev->dev))
		return -EAGAIN;
	ret = pci_reset_function_locked(dev);
	device_unlock(&dev->dev);
	return ret;
}
EXPORT_SYMBOL_GPL(pci_try_reset_function);

/* ---- errors ---------------------------------------------------------------- */

#define AER_ENABLE (PCI_EXP_DEVCTL_CERE | PCI_EXP_DEVCTL_NFERE | PCI_EXP_DEVCTL_FERE | \
		    PCI_EXP_DEVCTL_URRE)

int pci_enable_pcie_error_reporting(struct pci_dev *dev)
{
	if (!dev->aer_cap)
		return -EIO;
	return pcibios_err_to_errno(pcie_capability_set_word(dev, PCI_EXP_DEVCTL, AER_ENABLE));
}
EXPORT_SYMBOL_GPL(pci_enable_pcie_error_reporting);

int pci_disable_pcie_error_reporting(struct pci_dev *dev)
{
	if (!dev->aer_cap)
		return -EIO;
	return pcibios_err_to_errno(pcie_capability_clear_word(dev, PCI_EXP_DEVCTL, AER_ENABLE));
}
EXPORT_SYMBOL_GPL(pci_disable_pcie_error_reporting);

int pci_aer_clear_nonfatal_status(struct pci_dev *dev)
{
	u32 status, severity;

	if (!dev->aer_cap)
		return -EIO;
	pci_read_config_dword(dev, dev->aer_cap + PCI_ERR_UNCOR_STATUS, &status);
	pci_read_config_dword(dev, dev->aer_cap + PCI_ERR_UNCOR_SEVER, &severity);
	status &= ~severity;
	if (status)
		pci_write_config_dword(dev, dev->aer_cap + PCI_ERR_UNCOR_STATUS, status);
	return 0;
}
EXPORT_SYMBOL_GPL(pci_aer_clear_nonfatal_status);
