// SPDX-License-Identifier: MIT
/*
 * PL330: data. The MFIFO is a store of lines, each as wide as the data bus,
 * that all channels share; each channel has its bytes of it in a queue. A
 * load puts a burst in, a store takes one out. Data lies in the MFIFO as it
 * will leave, aligned to the destination (manual, section "MFIFO usage
 * overview"), so the lines that a queue needs depend on DAR. Host side;
 * pl330_decode.c calls it.
 */
#include <string.h>

#include "pl330.h"

#define BEAT_MAX 8 /* bytes that the machine's registers take at a time */

/* bytes of a burst at @addr: where the address is not aligned, beats are short, as on AXI */
static unsigned int burst_bytes(uint32_t addr, unsigned int size, unsigned int len, bool inc)
{
	unsigned int astray = addr & (size - 1);

	return inc ? size * len - astray : (size - astray) * len;
}

unsigned int pl330_load_bytes(const struct pl330_flow *f, bool single)
{
	return burst_bytes(f->sar, CCR_SRC_SIZE(f->ccr), single ? 1 : CCR_SRC_LEN(f->ccr),
			   f->ccr & CCR_SRC_INC);
}

unsigned int pl330_store_bytes(const struct pl330_flow *f, bool single)
{
	return burst_bytes(f->dar, CCR_DST_SIZE(f->ccr), single ? 1 : CCR_DST_LEN(f->ccr),
			   f->ccr & CCR_DST_INC);
}

void pl330_load_flow(struct pl330_flow *f, bool single)
{
	unsigned int bytes = pl330_load_bytes(f, single);

	f->level += bytes;
	f->touched = 1;
	if (f->ccr & CCR_SRC_INC)
		f->sar += bytes;
}

void pl330_store_flow(struct pl330_flow *f, bool single)
{
	unsigned int bytes = pl330_store_bytes(f, single);

	f->level -= bytes;
	f->touched = 1;
	if (f->ccr & CCR_DST_INC)
		f->dar += bytes;
}

/* ---- lines ------------------------------------------------------------- */

static unsigned int lines(const struct pl330 *s, const struct pl330_flow *f, unsigned int level)
{
	unsigned int phase = f->ccr & CCR_DST_INC ? f->dar & (s->width - 1) : 0;

	return level ? (phase + level + s->width - 1) / s->width : 0;
}

bool pl330_room(const struct pl330_thread *t, const struct pl330_flow *f, unsigned int bytes,
		bool *never)
{
	const struct pl330 *s = t->dmac;
	unsigned int need = lines(s, f, f->level + bytes), i;

	*never = need > s->depth;
	for (i = 0; i < s->channels; i++)
		if (s->thread[i].f.level && &s->thread[i] != t)
			need += lines(s, &s->thread[i].f, s->thread[i].f.level);
	return need <= s->depth;
}

/* where @bytes more go in the thread's queue */
static uint8_t *fifo_put(struct pl330_thread *t, unsigned int bytes)
{
	struct pl330 *s = t->dmac;

	if (!t->f.level)
		t->fifo_head = 0;
	if (t->fifo_head + t->f.level + bytes > s->depth * s->width) {
		memmove(t->fifo, t->fifo + t->fifo_head, t->f.level);
		t->fifo_head = 0;
	}
	return t->fifo + t->fifo_head + t->f.level;
}

/* endian_swap_size: the bytes of each group of 2, 4, 8 or 16 change places */
static void swap(uint8_t *data, unsigned int bytes, unsigned int group)
{
	unsigned int at, i;

	for (at = 0; group > 1 && at + group <= bytes; at += group)
		for (i = 0; i < group / 2; i++) {
			uint8_t byte = data[at + i];

			data[at + i] = data[at + group - 1 - i];
			data[at + group - 1 - i] = byte;
		}
}

/* ---- bursts on the bus ------------------------------------------------- */

/* bytes of the next piece of a beat: a power of two, aligned, at most what a register takes */
static unsigned int piece(uint32_t addr, unsigned int left)
{
	unsigned int size = BEAT_MAX;

	while (size > left || addr & (size - 1))
		size /= 2;
	return size;
}

/* one beat from @addr to the end of its @size bytes */
static enum dmae_bus beat(struct dmae_model *m, uint32_t addr, unsigned int size, uint8_t *data,
			  bool write)
{
	unsigned int left = size - (addr & (size - 1));
	enum dmae_bus response = DMAE_BUS_OKAY;

	while (left && !response) {
		unsigned int n = piece(addr, left);

		response = write ? dmae_bus_write(m, addr, data, n) :
				   dmae_bus_read(m, addr, data, n);
		addr += n;
		data += n;
		left -= n;
	}
	return response;
}

/* what a burst finds at its address is memory, in one piece, or goes beat by beat */
static enum dmae_bus burst(struct pl330_thread *t, uint32_t addr, unsigned int size,
			   unsigned int len, bool inc, uint8_t *data, bool write)
{
	struct dmae_model *m = t->dmac->model;
	unsigned int bytes = burst_bytes(addr, size, len, inc), run = t->run, done;
	enum dmae_bus response = DMAE_BUS_OKAY;

	if (!inc && size <= BEAT_MAX && !(addr & (size - 1)))
		return write ? dmae_bus_write_fixed(m, addr, size, data, len) :
			       dmae_bus_read_fixed(m, addr, size, data, len);
	if (inc && dmae_bus_room(m, addr, bytes, write) == bytes)
		return write ? dmae_bus_write(m, addr, data, bytes) :
			       dmae_bus_read(m, addr, data, bytes);
	for (done = 0; done < bytes && !response && t->run == run;) {
		uint32_t at = inc ? addr + done : addr;

		response = beat(m, at, size, data + done, write);
		done += size - (at & (size - 1));
	}
	return response;
}

bool pl330_load(struct pl330_thread *t, bool single)
{
	struct pl330_flow *f = &t->f;
	unsigned int bytes = pl330_load_bytes(f, single), run = t->run;
	uint8_t *data = fifo_put(t, bytes);
	enum dmae_bus response;

	response = burst(t, f->sar, CCR_SRC_SIZE(f->ccr), single ? 1 : CCR_SRC_LEN(f->ccr),
			 f->ccr & CCR_SRC_INC, data, false);
	if (t->run != run)
		return false;
	if (response) {
		pl330_thread_fault(t, FAULT_DATA_READ);
		return false;
	}
	swap(data, bytes, 1u << CCR_SWAP(f->ccr));
	pl330_load_flow(f, single);
	return true;
}

bool pl330_store(struct pl330_thread *t, bool single)
{
	struct pl330_flow *f = &t->f;
	unsigned int bytes = pl330_store_bytes(f, single), run = t->run;
	enum dmae_bus response;

	response = burst(t, f->dar, CCR_DST_SIZE(f->ccr), single ? 1 : CCR_DST_LEN(f->ccr),
			 f->ccr & CCR_DST_INC, t->fifo + t->fifo_head, true);
	if (t->run != run)
		return false;
	if (response) {
		pl330_thread_fault(t, FAULT_DATA_WRITE);
		return false;
	}
	t->fifo_head += bytes;
	pl330_store_flow(f, single);
	pl330_thread_unstall(t->dmac);
	return true;
}

/* DMASTZ: as DMAST, but zeros, which need no room in the MFIFO */
bool pl330_store_zero(struct pl330_thread *t)
{
	static const uint8_t zeros[16 * 128];
	struct pl330_flow *f = &t->f;
	unsigned int run = t->run;
	enum dmae_bus response;

	response = burst(t, f->dar, CCR_DST_SIZE(f->ccr), CCR_DST_LEN(f->ccr),
			 f->ccr & CCR_DST_INC, (uint8_t *)zeros, true);
	if (t->run != run)
		return false;
	if (response) {
		pl330_thread_fault(t, FAULT_DATA_WRITE);
		return false;
	}
	if (f->ccr & CCR_DST_INC)
		f->dar += pl330_store_bytes(f, false);
	return true;
}
