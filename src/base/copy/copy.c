// SPDX-License-Identifier: MIT
/* Which copy gets which method: the plan, and what is known of the cache. Host side. */
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/copy/copy.h"
#include "base/copy/methods.h"
#include "base/host.h"

static const char *const names[COPY_METHODS] = { "plain", "wide", "rep", "stream" };

/* the method of sizes from 2^i up, i counted from that of COPY_SMALL */
#define CLASSES 18
static _Atomic unsigned char plan[CLASSES];
static unsigned char measured[CLASSES];
static atomic_bool pinned;

const char *copy_method_name(enum copy_method method)
{
	return names[method];
}

static unsigned int class_of(size_t n)
{
	unsigned int class = 63 - __builtin_clzll(n | COPY_SMALL) - __builtin_ctzll(COPY_SMALL);

	return class < CLASSES ? class : CLASSES - 1;
}

/* ---- is it in the cache? ----------------------------------------------- */

/*
 * Each thread notes where it copied to, and how much it has copied since: what
 * comes again before much else did is in the cache. Only where a copy begins
 * is noted, in units of the smallest there is: two that follow one another
 * have a note each.
 */
#define NOTED		1024
#define WARM_BYTES	(16ull << 20)

struct notes {
	uint32_t copied; /* in units */
	struct {
		uint32_t place;
		uint32_t when;
	} slot[NOTED];
};

static __thread struct notes notes;
/* to find the above takes a call, to find this does not */
static __thread struct notes *mine __attribute__((tls_model("initial-exec")));

/* @my: this thread's */
static inline bool note_is_warm(struct notes *my, const void *dst, size_t n)
{
	uint32_t place = (uintptr_t)dst / COPY_SMALL, now = my->copied, i = (place * 0x9e3779b1u) >> 22;
	bool warm = my->slot[i].place == place && now - my->slot[i].when < WARM_BYTES / COPY_SMALL;

	my->copied = now + n / COPY_SMALL;
	my->slot[i].place = place;
	my->slot[i].when = my->copied;
	return warm;
}

static struct notes *my_notes(void)
{
	if (!mine)
		mine = &notes;
	return mine;
}

/* ---- copies ------------------------------------------------------------ */

/* bytes of a copy that are asked for before the one ahead of it begins */
#define PREFETCH	512

static bool overlap(const char *a, const char *b, size_t n)
{
	return a < b + n && b < a + n;
}

static enum copy_method method_for(size_t total)
{
	return atomic_load_explicit(&plan[class_of(total)], memory_order_relaxed);
}

/* the two ends of a copy that is not aligned are a large part of a short one */
static enum copy_method suiting(const void *dst, size_t n, size_t total)
{
	enum copy_method method = method_for(total);

	return method == COPY_STREAM && n < 2048 && (uintptr_t)dst & 63 ? COPY_PLAIN : method;
}

static bool goes_past_cache(enum copy_method method)
{
	return method == COPY_STREAM || method == COPY_REP;
}

__attribute__((noinline)) static void copy_with(enum copy_method method, void *dst, const void *src,
						size_t n, const struct copy_next *next)
{
	if (method == COPY_STREAM) {
		method_stream(dst, src, n, next->src, next->n);
		return;
	}
	copy_ask_for(next, PREFETCH);
	copy_by(method, dst, src, n);
}

const struct copy_next copy_nothing;

__attribute__((noinline)) static void copy_first(void *dst, const void *src, size_t n, size_t total,
						 const struct copy_next *next)
{
	my_notes();
	copy_large(dst, src, n, total, next);
}

/* nothing is called but what does the rest: for short copies that is worth a tenth */
void copy_large(void *dst, const void *src, size_t n, size_t total, const struct copy_next *next)
{
	const enum copy_method method = suiting(dst, n, total);
	struct notes *my = mine;

	if (__builtin_expect(!my, 0))
		copy_first(dst, src, n, total, next);
	/* what is copied to places that are in the cache comes from there as well, mostly */
	else if (overlap(dst, src, n) || (goes_past_cache(method) && note_is_warm(my, dst, n)))
		memmove(dst, src, n);
	else if (method == COPY_STREAM)
		method_stream(dst, src, n, next->src, next->n);
	else
		copy_with(method, dst, src, n, next);
}

void fill_bytes(void *dst, int value, size_t n, size_t total)
{
	if (n >= COPY_SMALL && method_for(total) == COPY_STREAM && !note_is_warm(my_notes(), dst, n))
		method_stream_fill(dst, value, n);
	else
		memset(dst, value, n);
}

void copy_by(enum copy_method method, void *dst, const void *src, size_t n)
{
	switch (method) {
	case COPY_WIDE:
		method_wide(dst, src, n);
		break;
	case COPY_REP:
		method_rep(dst, src, n);
		break;
	case COPY_STREAM:
		method_stream(dst, src, n, NULL, 0);
		break;
	default:
		memcpy(dst, src, n);
	}
}

bool copy_available(enum copy_method method)
{
	switch (method) {
	case COPY_WIDE:
		return method_has_wide();
	case COPY_REP:
		return method_has_rep();
	case COPY_STREAM:
		return method_has_stream();
	default:
		return true;
	}
}

/* ---- the plan ---------------------------------------------------------- */

size_t copy_plain_below = COPY_QUICK;

static void plan_take(const unsigned char *wanted)
{
	size_t below = COPY_SMALL;
	unsigned int i;

	for (i = 0; i < CLASSES; i++)
		atomic_store_explicit(&plan[i], wanted[i], memory_order_relaxed);
	for (i = 0; below < COPY_QUICK && wanted[i] == COPY_PLAIN; i++)
		below <<= 1;
	__atomic_store_n(&copy_plain_below, below, __ATOMIC_RELAXED);
}

static void print_size(char *text, size_t size, size_t n)
{
	if (n >= 1u << 20)
		snprintf(text, size, "%zuM", n >> 20);
	else if (n >= 1u << 10)
		snprintf(text, size, "%zuK", n >> 10);
	else
		snprintf(text, size, "%zu", n);
}

void copy_plan(char *text, size_t size)
{
	size_t used = snprintf(text, size, "plain");
	unsigned char last = COPY_PLAIN;
	unsigned int i;
	char from[16];

	for (i = 0; i < CLASSES && used < size; i++) {
		if (plan[i] == last)
			continue;
		last = plan[i];
		print_size(from, sizeof(from), (size_t)COPY_SMALL << i);
		used += snprintf(text + used, size - used, ",%s:%s", names[last], from);
	}
}

static int method_named(const char *name, size_t len)
{
	int i;

	for (i = 0; i < COPY_METHODS; i++)
		if (strlen(names[i]) == len && !strncasecmp(names[i], name, len))
			return copy_available(i) ? i : -1;
	return -1;
}

/* "8K"; 0: it is no size */
static size_t size_of(const char *text, size_t len)
{
	char *end;
	size_t n = strtoul(text, &end, 10);

	if (end < text + len && (*end == 'K' || *end == 'k'))
		n <<= 10, end++;
	else if (end < text + len && (*end == 'M' || *end == 'm'))
		n <<= 20, end++;
	return end == text + len ? n : 0;
}

bool copy_pin(const char *text)
{
	unsigned char wanted[CLASSES] = { COPY_PLAIN };
	size_t last = 0, from, len;
	const char *colon;
	unsigned int i;
	int method;

	if (!strcmp(text, "auto")) {
		plan_take(measured);
		pinned = false;
		return true;
	}
	while (*text) {
		len = strcspn(text, ",");
		colon = memchr(text, ':', len);
		method = method_named(text, colon ? (size_t)(colon - text) : len);
		from = colon ? size_of(colon + 1, len - (colon + 1 - text)) : COPY_SMALL;
		if (method < 0 || from < COPY_SMALL || from < last)
			return false;
		for (i = class_of(from - 1) + (from > COPY_SMALL); i < CLASSES; i++)
			wanted[i] = method;
		last = from;
		text += len + (text[len] == ',');
	}
	if (!last)
		return false;
	plan_take(wanted);
	pinned = true;
	return true;
}

/* ---- calibration ------------------------------------------------------- */

#define AREA	(2u << 20)

static double ns_of(enum copy_method method, char *dst, char *src, size_t piece)
{
	unsigned long long start;
	size_t at;

	method_flush(src, AREA);
	method_flush(dst, AREA);
	start = host_now_ns();
	for (at = 0; at < AREA; at += piece) {
		size_t soon = at + copy_distance(piece) * piece;

		copy_with(method, dst + at, src + at, piece,
			  soon < AREA ? &(struct copy_next){ dst + soon, src + soon, piece } :
					&copy_nothing);
	}
	copy_settle();
	/* what is left in the cache has to go to memory as well, some time */
	method_flush(dst, AREA);
	return host_now_ns() - start;
}

static enum copy_method fastest(char *dst, char *src, size_t piece)
{
	double ns[COPY_METHODS];
	int method, round, best = COPY_PLAIN;

	for (method = 0; method < COPY_METHODS; method++) {
		ns[method] = 1e18;
		for (round = 0; round < 3 && copy_available(method); round++) {
			double now = ns_of(method, dst, src, piece);

			if (now < ns[method])
				ns[method] = now;
		}
		/* a method must be worth it */
		if (ns[method] < ns[best] * 0.97)
			best = method;
	}
	return best;
}

void copy_calibrate(void)
{
	static atomic_flag done = ATOMIC_FLAG_INIT;
	char *dst, *src;
	unsigned int i;

	if (pinned || atomic_flag_test_and_set(&done) || !method_has_stream())
		return;
	dst = host_commit_lazily(AREA);
	src = host_commit_lazily(AREA);
	if (dst && src) {
		memset(src, 1, AREA);
		memset(dst, 2, AREA);
		for (i = 0; COPY_SMALL << i <= AREA; i += 2)
			measured[i] = measured[i + 1] = fastest(dst, src, COPY_SMALL << i);
		for (; i < CLASSES; i++)
			measured[i] = measured[i - 1];
		plan_take(measured);
	}
	if (dst)
		host_unreserve(dst, AREA);
	if (src)
		host_unreserve(src, AREA);
}
