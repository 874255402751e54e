// SPDX-License-Identifier: MIT
/* Remote processors: firmware in ELF files, starting and stopping, bad images. */
#include <linux/elf.h>
#include <linux/platform_device.h>
#include <linux/remoteproc.h>
#include <linux/slab.h>

#include "base/paths.h"
#include "device/firmware_loader.h"
#include "device_fixture.h"

#define FW_NAME "dmae-test-rproc.elf"

static u8 memory[64];
static unsigned int starts, stops;
static u64 boot_address;

static int start(struct rproc *rproc)
{
	starts++;
	boot_address = rproc->bootaddr;
	return 0;
}

static int stop(struct rproc *rproc)
{
	stops++;
	return 0;
}

static void *da_to_va(struct rproc *rproc, u64 da, size_t len, bool *is_iomem)
{
	return da >= 0x1000 && da + len <= 0x1000 + sizeof(memory) ? memory + (da - 0x1000) : NULL;
}

static const struct rproc_ops ops = { .start = start, .stop = stop, .da_to_va = da_to_va };

/* one segment of @filesz bytes at 0x1000 + 8 */
static struct {
	Elf32_Ehdr head;
	Elf32_Phdr segment;
	u8 data[16];
} image;

static char *fw_dir;

static void image_write(void)
{
	char *file = path_format("%s/" FW_NAME, fw_dir);

	assert_int_equal(host_file_write(file, &image, sizeof(image)), 0);
	host_free(file);
}

static void image_make(void)
{
	memset(&image, 0, sizeof(image));
	memcpy(image.head.e_ident, ELFMAG, SELFMAG);
	image.head.e_ident[EI_CLASS] = ELFCLASS32;
	image.head.e_ident[EI_DATA] = ELFDATA2LSB;
	image.head.e_entry = 0x1234;
	image.head.e_phoff = sizeof(Elf32_Ehdr);
	image.head.e_phentsize = sizeof(Elf32_Phdr);
	image.head.e_phnum = 1;
	image.segment = (Elf32_Phdr){
		.p_type = PT_LOAD,
		.p_offset = sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr),
		.p_paddr = 0x1008,
		.p_filesz = 16,
		.p_memsz = 24,
	};
	memset(image.data, 0x5a, sizeof(image.data));
}

static struct platform_device *pdev;
static struct rproc *rproc;

static int setup(void **state)
{
	int err = core_setup(state);

	if (err)
		return err;
	starts = stops = 0;
	memset(memory, 0xff, sizeof(memory));
	image_make();
	fw_dir = path_temporary("/tmp");
	firmware_loader_path(fw_dir);
	pdev = platform_device_register_simple("core", -1, NULL, 0);
	rproc = rproc_alloc(&pdev->dev, "core", &ops, FW_NAME, 0);
	if (!rproc)
		return -ENOMEM;
	rproc->auto_boot = false;
	return rproc_add(rproc);
}

static int teardown(void **state)
{
	rproc_del(rproc);
	rproc_free(rproc);
	platform_device_unregister(pdev);
	firmware_loader_path(NULL);
	path_remove(fw_dir);
	host_free(fw_dir);
	return core_teardown(state);
}

static void a_core_is_loaded_started_and_stopped(void **state)
{
	image_write();
	assert_int_equal(rproc_boot(rproc), 0);
	assert_int_equal(starts, 1);
	assert_int_equal(boot_address, 0x1234);
	assert_int_equal(memory[7], 0xff);
	assert_int_equal(memory[8], 0x5a);
	assert_int_equal(memory[23], 0x5a);
	assert_int_equal(memory[24], 0); /* the rest of the segment is cleared */
	assert_int_equal(memory[32], 0xff);
	assert_file("/sys/class/remoteproc/remoteproc0/state", "running\n");
	assert_int_equal(rproc_boot(rproc), 0); /* a second user */
	assert_int_equal(starts, 1);
	assert_int_equal(rproc_shutdown(rproc), 0);
	assert_int_equal(stops, 0);
	assert_int_equal(rproc_shutdown(rproc), 0);
	assert_int_equal(stops, 1);
	assert_int_equal(rproc_shutdown(rproc), -EINVAL);
	assert_true(log_contains("remote processor core is now up"));
}

static void a_core_is_driven_through_its_files(void **state)
{
	image_write();
	assert_int_equal(file_write("/sys/class/remoteproc/remoteproc0/state", "start"), 0);
	assert_int_equal(starts, 1);
	assert_int_equal(file_write("/sys/class/remoteproc/remoteproc0/firmware", "x"), -EBUSY);
	assert_int_equal(file_write("/sys/class/remoteproc/remoteproc0/state", "stop"), 0);
	assert_int_equal(file_write("/sys/class/remoteproc/remoteproc0/state", "jump"), -EINVAL);
}

static void bad_images_are_refused(void **state)
{
	image.segment.p_filesz = 1000;
	image.segment.p_memsz = 1000;
	image_write();
	assert_int_equal(rproc_boot(rproc), -EINVAL);
	assert_true(log_contains("truncated fw"));
	image_make();
	image.segment.p_paddr = 0x2000;
	image_write();
	assert_int_equal(rproc_boot(rproc), -EINVAL);
	assert_true(log_contains("bad phdr da 0x2000"));
	image_make();
	image.head.e_phnum = 100;
	image_write();
	assert_int_equal(rproc_boot(rproc), -EINVAL);
	assert_true(log_contains("Firmware size is too small"));
	image.head.e_ident[0] = 'x';
	image_write();
	assert_int_equal(rproc_boot(rproc), -EINVAL);
	assert_true(log_contains("Image is corrupted (bad magic)"));
	assert_int_equal(starts, 0);
}

static void a_core_without_its_firmware_stays_down(void **state)
{
	assert_int_equal(rproc_set_firmware(rproc, "no-such.elf\n"), 0);
	assert_int_equal(rproc_boot(rproc), -ENOENT);
	assert_file("/sys/class/remoteproc/remoteproc0/state", "offline\n");
	assert_file("/sys/class/remoteproc/remoteproc0/firmware", "no-such.elf\n");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_core_is_loaded_started_and_stopped),
		T(a_core_is_driven_through_its_files),
		T(bad_images_are_refused),
		T(a_core_without_its_firmware_stays_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
