// SPDX-License-Identifier: MIT
/*
 * Memory for slave transfers: segments of a stream, scattered over a buffer,
 * with guard bytes before, between and behind them.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "clients/slavetest/slavetest.h"

#define GUARD		0xa5
#define GAP		64	/* bytes between segments, a multiple of every width */
#define MAX_REPORTED	8

u8 stream_byte(u32 seed, unsigned int i)
{
	u32 x = (i + seed) * 0x9e3779b1u;

	return x >> 24 ^ i;
}

static void place_segments(struct segments *s, unsigned int count, unsigned int unit, bool random)
{
	unsigned int left = s->len / unit, off = GAP, i;

	s->count = min(count, left);
	for (i = 0; i < s->count; i++) {
		unsigned int others = s->count - i - 1, n = left - others;

		if (others && random)
			n = test_random(n) + 1;
		else if (others)
			n = left / (others + 1);
		s->seg[i].off = off;
		s->seg[i].len = n * unit;
		left -= n;
		off += n * unit + GAP;
		off = ALIGN(off, 4);
	}
	s->size = off + GAP;
}

int segments_init(struct segments *s, unsigned int len, unsigned int count, unsigned int unit,
		  bool random)
{
	unsigned int i;

	memset(s, 0, sizeof(*s));
	s->len = len;
	place_segments(s, min_t(unsigned int, count, MAX_SEGMENTS), unit, random);
	s->mem = kmalloc(s->size, GFP_KERNEL);
	if (!s->mem)
		return -ENOMEM;
	memset(s->mem, GUARD, s->size);
	sg_init_table(s->sgl, s->count);
	for (i = 0; i < s->count; i++)
		sg_set_buf(&s->sgl[i], s->mem + s->seg[i].off, s->seg[i].len);
	return 0;
}

void segments_free(struct segments *s)
{
	segments_unmap(s);
	kfree(s->mem);
	s->mem = NULL;
}

void segments_fill(struct segments *s, u32 seed)
{
	unsigned int i, j, at = 0;

	for (i = 0; i < s->count; i++)
		for (j = 0; j < s->seg[i].len; j++)
			s->mem[s->seg[i].off + j] = stream_byte(seed, at++);
}

int segments_map(struct segments *s, struct device *dev, enum dma_data_direction dir)
{
	if (!dma_map_sg(dev, s->sgl, s->count, dir))
		return -ENOMEM;
	s->mapped_for = dev;
	s->dir = dir;
	return 0;
}

void segments_unmap(struct segments *s)
{
	if (s->mapped_for)
		dma_unmap_sg(s->mapped_for, s->sgl, s->count, s->dir);
	s->mapped_for = NULL;
}

static void report(unsigned int *wrong, const char *what, unsigned int at, u8 expected, u8 got)
{
	if ((*wrong)++ < MAX_REPORTED)
		pr_warn("%s: %s 0x%x is wrong: expected %02x, got %02x\n", current->comm, what, at,
			expected, got);
}

static unsigned int guards_wrong(const struct segments *s, unsigned int from, unsigned int to)
{
	unsigned int wrong = 0, i;

	for (i = from; i < to; i++)
		if (s->mem[i] != GUARD)
			report(&wrong, "guard byte", i, GUARD, s->mem[i]);
	return wrong;
}

unsigned int segments_wrong(const struct segments *s, u32 seed, unsigned int len,
			    unsigned int slack)
{
	unsigned int wrong = 0, end = 0, at = 0, i, j;

	for (i = 0; i < s->count; i++) {
		wrong += guards_wrong(s, end, s->seg[i].off);
		end = s->seg[i].off + s->seg[i].len;
		for (j = s->seg[i].off; j < end; j++, at++) {
			u8 expected = stream_byte(seed, at);

			if (at < len && s->mem[j] != expected)
				report(&wrong, "byte", at, expected, s->mem[j]);
			else if (at >= len + slack && s->mem[j] != GUARD)
				report(&wrong, "byte behind the residue", at, GUARD, s->mem[j]);
		}
	}
	return wrong + guards_wrong(s, end, s->size);
}
