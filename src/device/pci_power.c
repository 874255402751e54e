// SPDX-License-Identifier: MIT
/*
 * Power of PCI functions: their states, what is kept over a sleep, waking,
 * and the bus's part of runtime power management.
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/pm_runtime.h>
#include <linux/pm_wakeup.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/pci.h"

const char *pci_power_names[] = {
	"error", "D0", "D1", "D2", "D3hot", "D3cold", "unknown",
};
EXPORT_SYMBOL_GPL(pci_power_names);

/* ---- states ---------------------------------------------------------------- */

/* what a function needs after D3hot, in milliseconds */
#define D3HOT_DELAY	10
#define D3COLD_DELAY	100

void pci_power_init(struct pci_dev *dev)
{
	u16 pmc;

	pm_runtime_forbid(&dev->dev);
	pm_runtime_set_active(&dev->dev);
	pm_runtime_enable(&dev->dev);
	dev->current_state = PCI_D0;
	dev->d3hot_delay = D3HOT_DELAY;
	dev->d3cold_delay = D3COLD_DELAY;
	dev->pm_cap = pci_find_capability(dev, PCI_CAP_ID_PM);
	if (!dev->pm_cap)
		return;
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_PMC, &pmc);
	dev->d1_support = !!(pmc & PCI_PM_CAP_D1);
	dev->d2_support = !!(pmc & PCI_PM_CAP_D2);
	dev->pme_support = (pmc & PCI_PM_CAP_PME_MASK) >> 11;
	if (dev->pme_support) {
		device_set_wakeup_capable(&dev->dev, true);
		pci_pme_active(dev, false);
	}
}

void pci_update_current_state(struct pci_dev *dev)
{
	u16 csr;

	if (!dev->pm_cap)
		return;
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	if (!PCI_POSSIBLE_ERROR(csr))
		dev->current_state = csr & PCI_PM_CTRL_STATE_MASK;
}

static bool has_state(struct pci_dev *dev, pci_power_t state)
{
	return (state != PCI_D1 || dev->d1_support) && (state != PCI_D2 || dev->d2_support);
}

int pci_set_power_state(struct pci_dev *dev, pci_power_t state)
{
	u16 csr;

	/* there is nothing to cut a function's supply with */
	if (state > PCI_D3hot)
		state = PCI_D3hot;
	if (state < PCI_D0)
		state = PCI_D0;
	if (dev->current_state == state)
		return 0;
	if (!dev->pm_cap) {
		dev->current_state = PCI_D0;
		return state == PCI_D0 ? 0 : -EIO;
	}
	if (!has_state(dev, state))
		return -EIO;
	pci_update_current_state(dev);
	if (dev->current_state == state)
		return 0;
	/* deeper sleep may be entered from any state, waking leads to D0 only */
	if (state != PCI_D0 && dev->current_state > state) {
		pci_err(dev, "Invalid power transition (from %s to %s)\n",
			pci_power_name(dev->current_state), pci_power_name(state));
		return -EINVAL;
	}
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	csr = (csr & ~PCI_PM_CTRL_STATE_MASK) | state;
	pci_write_config_word(dev, dev->pm_cap + PCI_PM_CTRL, csr);
	if (state == PCI_D3hot || dev->current_state == PCI_D3hot)
		msleep(dev->d3hot_delay);
	/* it comes back as after power on, unless it says otherwise */
	if (dev->current_state == PCI_D3hot && !(csr & PCI_PM_CTRL_NO_SOFT_RESET))
		pci_restore_bars(dev);
	pci_update_current_state(dev);
	if (dev->current_state == state)
		return 0;
	pci_info(dev, "Refused to change power state from %s to %s\n",
		 pci_power_name(dev->current_state), pci_power_name(state));
	return -EIO;
}
EXPORT_SYMBOL(pci_set_power_state);

pci_power_t pci_choose_state(struct pci_dev *dev, pm_message_t state)
{
	return dev->pm_cap && state.event ? PCI_D3hot : PCI_D0;
}
EXPORT_SYMBOL(pci_choose_state);

void pci_d3cold_enable(struct pci_dev *dev)
{
}
EXPORT_SYMBOL_GPL(pci_d3cold_enable);

void pci_d3cold_disable(struct pci_dev *dev)
{
}
EXPORT_SYMBOL_GPL(pci_d3cold_disable);

/* ---- waking ---------------------------------------------------------------- */

bool pci_pme_capable(struct pci_dev *dev, pci_power_t state)
{
	return dev->pm_cap && dev->pme_support & (1 << state);
}
EXPORT_SYMBOL(pci_pme_capable);

void pci_pme_active(struct pci_dev *dev, bool enable)
{
	u16 csr;

	if (!dev->pm_cap)
		return;
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	/* writing the status bit clears it */
	csr |= PCI_PM_CTRL_PME_STATUS | PCI_PM_CTRL_PME_ENABLE;
	if (!enable)
		csr &= ~PCI_PM_CTRL_PME_ENABLE;
	pci_write_config_word(dev, dev->pm_cap + PCI_PM_CTRL, csr);
}
EXPORT_SYMBOL(pci_pme_active);

int pci_enable_wake(struct pci_dev *dev, pci_power_t state, bool enable)
{
	if (enable && !device_may_wakeup(&dev->dev))
		return -EINVAL;
	if (!!enable == !!dev->wakeup_prepared)
		return 0;
	if (enable && !pci_pme_capable(dev, state))
		return 1;
	pci_pme_active(dev, enable);
	dev->wakeup_prepared = enable;
	return 0;
}
EXPORT_SYMBOL(pci_enable_wake);

int pci_wake_from_d3(struct pci_dev *dev, bool enable)
{
	return pci_enable_wake(dev, PCI_D3hot, enable);
}
EXPORT_SYMBOL(pci_wake_from_d3);

int pci_prepare_to_sleep(struct pci_dev *dev)
{
	int ret;

	pci_enable_wake(dev, PCI_D3hot, device_may_wakeup(&dev->dev));
	ret = pci_set_power_state(dev, PCI_D3hot);
	if (ret)
		pci_enable_wake(dev, PCI_D3hot, false);
	return ret;
}
EXPORT_SYMBOL(pci_prepare_to_sleep);

int pci_back_from_sleep(struct pci_dev *dev)
{
	int ret = pci_set_power_state(dev, PCI_D0);

	if (!ret)
		pci_enable_wake(dev, PCI_D0, false);
	return ret;
}
EXPORT_SYMBOL(pci_back_from_sleep);

bool pci_dev_run_wake(struct pci_dev *dev)
{
	return device_can_wakeup(&dev->dev) && pci_pme_capable(dev, PCI_D3hot);
}
EXPORT_SYMBOL_GPL(pci_dev_run_wake);

/* ---- what is kept ---------------------------------------------------------- */

/* registers of the PCI Express capability that a driver or the core may have set */
static const u8 express_registers[PCI_SAVED_EXPRESS] = { PCI_EXP_DEVCTL, PCI_EXP_LNKCTL,
							 PCI_EXP_DEVCTL2, PCI_EXP_LNKCTL2 };

/** struct pci_saved_state - a copy that a driver keeps for later */
struct pci_saved_state {
	u32 header[16];
	u16 express[PCI_SAVED_EXPRESS];
};

int pci_save_state(struct pci_dev *dev)
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		pci_read_config_dword(dev, 4 * i, &dev->saved_config_space[i]);
	for (i = 0; i < PCI_SAVED_EXPRESS; i++)
		pcie_capability_read_word(dev, express_registers[i], &dev->saved_express[i]);
	dev->state_saved = true;
	return 0;
}
EXPORT_SYMBOL(pci_save_state);

/* the command register last, when all that it switches on is there */
static void restore_header(struct pci_dev *dev)
{
	int i;
	u32 now;

	for (i = 15; i >= 1; i--) {
		pci_read_config_dword(dev, 4 * i, &now);
		if (now == dev->saved_config_space[i])
			continue;
		pci_dbg(dev, "restoring config space at offset %#x (was %#x, writing %#x)\n", 4 * i,
			now, dev->saved_config_space[i]);
		pci_write_config_dword(dev, 4 * i, dev->saved_config_space[i]);
	}
}

void pci_restore_state(struct pci_dev *dev)
{
	unsigned int i;

	if (!dev->state_saved)
		return;
	for (i = 0; i < PCI_SAVED_EXPRESS; i++)
		pcie_capability_write_word(dev, express_registers[i], dev->saved_express[i]);
	restore_header(dev);
	pci_restore_msi_state(dev);
	dev->state_saved = false;
}
EXPORT_SYMBOL(pci_restore_state);

struct pci_saved_state *pci_store_saved_state(struct pci_dev *dev)
{
	struct pci_saved_state *state;

	if (!dev->state_saved)
		return NULL;
	state = kzalloc(sizeof(*state), GFP_KERNEL);
	if (!state)
		return NULL;
	memcpy(state->header, dev->saved_config_space, sizeof(state->header));
	memcpy(state->express, dev->saved_express, sizeof(state->express));
	return state;
}
EXPORT_SYMBOL_GPL(pci_store_saved_state);

int pci_load_saved_state(struct pci_dev *dev, struct pci_saved_state *state)
{
	dev->state_saved = false;
	if (!state)
		return 0;
	memcpy(dev->saved_config_space, state->header, sizeof(state->header));
	memcpy(dev->saved_express, state->express, sizeof(state->express));
	dev->state_saved = true;
	return 0;
}
EXPORT_SYMBOL_GPL(pci_load_saved_state);

int pci_load_and_free_saved_state(struct pci_dev *dev, struct pci_saved_state **state)
{
	int ret = pci_load_saved_state(dev, *state);

	kfree(*state);
	*state = NULL;
	return ret;
}
EXPORT_SYMBOL_GPL(pci_load_and_free_saved_state);

/* ---- runtime power management ---------------------------------------------- */

/* a function without a driver stays as it is: nobody asked for it to sleep */
static int runtime_suspend(struct device *device)
{
	const struct dev_pm_ops *pm = device->driver ? device->driver->pm : NULL;
	struct pci_dev *dev = to_pci_dev(device);
	int ret;

	if (!dev->driver)
		return 0;
	dev->state_saved = false;
	if (pm && pm->runtime_suspend) {
		ret = pm->runtime_suspend(device);
		if (ret)
			return ret;
	}
	if (!dev->state_saved) {
		pci_save_state(dev);
		pci_enable_wake(dev, PCI_D3hot, pci_dev_run_wake(dev));
		pci_set_power_state(dev, PCI_D3hot);
	}
	return 0;
}

static int runtime_resume(struct device *device)
{
	const struct dev_pm_ops *pm = device->driver ? device->driver->pm : NULL;
	struct pci_dev *dev = to_pci_dev(device);

	pci_set_power_state(dev, PCI_D0);
	pci_restore_state(dev);
	if (!dev->driver)
		return 0;
	pci_enable_wake(dev, PCI_D0, false);
	return pm && pm->runtime_resume ? pm->runtime_resume(device) : 0;
}

static int runtime_idle(struct device *device)
{
	const struct dev_pm_ops *pm = device->driver ? device->driver->pm : NULL;

	if (!to_pci_dev(device)->driver)
		return 0;
	return pm && pm->runtime_idle ? pm->runtime_idle(device) : 0;
}

const struct dev_pm_ops pci_dev_pm_ops = {
	SET_SYSTEM_SLEEP_PM_OPS(pm_generic_suspend, pm_generic_resume)
	SET_RUNTIME_PM_OPS(runtime_suspend, runtime_resume, runtime_idle)
};
