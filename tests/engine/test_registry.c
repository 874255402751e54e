// SPDX-License-Identifier: MIT
/* Registration: what is checked, how things are named, what comes and goes. */
#include <linux/err.h>
#include <linux/list.h>

#include "fake_dma.h"

static struct fake_dma fake, other;

static void registers_and_names_channels(void **state)
{
	fake_init(&fake, fake_device(FAKE_A), 3);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_int_equal(fake.dma.dev_id, 0);
	assert_int_equal(fake.dma.chancnt, 3);
	assert_string_equal(dma_chan_name(&fake.chans[2].chan), "dma0chan2");
	assert_true(file_exists("/sys/class/dma/dma0chan0"));
	assert_true(file_exists("/sys/class/dma/dma0chan2"));
	assert_false(file_exists("/sys/class/dma/dma0chan3"));

	dma_async_device_unregister(&fake.dma);
	assert_false(file_exists("/sys/class/dma/dma0chan0"));
	assert_int_equal(fake.released, 1);
}

static void numbers_are_reused(void **state)
{
	fake_init(&fake, fake_device(FAKE_A), 1);
	fake_init(&other, fake_device(FAKE_B), 1);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_int_equal(dma_async_device_register(&other.dma), 0);
	assert_int_equal(other.dma.dev_id, 1);
	dma_async_device_unregister(&fake.dma);

	fake_init(&fake, fake_device(FAKE_A), 1);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_int_equal(fake.dma.dev_id, 0);

	dma_async_device_unregister(&fake.dma);
	dma_async_device_unregister(&other.dma);
}

static void refuses_nothing_and_no_device(void **state)
{
	assert_int_equal(dma_async_device_register(NULL), -ENODEV);

	fake_init(&fake, NULL, 1);
	assert_int_equal(dma_async_device_register(&fake.dma), -EIO);
	assert_true(log_contains("DMAdevice must have dev"));
}

static void refuses_each_capability_without_operation(void **state)
{
	static const struct {
		enum dma_transaction_type cap;
		size_t op;
		const char *name;
	} claims[] = {
#define CLAIM(cap, op) { cap, offsetof(struct dma_device, op), #cap }
		CLAIM(DMA_MEMCPY, device_prep_dma_memcpy),
		CLAIM(DMA_XOR, device_prep_dma_xor),
		CLAIM(DMA_XOR_VAL, device_prep_dma_xor_val),
		CLAIM(DMA_PQ, device_prep_dma_pq),
		CLAIM(DMA_PQ_VAL, device_prep_dma_pq_val),
		CLAIM(DMA_MEMSET, device_prep_dma_memset),
		CLAIM(DMA_INTERRUPT, device_prep_dma_interrupt),
		CLAIM(DMA_CYCLIC, device_prep_dma_cyclic),
		CLAIM(DMA_INTERLEAVE, device_prep_interleaved_dma),
#undef CLAIM
	};
	char line[128];
	unsigned int i;

	for (i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		fake_init(&fake, fake_device(FAKE_A), 1);
		dma_cap_set(claims[i].cap, fake.dma.cap_mask);
		memset((char *)&fake.dma + claims[i].op, 0, sizeof(void *));
		assert_int_equal(dma_async_device_register(&fake.dma), -EIO);

		strcpy(line, "Device claims capability ");
		strcat(line, claims[i].name);
		strcat(line, ", but op is not defined");
		assert_int_equal(log_count(line), 1);
	}
	assert_false(file_exists("/sys/class/dma/dma0chan0"));
}

static void refuses_without_status_or_issue(void **state)
{
	fake_init(&fake, fake_device(FAKE_A), 1);
	fake.dma.device_tx_status = NULL;
	assert_int_equal(dma_async_device_register(&fake.dma), -EIO);
	assert_true(log_contains("Device tx_status is not defined"));

	fake_init(&fake, fake_device(FAKE_A), 1);
	fake.dma.device_issue_pending = NULL;
	assert_int_equal(dma_async_device_register(&fake.dma), -EIO);
	assert_true(log_contains("Device issue_pending is not defined"));
}

static void all_operations_make_an_async_tx_controller(void **state)
{
	fake_init(&fake, fake_device(FAKE_A), 1);
	dma_cap_set(DMA_XOR, fake.dma.cap_mask);
	dma_cap_set(DMA_XOR_VAL, fake.dma.cap_mask);
	dma_cap_set(DMA_PQ, fake.dma.cap_mask);
	dma_cap_set(DMA_PQ_VAL, fake.dma.cap_mask);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_false(dma_has_cap(DMA_ASYNC_TX, fake.dma.cap_mask));
	dma_async_device_unregister(&fake.dma);

	fake_init(&fake, fake_device(FAKE_A), 1);
	dma_cap_set(DMA_XOR, fake.dma.cap_mask);
	dma_cap_set(DMA_XOR_VAL, fake.dma.cap_mask);
	dma_cap_set(DMA_PQ, fake.dma.cap_mask);
	dma_cap_set(DMA_PQ_VAL, fake.dma.cap_mask);
	dma_cap_set(DMA_INTERRUPT, fake.dma.cap_mask);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_true(dma_has_cap(DMA_ASYNC_TX, fake.dma.cap_mask));
	dma_async_device_unregister(&fake.dma);
}

static void no_channels_is_said_once(void **state)
{
	fake_init(&fake, fake_device(FAKE_A), 0);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_int_equal(log_count("has no channels"), 1);
	dma_async_device_unregister(&fake.dma);
	assert_int_equal(fake.released, 1);
}

static void managed_registration_ends_with_the_driver(void **state)
{
	struct device *dev = fake_device(FAKE_A);

	fake_init(&fake, dev, 1);
	assert_int_equal(dmaenginem_async_device_register(&fake.dma), 0);
	assert_true(file_exists("/sys/class/dma/dma0chan0"));
	device_release_driver(dev);
	assert_int_equal(fake.released, 1);
	assert_false(file_exists("/sys/class/dma/dma0chan0"));
}

static void managed_registration_that_fails_leaves_nothing(void **state)
{
	struct device *dev = fake_device(FAKE_A);

	fake_init(&fake, dev, 1);
	fake.dma.device_tx_status = NULL;
	assert_int_equal(dmaenginem_async_device_register(&fake.dma), -EIO);
	device_release_driver(dev);
	assert_int_equal(fake.released, 0);
}

static void no_channels_yet_defers(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMCPY);

	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(&mask)), -EPROBE_DEFER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(registers_and_names_channels),
		fake_test(numbers_are_reused),
		fake_test(refuses_nothing_and_no_device),
		fake_test(refuses_each_capability_without_operation),
		fake_test(refuses_without_status_or_issue),
		fake_test(all_operations_make_an_async_tx_controller),
		fake_test(no_channels_is_said_once),
		fake_test(managed_registration_ends_with_the_driver),
		fake_test(managed_registration_that_fails_leaves_nothing),
		fake_test(no_channels_yet_defers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
