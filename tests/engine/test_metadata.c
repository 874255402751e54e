// SPDX-License-Identifier: MIT
/* Data beside a transfer: modes, and who is asked. */
#include <linux/err.h>

#include "fake_dma.h"

static struct fake_dma fake;
static char engine_buffer[32];
static size_t engine_len;

static int attach(struct dma_async_tx_descriptor *desc, void *data, size_t len)
{
	return len > 16 ? -EMSGSIZE : 0;
}

static void *get_ptr(struct dma_async_tx_descriptor *desc, size_t *payload_len, size_t *max_len)
{
	*payload_len = engine_len;
	*max_len = sizeof(engine_buffer);
	return engine_buffer;
}

static int set_len(struct dma_async_tx_descriptor *desc, size_t payload_len)
{
	engine_len = payload_len;
	return 0;
}

static struct dma_descriptor_metadata_ops ops = {
	.attach = attach, .get_ptr = get_ptr, .set_len = set_len,
};

static struct dma_async_tx_descriptor *setup_desc(enum dma_desc_metadata_mode modes)
{
	struct dma_async_tx_descriptor *tx;

	fake_init(&fake, fake_device(FAKE_A), 1);
	fake.dma.desc_metadata_modes = modes;
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	tx = dmaengine_prep_dma_memcpy(dma_get_slave_channel(&fake.chans[0].chan), 0, 0x1000, 64,
				       0);
	tx->metadata_ops = &ops;
	return tx;
}

static void teardown_desc(void)
{
	dma_release_channel(&fake.chans[0].chan);
	dma_async_device_unregister(&fake.dma);
}

static void client_buffer_reaches_the_provider(void **state)
{
	struct dma_async_tx_descriptor *tx = setup_desc(DESC_METADATA_CLIENT);
	char data[32];

	assert_int_equal(dmaengine_desc_attach_metadata(tx, data, 8), 0);
	assert_int_equal(tx->desc_metadata_mode, DESC_METADATA_CLIENT);
	assert_int_equal(dmaengine_desc_attach_metadata(tx, data, 32), -EMSGSIZE);
	teardown_desc();
}

static void engine_buffer_reaches_the_client(void **state)
{
	struct dma_async_tx_descriptor *tx = setup_desc(DESC_METADATA_ENGINE);
	size_t len, max;

	engine_len = 5;
	assert_ptr_equal(dmaengine_desc_get_metadata_ptr(tx, &len, &max), engine_buffer);
	assert_int_equal(len, 5);
	assert_int_equal(max, sizeof(engine_buffer));
	assert_int_equal(dmaengine_desc_set_metadata_len(tx, 7), 0);
	assert_int_equal(engine_len, 7);
	teardown_desc();
}

static void modes_are_not_mixed(void **state)
{
	struct dma_async_tx_descriptor *tx =
		setup_desc(DESC_METADATA_CLIENT | DESC_METADATA_ENGINE);
	size_t len, max;
	char data[8];

	assert_int_equal(dmaengine_desc_attach_metadata(tx, data, 8), 0);
	assert_int_equal(PTR_ERR(dmaengine_desc_get_metadata_ptr(tx, &len, &max)), -EINVAL);
	assert_int_equal(dmaengine_desc_set_metadata_len(tx, 1), -EINVAL);
	teardown_desc();
}

static void unsupported_mode_is_enotsupp(void **state)
{
	struct dma_async_tx_descriptor *tx = setup_desc(DESC_METADATA_ENGINE);
	char data[8];

	assert_true(dmaengine_is_metadata_mode_supported(tx->chan, DESC_METADATA_ENGINE));
	assert_false(dmaengine_is_metadata_mode_supported(tx->chan, DESC_METADATA_CLIENT));
	assert_false(dmaengine_is_metadata_mode_supported(NULL, DESC_METADATA_ENGINE));
	assert_int_equal(dmaengine_desc_attach_metadata(tx, data, 8), -ENOTSUPP);
	assert_int_equal(tx->desc_metadata_mode, DESC_METADATA_NONE);
	teardown_desc();
}

static void provider_without_operations_is_enotsupp(void **state)
{
	struct dma_async_tx_descriptor *tx = setup_desc(DESC_METADATA_ENGINE);
	size_t len, max;

	tx->metadata_ops = NULL;
	assert_int_equal(PTR_ERR(dmaengine_desc_get_metadata_ptr(tx, &len, &max)), -ENOTSUPP);
	assert_int_equal(dmaengine_desc_set_metadata_len(tx, 1), -ENOTSUPP);
	teardown_desc();
}

static void no_descriptor_is_einval(void **state)
{
	size_t len, max;

	assert_int_equal(dmaengine_desc_attach_metadata(NULL, NULL, 0), -EINVAL);
	assert_int_equal(PTR_ERR(dmaengine_desc_get_metadata_ptr(NULL, &len, &max)), -EINVAL);
	assert_int_equal(dmaengine_desc_set_metadata_len(NULL, 0), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(client_buffer_reaches_the_provider),
		fake_test(engine_buffer_reaches_the_client),
		fake_test(modes_are_not_mixed),
		fake_test(unsupported_mode_is_enotsupp),
		fake_test(provider_without_operations_is_enotsupp),
		fake_test(no_descriptor_is_einval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
