// SPDX-License-Identifier: MIT
/*
 * DesignWare AHB DMA controller: as what it was built. The databook leaves
 * numbers of channels, masters and widths to whoever builds it into a chip;
 * here the node's properties say so (snps,dma-spear1340.yaml), and the
 * component parameter registers tell it. Properties that are missing mean
 * the largest configuration, but two masters.
 */
#include <errno.h>

#include "models/dw_dmac.h"

/* ---- registers ------------------------------------------------------------ */

#define COMP_PARAMS_6	0x3cc	/* of channel 7, then of channels 6 to 0 */
#define COMP_PARAMS_2	0x3e8
#define COMP_MULTI_BLK	0x3ec
#define COMP_MAX_BLK	0x3f0
#define COMP_PARAMS_1	0x3f4
#define COMP_TYPE	0x3f8
#define COMP_VERSION	0x3fc

#define COMP_TYPE_VALUE		0x44571110u
#define COMP_VERSION_VALUE	0x3231382au	/* "218*" */

/* COMP_PARAMS_2 to 6 */
#define PARAM_FIFO_64		(3u << 28)
#define PARAM_MASTERS_FREE	(4u << 25 | 4u << 22 | 4u << 19)
#define PARAM_MULT_SIZE(v)	((v) << 16)
#define PARAM_FLOW_ANY		(3u << 14)
#define PARAM_HC_LLP		0x2000u
#define PARAM_CTL_WB		0x1000u
#define PARAM_MULTI_BLK		0x0800u
#define PARAM_GATHER_SCATTER	0x0300u
#define PARAM_STATUS		0x00c0u

/* COMP_PARAMS_1, high half */
#define PARAM_CHANNELS(n)	(((n) - 1) << 8)
#define PARAM_MASTERS(n)	(((n) - 1) << 11)
#define PARAM_MASTER_WIDTH(i)	(21 - 2 * (i))
#define PARAM_HS_INT(n)		((n) << 23)
#define PARAM_ENCODED		(1u << 28)
#define PARAM_INTR_COMBINED	(2u << 1)
#define PARAM_MAX_ABRST		(1u << 3)

static unsigned int log2_of(unsigned int value)
{
	unsigned int n = 0;

	while (value >>= 1)
		n++;
	return n;
}

/* ---- encoded parameters --------------------------------------------------- */

static uint32_t channel_params(const struct dw_dmac *s, unsigned int index)
{
	uint32_t params = PARAM_FIFO_64 | PARAM_MASTERS_FREE | PARAM_FLOW_ANY | PARAM_CTL_WB |
			  PARAM_GATHER_SCATTER | PARAM_STATUS |
			  PARAM_MULT_SIZE(log2_of(s->max_burst[index]) - 2);

	if (index >= s->channels)
		return 0;
	return params | (s->multi_block[index] ? PARAM_MULTI_BLK : PARAM_HC_LLP);
}

static uint32_t block_params(const struct dw_dmac *s)
{
	uint32_t params = 0;
	unsigned int i;

	for (i = 0; i < s->channels; i++)
		params |= (log2_of(s->block_max + 1) - 2) << 4 * i;
	return params;
}

static uint32_t controller_params(const struct dw_dmac *s)
{
	uint32_t params = PARAM_ENCODED | PARAM_INTR_COMBINED | PARAM_MAX_ABRST |
			  PARAM_CHANNELS(s->channels) | PARAM_MASTERS(s->masters) |
			  PARAM_HS_INT(DW_REQUESTS);
	unsigned int i;

	for (i = 0; i < s->masters; i++)
		params |= (log2_of(s->master_width[i]) - 2) << PARAM_MASTER_WIDTH(i);
	return params;
}

uint32_t dw_params(const struct dw_dmac *s, uint32_t reg)
{
	switch (reg) {
	case COMP_MULTI_BLK:
		return 0;	/* no channel's kind of multi-block transfer is hardcoded */
	case COMP_MAX_BLK:
		return block_params(s);
	case COMP_PARAMS_1:
		return controller_params(s);
	case COMP_TYPE:
		return COMP_TYPE_VALUE;
	case COMP_VERSION:
		return COMP_VERSION_VALUE;
	default:
		return channel_params(s, (COMP_PARAMS_2 - reg) / 4);
	}
}

/* ---- the tree ------------------------------------------------------------- */

static uint32_t cell(struct dmae_model *m, const char *name, unsigned int index, uint32_t otherwise)
{
	int len;
	const uint8_t *p = dmae_model_prop(m, name, &len);

	if (!p || len < (int)(4 * index + 4))
		return otherwise;
	p += 4 * index;
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static bool power_of_two(unsigned int value)
{
	return value && !(value & (value - 1));
}

static int tree_error(struct dmae_model *m, const char *name, uint32_t value, const char *right)
{
	dmae_model_error(m, "%s: %u is not what this controller can have: %s", name, value, right);
	return -EINVAL;
}

static int read_masters(struct dmae_model *m, struct dw_dmac *s)
{
	unsigned int i;

	s->masters = dmae_model_prop_u32(m, "dma-masters", 2);
	if (s->masters < 1 || s->masters > DW_MASTERS)
		return tree_error(m, "dma-masters", s->masters, "1 to 4");
	for (i = 0; i < s->masters; i++) {
		/* the old property counts in powers of two */
		uint32_t old = 1u << (cell(m, "data_width", i, 3) & 7);
		uint32_t width = cell(m, "data-width", i, old);

		if (width < 4 || width > 32 || !power_of_two(width))
			return tree_error(m, "data-width", width, "4, 8, 16 or 32 bytes");
		s->master_width[i] = width;
	}
	return 0;
}

static int read_channels(struct dmae_model *m, struct dw_dmac *s)
{
	unsigned int i;

	s->channels = dmae_model_prop_u32(m, "dma-channels", DW_CHANNELS);
	if (s->channels < 1 || s->channels > DW_CHANNELS)
		return tree_error(m, "dma-channels", s->channels, "1 to 8");
	s->block_max = dmae_model_prop_u32(m, "block_size", 4095);
	if (s->block_max < 3 || s->block_max > 4095 || !power_of_two(s->block_max + 1))
		return tree_error(m, "block_size", s->block_max, "3, 7, 15, ... 4095 items");
	for (i = 0; i < s->channels; i++) {
		uint32_t burst = cell(m, "snps,max-burst-len", i, 256);

		if (burst < 4 || burst > 256 || !power_of_two(burst))
			return tree_error(m, "snps,max-burst-len", burst, "4, 8, ... 256 items");
		s->max_burst[i] = burst;
		s->multi_block[i] = cell(m, "multi-block", i, 1);
	}
	return 0;
}

/* Intel's variant has no properties, as all of them are alike. */
static void idma32_configuration(struct dw_dmac *s)
{
	unsigned int i;

	s->masters = 1;
	s->master_width[0] = 4;
	s->channels = DW_CHANNELS;
	s->block_max = (1u << s->variant->block_bits) - 1;
	for (i = 0; i < s->channels; i++) {
		s->max_burst[i] = 32;
		s->multi_block[i] = true;
	}
}

int dw_read_tree(struct dmae_model *m, struct dw_dmac *s)
{
	if (s->variant->block_bytes) {
		idma32_configuration(s);
		return 0;
	}
	return read_masters(m, s) ? -EINVAL : read_channels(m, s);
}
