// SPDX-License-Identifier: MIT
/* Operations on whole arrays of bits: <linux/bitmap.h>. Text forms are in bitmap_text.c. */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/slab.h>

unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags)
{
	return kmalloc_array(BITS_TO_LONGS(nbits), sizeof(unsigned long),
			     flags);
}
EXPORT_SYMBOL(bitmap_alloc);

unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags)
{
	return bitmap_alloc(nbits, flags | __GFP_ZERO);
}
EXPORT_SYMBOL(bitmap_zalloc);

void bitmap_free(const unsigned long *bitmap)
{
	kfree(bitmap);
}
EXPORT_SYMBOL(bitmap_free);

/* the bits of word @i that belong to an array of @nbits */
static unsigned long word_mask(unsigned int i, unsigned int nbits)
{
	return i < nbits / BITS_PER_LONG ? ~0UL : BITMAP_LAST_WORD_MASK(nbits);
}

bool bitmap_and(unsigned long *dst, const unsigned long *src1,
		const unsigned long *src2, unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++) {
		dst[i] = src1[i] & src2[i] & word_mask(i, nbits);
		any |= dst[i];
	}
	return any != 0;
}
EXPORT_SYMBOL(bitmap_and);

void bitmap_or(unsigned long *dst, const unsigned long *src1,
	       const unsigned long *src2, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = src1[i] | src2[i];
}
EXPORT_SYMBOL(bitmap_or);

void bitmap_xor(unsigned long *dst, const unsigned long *src1,
		const unsigned long *src2, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = src1[i] ^ src2[i];
}
EXPORT_SYMBOL(bitmap_xor);

bool bitmap_andnot(unsigned long *dst, const unsigned long *src1,
		   const unsigned long *src2, unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++) {
		dst[i] = src1[i] & ~src2[i] & word_mask(i, nbits);
		any |= dst[i];
	}
	return any != 0;
}
EXPORT_SYMBOL(bitmap_andnot);

void bitmap_replace(unsigned long *dst, const unsigned long *old,
		    const unsigned long *new, const unsigned long *mask,
		    unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = (old[i] & ~mask[i]) | (new[i] & mask[i]);
}
EXPORT_SYMBOL(bitmap_replace);

void bitmap_complement(unsigned long *dst, const unsigned long *src,
		       unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = ~src[i];
}
EXPORT_SYMBOL(bitmap_complement);

bool bitmap_equal(const unsigned long *src1, const unsigned long *src2,
		  unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		if ((src1[i] ^ src2[i]) & word_mask(i, nbits))
			return false;
	return true;
}
EXPORT_SYMBOL(bitmap_equal);

bool bitmap_or_equal(const unsigned long *src1, const unsigned long *src2,
		     const unsigned long *src3, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		if (((src1[i] | src2[i]) ^ src3[i]) & word_mask(i, nbits))
			return false;
	return true;
}
EXPORT_SYMBOL(bitmap_or_equal);

bool bitmap_intersects(const unsigned long *src1, const unsigned long *src2,
		       unsigned int nbits)
{
	return find_first_and_bit(src1, src2, nbits) < nbits;
}
EXPORT_SYMBOL(bitmap_intersects);

/* true if every bit of @src1 is in @src2 */
bool bitmap_subset(const unsigned long *src1, const unsigned long *src2,
		   unsigned int nbits)
{
	return find_next_andnot_bit(src1, src2, nbits, 0) >= nbits;
}
EXPORT_SYMBOL(bitmap_subset);

unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	unsigned int i, weight = 0;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		weight += hweight_long(src[i] & word_mask(i, nbits));
	return weight;
}
EXPORT_SYMBOL(bitmap_weight);

unsigned int bitmap_weight_and(const unsigned long *src1,
			       const unsigned long *src2, unsigned int nbits)
{
	unsigned int i, weight = 0;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		weight += hweight_long(src1[i] & src2[i] & word_mask(i, nbits));
	return weight;
}
EXPORT_SYMBOL(bitmap_weight_and);

void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits)
{
	unsigned int end = start + nbits, step;

	for (; start < end; start += step) {
		unsigned int bit = start % BITS_PER_LONG;

		step = min_t(unsigned int, end - start, BITS_PER_LONG - bit);
		map[BIT_WORD(start)] |= GENMASK(bit + step - 1, bit);
	}
}
EXPORT_SYMBOL(bitmap_set);

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits)
{
	unsigned int end = start + nbits, step;

	for (; start < end; start += step) {
		unsigned int bit = start % BITS_PER_LONG;

		step = min_t(unsigned int, end - start, BITS_PER_LONG - bit);
		map[BIT_WORD(start)] &= ~GENMASK(bit + step - 1, bit);
	}
}
EXPORT_SYMBOL(bitmap_clear);

/* word @i of @src; 0 beyond the array, on either side */
static unsigned long word_at(const unsigned long *src, long i,
			     unsigned int nbits)
{
	if (i < 0 || i >= (long)BITS_TO_LONGS(nbits))
		return 0;
	return src[i] & word_mask(i, nbits);
}

/* towards bit 0; zeros come in. In place is fine. */
void bitmap_shift_right(unsigned long *dst, const unsigned long *src,
			unsigned int shift, unsigned int nbits)
{
	unsigned int words = shift / BITS_PER_LONG;
	unsigned int bits = shift % BITS_PER_LONG;
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++) {
		unsigned long low = word_at(src, (long)i + words, nbits);
		unsigned long high = word_at(src, (long)i + words + 1, nbits);

		dst[i] = bits ? low >> bits | high << (BITS_PER_LONG - bits) :
				low;
	}
}
EXPORT_SYMBOL(bitmap_shift_right);

/* away from bit 0; zeros come in. In place is fine. */
void bitmap_shift_left(unsigned long *dst, const unsigned long *src,
		       unsigned int shift, unsigned int nbits)
{
	unsigned int words = shift / BITS_PER_LONG;
	unsigned int bits = shift % BITS_PER_LONG;
	long i;

	for (i = (long)BITS_TO_LONGS(nbits) - 1; i >= 0; i--) {
		unsigned long high = word_at(src, i - (long)words, nbits);
		unsigned long low = word_at(src, i - (long)words - 1, nbits);

		dst[i] = bits ? high << bits | low >> (BITS_PER_LONG - bits) :
				high;
	}
}
EXPORT_SYMBOL(bitmap_shift_left);

/* removes bits [@first, @first + @cut); those above move down, zeros come in */
void bitmap_cut(unsigned long *dst, const unsigned long *src,
		unsigned int first, unsigned int cut, unsigned int nbits)
{
	unsigned int bit;

	memmove(dst, src, bitmap_size(nbits));
	for (bit = first; bit < nbits; bit++)
		__assign_bit(bit, dst,
			     bit + cut < nbits && test_bit(bit + cut, dst));
}
EXPORT_SYMBOL(bitmap_cut);

/* place of the @ord'th set bit; @nbits if there are fewer */
unsigned int bitmap_ord_to_pos(const unsigned long *bitmap, unsigned int ord,
			       unsigned int nbits)
{
	return find_nth_bit(bitmap, nbits, ord);
}
EXPORT_SYMBOL(bitmap_ord_to_pos);

/*
 * start of @nr clear bits, aligned so that (start + @align_offset) &
 * @align_mask is 0; >= @size if there are none
 */
unsigned long bitmap_find_next_zero_area_off(unsigned long *map,
					     unsigned long size,
					     unsigned long start,
					     unsigned int nr,
					     unsigned long align_mask,
					     unsigned long align_offset)
{
	for (;;) {
		unsigned long end, taken;

		start = find_next_zero_bit(map, size, start);
		start = __ALIGN_MASK(start + align_offset, align_mask) -
			align_offset;
		end = start + nr;
		if (end > size)
			return end;
		taken = find_next_bit(map, end, start);
		if (taken >= end)
			return start;
		start = taken + 1;
	}
}
EXPORT_SYMBOL(bitmap_find_next_zero_area_off);

/* finds and takes 2^@order aligned bits. Return: their start, or -ENOMEM */
int bitmap_find_free_region(unsigned long *bitmap, unsigned int bits,
			    int order)
{
	unsigned int pos, step = 1U << order;

	for (pos = 0; pos + step <= bits; pos += step)
		if (!bitmap_allocate_region(bitmap, pos, order))
			return pos;
	return -ENOMEM;
}
EXPORT_SYMBOL(bitmap_find_free_region);

void bitmap_release_region(unsigned long *bitmap, unsigned int pos, int order)
{
	bitmap_clear(bitmap, pos, 1U << order);
}
EXPORT_SYMBOL(bitmap_release_region);

int bitmap_allocate_region(unsigned long *bitmap, unsigned int pos, int order)
{
	unsigned int end = pos + (1U << order);

	if (find_next_bit(bitmap, end, pos) < end)
		return -EBUSY;
	bitmap_set(bitmap, pos, 1U << order);
	return 0;
}
EXPORT_SYMBOL(bitmap_allocate_region);

void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf,
		       unsigned int nbits)
{
	unsigned int i, words = BITS_TO_U32(nbits);

	for (i = 0; i < words; i++) {
		if (i % 2)
			bitmap[i / 2] |= (unsigned long)buf[i] << 32;
		else
			bitmap[i / 2] = buf[i];
	}
	if (nbits % BITS_PER_LONG)
		bitmap[BIT_WORD(nbits)] &= BITMAP_LAST_WORD_MASK(nbits);
}
EXPORT_SYMBOL(bitmap_from_arr32);

void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap,
		     unsigned int nbits)
{
	unsigned int i, words = BITS_TO_U32(nbits);

	for (i = 0; i < words; i++)
		buf[i] = bitmap[i / 2] >> (i % 2 * 32);
	if (nbits % 32)
		buf[words - 1] &= (1u << nbits % 32) - 1;
}
EXPORT_SYMBOL(bitmap_to_arr32);
