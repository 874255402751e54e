// SPDX-License-Identifier: MIT
/* Configuration space: reading and writing it, and finding capabilities in it. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/spinlock.h>

#include "device/pci.h"

/* one access at a time */
static DEFINE_RAW_SPINLOCK(pci_lock);

/* hops after which a list of capabilities must be a circle */
#define FIND_CAP_TTL	48
#define EXT_CAP_TTL	((PCI_CFG_SPACE_EXP_SIZE - PCI_CFG_SPACE_SIZE) / 8)

/* ---- accesses -------------------------------------------------------------- */

static int config_read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *value)
{
	unsigned long flags;
	int ret;

	if (where & (size - 1)) {
		PCI_SET_ERROR_RESPONSE(value);
		return PCIBIOS_BAD_REGISTER_NUMBER;
	}
	raw_spin_lock_irqsave(&pci_lock, flags);
	ret = bus->ops->read(bus, devfn, where, size, value);
	raw_spin_unlock_irqrestore(&pci_lock, flags);
	if (ret)
		PCI_SET_ERROR_RESPONSE(value);
	return ret;
}

static int config_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 value)
{
	unsigned long flags;
	int ret;

	if (where & (size - 1))
		return PCIBIOS_BAD_REGISTER_NUMBER;
	raw_spin_lock_irqsave(&pci_lock, flags);
	ret = bus->ops->write(bus, devfn, where, size, value);
	raw_spin_unlock_irqrestore(&pci_lock, flags);
	return ret;
}

int pci_bus_read_config_byte(struct pci_bus *bus, unsigned int devfn, int where, u8 *val)
{
	u32 value;
	int ret = config_read(bus, devfn, where, 1, &value);

	*val = value;
	return ret;
}
EXPORT_SYMBOL(pci_bus_read_config_byte);

int pci_bus_read_config_word(struct pci_bus *bus, unsigned int devfn, int where, u16 *val)
{
	u32 value;
	int ret = config_read(bus, devfn, where, 2, &value);

	*val = value;
	return ret;
}
EXPORT_SYMBOL(pci_bus_read_config_word);

int pci_bus_read_config_dword(struct pci_bus *bus, unsigned int devfn, int where, u32 *val)
{
	return config_read(bus, devfn, where, 4, val);
}
EXPORT_SYMBOL(pci_bus_read_config_dword);

int pci_bus_write_config_byte(struct pci_bus *bus, unsigned int devfn, int where, u8 val)
{
	return config_write(bus, devfn, where, 1, val);
}
EXPORT_SYMBOL(pci_bus_write_config_byte);

int pci_bus_write_config_word(struct pci_bus *bus, unsigned int devfn, int where, u16 val)
{
	return config_write(bus, devfn, where, 2, val);
}
EXPORT_SYMBOL(pci_bus_write_config_word);

int pci_bus_write_config_dword(struct pci_bus *bus, unsigned int devfn, int where, u32 val)
{
	return config_write(bus, devfn, where, 4, val);
}
EXPORT_SYMBOL(pci_bus_write_config_dword);

/* ---- by function ----------------------------------------------------------- */

static bool gone(const struct pci_dev *dev)
{
	return dev->error_state == pci_channel_io_perm_failure;
}

int pci_read_config_byte(const struct pci_dev *dev, int where, u8 *val)
{
	if (gone(dev)) {
		PCI_SET_ERROR_RESPONSE(val);
		return PCIBIOS_DEVICE_NOT_FOUND;
	}
	return pci_bus_read_config_byte(dev->bus, dev->devfn, where, val);
}
EXPORT_SYMBOL(pci_read_config_byte);

int pci_read_config_word(const struct pci_dev *dev, int where, u16 *val)
{
	if (gone(dev)) {
		PCI_SET_ERROR_RESPONSE(val);
		return PCIBIOS_DEVICE_NOT_FOUND;
	}
	return pci_bus_read_config_word(dev->bus, dev->devfn, where, val);
}
EXPORT_SYMBOL(pci_read_config_word);

int pci_read_config_dword(const struct pci_dev *dev, int where, u32 *val)
{
	if (gone(dev)) {
		PCI_SET_ERROR_RESPONSE(val);
		return PCIBIOS_DEVICE_NOT_FOUND;
	}
	return pci_bus_read_config_dword(dev->bus, dev->devfn, where, val);
}
EXPORT_SYMBOL(pci_read_config_dword);

int pci_write_config_byte(const struct pci_dev *dev, int where, u8 val)
{
	return gone(dev) ? PCIBIOS_DEVICE_NOT_FOUND :
			   pci_bus_write_config_byte(dev->bus, dev->devfn, where, val);
}
EXPORT_SYMBOL(pci_write_config_byte);

int pci_write_config_word(const struct pci_dev *dev, int where, u16 val)
{
	return gone(dev) ? PCIBIOS_DEVICE_NOT_FOUND :
			   pci_bus_write_config_word(dev->bus, dev->devfn, where, val);
}
EXPORT_SYMBOL(pci_write_config_word);

int pci_write_config_dword(const struct pci_dev *dev, int where, u32 val)
{
	return gone(dev) ? PCIBIOS_DEVICE_NOT_FOUND :
			   pci_bus_write_config_dword(dev->bus, dev->devfn, where, val);
}
EXPORT_SYMBOL(pci_write_config_dword);

void pci_clear_and_set_config_dword(const struct pci_dev *dev, int pos, u32 clear, u32 set)
{
	u32 val;

	pci_read_config_dword(dev, pos, &val);
	pci_write_config_dword(dev, pos, (val & ~clear) | set);
}
EXPORT_SYMBOL(pci_clear_and_set_config_dword);

/* ---- capabilities ---------------------------------------------------------- */

static u8 find_from(struct pci_bus *bus, unsigned int devfn, u8 pos, int cap)
{
	int ttl = FIND_CAP_TTL;
	u16 entry;

	pci_bus_read_config_byte(bus, devfn, pos, &pos);
	while (ttl-- && pos >= 0x40) {
		pos &= ~3;
		pci_bus_read_config_word(bus, devfn, pos, &entry);
		if ((entry & 0xff) == 0xff)
			break;
		if ((entry & 0xff) == cap)
			return pos;
		pos = entry >> 8;
	}
	return 0;
}

u8 pci_find_next_capability(struct pci_dev *dev, u8 pos, int cap)
{
	return find_from(dev->bus, dev->devfn, pos + PCI_CAP_LIST_NEXT, cap);
}
EXPORT_SYMBOL_GPL(pci_find_next_capability);

u8 pci_bus_find_capability(struct pci_bus *bus, unsigned int devfn, int cap)
{
	u16 status;

	pci_bus_read_config_word(bus, devfn, PCI_STATUS, &status);
	if (!(status & PCI_STATUS_CAP_LIST))
		return 0;
	return find_from(bus, devfn, PCI_CAPABILITY_LIST, cap);
}
EXPORT_SYMBOL(pci_bus_find_capability);

u8 pci_find_capability(struct pci_dev *dev, int cap)
{
	return pci_bus_find_capability(dev->bus, dev->devfn, cap);
}
EXPORT_SYMBOL(pci_find_capability);

u16 pci_find_next_ext_capability(struct pci_dev *dev, u16 start, int cap)
{
	u16 pos = start ? start : PCI_CFG_SPACE_SIZE;
	int ttl = EXT_CAP_TTL;
	u32 header;

	if (dev->cfg_size <= PCI_CFG_SPACE_SIZE)
		return 0;
	while (ttl--) {
		if (pci_read_config_dword(dev, pos, &header) || !header || header == ~0u)
			break;
		if (PCI_EXT_CAP_ID(header) == cap && pos != start)
			return pos;
		pos = PCI_EXT_CAP_NEXT(header);
		if (pos < PCI_CFG_SPACE_SIZE)
			break;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(pci_find_next_ext_capability);

u16 pci_find_ext_capability(struct pci_dev *dev, int cap)
{
	return pci_find_next_ext_capability(dev, 0, cap);
}
EXPORT_SYMBOL_GPL(pci_find_ext_capability);

u16 pci_find_vsec_capability(struct pci_dev *dev, u16 vendor, int cap)
{
	u16 at = 0;
	u32 header;

	if (vendor != dev->vendor)
		return 0;
	while ((at = pci_find_next_ext_capability(dev, at, PCI_EXT_CAP_ID_VNDR)))
		if (!pci_read_config_dword(dev, at + PCI_VNDR_HEADER, &header) &&
		    PCI_VNDR_HEADER_ID(header) == cap)
			return at;
	return 0;
}
EXPORT_SYMBOL_GPL(pci_find_vsec_capability);

u16 pci_find_dvsec_capability(struct pci_dev *dev, u16 vendor, u16 dvsec)
{
	u16 at = 0, v, id;

	while ((at = pci_find_next_ext_capability(dev, at, PCI_EXT_CAP_ID_DVSEC))) {
		pci_read_config_word(dev, at + PCI_DVSEC_HEADER1, &v);
		pci_read_config_word(dev, at + PCI_DVSEC_HEADER2, &id);
		if (v == vendor && id == dvsec)
			return at;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(pci_find_dvsec_capability);

u64 pci_get_dsn(struct pci_dev *dev)
{
	u16 at = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_DSN);
	u32 low, high;

	if (!at)
		return 0;
	pci_read_config_dword(dev, at + 4, &low);
	pci_read_config_dword(dev, at + 8, &high);
	return (u64)high << 32 | low;
}
EXPORT_SYMBOL_GPL(pci_get_dsn);

/* ---- PCI Express ----------------------------------------------------------- */

int pcie_capability_read_word(struct pci_dev *dev, int pos, u16 *val)
{
	*val = 0;
	if (pos & 1)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	return pci_is_pcie(dev) ? pci_read_config_word(dev, dev->pcie_cap + pos, val) : 0;
}
EXPORT_SYMBOL(pcie_capability_read_word);

int pcie_capability_read_dword(struct pci_dev *dev, int pos, u32 *val)
{
	*val = 0;
	if (pos & 3)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	return pci_is_pcie(dev) ? pci_read_config_dword(dev, dev->pcie_cap + pos, val) : 0;
}
EXPORT_SYMBOL(pcie_capability_read_dword);

int pcie_capability_write_word(struct pci_dev *dev, int pos, u16 val)
{
	if (pos & 1)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	return pci_is_pcie(dev) ? pci_write_config_word(dev, dev->pcie_cap + pos, val) : 0;
}
EXPORT_SYMBOL(pcie_capability_write_word);

int pcie_capability_write_dword(struct pci_dev *dev, int pos, u32 val)
{
	if (pos & 3)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	return pci_is_pcie(dev) ? pci_write_config_dword(dev, dev->pcie_cap + pos, val) : 0;
}
EXPORT_SYMBOL(pcie_capability_write_dword);

int pcie_capability_clear_and_set_word(struct pci_dev *dev, int pos, u16 clear, u16 set)
{
	unsigned long flags;
	u16 val;
	int ret;

	spin_lock_irqsave(&dev->pcie_cap_lock, flags);
	ret = pcie_capability_read_word(dev, pos, &val);
	if (!ret)
		ret = pcie_capability_write_word(dev, pos, (val & ~clear) | set);
	spin_unlock_irqrestore(&dev->pcie_cap_lock, flags);
	return ret;
}
EXPORT_SYMBOL(pcie_capability_clear_and_set_word);

int pcie_capability_clear_and_set_dword(struct pci_dev *dev, int pos, u32 clear, u32 set)
{
	unsigned long flags;
	u32 val;
	int ret;

	spin_lock_irqsave(&dev->pcie_cap_lock, flags);
	ret = pcie_capability_read_dword(dev, pos, &val);
	if (!ret)
		ret = pcie_capability_write_dword(dev, pos, (val & ~clear) | set);
	spin_unlock_irqrestore(&dev->pcie_cap_lock, flags);
	return ret;
}
EXPORT_SYMBOL(pcie_capability_clear_and_set_dword);

int pcie_get_readrq(struct pci_dev *dev)
{
	u16 ctl;

	pcie_capability_read_word(dev, PCI_EXP_DEVCTL, &ctl);
	return 128 << ((ctl & PCI_EXP_DEVCTL_READRQ) >> 12);
}
EXPORT_SYMBOL(pcie_get_readrq);

int pcie_set_readrq(struct pci_dev *dev, int rq)
{
	int ret;

	if (rq < 128 || rq > 4096 || (rq & (rq - 1)))
		return -EINVAL;
	ret = pcie_capability_clear_and_set_word(dev, PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_READRQ,
						 (ilog2(rq) - 7) << 12);
	return pcibios_err_to_errno(ret);
}
EXPORT_SYMBOL(pcie_set_readrq);

int pcie_get_mps(struct pci_dev *dev)
{
	u16 ctl;

	pcie_capability_read_word(dev, PCI_EXP_DEVCTL, &ctl);
	return 128 << ((ctl & PCI_EXP_DEVCTL_PAYLOAD) >> 5);
}
EXPORT_SYMBOL(pcie_get_mps);

int pcie_set_mps(struct pci_dev *dev, int mps)
{
	int ret;

	if (mps < 128 || mps > 4096 || (mps & (mps - 1)) || ilog2(mps) - 7 > dev->pcie_mpss)
		return -EINVAL;
	ret = pcie_capability_clear_and_set_word(dev, PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_PAYLOAD,
						 (ilog2(mps) - 7) << 5);
	return pcibios_err_to_errno(ret);
}
EXPORT_SYMBOL(pcie_set_mps);

bool pcie_relaxed_ordering_enabled(struct pci_dev *dev)
{
	u16 ctl;

	pcie_capability_read_word(dev, PCI_EXP_DEVCTL, &ctl);
	return ctl & PCI_EXP_DEVCTL_RELAX_EN;
}
EXPORT_SYMBOL(pcie_relaxed_ordering_enabled);

void pcie_print_link_status(struct pci_dev *dev)
{
	static const char *const speeds[] = { "Unknown", "2.5 GT/s PCIe", "5.0 GT/s PCIe",
					      "8.0 GT/s PCIe", "16.0 GT/s PCIe" };
	unsigned int speed;
	u16 status;

	pcie_capability_read_word(dev, PCI_EXP_LNKSTA, &status);
	speed = status & PCI_EXP_LNKSTA_CLS;
	pci_info(dev, "available PCIe bandwidth (%s x%u link)\n",
		 speeds[speed < ARRAY_SIZE(speeds) ? speed : 0],
		 (status & PCI_EXP_LNKSTA_NLW) >> PCI_EXP_LNKSTA_NLW_SHIFT);
}
EXPORT_SYMBOL(pcie_print_link_status);
