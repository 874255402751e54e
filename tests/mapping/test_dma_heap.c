// SPDX-License-Identifier: MIT
/* Heaps: what programs ask of them, what they give, and what happens when there is no more. */
#include <linux/dma-heap.h>
#include <linux/file.h>

#include <uapi/linux/dma-heap.h>

#include "base/host.h"
#include "base/mm.h"
#include "buf_fixture.h"

#define MIB (1ul << 20)

/* a dma-buf of @len bytes: its descriptor, or an error code */
static long heap_alloc(int heap, u64 len)
{
	struct dma_heap_allocation_data want = { .len = len, .fd_flags = O_RDWR | O_CLOEXEC };
	long ret = dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want);

	return ret ? ret : (long)want.fd;
}

static int open_heap(const char *path)
{
	int heap = dmae_open(path, O_RDWR | O_CLOEXEC);

	if (heap < 0)
		fail_msg("%s", dmae_error());
	return heap;
}

static int system_heap(void)
{
	return open_heap("/dev/dma_heap/system");
}

/* ---- what is given ------------------------------------------------------------------------- */

static void a_buffer_is_zeroed_rounded_up_and_mappable(void **state)
{
	int heap = system_heap(), fd = heap_alloc(heap, 3 * PAGE_SIZE + 1);
	struct dma_buf *buf = dma_buf_get(fd);
	char *mem;
	size_t i;

	assert_int_equal(buf->size, 4 * PAGE_SIZE);
	assert_string_equal(buf->exp_name, "system");
	mem = dmae_mmap(fd, 4 * PAGE_SIZE, 0);
	for (i = 0; i < 4 * PAGE_SIZE; i++)
		assert_int_equal(mem[i], 0);
	dmae_munmap(mem, 4 * PAGE_SIZE);
	dma_buf_put(buf);
	dmae_close(fd);
	dmae_close(heap);
}

static void memory_that_was_used_comes_back_zeroed(void **state)
{
	int heap = system_heap(), fd, round;

	for (round = 0; round < 3; round++) {
		char *mem;
		size_t i;

		fd = heap_alloc(heap, MIB);
		mem = dmae_mmap(fd, MIB, 0);
		for (i = 0; i < MIB; i += PAGE_SIZE)
			assert_int_equal(*(u64 *)(mem + i), 0);
		memset(mem, 0xa5, MIB);
		dmae_munmap(mem, MIB);
		dmae_close(fd);
	}
	dmae_close(heap);
}

static void a_large_buffer_is_made_of_large_pieces(void **state)
{
	int heap = system_heap(), fd = heap_alloc(heap, MIB + 64 * 1024 + PAGE_SIZE);
	struct dma_buf *buf = dma_buf_get(fd);
	struct dma_buf_attachment *at = dma_buf_attach(buf, dev);
	struct sg_table *sgt = dma_buf_map_attachment_unlocked(at, DMA_TO_DEVICE);

	assert_int_equal(sgt->orig_nents, 3);
	assert_int_equal(sgt->sgl->length, MIB);
	assert_int_equal(sg_next(sgt->sgl)->length, 64 * 1024);
	dma_buf_unmap_attachment_unlocked(at, sgt, DMA_TO_DEVICE);
	dma_buf_detach(buf, at);
	dma_buf_put(buf);
	dmae_close(fd);
	dmae_close(heap);
}

static void several_devices_map_one_buffer(void **state)
{
	struct platform_device *other = platform_device_register_simple("other", -1, NULL, 0);
	int heap = system_heap(), fd = heap_alloc(heap, PAGE_SIZE);
	struct dma_buf *buf = dma_buf_get(fd);
	struct dma_buf_attachment *a = dma_buf_attach(buf, dev);
	struct dma_buf_attachment *b = dma_buf_attach(buf, &other->dev);
	struct sg_table *sa = dma_buf_map_attachment_unlocked(a, DMA_TO_DEVICE);
	struct sg_table *sb = dma_buf_map_attachment_unlocked(b, DMA_FROM_DEVICE);
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW };

	assert_ptr_not_equal(sa, sb);
	assert_ptr_equal(sg_page(sa->sgl), sg_page(sb->sgl));
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), 0);
	sync.flags |= DMA_BUF_SYNC_END;
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), 0);
	dma_buf_unmap_attachment_unlocked(a, sa, DMA_TO_DEVICE);
	dma_buf_unmap_attachment_unlocked(b, sb, DMA_FROM_DEVICE);
	dma_buf_detach(buf, a);
	dma_buf_detach(buf, b);
	dma_buf_put(buf);
	dmae_close(fd);
	dmae_close(heap);
	platform_device_unregister(other);
}

static void a_buffer_of_any_mode_goes_with_its_descriptor(void **state)
{
	static const u32 modes[] = { O_RDONLY, O_WRONLY, O_RDWR };
	int heap = system_heap();
	size_t before = mm_used();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		struct dma_heap_allocation_data want = { .len = MIB, .fd_flags = modes[i] };
		int copy;

		assert_int_equal(dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want), 0);
		copy = host_fd_dup(want.fd);
		assert_int_equal(dmae_close(want.fd), 0);
		assert_true(mm_used() > before);
		assert_int_equal(dmae_close(copy), 0);
		assert_int_equal(mm_used(), before);
	}
	dmae_close(heap);
}

static void vmap_shows_all_pieces_in_a_row(void **state)
{
	int heap = system_heap(), fd = heap_alloc(heap, 64 * 1024 + PAGE_SIZE);
	struct dma_buf *buf = dma_buf_get(fd);
	char *mem = dmae_mmap(fd, 64 * 1024 + PAGE_SIZE, 0);
	struct iosys_map map;

	assert_int_equal(dma_buf_vmap(buf, &map), 0);
	strcpy(mem, "first");
	strcpy(mem + 64 * 1024, "last");
	assert_string_equal(map.vaddr, "first");
	assert_string_equal((char *)map.vaddr + 64 * 1024, "last");
	dma_buf_vunmap(buf, &map);
	dmae_munmap(mem, 64 * 1024 + PAGE_SIZE);
	dma_buf_put(buf);
	dmae_close(fd);
	dmae_close(heap);
}

static int take_and_give(void *seed)
{
	int heap = dmae_open("/dev/dma_heap/system", O_RDWR | O_CLOEXEC), i;

	for (i = 0; i < 30; i++) {
		size_t len = (1 + (i * 7 + (unsigned long)seed) % 40) * PAGE_SIZE;
		long fd = heap_alloc(heap, len);
		unsigned long *mem = fd < 0 ? NULL : dmae_mmap(fd, len, 0);

		if (!mem || mem[0] || mem[len / sizeof(*mem) - 1])
			return 1;
		memset(mem, 1 + (unsigned long)seed, len);
		cond_resched();
		if (mem[len / sizeof(*mem) - 1] != (1 + (unsigned long)seed) * 0x0101010101010101)
			return 2;
		if (dmae_munmap(mem, len) || dmae_close(fd))
			return 3;
	}
	return dmae_close(heap);
}

static void tasks_take_and_give_at_the_same_time(void **state)
{
	struct task_struct *t[4];
	unsigned long i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		t[i] = task_spawn(take_and_give, (void *)i, "taker");
		wake_up_process(t[i]);
	}
	for (i = 0; i < ARRAY_SIZE(t); i++) {
		assert_int_equal(task_join(t[i]), 0);
		put_task_struct(t[i]);
	}
}

/* ---- bad requests --------------------------------------------------------------------------- */

static void bad_requests_are_refused(void **state)
{
	struct dma_heap_allocation_data want = { .len = PAGE_SIZE, .fd_flags = O_RDWR };
	int heap = system_heap();

	assert_int_equal(heap_alloc(heap, 0), -EINVAL);
	assert_int_equal(heap_alloc(heap, ~0ull), -EINVAL); /* rounded up, it is 0 */
	want.fd = 1;
	assert_int_equal(dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want), -EINVAL);
	want.fd = 0;
	want.fd_flags = O_RDWR | O_NONBLOCK;
	assert_int_equal(dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want), -EINVAL);
	want.fd_flags = O_RDWR;
	want.heap_flags = 1;
	assert_int_equal(dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want), -EINVAL);
	want.heap_flags = 0;
	assert_int_equal(dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, NULL), -EFAULT);
	assert_int_equal(dmae_ioctl(heap, _IOWR('H', 1, want), &want), -EINVAL);
	assert_int_equal(dmae_open("/dev/dma_heap/nothing", O_RDWR), -ENOENT);
	dmae_close(heap);
}

static void a_heap_needs_a_name_and_an_operation(void **state)
{
	static const struct dma_heap_ops none;
	struct dma_heap_export_info info = { .name = NULL, .ops = &none };

	assert_int_equal(PTR_ERR(dma_heap_add(&info)), -EINVAL);
	info.name = "";
	assert_int_equal(PTR_ERR(dma_heap_add(&info)), -EINVAL);
	assert_int_equal(log_count("dma_heap: Cannot add heap without a name"), 2);
	info.name = "mine";
	assert_int_equal(PTR_ERR(dma_heap_add(&info)), -EINVAL);
	assert_int_equal(log_count("dma_heap: Cannot add heap with invalid ops struct"), 1);
}

static struct dma_buf *refuse(struct dma_heap *heap, unsigned long len, unsigned long fd_flags,
			      unsigned long heap_flags)
{
	assert_string_equal(dma_heap_get_name(heap), "mine");
	assert_ptr_equal(dma_heap_get_drvdata(heap), &calls);
	return ERR_PTR(-ENOSPC);
}

static void a_driver_can_add_a_heap_once(void **state)
{
	static const struct dma_heap_ops ops = { .allocate = refuse };
	struct dma_heap_export_info info = { .name = "mine", .ops = &ops, .priv = &calls };
	int heap;

	assert_false(IS_ERR(dma_heap_add(&info)));
	assert_int_equal(PTR_ERR(dma_heap_add(&info)), -EINVAL);
	assert_int_equal(log_count("dma_heap: Already registered heap named mine"), 1);
	heap = open_heap("/dev/dma_heap/mine");
	assert_int_equal(heap_alloc(heap, PAGE_SIZE), -ENOSPC);
	dmae_close(heap);
}

/* ---- when there is no more --------------------------------------------------------------------- */

static void a_request_that_cannot_be_met_leaves_everything_as_it_was(void **state)
{
	int heap = system_heap();
	size_t before = mm_used();

	assert_int_equal(heap_alloc(heap, 1ull << 40), -ENOMEM);
	assert_int_equal(mm_used(), before);
	dmae_close(heap);
}

static void memory_runs_out_and_comes_back(void **state)
{
	int heap = system_heap(), fds[1024], n = 0, again;
	size_t piece = (totalram_pages() << PAGE_SHIFT) / 16, before = mm_used();
	long fd;

	while ((fd = heap_alloc(heap, piece)) >= 0 && n < 1024)
		fds[n++] = fd;
	assert_int_equal(fd, -ENOMEM);
	assert_true(n >= 8);
	/* smaller ones still go, until nothing is left; then one that is given back is enough */
	dmae_close(fds[--n]);
	again = heap_alloc(heap, piece);
	assert_true(again >= 0);
	dmae_close(again);
	while (n)
		dmae_close(fds[--n]);
	assert_int_equal(mm_used(), before);
	dmae_close(heap);
}

static void memory_that_was_closed_behind_our_back_is_found_when_it_is_needed(void **state)
{
	size_t half = (totalram_pages() << PAGE_SHIFT) * 5 / 8;
	int heap = system_heap(), fd = heap_alloc(heap, half);

	assert_true(fd >= 0);
	host_fd_close(fd);
	fd = heap_alloc(heap, half);
	assert_true(fd >= 0);
	dmae_close(fd);
	dmae_close(heap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_device(a_buffer_is_zeroed_rounded_up_and_mappable),
		with_device(memory_that_was_used_comes_back_zeroed),
		with_device(a_large_buffer_is_made_of_large_pieces),
		with_device(several_devices_map_one_buffer),
		with_device(a_buffer_of_any_mode_goes_with_its_descriptor),
		with_device(vmap_shows_all_pieces_in_a_row),
		with_device(tasks_take_and_give_at_the_same_time),
		with_device(bad_requests_are_refused),
		with_device(a_heap_needs_a_name_and_an_operation),
		with_device(a_driver_can_add_a_heap_once),
		with_device(a_request_that_cannot_be_met_leaves_everything_as_it_was),
		with_device(memory_runs_out_and_comes_back),
		with_device(memory_that_was_closed_behind_our_back_is_found_when_it_is_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
