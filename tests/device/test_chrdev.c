// SPDX-License-Identifier: MIT
/* Character devices: numbers, nodes under /dev, and what a program does with an open one. */
#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/perf_event.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "base/mm/vma.h"
#include "base/sched.h"
#include "device/file_table.h"
#include "device_fixture.h"

static struct {
	unsigned int opens, releases;
	wait_queue_head_t wait;
	int ready;
	void *page;
} dev;

static int dev_open(struct inode *inode, struct file *file)
{
	dev.opens++;
	return 0;
}

static int dev_release(struct inode *inode, struct file *file)
{
	dev.releases++;
	return 0;
}

static ssize_t dev_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	return simple_read_from_buffer(buf, count, ppos, "four", 4);
}

static ssize_t dev_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	return count > 3 ? -ENOSPC : (ssize_t)count;
}

static long dev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return cmd == 1 ? (long)arg + 1 : -ENOIOCTLCMD;
}

static __poll_t dev_poll(struct file *file, poll_table *table)
{
	poll_wait(file, &dev.wait, table);
	return READ_ONCE(dev.ready) ? EPOLLIN | EPOLLRDNORM : 0;
}

static int dev_mmap(struct file *file, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(virt_to_page(dev.page)),
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations fops = {
	.open = dev_open,
	.release = dev_release,
	.read = dev_read,
	.write = dev_write,
	.unlocked_ioctl = dev_ioctl,
	.poll = dev_poll,
	.mmap = dev_mmap,
};

static struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "thing", .fops = &fops };

static int setup(void **state)
{
	int err = core_setup(state);

	memset(&dev, 0, sizeof(dev));
	init_waitqueue_head(&dev.wait);
	return err;
}

static void a_misc_device_has_a_node_that_is_read_and_written(void **state)
{
	struct file *f;
	char buf[8];

	misc.minor = MISC_DYNAMIC_MINOR;
	assert_int_equal(misc_register(&misc), 0);
	assert_int_equal(filetree_open("/dev/thing", FILETREE_READ | FILETREE_WRITE, &f), 0);
	assert_int_equal(dev.opens, 1);
	assert_int_equal(file_call_read(f, buf, 3), 3);
	assert_int_equal(file_call_read(f, buf + 3, 5), 1);
	assert_memory_equal(buf, "four", 4);
	assert_int_equal(file_call_read(f, buf, 8), 0);
	assert_int_equal(file_call_write(f, "abc", 3), 3);
	assert_int_equal(file_call_write(f, "abcd", 4), -ENOSPC);
	assert_int_equal(file_call_ioctl(f, 1, 41), 42);
	assert_int_equal(file_call_ioctl(f, 2, 41), -ENOTTY);
	filetree_close(f);
	assert_int_equal(dev.releases, 1);
	assert_file("/dev/thing", "four");
	misc_deregister(&misc);
	assert_int_equal(filetree_open("/dev/thing", FILETREE_READ, &f), -ENOENT);
}

static void two_misc_devices_have_different_minors(void **state)
{
	static struct miscdevice other = { .name = "other", .fops = &fops };
	static struct miscdevice fixed = { .name = "fixed", .fops = &fops };

	misc.minor = other.minor = MISC_DYNAMIC_MINOR;
	assert_int_equal(misc_register(&misc), 0);
	assert_int_equal(misc_register(&other), 0);
	assert_int_not_equal(misc.minor, other.minor);
	fixed.minor = misc.minor;
	assert_int_equal(misc_register(&fixed), -EBUSY);
	misc_deregister(&other);
	misc_deregister(&misc);
}

static int make_ready(void *arg)
{
	schedule_timeout_uninterruptible(2);
	WRITE_ONCE(dev.ready, 1);
	wake_up(&dev.wait);
	return 0;
}

static void polling_waits_for_the_driver_s_wake_up(void **state)
{
	struct file *f;
	struct task_struct *t;

	misc.minor = MISC_DYNAMIC_MINOR;
	assert_int_equal(misc_register(&misc), 0);
	assert_int_equal(filetree_open("/dev/thing", FILETREE_READ, &f), 0);
	assert_int_equal(file_call_poll(f, POLLIN, 0), 0);
	assert_int_equal(file_call_poll(f, POLLIN, 5), 0);
	t = task_spawn(make_ready, NULL, "ready");
	wake_up_process(t);
	assert_int_equal(file_call_poll(f, POLLIN, -1), POLLIN);
	task_join(t);
	put_task_struct(t);
	filetree_close(f);
	misc_deregister(&misc);
}

static void a_mapping_is_the_driver_s_memory(void **state)
{
	unsigned long prot = VM_READ | VM_WRITE;
	struct file *f;
	void *mem;

	dev.page = (void *)get_zeroed_page(GFP_KERNEL);
	misc.minor = MISC_DYNAMIC_MINOR;
	assert_int_equal(misc_register(&misc), 0);
	assert_int_equal(filetree_open("/dev/thing", FILETREE_READ | FILETREE_WRITE, &f), 0);
	assert_int_equal(file_call_mmap(f, 0, 0, prot, &mem), -EINVAL);
	assert_int_equal(file_call_mmap(f, PAGE_SIZE, 0, prot, &mem), 0);
	filetree_close(f);
	/* the mapping holds the file */
	assert_int_equal(dev.releases, 0);
	strcpy(mem, "seen by both");
	assert_string_equal(dev.page, "seen by both");
	assert_int_equal(vma_unmap(mem, PAGE_SIZE), 0);
	assert_int_equal(dev.releases, 1);
	misc_deregister(&misc);
	free_page((unsigned long)dev.page);
}

static void an_open_device_outlives_its_node(void **state)
{
	struct file *f;

	misc.minor = MISC_DYNAMIC_MINOR;
	assert_int_equal(misc_register(&misc), 0);
	assert_int_equal(filetree_open("/dev/thing", FILETREE_READ, &f), 0);
	misc_deregister(&misc); /* does not wait */
	assert_int_equal(file_call_ioctl(f, 1, 1), 2);
	filetree_close(f);
	assert_int_equal(dev.releases, 1);
}

/* ---- a driver's own cdev ------------------------------------------------------------------ */

static void device_gone(struct device *d)
{
	kfree(d);
}

static void a_cdev_and_its_device_come_and_go_together(void **state)
{
	struct class *class = class_create(THIS_MODULE, "things");
	struct device *d = kzalloc(sizeof(*d), GFP_KERNEL);
	static struct cdev cdev;
	dev_t first;

	assert_int_equal(alloc_chrdev_region(&first, 0, 4, "things"), 0);
	assert_true(MAJOR(first) >= 234);
	device_initialize(d);
	d->class = class;
	d->devt = first + 2;
	d->release = device_gone;
	dev_set_name(d, "dir!thing%d", 2);
	cdev_init(&cdev, &fops);
	assert_int_equal(cdev_device_add(&cdev, d), 0);
	assert_file("/dev/dir/thing2", "four");
	cdev_device_del(&cdev, d);
	put_device(d);
	assert_int_equal(file_read_error("/dev/dir/thing2"), -ENOENT);
	unregister_chrdev_region(first, 4);
	class_destroy(class);
}

static void numbers_are_given_out_once(void **state)
{
	assert_int_equal(register_chrdev_region(MKDEV(100, 0), 4, "a"), 0);
	assert_int_equal(register_chrdev_region(MKDEV(100, 3), 2, "b"), -EBUSY);
	assert_int_equal(register_chrdev_region(MKDEV(100, 4), 2, "b"), 0);
	assert_int_equal(register_chrdev_region(MKDEV(600, 0), 2, "c"), -EINVAL);
	unregister_chrdev_region(MKDEV(100, 0), 4);
	unregister_chrdev_region(MKDEV(100, 4), 2);
}

/* ---- performance counters --------------------------------------------------------------- */

static int pmu_init(struct perf_event *event)
{
	return event->attr.config == 9 ? -EINVAL : 0;
}

static int pmu_add(struct perf_event *event, int flags)
{
	return 0;
}

static void pmu_del(struct perf_event *event, int flags)
{
}

static void pmu_read(struct perf_event *event)
{
	local64_add(5, &event->count);
}

static void a_pmu_is_a_device_and_counts_for_the_kernel(void **state)
{
	struct pmu pmu = {
		.event_init = pmu_init,
		.add = pmu_add,
		.del = pmu_del,
		.read = pmu_read,
		.task_ctx_nr = perf_invalid_context,
	};
	struct perf_event_attr attr = { .config = 1 };
	struct perf_event *event;
	u64 enabled, running;

	assert_int_equal(perf_pmu_register(&pmu, "counter0", -1), 0);
	assert_file("/sys/bus/event_source/devices/counter0/type", "6\n");
	attr.type = pmu.type;
	event = perf_event_create_kernel_counter(&attr, 0, NULL, NULL, NULL);
	assert_false(IS_ERR(event));
	assert_int_equal(perf_event_read_value(event, &enabled, &running), 5);
	perf_event_release_kernel(event);
	attr.config = 9;
	assert_int_equal(PTR_ERR(perf_event_create_kernel_counter(&attr, 0, NULL, NULL, NULL)),
			 -EINVAL);
	attr.type = 99;
	assert_int_equal(PTR_ERR(perf_event_create_kernel_counter(&attr, 0, NULL, NULL, NULL)),
			 -ENOENT);
	perf_pmu_unregister(&pmu);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, core_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_misc_device_has_a_node_that_is_read_and_written),
		T(two_misc_devices_have_different_minors),
		T(polling_waits_for_the_driver_s_wake_up),
		T(a_mapping_is_the_driver_s_memory),
		T(an_open_device_outlives_its_node),
		T(a_cdev_and_its_device_come_and_go_together),
		T(numbers_are_given_out_once),
		T(a_pmu_is_a_device_and_counts_for_the_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
