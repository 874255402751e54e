// SPDX-License-Identifier: MIT
/*
 * Data that travels beside a transfer: sees to it that a descriptor uses one
 * of the two modes, and passes on to the provider.
 */
#include <linux/err.h>
#include <linux/errno.h>

#include "engine/engine.h"

/* the first call that names a mode decides */
static int use_mode(struct dma_async_tx_descriptor *desc,
		    enum dma_desc_metadata_mode mode)
{
	if (!desc)
		return -EINVAL;

	if (desc->desc_metadata_mode == mode)
		return 0;
	if (desc->desc_metadata_mode)
		return -EINVAL;
	if (!dmaengine_is_metadata_mode_supported(desc->chan, mode))
		return -ENOTSUPP;

	desc->desc_metadata_mode = mode;
	return 0;
}

int dmaengine_desc_attach_metadata(struct dma_async_tx_descriptor *desc,
				   void *data, size_t len)
{
	const struct dma_descriptor_metadata_ops *ops;
	int err = use_mode(desc, DESC_METADATA_CLIENT);

	if (err)
		return err;
	ops = desc->metadata_ops;
	return ops && ops->attach ? ops->attach(desc, data, len) : -ENOTSUPP;
}
EXPORT_SYMBOL_GPL(dmaengine_desc_attach_metadata);

void *dmaengine_desc_get_metadata_ptr(struct dma_async_tx_descriptor *desc,
				      size_t *payload_len, size_t *max_len)
{
	const struct dma_descriptor_metadata_ops *ops;
	int err = use_mode(desc, DESC_METADATA_ENGINE);

	if (err)
		return ERR_PTR(err);
	ops = desc->metadata_ops;
	if (ops && ops->get_ptr)
		return ops->get_ptr(desc, payload_len, max_len);
	return ERR_PTR(-ENOTSUPP);
}
EXPORT_SYMBOL_GPL(dmaengine_desc_get_metadata_ptr);

int dmaengine_desc_set_metadata_len(struct dma_async_tx_descriptor *desc,
				    size_t payload_len)
{
	const struct dma_descriptor_metadata_ops *ops;
	int err = use_mode(desc, DESC_METADATA_ENGINE);

	if (err)
		return err;
	ops = desc->metadata_ops;
	return ops && ops->set_len ? ops->set_len(desc, payload_len) : -ENOTSUPP;
}
EXPORT_SYMBOL_GPL(dmaengine_desc_set_metadata_len);
