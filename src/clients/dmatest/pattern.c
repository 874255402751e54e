// SPDX-License-Identifier: MIT
/*
 * The bytes that dmatest puts into its buffers and expects after a transfer.
 * As in Linux's dmatest, a byte says where it is and what should happen to
 * it: bit 7 is set in sources, bit 6 in bytes to be copied, bit 5 in bytes
 * to be overwritten; the low five bits are an inverted count of the place.
 * The pattern repeats every 32 bytes, so filling and checking go by blocks.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "clients/dmatest/dmatest.h"

#define SRC		0x80
#define DST		0x00
#define COPY		0x40
#define OVERWRITE	0x20
#define COUNT_MASK	0x1f
#define PERIOD		32
#define MAX_REPORTED	32
#define BLOCK		256	/* of pattern bytes, built on the stack */

static u8 place(unsigned int counter, bool is_memset)
{
	/* a fill writes one value everywhere: all places look like place 1 */
	return ~(is_memset ? 1 : counter) & COUNT_MASK;
}

/* @block[i] is the byte at a place that is @counter + i modulo the period */
static void pattern_block(u8 *block, unsigned int len, unsigned int counter, u8 bits,
			  bool is_memset)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		block[i] = bits | place(counter + i, is_memset);
}

static void fill(u8 *buf, unsigned int start, unsigned int end, u8 bits, bool is_memset)
{
	u8 block[BLOCK];
	unsigned int n;

	if (start >= end)
		return;
	pattern_block(block, BLOCK, start, bits, is_memset);
	for (; start < end; start += n) {
		n = min_t(unsigned int, end - start, BLOCK);
		memcpy(buf + start, block, n);
	}
}

void dmatest_fill_sources(const struct dmatest_buffers *b, unsigned int len, unsigned int size,
			  bool is_memset)
{
	unsigned int i;

	for (i = 0; i < b->count; i++) {
		fill(b->aligned[i], 0, b->off, SRC, is_memset);
		fill(b->aligned[i], b->off, b->off + len, SRC | COPY, is_memset);
		fill(b->aligned[i], b->off + len, size, SRC, is_memset);
	}
}

void dmatest_fill_destinations(const struct dmatest_buffers *b, unsigned int len,
			       unsigned int size, bool is_memset)
{
	unsigned int i;

	for (i = 0; i < b->count; i++) {
		fill(b->aligned[i], 0, b->off, DST, is_memset);
		fill(b->aligned[i], b->off, b->off + len, DST | OVERWRITE, is_memset);
		fill(b->aligned[i], b->off + len, size, DST, is_memset);
	}
}

/* ---- checking ---------------------------------------------------------- */

static void report_byte(u8 actual, u8 expected, u8 bits, unsigned int index, bool is_source)
{
	u8 diff = actual ^ bits;
	const char *what = "mismatch!";

	if (is_source)
		what = "overwritten!";
	else if (bits & COPY && diff & (COPY | OVERWRITE))
		what = "not copied!";
	else if (diff & SRC)
		what = "was copied!";
	pr_warn("%s: %s[0x%x] %s Expected %02x, got %02x\n", current->comm,
		is_source ? "srcbuf" : "dstbuf", index, what, expected, actual);
}

/* bytes [start, end) of @buf, whose places count from @counter */
static unsigned int check(const u8 *buf, unsigned int start, unsigned int end,
			  unsigned int counter, u8 bits, bool is_source, bool is_memset,
			  unsigned int errors)
{
	u8 block[BLOCK];
	unsigned int n, i;

	if (start >= end)
		return errors;
	pattern_block(block, BLOCK, counter, bits, is_memset);
	for (; start < end; start += n) {
		n = min_t(unsigned int, end - start, BLOCK);
		if (!memcmp(buf + start, block, n))
			continue;
		for (i = 0; i < n; i++) {
			if (buf[start + i] == block[i])
				continue;
			if (errors++ < MAX_REPORTED)
				report_byte(buf[start + i], block[i], bits, start + i, is_source);
		}
	}
	return errors;
}

static void report_suppressed(unsigned int errors)
{
	if (errors > MAX_REPORTED)
		pr_warn("%s: %u errors suppressed\n", current->comm, errors - MAX_REPORTED);
}

unsigned int dmatest_verify_all(const struct dmatest_buffers *src,
				const struct dmatest_buffers *dst, unsigned int len,
				unsigned int size, bool is_memset)
{
	unsigned int src_errors = 0, dst_errors = 0, i;
	unsigned int src_end = src->off + len, dst_end = dst->off + len;

	pr_debug("%s: verifying source buffer...\n", current->comm);
	for (i = 0; i < src->count; i++) {
		const u8 *buf = src->aligned[i];

		src_errors = check(buf, 0, src->off, 0, SRC, true, is_memset, src_errors);
		src_errors = check(buf, src->off, src_end, src->off, SRC | COPY, true, is_memset,
				   src_errors);
		src_errors = check(buf, src_end, size, src_end, SRC, true, is_memset, src_errors);
	}
	report_suppressed(src_errors);
	pr_debug("%s: verifying dest buffer...\n", current->comm);
	for (i = 0; i < dst->count; i++) {
		const u8 *buf = dst->aligned[i];

		dst_errors = check(buf, 0, dst->off, 0, DST, false, is_memset, dst_errors);
		/* what arrived counts its places as the source did */
		dst_errors = check(buf, dst->off, dst_end, src->off, SRC | COPY, false, is_memset,
				   dst_errors);
		dst_errors = check(buf, dst_end, size, dst_end, DST, false, is_memset, dst_errors);
	}
	report_suppressed(dst_errors);
	return src_errors + dst_errors;
}

/* ---- memory ------------------------------------------------------------ */

int dmatest_buffers_alloc(struct dmatest_buffers *b, unsigned int count, unsigned int size,
			  unsigned int align)
{
	unsigned int i;

	b->count = count;
	b->off = 0;
	b->raw = kcalloc(count, sizeof(*b->raw), GFP_KERNEL);
	b->aligned = kcalloc(count, sizeof(*b->aligned), GFP_KERNEL);
	if (!b->raw || !b->aligned)
		goto err_free;
	for (i = 0; i < count; i++) {
		b->raw[i] = kmalloc(size + align, GFP_KERNEL);
		if (!b->raw[i])
			goto err_free;
		b->aligned[i] = align ? PTR_ALIGN(b->raw[i], align) : b->raw[i];
	}
	return 0;

err_free:
	dmatest_buffers_free(b);
	return -ENOMEM;
}

void dmatest_buffers_free(struct dmatest_buffers *b)
{
	unsigned int i;

	for (i = 0; b->raw && i < b->count; i++)
		kfree(b->raw[i]);
	kfree(b->raw);
	kfree(b->aligned);
	b->raw = NULL;
	b->aligned = NULL;
}
