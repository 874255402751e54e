/* SPDX-License-Identifier: MIT */
/*
 * What the files that read the board (device tree, resources, interrupts,
 * clocks, resets, ACPI) offer one another and the driver core, beyond what
 * the kernel's own headers declare.
 */
#ifndef DMAE_DEVICE_FIRMWARE_H
#define DMAE_DEVICE_FIRMWARE_H

#include <linux/types.h>

struct acpi_device;
struct device;
struct device_node;
struct of_phandle_args;
struct platform_device;
struct resource;
struct seq_file;

/**
 * firmware_start() - read the machine's board; before the first device.
 * Return: 0 or a negative error code.
 */
int firmware_start(void);
/** firmware_stop() - forget it all; after the last device is gone */
void firmware_stop(void);

/**
 * firmware_populate() - make a platform device of every available node; once
 * the platform bus is there
 */
void firmware_populate(void);
/** firmware_depopulate() - take them all away again, last first */
void firmware_depopulate(void);

/* ---- in the order in which firmware_start() calls them ------------------ */
void firmware_format_start(void);
void firmware_format_stop(void);
int of_start(void);
void of_stop(void);
int resource_start(void);
void resource_stop(void);
int irq_start(void);
void irq_stop(void);
int clk_start(void);
void clk_stop(void);
void reset_stop(void);
void acpi_stop(void);
void swnode_stop(void);

/* ---- device tree -------------------------------------------------------- */

/** of_node_of_board() - the device_node of a node of the board, or NULL */
struct device_node *of_node_of_board(int board_node);
/** of_alias_scan() - read /aliases and /chosen; of_alias_stop() forgets */
void of_alias_scan(void);
void of_alias_stop(void);
int of_kobj_start(void);
void of_kobj_stop(void);

/**
 * of_platform_report_unbound() - the nodes that could have a driver and have none
 * @fn: called for each available node with a "compatible" whose device no
 *	driver has claimed; false ends the walk
 *
 * Return: how many there are.
 */
unsigned int of_platform_report_unbound(bool (*fn)(struct device_node *np,
						   const char *compatible,
						   void *arg),
					void *arg);
/**
 * of_driver_expected() - true if a driver is registered that serves @np, so
 * that its device is worth waiting for
 */
bool of_driver_expected(struct device_node *np);

/**
 * of_device_set_name() - @bus_id, or where that is NULL a name from the node:
 * "40000000.dma-controller". Return: 0 or -ENOMEM.
 */
int of_device_set_name(struct device *dev, struct device_node *node,
		       const char *bus_id);
/** of_device_name_master() - the machine's reports call the node's bus master as we call @dev */
void of_device_name_master(struct device *dev, struct device_node *np);

/* ---- resources, interrupts ----------------------------------------------- */

/** iomem_show() - the text of /proc/iomem */
int iomem_show(struct seq_file *m, void *v);

/**
 * irq_machine_map() - the Linux number of an interrupt of a controller that no
 * driver serves; 0 if the specifier is malformed
 */
unsigned int irq_machine_map(const struct of_phandle_args *spec);

/**
 * irq_machine_map_block() - @count interrupts with numbers in a row
 * @first: specifier of the first; nothing else may have mapped them
 * @cell: which of its cells counts
 *
 * Return: the first Linux number, or a negative error code.
 */
int irq_machine_map_block(const struct of_phandle_args *first, unsigned int cell,
			  unsigned int count);
void irq_machine_unmap_block(unsigned int irq, unsigned int count);

/* ---- ACPI ---------------------------------------------------------------- */

/**
 * acpi_device_of_node() - the ACPI device that a node with "acpi-hid" stands
 * for, or an error pointer; lives until acpi_stop()
 */
struct acpi_device *acpi_device_of_node(struct device_node *np);
/**
 * acpi_device_resources() - registers and interrupts of its template into
 * *@res, which the caller frees. Return: how many, or a negative error code.
 */
int acpi_device_resources(struct acpi_device *adev, struct resource **res);

#endif
