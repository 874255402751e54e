// SPDX-License-Identifier: MIT
/*
 * XOR and RAID-6 arithmetic with ISA-L where its kernels fit. They ask for
 * aligned buffers (xor_gen, pq_gen) or for the usual coefficients (pq_gen);
 * what does not fit goes through ec_encode_data(), which takes any
 * coefficients and any alignment, block by block into a scratch buffer, so
 * that a destination can be a source.
 */
#include <stdint.h>
#include <string.h>

#include <isa-l/erasure_code.h>
#include <isa-l/raid.h>

#include "base/raid/arithmetic.h"

#define ALIGNMENT	64		/* more than any of ISA-L's kernels asks for */
#define BLOCK		4096
#define MAX_TERMS	(RAID_MAX_SOURCES + 2)	/* the old P and Q too */

/*
 * @tables holds ISA-L's tables for @coef, @terms coefficients in each of two
 * rows; built anew when they change, which for one transfer is once.
 */
struct raid_scratch {
	unsigned char block[2][BLOCK];
	unsigned char tables[2 * MAX_TERMS * 32];
	unsigned char coef[2 * MAX_TERMS];
	unsigned int terms;
	unsigned int rows;
};

size_t raid_scratch_size(void)
{
	return sizeof(struct raid_scratch);
}

static bool all_aligned(const void *const *ptr, unsigned int n)
{
	uintptr_t bits = 0;

	while (n--)
		bits |= (uintptr_t)ptr[n];
	return !(bits & (ALIGNMENT - 1));
}

/* ---- XOR --------------------------------------------------------------- */

/* 16 bytes at any address; the compiler makes of it what the processor has */
typedef uint64_t vec __attribute__((vector_size(16), aligned(1), may_alias));

static vec load(const void *src, size_t pos)
{
	return *(const vec *)((const char *)src + pos);
}

static void xor_any(void *dst, const void *const *src, unsigned int n,
		    size_t pos, size_t len)
{
	unsigned int i;
	uint8_t byte;
	vec sum;

	for (; pos + sizeof(sum) <= len; pos += sizeof(sum)) {
		sum = load(src[0], pos);
		for (i = 1; i < n; i++)
			sum ^= load(src[i], pos);
		*(vec *)((char *)dst + pos) = sum;
	}
	for (; pos < len; pos++) {
		byte = 0;
		for (i = 0; i < n; i++)
			byte ^= ((const uint8_t *)src[i])[pos];
		((uint8_t *)dst)[pos] = byte;
	}
}

void raid_xor(void *dst, const void *const *src, unsigned int n, size_t len)
{
	void *array[RAID_MAX_SOURCES + 1];
	size_t bulk = len & ~(size_t)(ALIGNMENT - 1);

	if (n < 2 || !all_aligned(src, n) || (uintptr_t)dst & (ALIGNMENT - 1) ||
	    len > INT32_MAX)
		bulk = 0;

	if (bulk) {
		memcpy(array, src, n * sizeof(*array));
		array[n] = dst;
		if (xor_gen(n + 1, bulk, array))
			bulk = 0;
	}
	xor_any(dst, src, n, bulk, len);
}

bool raid_xor_is_zero(const void *const *src, unsigned int n, size_t len)
{
	size_t pos = 0;
	unsigned int i;
	uint8_t byte;
	vec sum;

	for (; pos + sizeof(sum) <= len; pos += sizeof(sum)) {
		sum = load(src[0], pos);
		for (i = 1; i < n; i++)
			sum ^= load(src[i], pos);
		if (sum[0] | sum[1])
			return false;
	}
	for (; pos < len; pos++) {
		byte = 0;
		for (i = 0; i < n; i++)
			byte ^= ((const uint8_t *)src[i])[pos];
		if (byte)
			return false;
	}
	return true;
}

/* ---- P+Q --------------------------------------------------------------- */

/* 1, 2, 4, ... over GF(2^8): the coefficients that pq_gen() has built in */
static bool usual_coefficients(const unsigned char *coef, unsigned int n)
{
	unsigned int i, value = 1;

	for (i = 0; i < n; i++) {
		if (coef[i] != value)
			return false;
		value = value << 1 ^ (value & 0x80 ? 0x11d : 0);
	}
	return true;
}

/* how much of it ISA-L's own P+Q kernel has done: a multiple of the alignment, or nothing */
static size_t pq_bulk(void *p, void *q, const void *const *src,
		      const unsigned char *coef, unsigned int n, size_t len)
{
	void *array[RAID_MAX_SOURCES + 2];
	size_t bulk = len & ~(size_t)(ALIGNMENT - 1);

	if (!p || !q || n < 2 || !bulk || len > INT32_MAX ||
	    !usual_coefficients(coef, n))
		return 0;

	memcpy(array, src, n * sizeof(*array));
	array[n] = p;
	array[n + 1] = q;
	if (!all_aligned((const void *const *)array, n + 2))
		return 0;

	return pq_gen(n + 2, bulk, array) ? 0 : bulk;
}

/* A sum of products: @terms sources, @rows results with coefficients of their own. */
struct sum {
	const unsigned char *src[MAX_TERMS];
	unsigned char coef[2 * MAX_TERMS];	/* row after row */
	unsigned int terms;
	unsigned int rows;
};

static void sum_row(struct sum *sum, const unsigned char *coef, unsigned int n,
		    unsigned int old_p, unsigned int old_q)
{
	unsigned char *row = sum->coef + sum->rows++ * sum->terms;
	unsigned int i;

	for (i = 0; i < n; i++)
		row[i] = coef ? coef[i] : 1;
	if (i < sum->terms)
		row[i++] = old_p;
	if (i < sum->terms)
		row[i++] = old_q;
}

/* the rows are P (if @p) and Q (if @q); with @go_on the old ones are terms as well */
static void sum_init(struct sum *sum, const void *p, const void *q,
		     const void *const *src, const unsigned char *coef,
		     unsigned int n, bool go_on)
{
	memcpy(sum->src, src, n * sizeof(*src));
	sum->terms = n;
	sum->rows = 0;

	if (go_on && p)
		sum->src[sum->terms++] = p;
	if (go_on && q)
		sum->src[sum->terms++] = q;

	if (p)
		sum_row(sum, NULL, n, 1, 0);
	if (q && p)
		sum_row(sum, coef, n, 0, 1);
	else if (q)
		sum_row(sum, coef, n, 1, 0);
}

static void use_tables(struct raid_scratch *scratch, struct sum *sum)
{
	size_t size = (size_t)sum->rows * sum->terms;

	if (scratch->terms == sum->terms && scratch->rows == sum->rows &&
	    !memcmp(scratch->coef, sum->coef, size))
		return;

	memcpy(scratch->coef, sum->coef, size);
	scratch->terms = sum->terms;
	scratch->rows = sum->rows;
	ec_init_tables(sum->terms, sum->rows, scratch->coef, scratch->tables);
}

/* the sums of @len <= BLOCK bytes at @pos, into the scratch blocks, row by row */
static void sum_block(struct raid_scratch *scratch, const struct sum *sum,
		      size_t pos, size_t len)
{
	unsigned char *data[MAX_TERMS];
	unsigned char *result[2] = { scratch->block[0], scratch->block[1] };
	unsigned int i;

	for (i = 0; i < sum->terms; i++)
		data[i] = (unsigned char *)sum->src[i] + pos;
	ec_encode_data(len, sum->terms, sum->rows, scratch->tables, data,
		       result);
}

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

void raid_pq(void *p, void *q, const void *const *src,
	     const unsigned char *coef, unsigned int n, size_t len, bool go_on,
	     struct raid_scratch *scratch)
{
	size_t pos = go_on ? 0 : pq_bulk(p, q, src, coef, n, len), step;
	struct sum sum;

	if (pos == len)
		return;

	sum_init(&sum, p, q, src, coef, n, go_on);
	use_tables(scratch, &sum);

	for (; pos < len; pos += step) {
		step = min_size(len - pos, BLOCK);
		sum_block(scratch, &sum, pos, step);
		if (p)
			memcpy((char *)p + pos, scratch->block[0], step);
		if (q)
			memcpy((char *)q + pos, scratch->block[p ? 1 : 0], step);
	}
}

unsigned int raid_pq_check(const void *p, const void *q, const void *const *src,
			   const unsigned char *coef, unsigned int n, size_t len,
			   struct raid_scratch *scratch)
{
	unsigned int wrong = 0;
	size_t pos, step;
	struct sum sum;

	sum_init(&sum, p, q, src, coef, n, false);
	use_tables(scratch, &sum);

	for (pos = 0; pos < len; pos += step) {
		step = min_size(len - pos, BLOCK);
		sum_block(scratch, &sum, pos, step);
		if (p && memcmp((const char *)p + pos, scratch->block[0], step))
			wrong |= RAID_P_WRONG;
		if (q && memcmp((const char *)q + pos,
				scratch->block[p ? 1 : 0], step))
			wrong |= RAID_Q_WRONG;
	}
	return wrong;
}
