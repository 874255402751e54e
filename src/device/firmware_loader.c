// SPDX-License-Identifier: MIT
/*
 * Firmware files for drivers: looked for in the directories that the world
 * was given, then in the host's DMAE_FIRMWARE_PATH, then where Linux has them.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/firmware.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "base/host.h"
#include "device/firmware_loader.h"

#define PATH_SIZE 512

static const char linux_path[] = "/lib/firmware/updates:/lib/firmware";

static char *world_path; /* host memory */

/* what @priv of a struct firmware leads to: who owns the data */
struct firmware_file {
	void *host_data; /* or NULL: it was read into the driver's buffer */
};

void firmware_loader_path(const char *path)
{
	host_free(world_path);
	world_path = path ? host_strdup(path) : NULL;
}

void firmware_loader_stop(void)
{
	firmware_loader_path(NULL);
}

/* ---- finding the file -------------------------------------------------------- */

/* the name of a file below a directory, and nothing that leads out of it */
static bool name_is_sane(const char *name)
{
	const char *at = name;

	if (!*name || *name == '/')
		return false;
	while ((at = strstr(at, ".."))) {
		bool starts = at == name || at[-1] == '/';

		at += 2;
		if (starts && (*at == '/' || !*at))
			return false;
	}
	return true;
}

/* the first directory of @path that has the file: 0, -ENOENT, or why it cannot be read */
static int read_from(const char *path, const char *name, void **data, size_t *len)
{
	char file[PATH_SIZE];
	int ret;

	while (path && *path) {
		size_t dir = strcspn(path, ":");

		if (dir && snprintf(file, sizeof(file), "%.*s/%s", (int)dir, path, name) <
				   (int)sizeof(file)) {
			ret = host_file_read(file, data, len);
			if (ret != -ENOENT && ret != -ENOTDIR)
				return ret;
		}
		path += dir + (path[dir] == ':');
	}
	return -ENOENT;
}

static int read_file(const char *name, void **data, size_t *len)
{
	const char *const paths[] = { world_path, host_firmware_path(), linux_path };
	unsigned int i;
	int ret = -ENOENT;

	for (i = 0; i < ARRAY_SIZE(paths) && ret == -ENOENT; i++)
		ret = read_from(paths[i], name, data, len);
	return ret;
}

static void say_where(struct device *device, const char *name, int err)
{
	dev_warn(device, "Direct firmware load for %s failed with error %d\n", name, err);
	if (err != -ENOENT)
		return;
	dev_warn(device,
		 "%s is in none of: %s%s%s%s%s (say where with --firmware DIR or "
		 "DMAE_FIRMWARE_PATH)\n",
		 name, world_path ? world_path : "", world_path ? ":" : "", host_firmware_path(),
		 *host_firmware_path() ? ":" : "", linux_path);
}

/* ---- one request ---------------------------------------------------------------- */

/* @buf of @size bytes (from @offset of the file on), or NULL: memory of its own */
static int load(const struct firmware **out, const char *name, struct device *device, void *buf,
		size_t size, size_t offset, bool warn)
{
	struct firmware_file *file;
	struct firmware *fw;
	void *data = NULL;
	size_t len = 0;
	int ret;

	if (!out)
		return -EINVAL;
	*out = NULL;
	if (!name || !name_is_sane(name)) {
		if (name && *name)
			dev_warn(device,
				 "firmware: '%s' is not the name of a file in a directory\n", name);
		return -EINVAL;
	}
	ret = read_file(name, &data, &len);
	if (ret) {
		if (warn)
			say_where(device, name, ret);
		return ret;
	}
	fw = kzalloc(sizeof(*fw) + sizeof(*file), GFP_KERNEL);
	if (!fw) {
		host_free(data);
		return -ENOMEM;
	}
	file = (struct firmware_file *)(fw + 1);
	fw->priv = file;
	if (!buf) {
		file->host_data = data;
		fw->data = data;
		fw->size = len;
	} else if (offset > len || (!offset && len > size)) {
		host_free(data);
		kfree(fw);
		return -EFBIG;
	} else {
		fw->size = min(size, len - offset);
		memcpy(buf, (char *)data + offset, fw->size);
		fw->data = buf;
		host_free(data);
	}
	*out = fw;
	return 0;
}

int request_firmware(const struct firmware **fw, const char *name, struct device *device)
{
	return load(fw, name, device, NULL, 0, 0, true);
}
EXPORT_SYMBOL(request_firmware);

int firmware_request_nowarn(const struct firmware **fw, const char *name, struct device *device)
{
	return load(fw, name, device, NULL, 0, 0, false);
}
EXPORT_SYMBOL_GPL(firmware_request_nowarn);

int request_firmware_direct(const struct firmware **fw, const char *name, struct device *device)
{
	return load(fw, name, device, NULL, 0, 0, false);
}
EXPORT_SYMBOL_GPL(request_firmware_direct);

int firmware_request_platform(const struct firmware **fw, const char *name, struct device *device)
{
	return load(fw, name, device, NULL, 0, 0, true);
}
EXPORT_SYMBOL_GPL(firmware_request_platform);

int request_firmware_into_buf(const struct firmware **firmware_p, const char *name,
			      struct device *device, void *buf, size_t size)
{
	return load(firmware_p, name, device, buf, size, 0, true);
}
EXPORT_SYMBOL(request_firmware_into_buf);

int request_partial_firmware_into_buf(const struct firmware **firmware_p, const char *name,
				      struct device *device, void *buf, size_t size, size_t offset)
{
	return load(firmware_p, name, device, buf, size, offset, true);
}
EXPORT_SYMBOL(request_partial_firmware_into_buf);

void release_firmware(const struct firmware *fw)
{
	struct firmware_file *file;

	if (!fw)
		return;
	file = fw->priv;
	if (file)
		host_free(file->host_data);
	kfree(fw);
}
EXPORT_SYMBOL(release_firmware);

int firmware_request_cache(struct device *device, const char *name)
{
	return 0;
}
EXPORT_SYMBOL_GPL(firmware_request_cache);

/* ---- in a work item ---------------------------------------------------------------- */

struct firmware_work {
	struct work_struct work;
	struct module *module;
	struct device *device;
	const char *name;
	void *context;
	void (*cont)(const struct firmware *fw, void *context);
	bool warn;
};

static void work_free(struct firmware_work *w)
{
	put_device(w->device);
	module_put(w->module);
	kfree_const(w->name);
	kfree(w);
}

static void work_run(struct work_struct *work)
{
	struct firmware_work *w = container_of(work, struct firmware_work, work);
	const struct firmware *fw;

	load(&fw, w->name, w->device, NULL, 0, 0, w->warn);
	w->cont(fw, w->context);
	work_free(w);
}

static int load_later(struct module *module, const char *name, struct device *device, gfp_t gfp,
		      void *context, void (*cont)(const struct firmware *fw, void *context),
		      bool warn)
{
	struct firmware_work *w = kzalloc(sizeof(*w), gfp);

	if (!w)
		return -ENOMEM;
	w->name = kstrdup_const(name, gfp);
	if (!w->name) {
		kfree(w);
		return -ENOMEM;
	}
	w->context = context;
	w->cont = cont;
	w->warn = warn;
	if (!try_module_get(module)) {
		kfree_const(w->name);
		kfree(w);
		return -EFAULT;
	}
	w->module = module;
	w->device = get_device(device);
	INIT_WORK(&w->work, work_run);
	schedule_work(&w->work);
	return 0;
}

int request_firmware_nowait(struct module *module, bool uevent, const char *name,
			    struct device *device, gfp_t gfp, void *context,
			    void (*cont)(const struct firmware *fw, void *context))
{
	return load_later(module, name, device, gfp, context, cont, true);
}
EXPORT_SYMBOL(request_firmware_nowait);

int firmware_request_nowait_nowarn(struct module *module, const char *name, struct device *device,
				   gfp_t gfp, void *context,
				   void (*cont)(const struct firmware *fw, void *context))
{
	return load_later(module, name, device, gfp, context, cont, false);
}
EXPORT_SYMBOL_GPL(firmware_request_nowait_nowarn);
