/* SPDX-License-Identifier: MIT */
/* Which way the data of a DMA mapping goes. */
#ifndef _LINUX_DMA_DIRECTION_H
#define _LINUX_DMA_DIRECTION_H

/**
 * enum dma_data_direction - the direction of a mapping
 * @DMA_BIDIRECTIONAL: the device reads and writes
 * @DMA_TO_DEVICE: the device reads memory
 * @DMA_FROM_DEVICE: the device writes memory
 * @DMA_NONE: no mapping has it; catches uninitialised variables
 */
enum dma_data_direction {
	DMA_BIDIRECTIONAL = 0,
	DMA_TO_DEVICE = 1,
	DMA_FROM_DEVICE = 2,
	DMA_NONE = 3,
};

/**
 * valid_dma_direction() - true if memory can be mapped in this direction
 * @dir: the direction
 *
 * Context: Any.
 * Return: 1 for every direction but DMA_NONE and values that are none, else 0.
 */
static inline int valid_dma_direction(enum dma_data_direction dir)
{
	return (unsigned int)dir < DMA_NONE;
}

#endif
