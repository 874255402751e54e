// SPDX-License-Identifier: MIT
/* The oracle: buffers, mappings, and what the CPU does. Kernel side. */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "base/host.h"
#include "oracle.h"

#define GUARD		128u
#define GUARD_BYTE	0x5a

bool wrong(struct oracle *o, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(o->why, sizeof(o->why), fmt, args);
	va_end(args);
	return false;
}

/* ---- buffers ----------------------------------------------------------- */

void oracle_add(struct oracle *o, char *base, size_t size, void (*free)(struct buffer *b))
{
	struct buffer *b = &o->buffer[o->buffers++];
	size_t i;

	memset(base, GUARD_BYTE, size);
	*b = (struct buffer){ .base = base, .free = free, .mem = base + GUARD,
			      .size = size - 2 * GUARD, .value = host_alloc(size) };
	for (i = 0; i < b->size; i++)
		b->value[i] = b->mem[i] = byte_of(o->buffers, i);
}

static bool buffer_is_whole(struct oracle *o, unsigned int nr)
{
	const struct buffer *b = &o->buffer[nr];
	size_t i;

	for (i = 0; i < GUARD; i++)
		if (b->base[i] != GUARD_BYTE || b->mem[b->size + i] != GUARD_BYTE)
			return wrong(o, "memory around buffer %u was written", nr);
	for (i = 0; i < b->size; i++)
		if ((u8)b->mem[i] != b->value[i])
			return wrong(o, "at the end, byte %zu of buffer %u is %02x, not %02x", i,
				     nr, (u8)b->mem[i], b->value[i]);
	return true;
}

/* ---- mappings ---------------------------------------------------------- */

u8 *mapping_value(struct oracle *o, const struct mapping *m, unsigned int offset)
{
	const struct piece *p = m->piece;

	for (; offset >= p->len; p++)
		offset -= p->len;
	return &o->buffer[p->buffer].value[p->offset + offset];
}

static bool overlap(const struct piece *a, const struct piece *b, unsigned int align)
{
	unsigned int a_end = ALIGN(a->offset + a->len, align);
	unsigned int b_end = ALIGN(b->offset + b->len, align);

	return a->buffer == b->buffer && ALIGN_DOWN(a->offset, align) < b_end &&
	       ALIGN_DOWN(b->offset, align) < a_end;
}

/* memory that a device may write is nobody else's, as far as its cache lines go */
static bool may_map(const struct oracle *o, const struct piece *p, enum dma_data_direction dir)
{
	unsigned int i, k;

	for (i = 0; i < SLOTS; i++) {
		const struct mapping *m = &o->mapping[i];

		if (!m->used || (m->dir == DMA_TO_DEVICE && dir == DMA_TO_DEVICE))
			continue;
		for (k = 0; k < m->pieces; k++)
			if (overlap(&m->piece[k], p, GUARD))
				return false;
	}
	return true;
}

/* the operation's memory, made to fit; false: it can't be mapped */
static bool take_pieces(const struct oracle *o, const struct op *op, struct mapping *m)
{
	unsigned int i, k, align = op->dir == DMA_TO_DEVICE ? 1 : o->align;

	m->pieces = op->pieces ? op->pieces : 1;
	for (i = 0; i < m->pieces; i++) {
		struct piece *p = &m->piece[i];

		*p = op->piece[i];
		if (p->buffer >= o->buffers)
			return false;
		p->offset = ALIGN_DOWN(p->offset, align);
		p->len = ALIGN(p->len, align);
		if (!p->len || p->offset + p->len > o->buffer[p->buffer].size ||
		    !may_map(o, p, op->dir))
			return false;
		for (k = 0; k < i; k++)
			if (op->dir != DMA_TO_DEVICE && overlap(&m->piece[k], p, GUARD))
				return false;
		m->len += p->len;
	}
	return true;
}

static bool map_single(struct oracle *o, const struct op *op, struct mapping *m)
{
	char *mem = o->buffer[m->piece[0].buffer].mem + m->piece[0].offset;

	m->stretches = 1;
	m->stretch[0].len = m->len;
	m->stretch[0].addr = dma_map_single_attrs(o->dev, mem, m->len, m->dir,
						  op->skip ? DMA_ATTR_SKIP_CPU_SYNC : 0);
	return !dma_mapping_error(o->dev, m->stretch[0].addr);
}

static bool map_list(struct oracle *o, const struct op *op, struct mapping *m)
{
	struct scatterlist *sg;
	unsigned int i;

	sg_init_table(m->sgl, m->pieces);
	for (i = 0; i < m->pieces; i++)
		sg_set_buf(&m->sgl[i], o->buffer[m->piece[i].buffer].mem + m->piece[i].offset,
			   m->piece[i].len);
	m->stretches = dma_map_sg_attrs(o->dev, m->sgl, m->pieces, m->dir,
					op->skip ? DMA_ATTR_SKIP_CPU_SYNC : 0);
	for_each_sg(m->sgl, sg, m->stretches, i)
		m->stretch[i] = (struct stretch){ sg_dma_address(sg), sg_dma_len(sg) };
	return m->stretches;
}

static bool stretches_are_right(struct oracle *o, const struct mapping *m)
{
	unsigned int i, len = 0;

	for (i = 0; i < m->stretches; i++)
		len += m->stretch[i].len;
	return len == m->len || wrong(o, "a mapping of %u bytes shows the device %u", m->len, len);
}

static bool do_map(struct oracle *o, const struct op *op)
{
	struct mapping *m = &o->mapping[op->slot];
	bool mapped;

	if (m->used)
		return true;
	memset(m, 0, sizeof(*m));
	m->dir = op->dir;
	m->list = op->pieces;
	if (!take_pieces(o, op, m))
		return true;
	o->done++;
	mapped = m->list ? map_list(o, op, m) : map_single(o, op, m);
	if (!mapped) {
		o->failed++;
		return o->may_fail || wrong(o, "%u bytes can't be mapped", m->len);
	}
	m->used = true;
	m->state = host_alloc(m->len);
	/* without a sync it is as if the CPU had just written it */
	memset(m->state, op->skip ? BYTE_DIRTY : BYTE_DEVICE, m->len);
	return stretches_are_right(o, m);
}

/* ---- sync -------------------------------------------------------------- */

static void sync_cpu(struct oracle *o, struct mapping *m, unsigned int offset, unsigned int len)
{
	if (o->mistake == FORGET_SYNC_CPU)
		return;
	if (o->mistake == FORGET_BYTES && len > 100)
		len -= 1;
	if (m->list)
		dma_sync_sg_for_cpu(o->dev, m->sgl, m->pieces, m->dir);
	else
		dma_sync_single_range_for_cpu(o->dev, m->stretch[0].addr, offset, len, m->dir);
}

static void sync_device(struct oracle *o, struct mapping *m, unsigned int offset, unsigned int len)
{
	if (o->mistake == FORGET_SYNC_DEVICE)
		return;
	if (m->list)
		dma_sync_sg_for_device(o->dev, m->sgl, m->pieces, m->dir);
	else
		dma_sync_single_range_for_device(o->dev, m->stretch[0].addr, offset, len, m->dir);
}

/* all bytes of a stretch have @set of @mask */
static bool all_are(const struct mapping *m, unsigned int offset, unsigned int len, u8 mask, u8 set)
{
	unsigned int i;

	for (i = offset; i < offset + len; i++)
		if ((m->state[i] & mask) != set)
			return false;
	return true;
}

static bool do_sync(struct oracle *o, const struct op *op, bool cpu)
{
	struct mapping *m = &o->mapping[op->slot];
	unsigned int offset, len, align = m->dir == DMA_TO_DEVICE ? 1 : o->align;

	if (!m->used)
		return true;
	offset = m->list ? 0 : ALIGN_DOWN(op->offset, align);
	len = m->list ? m->len : ALIGN(op->len, align);
	if (!len || offset >= m->len || len > m->len - offset)
		return true;
	/* a copy back would lose what the CPU wrote, one to the device what the device wrote */
	if (m->dir != DMA_TO_DEVICE && (cpu ? !all_are(m, offset, len, BYTE_DIRTY, 0)
					    : !all_are(m, offset, len, BYTE_DEVICE, 0)))
		return true;
	o->done++;
	if (cpu)
		sync_cpu(o, m, offset, len);
	else
		sync_device(o, m, offset, len);
	memset(m->state + offset, cpu ? 0 : BYTE_DEVICE, len);
	return true;
}

/* ---- unmap ------------------------------------------------------------- */

/* what the CPU wrote last is not overwritten by what the device has of it */
static void settle(struct oracle *o, struct mapping *m)
{
	unsigned int from, to;

	for (from = 0; from < m->len; from = to) {
		for (to = from + 1; to < m->len && m->state[to] == m->state[from]; to++)
			;
		if (m->list)
			to = m->len;
		if (m->list ? !all_are(m, 0, m->len, BYTE_DIRTY, 0) : m->state[from] & BYTE_DIRTY)
			sync_device(o, m, from, to - from);
	}
}

static void note_gone(struct oracle *o, const struct mapping *m)
{
	unsigned int i;

	for (i = 0; i < m->stretches; i++)
		o->gone[o->gone_next++ % ARRAY_SIZE(o->gone)] = m->stretch[i];
}

static void unmap(struct oracle *o, struct mapping *m, bool skip)
{
	unsigned long attrs = 0;

	if (m->dir == DMA_TO_DEVICE || (skip && all_are(m, 0, m->len, BYTE_DEVICE, 0)))
		attrs = skip ? DMA_ATTR_SKIP_CPU_SYNC : 0;
	else
		settle(o, m);
	if (m->list)
		dma_unmap_sg_attrs(o->dev, m->sgl, m->pieces, m->dir, attrs);
	else
		dma_unmap_single_attrs(o->dev, m->stretch[0].addr, m->len, m->dir, attrs);
	note_gone(o, m);
	host_free(m->state);
	m->used = false;
}

static bool do_unmap(struct oracle *o, const struct op *op)
{
	if (!o->mapping[op->slot].used)
		return true;
	o->done++;
	unmap(o, &o->mapping[op->slot], op->skip);
	return true;
}

/* ---- the CPU ----------------------------------------------------------- */

/* calls @fn for what each mapping has of a stretch of a buffer: its bytes' states, and where */
static void each_mapped(struct oracle *o, const struct piece *at,
			void (*fn)(struct mapping *m, u8 *state, u8 *flags, unsigned int n),
			u8 *flags)
{
	unsigned int i, k, first, end;

	for (i = 0; i < SLOTS; i++) {
		struct mapping *m = &o->mapping[i];
		u8 *state = m->state;

		for (k = 0; m->used && k < m->pieces; state += m->piece[k++].len) {
			const struct piece *p = &m->piece[k];

			if (p->buffer != at->buffer)
				continue;
			first = max(p->offset, at->offset);
			end = min(p->offset + p->len, at->offset + at->len);
			if (first < end)
				fn(m, state + (first - p->offset), flags + (first - at->offset),
				   end - first);
		}
	}
}

#define NO_READ		1
#define NO_WRITE	2
#define WRITTEN		4

static void forbid(struct mapping *m, u8 *state, u8 *flags, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (state[i] & BYTE_DEVICE)
			flags[i] |= m->dir == DMA_TO_DEVICE ? NO_WRITE : NO_READ | NO_WRITE;
		/* nobody takes it to the device, and what it had comes back */
		if (m->dir == DMA_FROM_DEVICE)
			flags[i] |= NO_WRITE;
	}
}

static void mark_dirty(struct mapping *m, u8 *state, u8 *flags, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (flags[i] & WRITTEN)
			state[i] |= BYTE_DIRTY;
}

static void cpu_write(struct buffer *b, const struct piece *at, unsigned int value, u8 *flags)
{
	unsigned int i;

	for (i = 0; i < at->len; i++) {
		if (flags[i] & NO_WRITE)
			continue;
		b->mem[at->offset + i] = byte_of(value, i);
		b->value[at->offset + i] = byte_of(value, i);
		flags[i] |= WRITTEN;
	}
}

static bool cpu_read(struct oracle *o, const struct piece *at, const u8 *flags)
{
	const struct buffer *b = &o->buffer[at->buffer];
	unsigned int i;

	for (i = 0; i < at->len; i++)
		if (!(flags[i] & NO_READ) && (u8)b->mem[at->offset + i] != b->value[at->offset + i])
			return wrong(o, "the CPU reads %02x in byte %u of buffer %u, not %02x",
				     (u8)b->mem[at->offset + i], at->offset + i, at->buffer,
				     b->value[at->offset + i]);
	return true;
}

static bool do_cpu(struct oracle *o, const struct op *op)
{
	const struct piece *at = &op->piece[0];
	bool right = true;
	u8 *flags;

	if (at->buffer >= o->buffers || !at->len ||
	    at->offset + at->len > o->buffer[at->buffer].size)
		return true;
	o->done++;
	flags = host_alloc(at->len);
	each_mapped(o, at, forbid, flags);
	if (op->kind == OP_CPU_WRITE) {
		cpu_write(&o->buffer[at->buffer], at, op->value, flags);
		each_mapped(o, at, mark_dirty, flags);
	} else {
		right = cpu_read(o, at, flags);
	}
	host_free(flags);
	return right;
}

/* ---- coherent memory --------------------------------------------------- */

static bool coherent_alloc(struct oracle *o, const struct op *op, struct coherent *c)
{
	unsigned int i;

	if (c->mem || !op->len)
		return true;
	o->done++;
	c->mem = dma_alloc_coherent(o->dev, op->len, &c->addr, GFP_KERNEL | __GFP_NOWARN);
	if (!c->mem) {
		o->failed++;
		return o->may_fail || wrong(o, "no coherent memory");
	}
	c->size = op->len;
	c->value = host_alloc(c->size);
	for (i = 0; i < c->size; i++)
		if (c->mem[i])
			return wrong(o, "new coherent memory is not clear");
	return true;
}

static void coherent_free(struct oracle *o, struct coherent *c)
{
	dma_free_coherent(o->dev, c->size, c->mem, c->addr);
	host_free(c->value);
	memset(c, 0, sizeof(*c));
}

static bool coherent_cpu(struct oracle *o, const struct op *op, struct coherent *c)
{
	unsigned int i;

	o->done++;
	for (i = op->offset; i < op->offset + op->len; i++) {
		if (op->write)
			c->mem[i] = c->value[i] = byte_of(op->value, i);
		else if ((u8)c->mem[i] != c->value[i])
			return wrong(o, "the CPU reads %02x in coherent byte %u, not %02x",
				     (u8)c->mem[i], i, c->value[i]);
	}
	return true;
}

static bool do_coherent(struct oracle *o, const struct op *op)
{
	struct coherent *c = &o->coherent[op->slot % COHERENTS];

	if (op->kind == OP_COHERENT_ALLOC)
		return coherent_alloc(o, op, c);
	if (!c->mem)
		return true;
	if (op->kind == OP_COHERENT_FREE) {
		o->done++;
		coherent_free(o, c);
		return true;
	}
	if (op->offset >= c->size || op->len > c->size - op->offset || !op->len)
		return true;
	return op->kind == OP_COHERENT_CPU ? coherent_cpu(o, op, c) : device_coherent(o, op, c);
}

/* ---- an operation ------------------------------------------------------ */

bool oracle_do(struct oracle *o, const struct op *op)
{
	switch (op->kind) {
	case OP_MAP:
		return do_map(o, op);
	case OP_UNMAP:
		return do_unmap(o, op);
	case OP_SYNC_CPU:
	case OP_SYNC_DEVICE:
		return do_sync(o, op, op->kind == OP_SYNC_CPU);
	case OP_CPU_WRITE:
	case OP_CPU_READ:
		return do_cpu(o, op);
	case OP_DEVICE_WRITE:
	case OP_DEVICE_READ:
		return device_access(o, op, &o->mapping[op->slot], op->kind == OP_DEVICE_WRITE);
	case OP_STRAY:
		return device_stray(o, op);
	default:
		return do_coherent(o, op);
	}
}

bool oracle_end(struct oracle *o)
{
	bool right = !o->why[0];
	unsigned int i;

	for (i = 0; i < SLOTS; i++)
		if (o->mapping[i].used)
			unmap(o, &o->mapping[i], false);
	for (i = 0; i < COHERENTS; i++)
		if (o->coherent[i].mem)
			coherent_free(o, &o->coherent[i]);
	if (o->beacon)
		dma_free_coherent(o->dev, 64, o->beacon, o->beacon_addr);
	for (i = 0; i < o->buffers; i++) {
		right = right && buffer_is_whole(o, i);
		host_free(o->buffer[i].value);
		o->buffer[i].free(&o->buffer[i]);
	}
	o->buffers = 0;
	return right;
}
