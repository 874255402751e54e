// SPDX-License-Identifier: MIT
/* dma-bufs as objects and files: export, descriptors, names, views, the CPU's access. */
#include <linux/debugfs.h>
#include <linux/file.h>

#include "base/host.h"
#include "device/filetree.h"
#include "buf_fixture.h"

static struct dma_buf *export_of_size(size_t size, int flags)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.ops = &static_ops;
	info.size = size;
	info.flags = flags;
	info.priv = &calls;
	return dma_buf_export(&info);
}

/* ---- export -------------------------------------------------------------------------- */

static void an_export_needs_its_operations(void **state)
{
	static const struct dma_buf_ops no_map = { .unmap_dma_buf = exp_unmap,
						   .release = exp_release };
	static const struct dma_buf_ops no_release = { .map_dma_buf = exp_map,
						       .unmap_dma_buf = exp_unmap };
	static const struct dma_buf_ops pin_only = { EXPORTER_OPS, .pin = exp_pin };
	static const struct dma_buf_ops pin_and_cache = { EXPORTER_OPS, .pin = exp_pin,
							  .unpin = exp_unpin,
							  .cache_sgt_mapping = true };
	static const struct dma_buf_ops *const bad[] = { &no_map, &no_release, &pin_only,
							 &pin_and_cache, NULL };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		DEFINE_DMA_BUF_EXPORT_INFO(info);

		info.ops = bad[i];
		info.size = PAGE_SIZE;
		info.priv = &calls;
		assert_int_equal(PTR_ERR(dma_buf_export(&info)), -EINVAL);
	}
}

static void an_export_needs_something_private(void **state)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.ops = &static_ops;
	info.size = PAGE_SIZE;
	assert_int_equal(PTR_ERR(dma_buf_export(&info)), -EINVAL);
}

static void an_export_needs_a_name(void **state)
{
	const struct dma_buf_export_info info = { .ops = &static_ops, .size = PAGE_SIZE,
						  .priv = &calls };

	assert_int_equal(PTR_ERR(dma_buf_export(&info)), -EINVAL);
	assert_int_equal(log_count("exporter name must not be empty if stats needed"), 1);
}

static void a_buffer_is_released_with_its_last_reference(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);

	assert_int_equal(buf->size, BUF_PAGES * PAGE_SIZE);
	assert_string_equal(buf->exp_name, "test");
	get_dma_buf(buf);
	dma_buf_put(buf);
	assert_int_equal(calls.release, 0);
	dma_buf_put(buf);
	assert_int_equal(calls.release, 1);
}

static void a_reservation_of_the_exporter_s_is_left_alone(void **state)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_resv resv;
	struct dma_buf *buf;

	memset(&calls, 0, sizeof(calls));
	calls.pages = alloc_pages(GFP_KERNEL, get_order(BUF_PAGES * PAGE_SIZE));
	dma_resv_init(&resv);
	info.ops = &static_ops;
	info.size = PAGE_SIZE;
	info.priv = &calls;
	info.resv = &resv;
	buf = dma_buf_export(&info);
	assert_ptr_equal(buf->resv, &resv);
	dma_buf_put(buf);
	assert_int_equal(dma_resv_lock(&resv, NULL), 0);
	dma_resv_unlock(&resv);
	dma_resv_fini(&resv);
}

/* ---- descriptors ---------------------------------------------------------------------- */

static void a_descriptor_leads_to_its_buffer(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	int fd = dma_buf_fd(buf, O_CLOEXEC);

	assert_true(fd >= 0);
	assert_ptr_equal(dma_buf_get(fd), buf);
	assert_int_equal(dmae_close(fd), 0);
	assert_int_equal(calls.release, 0);
	dma_buf_put(buf);
	assert_int_equal(calls.release, 1);
	assert_int_equal(PTR_ERR(dma_buf_get(fd)), -EBADF);
}

static void another_file_s_descriptor_is_no_buffer(void **state)
{
	int fd = dmae_open("/proc/interrupts", O_RDONLY);

	assert_true(fd >= 0);
	assert_int_equal(PTR_ERR(dma_buf_get(fd)), -EINVAL);
	dmae_close(fd);
	assert_int_equal(PTR_ERR(dma_buf_get(-1)), -EBADF);
	assert_int_equal(PTR_ERR(dma_buf_get(0)), -EBADF);
	assert_int_equal(dma_buf_fd(NULL, 0), -EINVAL);
}

static void a_descriptor_tells_the_size_and_no_more(void **state)
{
	int fd = dma_buf_fd(export_with(&static_ops), 0);

	assert_int_equal(dmae_lseek(fd, 0, SEEK_END), BUF_PAGES * PAGE_SIZE);
	assert_int_equal(dmae_lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(dmae_lseek(fd, 1, SEEK_SET), -EINVAL);
	assert_int_equal(dmae_lseek(fd, 0, SEEK_CUR), -EINVAL);
	assert_int_equal(dmae_read(fd, NULL, 0), -EINVAL);
	assert_int_equal(dmae_ioctl(fd, 0x1234, 0), -ENOTTY);
	dmae_close(fd);
}

static void a_mapping_shows_the_exporter_s_memory(void **state)
{
	int fd = dma_buf_fd(export_with(&static_ops), 0);
	char *mem = page_address(calls.pages), *seen;

	strcpy(mem + PAGE_SIZE, "second page");
	seen = dmae_mmap(fd, 2 * PAGE_SIZE, PAGE_SIZE);
	assert_non_null(seen);
	assert_string_equal(seen, "second page");
	strcpy(seen + PAGE_SIZE, "third page");
	assert_string_equal(mem + 2 * PAGE_SIZE, "third page");
	/* it holds the buffer */
	dmae_close(fd);
	assert_int_equal(calls.release, 0);
	assert_int_equal(dmae_munmap(seen, 2 * PAGE_SIZE), 0);
	assert_int_equal(calls.release, 1);
}

static void a_mapping_beyond_the_end_is_refused(void **state)
{
	int fd = dma_buf_fd(export_with(&static_ops), 0);

	assert_null(dmae_mmap(fd, (BUF_PAGES + 1) * PAGE_SIZE, 0));
	assert_null(dmae_mmap(fd, PAGE_SIZE, BUF_PAGES * PAGE_SIZE));
	assert_null(dmae_mmap(fd, PAGE_SIZE, 1));
	assert_null(dmae_mmap(fd, PAGE_SIZE, -(u64)PAGE_SIZE));
	assert_null(dmae_mmap(fd, 0, 0));
	dmae_close(fd);
}

static void an_exporter_without_mmap_is_not_mapped(void **state)
{
	struct dma_buf *buf = export_with(&dynamic_ops);
	struct vm_area_struct vma = { .vm_end = PAGE_SIZE };
	int fd = dma_buf_fd(buf, 0);

	assert_null(dmae_mmap(fd, PAGE_SIZE, 0));
	assert_int_equal(dma_buf_mmap(buf, &vma, 0), -EINVAL);
	dmae_close(fd);
}

static void a_mapping_of_a_kernel_user_is_checked_too(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct vm_area_struct vma = { .vm_end = PAGE_SIZE };

	assert_int_equal(dma_buf_mmap(buf, &vma, ~0ul), -EOVERFLOW);
	assert_int_equal(dma_buf_mmap(buf, &vma, BUF_PAGES), -EINVAL);
	dma_buf_put(buf);
}

static void the_first_descriptor_keeps_what_is_in_the_memory(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	char *mem = page_address(calls.pages);
	int fd;

	strcpy(mem, "before");
	fd = dma_buf_fd(buf, 0);
	assert_string_equal(mem, "before");
	strcpy(mem, "after");
	get_dma_buf(buf);
	get_page(calls.pages);
	dmae_close(fd);
	assert_string_equal(mem, "after");
	dma_buf_put(buf);
	assert_int_equal(calls.release, 1);
	/* pages that outlive the buffer keep it, too */
	assert_string_equal(mem, "after");
	put_page(virt_to_page(mem));
}

/* ---- names and views --------------------------------------------------------------------- */

static void assert_bufinfo(const char *text)
{
	char *data = NULL;
	size_t len;

	assert_int_equal(filetree_read("/sys/kernel/debug/dma_buf/bufinfo", &data, &len), 0);
	if (!strstr(data, text))
		fail_msg("bufinfo lacks \"%s\":\n%s", text, data);
	host_free(data);
}

static void a_name_is_set_replaced_and_shown(void **state)
{
	int fd = dma_buf_fd(export_with(&static_ops), 0);

	assert_bufinfo("\t<none>\n");
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_SET_NAME_A, "first"), 0);
	assert_bufinfo("\tfirst\n");
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_SET_NAME_B, "second"), 0);
	assert_bufinfo("\tsecond\n");
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_SET_NAME, "a name of 31 characters, as many"), -EINVAL);
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_SET_NAME, "a name of 31 characters is good"), 0);
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_SET_NAME, NULL), -EFAULT);
	dmae_close(fd);
}

static void bufinfo_lists_buffers_and_who_is_attached(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_buf_attachment *at = dma_buf_attach(buf, dev);
	char *data = NULL;
	size_t len;

	assert_int_equal(filetree_read("/sys/kernel/debug/dma_buf/bufinfo", &data, &len), 0);
	assert_string_equal(data,
			    "\nDma-buf Objects:\n"
			    "size    \tflags   \tmode    \tcount   \texp_name\tino     \tname\n"
			    "00016384\t00000002\t00080007\t00000001\ttest\t00000001\t<none>\n"
			    "\tAttached Devices:\n"
			    "\tmaptest\n"
			    "Total 1 devices attached\n\n"
			    "\nTotal 1 objects, 16384 bytes\n");
	host_free(data);
	dma_buf_detach(buf, at);
	dma_buf_put(buf);
}

static void a_buffer_has_a_folder_in_sysfs(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	char *data = NULL, type;
	unsigned int mode;
	size_t len;

	assert_int_equal(filetree_read("/sys/kernel/dmabuf/buffers/1/exporter_name", &data, &len),
			 0);
	assert_string_equal(data, "test\n");
	host_free(data);
	assert_int_equal(filetree_read("/sys/kernel/dmabuf/buffers/1/size", &data, &len), 0);
	assert_string_equal(data, "16384\n");
	host_free(data);
	dma_buf_put(buf);
	assert_int_equal(filetree_stat("/sys/kernel/dmabuf/buffers/1", true, &type, &mode),
			 -ENOENT);
}

/* ---- the CPU's access ----------------------------------------------------------------------- */

static void vmap_asks_the_exporter_once_for_all(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct iosys_map a, b;

	assert_int_equal(dma_buf_vmap(buf, &a), 0);
	assert_int_equal(dma_buf_vmap_unlocked(buf, &b), 0);
	assert_ptr_equal(a.vaddr, page_address(calls.pages));
	assert_true(iosys_map_is_equal(&a, &b));
	assert_int_equal(calls.vmap, 1);
	dma_buf_vunmap(buf, &a);
	assert_int_equal(calls.vunmap, 0);
	dma_buf_vunmap_unlocked(buf, &b);
	assert_int_equal(calls.vunmap, 1);
	dma_buf_put(buf);
}

static void an_exporter_without_vmap_says_so(void **state)
{
	struct dma_buf *buf = export_with(&dynamic_ops);
	struct iosys_map map;

	assert_int_equal(dma_buf_vmap(buf, &map), -EINVAL);
	assert_true(iosys_map_is_null(&map));
	dma_buf_put(buf);
}

static void the_sync_ioctl_brackets_the_cpu_s_access(void **state)
{
	int fd = dma_buf_fd(export_with(&static_ops), 0);
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ };

	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), 0);
	assert_int_equal(calls.begin, 1);
	assert_int_equal(calls.dir, DMA_FROM_DEVICE);
	sync.flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_WRITE;
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), 0);
	assert_int_equal(calls.dir, DMA_TO_DEVICE);
	sync.flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW;
	calls.begin_error = -EIO;
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), -EIO);
	assert_int_equal(calls.dir, DMA_BIDIRECTIONAL);
	sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW;
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), 0);
	assert_int_equal(calls.end, 1);
	sync.flags = DMA_BUF_SYNC_END;
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), -EINVAL);
	sync.flags = 8 | DMA_BUF_SYNC_READ;
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), -EINVAL);
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_SYNC, NULL), -EFAULT);
	dmae_close(fd);
}

static void a_read_only_buffer_is_mapped_read_only(void **state)
{
	struct dma_buf *buf;
	char *seen;
	int fd;

	memset(&calls, 0, sizeof(calls));
	calls.pages = alloc_pages(GFP_KERNEL | __GFP_ZERO, get_order(BUF_PAGES * PAGE_SIZE));
	buf = export_of_size(BUF_PAGES * PAGE_SIZE, O_RDONLY);
	fd = dma_buf_fd(buf, 0);
	strcpy(page_address(calls.pages), "to be read");
	seen = dmae_mmap(fd, PAGE_SIZE, 0);
	assert_string_equal(seen, "to be read");
	dmae_munmap(seen, PAGE_SIZE);
	dmae_close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_device(an_export_needs_its_operations),
		with_device(an_export_needs_something_private),
		with_device(an_export_needs_a_name),
		with_device(a_buffer_is_released_with_its_last_reference),
		with_device(a_reservation_of_the_exporter_s_is_left_alone),
		with_device(a_descriptor_leads_to_its_buffer),
		with_device(another_file_s_descriptor_is_no_buffer),
		with_device(a_descriptor_tells_the_size_and_no_more),
		with_device(a_mapping_shows_the_exporter_s_memory),
		with_device(a_mapping_beyond_the_end_is_refused),
		with_device(an_exporter_without_mmap_is_not_mapped),
		with_device(a_mapping_of_a_kernel_user_is_checked_too),
		with_device(the_first_descriptor_keeps_what_is_in_the_memory),
		with_device(a_name_is_set_replaced_and_shown),
		with_device(bufinfo_lists_buffers_and_who_is_attached),
		with_device(a_buffer_has_a_folder_in_sysfs),
		with_device(vmap_asks_the_exporter_once_for_all),
		with_device(an_exporter_without_vmap_says_so),
		with_device(the_sync_ioctl_brackets_the_cpu_s_access),
		with_device(a_read_only_buffer_is_mapped_read_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
