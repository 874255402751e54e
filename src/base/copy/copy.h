/* SPDX-License-Identifier: MIT */
/*
 * Copies and fills by the fastest method for size and cache: what a software
 * DMA engine does all day. Plain C: the implementation is on the host's side,
 * its callers on the kernel side.
 *
 * There are four methods. Which one a size gets is measured once in a
 * process (copy_calibrate()), or pinned (copy_pin()); memory that was copied
 * to a moment ago is in the cache still, and gets the plain one rather than one of the latter two.
 */
#ifndef DMAE_BASE_COPY_H
#define DMAE_BASE_COPY_H

#include <stdbool.h>
#include <stddef.h>

enum copy_method {
	COPY_PLAIN,	/* the C library's */
	COPY_WIDE,	/* the widest registers there are */
	COPY_REP,	/* the processor's string move */
	COPY_STREAM,	/* stores that go past the cache */
	COPY_METHODS
};

/* copies below this are always plain */
#define COPY_SMALL	256
/* copies below this are plain where all of their memory has been asked for early enough to be in the cache */
#define COPY_QUICK	512
/* memory is asked for so many bytes before it is copied: fewer come late, more do not help */
#define COPY_AHEAD	8192

/** copy_available() - true if this processor has the method */
bool copy_available(enum copy_method method);
const char *copy_method_name(enum copy_method method);

/**
 * copy_settle() - other threads that hear from this one now see all that it copied and filled
 *
 * Streaming stores are weakly ordered. This is for the end of a batch: after each copy it would
 * cost half of what they gain.
 */
static inline void copy_settle(void)
{
#if defined(__x86_64__)
	__builtin_ia32_sfence();
#endif
}

/** copy_by() - @n bytes by a method that is available; the buffers do not overlap; copy_settle() */
void copy_by(enum copy_method method, void *dst, const void *src, size_t n);

/**
 * copy_calibrate() - measure which method suits which size; once, later calls return at once.
 * Takes some milliseconds.
 */
void copy_calibrate(void);

/**
 * copy_pin() - say which method suits which size
 * @plan: "auto", or a method, or methods with the size each begins at, smallest first:
 *	"plain,wide:512,stream:256K"
 *
 * Return: false if it makes no sense; nothing has changed then.
 */
bool copy_pin(const char *plan);
/** copy_plan() - what is in force, in the form that copy_pin() takes */
void copy_plan(char *text, size_t size);

/* copies below this are plain by the plan in force; COPY_SMALL to COPY_QUICK. Read it without a lock. */
extern size_t copy_plain_below;

/* a copy that comes soon: its memory is asked for, but not read yet */
struct copy_next {
	const void *dst, *src;
	size_t n;
};

/* none does */
extern const struct copy_next copy_nothing;

/* of small copies, the one that should be asked for comes so many later */
#define COPY_DISTANCE_SMALL	16

/** copy_distance() - the same for copies of @n bytes that are not small */
static inline unsigned int copy_distance(size_t n)
{
	size_t copies = COPY_AHEAD >> (63 - __builtin_clzll(n));

	return copies > COPY_DISTANCE_SMALL ? COPY_DISTANCE_SMALL : copies ? copies : 1;
}

/** copy_ask_for() - the first @most bytes of it come into the cache, at both ends */
static inline void copy_ask_for(const struct copy_next *next, size_t most)
{
	size_t at;

	for (at = 0; at < most && at < next->n; at += 64) {
		__builtin_prefetch((const char *)next->src + at, 0);
		__builtin_prefetch((const char *)next->dst + at, 1);
	}
}

/** copy_large() - copy_bytes() of what is not small; @next comes copy_distance() later */
void copy_large(void *dst, const void *src, size_t n, size_t total, const struct copy_next *next);

/**
 * copy_bytes() - copy by the method that suits; copy_settle() before anybody hears of it
 * @dst: destination; may overlap @src as for memmove()
 * @src: source
 * @n: bytes
 * @total: of the transfer that they are part of
 */
static inline void copy_bytes(void *dst, const void *src, size_t n, size_t total)
{
	if (n < COPY_SMALL)
		__builtin_memmove(dst, src, n);
	else
		copy_large(dst, src, n, total, &copy_nothing);
}

/** fill_bytes() - copy_bytes() for a fill with one byte; copy_settle() likewise */
void fill_bytes(void *dst, int value, size_t n, size_t total);

#endif
