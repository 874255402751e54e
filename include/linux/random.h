/* SPDX-License-Identifier: MIT */
/* Random numbers of the run: from its seed in the fiber executor, from the host in threads. */
#ifndef _LINUX_RANDOM_H
#define _LINUX_RANDOM_H

#include <linux/bug.h>
#include <linux/types.h>

void get_random_bytes(void *buf, size_t len);
u8 get_random_u8(void);
u16 get_random_u16(void);
u32 get_random_u32(void);
u64 get_random_u64(void);
/** get_random_u32_below() - uniform in [0, @ceil) */
u32 get_random_u32_below(u32 ceil);

static inline unsigned int get_random_int(void)
{
	return get_random_u32();
}

static inline unsigned long get_random_long(void)
{
	return get_random_u64();
}

/* uniform in (@floor, U32_MAX] */
static inline u32 get_random_u32_above(u32 floor)
{
	return floor + 1 + get_random_u32_below((u32)~floor);
}

/* uniform in [@floor, @ceil] */
static inline u32 get_random_u32_inclusive(u32 floor, u32 ceil)
{
	return floor + (ceil - floor == (u32)~0U ?
			get_random_u32() :
			get_random_u32_below(ceil - floor + 1));
}

static inline int wait_for_random_bytes(void)
{
	return 0;
}

static inline bool rng_is_initialized(void)
{
	return true;
}

static inline int get_random_bytes_wait(void *buf, size_t nbytes)
{
	get_random_bytes(buf, nbytes);
	return 0;
}

static inline void add_device_randomness(const void *buf, size_t len)
{
}

#include <linux/prandom.h>

#endif
