// SPDX-License-Identifier: MIT
/*
 * Random numbers: the run's (get_random_*), and those of a generator with a
 * state of its own (prandom_*_state), which is L'Ecuyer's combined Tausworthe
 * generator taus113 (Mathematics of Computation 68, 1999).
 */
#include <linux/export.h>
#include <linux/prandom.h>
#include <linux/random.h>
#include <linux/string.h>

#include "base/exec/exec.h"

u64 get_random_u64(void)
{
	return exec_random();
}
EXPORT_SYMBOL(get_random_u64);

u32 get_random_u32(void)
{
	return exec_random() >> 32;
}
EXPORT_SYMBOL(get_random_u32);

u16 get_random_u16(void)
{
	return exec_random() >> 48;
}
EXPORT_SYMBOL(get_random_u16);

u8 get_random_u8(void)
{
	return exec_random() >> 56;
}
EXPORT_SYMBOL(get_random_u8);

void get_random_bytes(void *buf, size_t len)
{
	u8 *at = buf;

	while (len) {
		u64 word = exec_random();
		size_t part = len < sizeof(word) ? len : sizeof(word);

		memcpy(at, &word, part);
		at += part;
		len -= part;
	}
}
EXPORT_SYMBOL(get_random_bytes);

u32 get_random_u32_below(u32 ceil)
{
	u64 product;

	if (ceil <= 1)
		return ceil ? 0 : get_random_u32();
	/* a product whose low half is in the incomplete last range is uneven */
	do {
		product = (u64)get_random_u32() * ceil;
	} while ((u32)product < -ceil % ceil);
	return product >> 32;
}
EXPORT_SYMBOL(get_random_u32_below);

static u32 tausworthe(u32 s, int a, int b, u32 mask, int c)
{
	return ((s & mask) << c) ^ (((s << a) ^ s) >> b);
}

u32 prandom_u32_state(struct rnd_state *state)
{
	state->s1 = tausworthe(state->s1, 6, 13, ~1u, 18);
	state->s2 = tausworthe(state->s2, 2, 27, ~7u, 2);
	state->s3 = tausworthe(state->s3, 13, 21, ~15u, 7);
	state->s4 = tausworthe(state->s4, 3, 12, ~127u, 13);
	return state->s1 ^ state->s2 ^ state->s3 ^ state->s4;
}
EXPORT_SYMBOL(prandom_u32_state);

void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes)
{
	u8 *at = buf;

	while (nbytes) {
		u32 word = prandom_u32_state(state);
		size_t part = nbytes < sizeof(word) ? nbytes : sizeof(word);

		memcpy(at, &word, part);
		at += part;
		nbytes -= part;
	}
}
EXPORT_SYMBOL(prandom_bytes_state);

/* each component has a least seed, below which it would be stuck at 0 */
static u32 tausworthe_seed(u32 x, u32 least)
{
	return x < least ? x + least : x;
}

void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	u32 mixed = (u32)((seed >> 32) ^ (seed << 10) ^ seed);

	state->s1 = tausworthe_seed(mixed, 2);
	state->s2 = tausworthe_seed(mixed, 8);
	state->s3 = tausworthe_seed(mixed, 16);
	state->s4 = tausworthe_seed(mixed, 128);
}
EXPORT_SYMBOL(prandom_seed_state);
