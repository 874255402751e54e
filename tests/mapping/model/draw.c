// SPDX-License-Identifier: MIT
/* Random operations. Kernel side. */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "draw.h"

u32 dice(dice_t *d)
{
	*d ^= *d << 13;
	*d ^= *d >> 7;
	*d ^= *d << 17;
	return (*d * 0x2545f4914f6cdd1dull) >> 32;
}

static u32 below(dice_t *d, u32 n)
{
	return n ? dice(d) % n : 0;
}

/* mostly small, sometimes a page or so, seldom the largest */
static unsigned int draw_len(dice_t *d, unsigned int largest)
{
	static const unsigned int most[] = { 8, 64, 300, 300, 2100, 4200, 4200, 13000 };
	unsigned int nr = below(d, 64);

	if (nr == 63)
		return 1 + below(d, largest);
	return 1 + below(d, min(most[nr % 8], largest));
}

static void draw_piece(dice_t *d, const struct oracle *o, unsigned int largest, struct piece *p)
{
	size_t size;

	p->buffer = below(d, o->buffers);
	size = o->buffer[p->buffer].size;
	p->len = draw_len(d, min_t(size_t, size, largest));
	p->offset = below(d, size - p->len + 1);
	/* what starts at a page is special often enough to be tried */
	if (!below(d, 4) && p->offset >= 4096)
		p->offset -= (unsigned long)(o->buffer[p->buffer].mem + p->offset) & 4095;
}

static void draw_map(dice_t *d, const struct oracle *o, unsigned int largest, struct op *op)
{
	unsigned int i;

	op->kind = OP_MAP;
	op->dir = below(d, 3);
	op->pieces = below(d, 3) ? 0 : 1 + below(d, PIECES);
	op->skip = !below(d, 8);
	for (i = 0; i < PIECES; i++)
		draw_piece(d, o, largest, &op->piece[i]);
}

/* a stretch of memory, likely one that is mapped */
static void draw_cpu(dice_t *d, const struct oracle *o, struct op *op)
{
	const struct mapping *m = &o->mapping[op->slot];
	const struct piece *p = &m->piece[below(d, m->used ? m->pieces : 1)];

	if (!m->used || !below(d, 3)) {
		draw_piece(d, o, 8192, &op->piece[0]);
		return;
	}
	op->piece[0].buffer = p->buffer;
	op->piece[0].len = draw_len(d, p->len);
	op->piece[0].offset = p->offset + below(d, p->len - op->piece[0].len + 1);
}

/* a stretch of a mapping */
static void draw_part(dice_t *d, const struct oracle *o, struct op *op)
{
	const struct mapping *m = &o->mapping[op->slot];

	if (!m->used)
		return;
	op->len = below(d, 3) ? m->len : draw_len(d, m->len);
	op->offset = below(d, m->len - op->len + 1);
}

static void draw_coherent(dice_t *d, const struct oracle *o, struct op *op)
{
	const struct coherent *c;

	op->slot %= COHERENTS;
	c = &o->coherent[op->slot];
	op->write = below(d, 2);
	if (!c->mem) {
		op->kind = OP_COHERENT_ALLOC;
		op->len = draw_len(d, 20000);
		return;
	}
	op->kind = below(d, 8) ? OP_COHERENT_CPU + below(d, 2) : OP_COHERENT_FREE;
	op->len = draw_len(d, c->size);
	op->offset = below(d, c->size - op->len + 1);
}

static void draw_stray(dice_t *d, struct op *op)
{
	op->kind = OP_STRAY;
	op->write = below(d, 2);
	op->offset = below(d, 10000);
	op->len = below(d, 64);
}

void op_draw(dice_t *d, const struct oracle *o, unsigned int largest, struct op *op)
{
	static const enum op_kind on_mapping[] = {
		OP_UNMAP, OP_UNMAP, OP_SYNC_CPU, OP_SYNC_CPU, OP_SYNC_DEVICE, OP_SYNC_DEVICE,
		OP_CPU_WRITE, OP_CPU_WRITE, OP_CPU_READ, OP_CPU_READ, OP_DEVICE_WRITE,
		OP_DEVICE_WRITE, OP_DEVICE_READ, OP_DEVICE_READ,
	};
	unsigned int what = below(d, 20);

	memset(op, 0, sizeof(*op));
	op->slot = below(d, SLOTS);
	op->value = below(d, 256);
	if (what == 0) {
		draw_stray(d, op);
	} else if (what <= 2) {
		draw_coherent(d, o, op);
	} else if (!o->mapping[op->slot].used) {
		draw_map(d, o, largest, op);
	} else {
		op->kind = on_mapping[below(d, ARRAY_SIZE(on_mapping))];
		op->skip = !below(d, 6);
		if (op->kind == OP_CPU_WRITE || op->kind == OP_CPU_READ)
			draw_cpu(d, o, op);
		else
			draw_part(d, o, op);
	}
}
