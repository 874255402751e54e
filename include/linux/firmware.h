/* SPDX-License-Identifier: MIT */
/*
 * Firmware: files that drivers hand to their hardware. They are looked for
 * in the directories of the world's parameter firmware_class.path, of the
 * host's DMAE_FIRMWARE_PATH (separated by colons), and where Linux has them.
 * src/device/firmware_loader.c.
 */
#ifndef _LINUX_FIRMWARE_H
#define _LINUX_FIRMWARE_H

#include <linux/cleanup.h>
#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/gfp.h>

#define FW_ACTION_NOUEVENT	0
#define FW_ACTION_UEVENT	1
#define FW_ACTION_NOHOTPLUG	FW_ACTION_NOUEVENT
#define FW_ACTION_HOTPLUG	FW_ACTION_UEVENT

struct device;
struct module;

/** struct firmware - a file, until release_firmware() */
struct firmware {
	size_t size;
	const u8 *data;
	void *priv;
};

/** request_firmware() - the file @name. Return: 0, -ENOENT (nowhere), -EINVAL (no name), ... */
int request_firmware(const struct firmware **fw, const char *name, struct device *device);
int firmware_request_nowarn(const struct firmware **fw, const char *name, struct device *device);
int firmware_request_platform(const struct firmware **fw, const char *name,
			      struct device *device);
int request_firmware_direct(const struct firmware **fw, const char *name, struct device *device);
/** request_firmware_into_buf() - -EFBIG if @buf of @size bytes is too small */
int request_firmware_into_buf(const struct firmware **firmware_p, const char *name,
			      struct device *device, void *buf, size_t size);
int request_partial_firmware_into_buf(const struct firmware **firmware_p, const char *name,
				      struct device *device, void *buf, size_t size,
				      size_t offset);
/**
 * request_firmware_nowait() - look for @name in a work item, then call
 * @cont(fw or NULL, @context)
 *
 * @device and @module are held until then. Return: 0, -ENOMEM, -EFAULT (the module is going).
 */
int request_firmware_nowait(struct module *module, bool uevent, const char *name,
			    struct device *device, gfp_t gfp, void *context,
			    void (*cont)(const struct firmware *fw, void *context));
int firmware_request_nowait_nowarn(struct module *module, const char *name, struct device *device,
				   gfp_t gfp, void *context,
				   void (*cont)(const struct firmware *fw, void *context));
void release_firmware(const struct firmware *fw);
int firmware_request_cache(struct device *device, const char *name);

DEFINE_FREE(firmware, struct firmware *, release_firmware(_T))

#endif
