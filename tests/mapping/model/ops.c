// SPDX-License-Identifier: MIT
/* Lists of operations: as text, and made short. Kernel side. */
#include <linux/dma-direction.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/host.h"
#include "ops.h"

/* ---- text -------------------------------------------------------------- */

static const char *const dir_names[] = { "DMA_BIDIRECTIONAL", "DMA_TO_DEVICE", "DMA_FROM_DEVICE" };

static void map_text(const struct op *op, char *text, size_t size)
{
	int at = scnprintf(text, size, "%s %u:", op->pieces ? "map_sg" : "map_single", op->slot);
	unsigned int i;

	for (i = 0; i < (op->pieces ? op->pieces : 1); i++)
		at += scnprintf(text + at, size - at, " buffer %u [%u, +%u]", op->piece[i].buffer,
				op->piece[i].offset, op->piece[i].len);
	scnprintf(text + at, size - at, ", %s%s", dir_names[op->dir],
		  op->skip ? ", SKIP_CPU_SYNC" : "");
}

void op_text(const struct op *op, char *text, size_t size)
{
	switch (op->kind) {
	case OP_MAP:
		map_text(op, text, size);
		break;
	case OP_UNMAP:
		scnprintf(text, size, "unmap %u%s", op->slot, op->skip ? ", SKIP_CPU_SYNC" : "");
		break;
	case OP_SYNC_CPU:
	case OP_SYNC_DEVICE:
		scnprintf(text, size, "sync_for_%s %u [%u, +%u]",
			  op->kind == OP_SYNC_CPU ? "cpu" : "device", op->slot, op->offset, op->len);
		break;
	case OP_CPU_WRITE:
	case OP_CPU_READ:
		scnprintf(text, size, "CPU %s buffer %u [%u, +%u]",
			  op->kind == OP_CPU_WRITE ? "writes" : "reads", op->piece[0].buffer,
			  op->piece[0].offset, op->piece[0].len);
		break;
	case OP_DEVICE_WRITE:
	case OP_DEVICE_READ:
		scnprintf(text, size, "device %s %u [%u, +%u]",
			  op->kind == OP_DEVICE_WRITE ? "writes" : "reads", op->slot, op->offset,
			  op->len);
		break;
	case OP_STRAY:
		scnprintf(text, size, "device %s where it may not (%u), near %u",
			  op->write ? "writes" : "reads", op->value % 6, op->slot);
		break;
	case OP_COHERENT_ALLOC:
		scnprintf(text, size, "alloc_coherent %u: %u", op->slot, op->len);
		break;
	case OP_COHERENT_FREE:
		scnprintf(text, size, "free_coherent %u", op->slot);
		break;
	default:
		scnprintf(text, size, "%s %s coherent %u [%u, +%u]",
			  op->kind == OP_COHERENT_CPU ? "CPU" : "device",
			  op->write ? "writes" : "reads", op->slot, op->offset, op->len);
		break;
	}
}

/* ---- shrinking --------------------------------------------------------- */

struct shrinker {
	struct op *trial;
	bool (*fails)(const struct op *ops, unsigned int n, void *arg);
	void *arg;
	unsigned int runs_left;
};

static bool still_fails(struct shrinker *s, unsigned int n)
{
	if (!s->runs_left)
		return false;
	s->runs_left--;
	return s->fails(s->trial, n, s->arg);
}

/* without ops [@from, @from + @count) */
static bool without(struct shrinker *s, struct op *ops, unsigned int *n, unsigned int from,
		    unsigned int count)
{
	unsigned int rest = *n - from - count;

	memcpy(s->trial, ops, from * sizeof(*ops));
	memcpy(s->trial + from, ops + from + count, rest * sizeof(*ops));
	if (!still_fails(s, from + rest))
		return false;
	*n = from + rest;
	memcpy(ops, s->trial, *n * sizeof(*ops));
	return true;
}

/* larger stretches first; the later operations first: what came before the failure matters least */
static void leave_out(struct shrinker *s, struct op *ops, unsigned int *n)
{
	unsigned int size, from;
	bool again;

	do {
		again = false;
		for (size = max(*n / 2, 1u); size; size /= 2) {
			for (from = *n; from;) {
				unsigned int first = from > size ? from - size : 0;

				again |= without(s, ops, n, first, min(size, *n - first));
				from = min(first, *n);
			}
		}
	} while (again && s->runs_left);
}

static bool with_number(struct shrinker *s, struct op *ops, unsigned int n,
			unsigned int *number, unsigned int value)
{
	unsigned int old = *number;

	if (old <= value)
		return false;
	*number = value;
	memcpy(s->trial, ops, n * sizeof(*ops));
	if (still_fails(s, n))
		return true;
	*number = old;
	return false;
}

static void without_skip(struct shrinker *s, struct op *ops, unsigned int n, unsigned int nr)
{
	if (!ops[nr].skip)
		return;
	ops[nr].skip = false;
	memcpy(s->trial, ops, n * sizeof(*ops));
	if (!still_fails(s, n))
		ops[nr].skip = true;
}

static void make_small(struct shrinker *s, struct op *ops, unsigned int n)
{
	unsigned int i, k;

	for (i = 0; i < n; i++) {
		unsigned int *numbers[] = {
			&ops[i].pieces, &ops[i].offset, &ops[i].len,
			&ops[i].piece[0].offset, &ops[i].piece[0].len, &ops[i].piece[0].buffer,
			&ops[i].value,
		};

		without_skip(s, ops, n, i);
		for (k = 0; k < ARRAY_SIZE(numbers); k++) {
			if (with_number(s, ops, n, numbers[k], 0))
				continue;
			while (*numbers[k] > 1 &&
			       with_number(s, ops, n, numbers[k], *numbers[k] / 2))
				;
		}
	}
}

unsigned int ops_shrink(struct op *ops, unsigned int n,
			bool (*fails)(const struct op *ops, unsigned int n, void *arg), void *arg)
{
	struct shrinker s = {
		.trial = host_alloc((n + 1) * sizeof(*ops)),
		.fails = fails,
		.arg = arg,
		.runs_left = 3000,
	};

	leave_out(&s, ops, &n);
	make_small(&s, ops, n);
	leave_out(&s, ops, &n);
	host_free(s.trial);
	return n;
}
