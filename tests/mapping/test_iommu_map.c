// SPDX-License-Identifier: MIT
/* Domains that somebody manages himself: iommu_map() and what is around it. */
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "fake_iommu.h"

static struct iommu_domain *domain;

static int setup(void **state)
{
	int err = fake_strict(state);

	if (err)
		return err;
	domain = iommu_domain_alloc(&platform_bus_type);
	return domain ? 0 : -1;
}

static int teardown(void **state)
{
	iommu_domain_free(domain);
	return fake_world_end(state);
}

static int setup_old(void **state)
{
	fake_reset();
	fake.old_calls = true;
	if (fake_world(NULL))
		return -1;
	domain = iommu_domain_alloc(&platform_bus_type);
	return domain ? 0 : -1;
}

#define RW	(IOMMU_READ | IOMMU_WRITE)

static void what_is_mapped_can_be_looked_up(void **state)
{
	assert_int_equal(domain->type, IOMMU_DOMAIN_UNMANAGED);
	assert_int_equal(iommu_map(domain, 0x10000, 0x80000000, SZ_8K, RW), 0);
	assert_int_equal(iommu_iova_to_phys(domain, 0x10000), 0x80000000);
	assert_int_equal(iommu_iova_to_phys(domain, 0x11abc), 0x80001abc);
	assert_int_equal(iommu_iova_to_phys(domain, 0x12000), 0);
	assert_int_equal(iommu_unmap(domain, 0x10000, SZ_8K), SZ_8K);
	assert_int_equal(iommu_iova_to_phys(domain, 0x10000), 0);
	assert_int_equal(fake.syncs, 1);
	assert_int_equal(fake.sync_maps, 1);
}

static void the_largest_pages_that_fit_are_used(void **state)
{
	fake.pages = 0;
	assert_int_equal(iommu_map(domain, SZ_2M, 0x80000000, SZ_2M, RW), 0);
	assert_int_equal(fake.pages, SZ_2M);
	/* 4 KiB up to the boundary, then 2 MiB, then 4 KiB again */
	fake.pages = 0;
	fake.maps = 0;
	assert_int_equal(iommu_map(domain, SZ_8M - SZ_4K, 0x80200000 - SZ_4K, SZ_2M + SZ_8K, RW), 0);
	assert_int_equal(fake.pages, SZ_4K | SZ_2M);
	assert_int_equal(fake.maps, 3);
	assert_int_equal(iommu_iova_to_phys(domain, SZ_8M + 0x12345), 0x80212345);
	/* addresses that are apart by less than a page of that size never fit it */
	fake.pages = 0;
	assert_int_equal(iommu_map(domain, SZ_64M, 0x80201000, SZ_4M, RW), 0);
	assert_int_equal(fake.pages, SZ_4K);
	/* ... and one that fits is one call */
	fake.maps = 0;
	fake.pages = 0;
	assert_int_equal(iommu_map(domain, SZ_1G, 0x80000000 - SZ_1G, SZ_1G, RW), 0);
	assert_int_equal(fake.pages, SZ_1G);
	assert_int_equal(fake.maps, 1);
	assert_int_equal(iommu_unmap(domain, SZ_1G, SZ_1G), SZ_1G);
}

static void what_is_not_aligned_is_refused(void **state)
{
	assert_int_equal(iommu_map(domain, 0x10800, 0x80000000, SZ_4K, RW), -EINVAL);
	assert_true(log_contains("iommu: unaligned: iova 0x10800 pa 0x0000000080000000 size 0x1000 "
				 "min_pagesz 0x1000"));
	assert_int_equal(iommu_map(domain, 0x10000, 0x80000800, SZ_4K, RW), -EINVAL);
	assert_int_equal(iommu_map(domain, 0x10000, 0x80000000, 100, RW), -EINVAL);
	assert_int_equal(iommu_unmap(domain, 0x10000, 100), 0);
	assert_true(log_contains("iommu: unaligned: iova 0x10000 size 0x64 min_pagesz 0x1000"));
	assert_int_equal(fake.maps, 0);
}

static void nothing_is_nothing(void **state)
{
	assert_int_equal(iommu_map(domain, 0x10000, 0x80000000, 0, RW), 0);
	assert_int_equal(iommu_unmap(domain, 0x10000, 0), 0);
	assert_int_equal(fake.maps + fake.unmaps, 0);
}

static void a_map_that_fails_leaves_nothing(void **state)
{
	fake.fail_map_after = 2;
	assert_int_equal(iommu_map(domain, SZ_2M - SZ_4K, 0x80200000 - SZ_4K, SZ_2M + SZ_8K, RW),
			 -ENOMEM);
	assert_int_equal(iommu_iova_to_phys(domain, SZ_2M - SZ_4K), 0);
	assert_int_equal(iommu_iova_to_phys(domain, SZ_2M), 0);
	fake.fail_map_after = -1;
	assert_int_equal(iommu_map(domain, 0x1000, 0x80000000, SZ_4K, RW), 0);
	assert_int_equal(iommu_map(domain, 0x0, 0x80000000, SZ_16K, RW), -EEXIST);
	assert_int_equal(iommu_iova_to_phys(domain, 0x0), 0);
}

static void unmap_stops_at_the_first_hole(void **state)
{
	assert_int_equal(iommu_map(domain, 0x10000, 0x80000000, SZ_8K, RW), 0);
	assert_int_equal(iommu_map(domain, 0x13000, 0x80000000, SZ_4K, RW), 0);
	assert_int_equal(iommu_unmap(domain, 0x10000, SZ_16K), SZ_8K);
	assert_int_equal(iommu_iova_to_phys(domain, 0x13000), 0x80000000);
}

static void pieces_of_a_list_are_mapped_in_a_row(void **state)
{
	char *mem = (char *)__get_free_pages(GFP_KERNEL, 3);
	phys_addr_t phys = virt_to_phys(mem);
	struct scatterlist sg[3];

	sg_init_table(sg, 3);
	sg_set_buf(&sg[0], mem + SZ_16K, SZ_8K);
	sg_set_buf(&sg[1], mem + SZ_16K + SZ_8K, SZ_4K);
	sg_set_buf(&sg[2], mem, SZ_4K);
	fake.maps = 0;
	assert_int_equal(iommu_map_sg(domain, 0x100000, sg, 3, RW), SZ_16K);
	/* neighbours are one call */
	assert_int_equal(fake.maps, 2);
	assert_int_equal(iommu_iova_to_phys(domain, 0x102000), phys + SZ_16K + SZ_8K);
	assert_int_equal(iommu_iova_to_phys(domain, 0x103000), phys);
	fake.fail_map_after = 1;
	assert_int_equal(iommu_map_sg(domain, 0x200000, sg, 3, RW), -ENOMEM);
	assert_int_equal(iommu_iova_to_phys(domain, 0x200000), 0);
	free_pages((unsigned long)mem, 3);
}

static void an_attached_device_sees_the_domain_alone(void **state)
{
	char *mem = (char *)__get_free_page(GFP_KERNEL);
	struct iommu_domain *before = iommu_get_domain_for_dev(master_a);
	dma_addr_t addr = dma_map_single(master_a, mem, 100, DMA_TO_DEVICE);

	assert_int_equal(iommu_attach_device(domain, master_a), 0);
	assert_ptr_equal(iommu_get_domain_for_dev(master_a), domain);
	assert_false(reads(master_a, addr, 100));
	assert_int_equal(iommu_map(domain, 0x5000, virt_to_phys(mem), SZ_4K, IOMMU_WRITE), 0);
	assert_ptr_equal(fake_reach(master_a, 0x5010, 4, MACHINE_WRITE), mem + 0x10);
	assert_false(reads(master_a, 0x5010, 4));
	/* it is another's already */
	assert_int_equal(iommu_attach_device(domain, master_a), -EBUSY);
	iommu_detach_device(domain, master_a);
	assert_ptr_equal(iommu_get_domain_for_dev(master_a), before);
	assert_false(writes(master_a, 0x5010, 4));
	assert_true(reads(master_a, addr, 100));
	dma_unmap_single(master_a, addr, 100, DMA_TO_DEVICE);
	free_page((unsigned long)mem);
}

static void two_devices_share_a_domain(void **state)
{
	char *mem = (char *)__get_free_page(GFP_KERNEL);

	assert_int_equal(iommu_attach_device(domain, master_a), 0);
	assert_int_equal(iommu_attach_device(domain, master_b), 0);
	assert_int_equal(iommu_map(domain, 0x5000, virt_to_phys(mem), SZ_4K, RW), 0);
	assert_true(reads(master_a, 0x5000, 16) && reads(master_b, 0x5000, 16));
	assert_false(reads(master_c, 0x5000, 16));
	iommu_detach_device(domain, master_a);
	assert_false(reads(master_a, 0x5000, 16));
	assert_true(reads(master_b, 0x5000, 16));
	iommu_detach_device(domain, master_b);
	free_page((unsigned long)mem);
}

static void a_device_without_an_iommu_cannot_be_attached(void **state)
{
	assert_int_equal(iommu_attach_device(domain, master_free), -ENODEV);
	assert_null(iommu_get_domain_for_dev(master_free));
	assert_int_equal(PTR_ERR(iommu_paging_domain_alloc(master_free)), -ENODEV);
	assert_null(iommu_domain_alloc(NULL));
	iommu_detach_device(domain, master_free);
}

static void an_attach_that_fails_leaves_the_device_where_it_was(void **state)
{
	struct iommu_domain *before = iommu_get_domain_for_dev(master_a);

	fake.fail_attach = -ENOSPC;
	assert_int_equal(iommu_attach_device(domain, master_a), -ENOSPC);
	fake.fail_attach = 0;
	assert_true(log_contains("failed to attach a compatible domain"));
	assert_int_equal(iommu_attach_device(domain, master_a), 0);
	iommu_detach_device(domain, master_a);
	assert_ptr_equal(iommu_get_domain_for_dev(master_a), before);
}

static void other_domains_cannot_be_mapped_into(void **state)
{
	struct iommu_domain *identity = iommu_get_domain_for_dev(master_a);

	assert_int_equal(identity->type, IOMMU_DOMAIN_IDENTITY);
	assert_int_equal(iommu_map(identity, 0x1000, 0x80000000, SZ_4K, RW), -EINVAL);
	assert_int_equal(iommu_unmap(identity, 0x1000, SZ_4K), 0);
	assert_int_equal(iommu_iova_to_phys(identity, 0x12345), 0x12345);
}

/* ---- faults ---------------------------------------------------------------------- */

static int told;

static int handler(struct iommu_domain *d, struct device *dev, unsigned long iova, int flags,
		   void *token)
{
	assert_ptr_equal(d, domain);
	assert_ptr_equal(dev, master_a);
	assert_int_equal(iova, 0xabc000);
	assert_int_equal(flags, IOMMU_FAULT_WRITE);
	assert_ptr_equal(token, &told);
	told++;
	return 0;
}

static void a_domain_s_handler_is_told_of_faults(void **state)
{
	told = 0;
	assert_int_equal(report_iommu_fault(domain, master_a, 0xabc000, IOMMU_FAULT_WRITE),
			 -ENOSYS);
	iommu_set_fault_handler(domain, handler, &told);
	assert_int_equal(report_iommu_fault(domain, master_a, 0xabc000, IOMMU_FAULT_WRITE), 0);
	assert_int_equal(told, 1);
}

static struct iommu_fault last_fault;

static int dev_handler(struct iommu_fault *fault, void *data)
{
	last_fault = *fault;
	return data ? -EIO : 0;
}

static int answered;

static int page_response(struct device *dev, struct iommu_fault_event *evt,
			 struct iommu_page_response *msg)
{
	answered = msg->code;
	return 0;
}

static void a_device_s_handler_answers_page_requests(void **state)
{
	struct iommu_fault_event evt = {
		.fault = {
			.type = IOMMU_FAULT_PAGE_REQ,
			.prm = { .flags = IOMMU_FAULT_PAGE_REQUEST_LAST_PAGE, .grpid = 7,
				 .addr = 0x1000 },
		},
	};
	struct iommu_page_response msg = {
		.version = IOMMU_PAGE_RESP_VERSION_1, .grpid = 7, .code = IOMMU_PAGE_RESP_INVALID,
	};

	assert_int_equal(iommu_register_device_fault_handler(master_free, dev_handler, NULL),
			 -EINVAL);
	assert_int_equal(iommu_report_device_fault(master_a, &evt), -EINVAL);
	assert_int_equal(iommu_register_device_fault_handler(master_a, dev_handler, NULL), 0);
	assert_int_equal(iommu_register_device_fault_handler(master_a, dev_handler, NULL), -EBUSY);
	assert_int_equal(iommu_report_device_fault(master_a, &evt), 0);
	assert_int_equal(last_fault.prm.addr, 0x1000);
	/* it waits for an answer */
	assert_int_equal(iommu_unregister_device_fault_handler(master_a), -EBUSY);
	assert_int_equal(iommu_page_response(master_a, &msg), -ENODEV);
	fake_ops.page_response = page_response;
	msg.version = 99;
	assert_int_equal(iommu_page_response(master_a, &msg), -EINVAL);
	msg.version = IOMMU_PAGE_RESP_VERSION_1;
	msg.grpid = 8;
	assert_int_equal(iommu_page_response(master_a, &msg), -EINVAL);
	msg.grpid = 7;
	assert_int_equal(iommu_page_response(master_a, &msg), 0);
	assert_int_equal(answered, IOMMU_PAGE_RESP_INVALID);
	assert_int_equal(iommu_page_response(master_a, &msg), -EINVAL);
	assert_true(log_contains("no pending PRQ, drop response"));
	assert_int_equal(iommu_unregister_device_fault_handler(master_a), 0);
	fake_ops.page_response = NULL;
}

static void a_page_request_that_is_turned_down_waits_no_more(void **state)
{
	struct iommu_fault_event evt = {
		.fault = { .type = IOMMU_FAULT_PAGE_REQ,
			   .prm.flags = IOMMU_FAULT_PAGE_REQUEST_LAST_PAGE },
	};

	assert_int_equal(iommu_register_device_fault_handler(master_a, dev_handler, &evt), 0);
	assert_int_equal(iommu_report_device_fault(master_a, &evt), -EIO);
	assert_int_equal(iommu_unregister_device_fault_handler(master_a), 0);
}

#define domain_test(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)
#define old_test(test)		cmocka_unit_test_setup_teardown(test, setup_old, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		domain_test(what_is_mapped_can_be_looked_up),
		domain_test(the_largest_pages_that_fit_are_used),
		old_test(what_is_mapped_can_be_looked_up),
		old_test(unmap_stops_at_the_first_hole),
		domain_test(what_is_not_aligned_is_refused),
		domain_test(nothing_is_nothing),
		domain_test(a_map_that_fails_leaves_nothing),
		domain_test(unmap_stops_at_the_first_hole),
		domain_test(pieces_of_a_list_are_mapped_in_a_row),
		domain_test(an_attached_device_sees_the_domain_alone),
		domain_test(two_devices_share_a_domain),
		domain_test(a_device_without_an_iommu_cannot_be_attached),
		domain_test(an_attach_that_fails_leaves_the_device_where_it_was),
		domain_test(a_domain_s_handler_is_told_of_faults),
		domain_test(a_device_s_handler_answers_page_requests),
		domain_test(a_page_request_that_is_turned_down_waits_no_more),
		with_world(fake_identity, other_domains_cannot_be_mapped_into),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
