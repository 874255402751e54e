// SPDX-License-Identifier: MIT
/* Mappings that go with a transfer. */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "fake_dma.h"
#include "mapping/mapping.h"

static struct fake_dma fake;

static dma_addr_t map(struct device *dev, void *buf, enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(dev, buf, 256, dir);

	assert_int_equal(dma_mapping_error(dev, addr), 0);
	return addr;
}

static struct dmaengine_unmap_data *map_three(struct device *dev, char *buf)
{
	struct dmaengine_unmap_data *unmap = dmaengine_get_unmap_data(dev, 3, GFP_KERNEL);

	assert_non_null(unmap);
	unmap->len = 256;
	unmap->addr[0] = map(dev, buf, DMA_TO_DEVICE);
	unmap->to_cnt = 1;
	unmap->addr[1] = map(dev, buf + 256, DMA_FROM_DEVICE);
	unmap->from_cnt = 1;
	unmap->addr[2] = map(dev, buf + 512, DMA_BIDIRECTIONAL);
	unmap->bidi_cnt = 1;
	return unmap;
}

static void last_reference_unmaps(void **state)
{
	struct device *dev = fake_device(FAKE_A);
	char *buf = kmalloc(1024, GFP_KERNEL);
	struct dmaengine_unmap_data *unmap;
	unsigned int before = device_dma_mappings(dev), mapped;

	unmap = map_three(dev, buf);
	mapped = device_dma_mappings(dev);
	kref_get(&unmap->kref);
	dmaengine_unmap_put(unmap);
	assert_int_equal(device_dma_mappings(dev), mapped);
	dmaengine_unmap_put(unmap);
	assert_int_equal(device_dma_mappings(dev), before);
	dmaengine_unmap_put(NULL);
	kfree(buf);
}

static void completion_unmaps(void **state)
{
	struct device *dev = fake_device(FAKE_A);
	char *buf = kmalloc(1024, GFP_KERNEL);
	struct dma_async_tx_descriptor *tx;
	struct dmaengine_unmap_data *unmap;
	struct dma_chan *chan;

	fake_init(&fake, dev, 1);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	chan = dma_get_slave_channel(&fake.chans[0].chan);
	unmap = map_three(dev, buf);
	tx = dmaengine_prep_dma_memcpy(chan, unmap->addr[1], unmap->addr[0], 256, 0);
	dma_set_unmap(tx, unmap);
	dmaengine_unmap_put(unmap);
	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	fake_complete(chan, NULL);
	assert_null(tx->unmap);
	assert_int_equal(device_dma_mappings(dev), 0);
	dma_release_channel(chan);
	dma_async_device_unregister(&fake.dma);
	kfree(buf);
}

static void empty_bidirectional_entries_are_skipped(void **state)
{
	struct dmaengine_unmap_data *unmap;

	unmap = dmaengine_get_unmap_data(fake_device(FAKE_A), 16, GFP_KERNEL);
	unmap->bidi_cnt = 2;
	unmap->addr[0] = 0;
	unmap->addr[1] = 0;
	dmaengine_unmap_put(unmap);
	assert_false(log_contains("DMA-API"));
}

static void every_size_to_256_is_there(void **state)
{
	static const int sizes[] = { 1, 2, 3, 16, 17, 128, 129, 256 };
	struct dmaengine_unmap_data *unmap;
	unsigned int i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		unmap = dmaengine_get_unmap_data(fake_device(FAKE_A), sizes[i], GFP_KERNEL);
		assert_non_null(unmap);
		assert_int_equal(unmap->map_cnt, sizes[i]);
		assert_int_equal(unmap->to_cnt + unmap->from_cnt + unmap->bidi_cnt, 0);
		memset(unmap->addr, 0xff, sizes[i] * sizeof(unmap->addr[0]));
		dmaengine_unmap_put(unmap);
	}
}

static void other_sizes_are_refused(void **state)
{
	assert_null(dmaengine_get_unmap_data(fake_device(FAKE_A), 257, GFP_KERNEL));
	assert_null(dmaengine_get_unmap_data(fake_device(FAKE_A), 0, GFP_KERNEL));
	assert_null(dmaengine_get_unmap_data(fake_device(FAKE_A), -1, GFP_KERNEL));
	assert_int_equal(log_count("1 to 256 are possible"), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(last_reference_unmaps),
		fake_test(completion_unmaps),
		fake_test(empty_bidirectional_entries_are_skipped),
		fake_test(every_size_to_256_is_there),
		fake_test(other_sizes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
