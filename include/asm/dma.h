/* SPDX-License-Identifier: MIT */
/*
 * DMA as ISA cards know it: eight channels of one controller, which puts out
 * 24 bits of address. The machine has no such controller; who owns which
 * channel is kept all the same, for drivers that share the numbers, and what
 * memory such a card reaches is a fact of the machine. src/mapping/isa_dma.c.
 */
#ifndef _ASM_DMA_H
#define _ASM_DMA_H

#include <linux/spinlock.h>
#include <linux/types.h>

#define MAX_DMA_CHANNELS	8

/* how far 24 bits of address go, and what one transfer may not cross */
#define ISA_DMA_THRESHOLD	0x00ffffff
#define ISA_DMA_BOUNDARY	0xffff

/**
 * isa_dma_max_address() - where in our memory what ISA cards reach ends
 *
 * Context: Any.
 * Return: the address behind the last byte; 0: the machine has no RAM below 16 MiB.
 */
unsigned long isa_dma_max_address(void);
#define MAX_DMA_ADDRESS		isa_dma_max_address()

/* protects the registers of the controller */
extern spinlock_t dma_spin_lock;

static inline unsigned long claim_dma_lock(void)
{
	unsigned long flags;

	spin_lock_irqsave(&dma_spin_lock, flags);
	return flags;
}

static inline void release_dma_lock(unsigned long flags)
{
	spin_unlock_irqrestore(&dma_spin_lock, flags);
}

/**
 * request_dma() - own a channel
 * @dmanr: the channel
 * @device_id: who: shown in /proc/dma, not copied
 *
 * Context: Any.
 * Return: 0; -EINVAL: there is no such channel; -EBUSY: somebody has it.
 * Source: Linux 6.1 kernel/dma.c.
 */
int request_dma(unsigned int dmanr, const char *device_id);

/**
 * free_dma() - own it no more
 * @dmanr: the channel; one that nobody owns is reported
 *
 * Context: Any.
 * Source: Linux 6.1 kernel/dma.c.
 */
void free_dma(unsigned int dmanr);

#endif
