/* SPDX-License-Identifier: MIT */
/*
 * Remote processors: cores with firmware of their own, which a driver starts
 * and stops. The firmware is an ELF file whose segments are copied to where
 * the driver's da_to_va() says. Resource tables, virtio and crash recovery are
 * not offered: a table in the firmware is named in the log and left alone.
 * src/device/remoteproc.c.
 */
#ifndef REMOTEPROC_H
#define REMOTEPROC_H

#include <linux/bitmap.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/firmware.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/types.h>

struct rproc;
struct resource_table;

enum rproc_state {
	RPROC_OFFLINE = 0,
	RPROC_SUSPENDED = 1,
	RPROC_RUNNING = 2,
	RPROC_CRASHED = 3,
	RPROC_DELETED = 4,
	RPROC_ATTACHED = 5,
	RPROC_DETACHED = 6,
	RPROC_LAST = 7,
};

enum rproc_crash_type {
	RPROC_MMUFAULT,
	RPROC_WATCHDOG,
	RPROC_FATAL_ERROR,
};

/* what a driver says that its processor can do: rproc_set_feature() in its own header */
enum rproc_features {
	RPROC_FEAT_ATTACH_ON_RECOVERY,
	RPROC_MAX_FEATURES,
};

/* what &rproc_ops.handle_rsc returns, besides error codes */
enum rsc_handling_status {
	RSC_HANDLED = 0,
	RSC_IGNORED = 1,
};

struct rproc_mem_entry {
	void *va;
	bool is_iomem;
	dma_addr_t dma;
	size_t len;
	u32 da;
	void *priv;
	char name[32];
	struct list_head node;
	u32 rsc_offset;
	u32 flags;
	u32 of_resm_idx;
	int (*alloc)(struct rproc *rproc, struct rproc_mem_entry *mem);
	int (*release)(struct rproc *rproc, struct rproc_mem_entry *mem);
};

struct rproc_ops {
	int (*prepare)(struct rproc *rproc);
	int (*unprepare)(struct rproc *rproc);
	int (*start)(struct rproc *rproc);
	int (*stop)(struct rproc *rproc);
	int (*attach)(struct rproc *rproc);
	int (*detach)(struct rproc *rproc);
	void (*kick)(struct rproc *rproc, int vqid);
	void *(*da_to_va)(struct rproc *rproc, u64 da, size_t len, bool *is_iomem);
	int (*parse_fw)(struct rproc *rproc, const struct firmware *fw);
	int (*handle_rsc)(struct rproc *rproc, u32 rsc_type, void *rsc, int offset, int avail);
	struct resource_table *(*find_loaded_rsc_table)(struct rproc *rproc,
							const struct firmware *fw);
	struct resource_table *(*get_loaded_rsc_table)(struct rproc *rproc, size_t *size);
	int (*load)(struct rproc *rproc, const struct firmware *fw);
	int (*sanity_check)(struct rproc *rproc, const struct firmware *fw);
	u64 (*get_boot_addr)(struct rproc *rproc, const struct firmware *fw);
	unsigned long (*panic)(struct rproc *rproc);
	void (*coredump)(struct rproc *rproc);
};

/** struct rproc - a remote processor; @lock protects @state, @power counts rproc_boot() */
struct rproc {
	struct list_head node;
	const char *name;
	char *firmware;
	void *priv;
	struct rproc_ops *ops;
	struct device dev;
	atomic_t power;
	unsigned int state;
	struct mutex lock;
	struct list_head carveouts;
	u64 bootaddr;
	int index;
	bool has_iommu;
	bool auto_boot;
	bool recovery_disabled;
	bool added;
	DECLARE_BITMAP(features, RPROC_MAX_FEATURES);
};

struct rproc *rproc_alloc(struct device *dev, const char *name, const struct rproc_ops *ops,
			  const char *firmware, int len);
struct rproc *devm_rproc_alloc(struct device *dev, const char *name, const struct rproc_ops *ops,
			       const char *firmware, int len);
void rproc_put(struct rproc *rproc);
int rproc_add(struct rproc *rproc);
int rproc_del(struct rproc *rproc);
void rproc_free(struct rproc *rproc);
int devm_rproc_add(struct device *dev, struct rproc *rproc);
int rproc_set_firmware(struct rproc *rproc, const char *fw_name);
struct rproc *rproc_get_by_phandle(phandle handle);
struct rproc *rproc_get_by_child(struct device *dev);

/**
 * rproc_boot() - load the firmware and start the processor, if it does not run. Return: 0,
 * -ENOENT, ...
 */
int rproc_boot(struct rproc *rproc);
int rproc_shutdown(struct rproc *rproc);
void rproc_report_crash(struct rproc *rproc, enum rproc_crash_type type);

void *rproc_da_to_va(struct rproc *rproc, u64 da, size_t len, bool *is_iomem);
void rproc_add_carveout(struct rproc *rproc, struct rproc_mem_entry *mem);
int rproc_elf_sanity_check(struct rproc *rproc, const struct firmware *fw);
int rproc_elf_load_segments(struct rproc *rproc, const struct firmware *fw);
u64 rproc_elf_get_boot_addr(struct rproc *rproc, const struct firmware *fw);

#endif
