// SPDX-License-Identifier: MIT
/*
 * Wide registers, streaming stores and the string move of x86-64 (Intel SDM volume 1, 11.6, 12.4,
 * 14 and 15). Host side.
 */
#include <string.h>

#include "base/copy/copy.h"
#include "base/copy/methods.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>

#define LINE		64

bool method_has_rep(void)
{
	unsigned int a, b, c, d;

	/* enhanced REP MOVSB */
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & 1u << 9;
}

/* bytes up to the next line of @dst, at most @n */
static size_t to_line(const void *dst, size_t n)
{
	size_t head = -(uintptr_t)dst & (LINE - 1);

	return head < n ? head : n;
}

/* a destination that is not aligned slows it down by half, a source does not */
void method_rep(void *dst, const void *src, size_t n)
{
	size_t head = to_line(dst, n);

	memcpy(dst, src, head);
	dst = (char *)dst + head;
	src = (const char *)src + head;
	n -= head;
	__asm__ __volatile__("rep movsb" : "+D"(dst), "+S"(src), "+c"(n) : : "memory");
}

bool method_has_stream(void)
{
	return true;
}

bool method_has_wide(void)
{
	return __builtin_cpu_supports("avx512f") || __builtin_cpu_supports("avx2");
}

/*
 * A register's worth at either end, not aligned; between them whole registers,
 * of which stores never cross a line.
 */
__attribute__((target("avx512f"))) static void wide_512(char *dst, const char *src, size_t n)
{
	__m512i last = _mm512_loadu_si512(src + n - 64);
	size_t head = LINE - ((uintptr_t)dst & (LINE - 1)), at;

	_mm512_storeu_si512(dst, _mm512_loadu_si512(src));
	for (at = head; at + 64 < n; at += 64)
		_mm512_storeu_si512(dst + at, _mm512_loadu_si512(src + at));
	_mm512_storeu_si512(dst + n - 64, last);
}

__attribute__((target("avx2"))) static void wide_256(char *dst, const char *src, size_t n)
{
	__m256i last = _mm256_loadu_si256((const __m256i *)(src + n - 32));
	size_t head = 32 - ((uintptr_t)dst & 31), at;

	_mm256_storeu_si256((__m256i *)dst, _mm256_loadu_si256((const __m256i *)src));
	for (at = head; at + 32 < n; at += 32)
		_mm256_storeu_si256((__m256i *)(dst + at),
				    _mm256_loadu_si256((const __m256i *)(src + at)));
	_mm256_storeu_si256((__m256i *)(dst + n - 32), last);
}

void method_wide(void *dst, const void *src, size_t n)
{
	if (n < LINE)
		memcpy(dst, src, n);
	else if (__builtin_cpu_supports("avx512f"))
		wide_512(dst, src, n);
	else
		wide_256(dst, src, n);
}

/*
 * Lines are asked for some way ahead of the loads, across the end of the page,
 * which is where the processor's own guesses stop, and across the end of the
 * copy, if it is known what comes next. One line for each line that is moved:
 * all at once would push aside the loads that are wanted now. Not beyond the
 * end of a source, where nothing may ever be read.
 */
struct ahead {
	const char *from;	/* the line to ask for while the first one is moved */
	size_t n;		/* as many bytes are moved until there is none */
};

__attribute__((target("avx512f"))) static void stream_512(char *dst, const char *src, size_t n,
							  struct ahead ahead)
{
	size_t at = 0;

	for (; at < ahead.n; at += LINE) {
		_mm_prefetch(ahead.from + at, _MM_HINT_T0);
		_mm512_stream_si512((__m512i *)(dst + at), _mm512_loadu_si512(src + at));
	}
	for (; at < n; at += LINE)
		_mm512_stream_si512((__m512i *)(dst + at), _mm512_loadu_si512(src + at));
}

__attribute__((target("avx"))) static void stream_256(char *dst, const char *src, size_t n,
						      struct ahead ahead)
{
	size_t at;

	for (at = 0; at < n; at += LINE) {
		__m256i a, b;

		if (at < ahead.n)
			_mm_prefetch(ahead.from + at, _MM_HINT_T0);
		a = _mm256_loadu_si256((const __m256i *)(src + at));
		b = _mm256_loadu_si256((const __m256i *)(src + at + 32));
		_mm256_stream_si256((__m256i *)(dst + at), a);
		_mm256_stream_si256((__m256i *)(dst + at + 32), b);
	}
}

static void stream_128(char *dst, const char *src, size_t n, struct ahead ahead)
{
	size_t at;

	for (at = 0; at < n; at += 16) {
		if (!(at & (LINE - 1)) && at < ahead.n)
			_mm_prefetch(ahead.from + at, _MM_HINT_T0);
		_mm_stream_si128((__m128i *)(dst + at),
				 _mm_loadu_si128((const __m128i *)(src + at)));
	}
}

/* whole lines, to where a line begins */
static inline void stream_lines(char *dst, const char *src, size_t n, struct ahead ahead)
{
	if (ahead.n > n)
		ahead.n = n;
	if (__builtin_cpu_supports("avx512f"))
		stream_512(dst, src, n, ahead);
	else if (__builtin_cpu_supports("avx"))
		stream_256(dst, src, n, ahead);
	else
		stream_128(dst, src, n, ahead);
}

/* as long as what lies ahead is the copy's own, then what comes next */
static void stream_long(char *dst, const char *src, size_t n, struct ahead next)
{
	size_t own = n - COPY_AHEAD;

	stream_lines(dst, src, own, (struct ahead){ src + COPY_AHEAD, own });
	stream_lines(dst + own, src + own, COPY_AHEAD, next);
}

__attribute__((noinline)) static void stream_any(void *dst, const void *src, size_t n,
						 struct ahead next)
{
	size_t head = to_line(dst, n), body = (n - head) & ~(size_t)(LINE - 1);
	size_t tail = n - head - body;
	const char *from = (const char *)src + head;
	char *to = (char *)dst + head;

	if (head)
		memcpy(dst, src, head);
	if (body > COPY_AHEAD)
		stream_long(to, from, body, next);
	else
		stream_lines(to, from, body, next);
	if (tail)
		memcpy(to + body, from + body, tail);
}

/* whole lines need no ends, and nothing but what moves them */
void method_stream(void *dst, const void *src, size_t n, const void *next, size_t next_n)
{
	const struct ahead ahead = { next, next_n };

	if (((uintptr_t)dst | n) & (LINE - 1) || n > COPY_AHEAD)
		stream_any(dst, src, n, ahead);
	else
		stream_lines(dst, src, n, ahead);
}

void method_stream_fill(void *dst, int value, size_t n)
{
	size_t head = to_line(dst, n), lines = (n - head) / LINE, i;
	__m128i v = _mm_set1_epi8((char)value);
	char *to = dst;

	memset(to, value, head);
	for (i = 0; i < lines * LINE; i += 16)
		_mm_stream_si128((__m128i *)(to + head + i), v);
	memset(to + head + lines * LINE, value, n - head - lines * LINE);
}

/* lines leave one beside another, as they do when the cache is full; CLFLUSH waits for each */
__attribute__((target("clflushopt"))) static void flush_freely(const char *mem, size_t n)
{
	size_t i;

	for (i = 0; i < n; i += LINE)
		_mm_clflushopt((void *)(mem + i));
}

void method_flush(const void *mem, size_t n)
{
	unsigned int a, b, c, d;
	const char *at = mem;
	size_t i;

	if (__get_cpuid_count(7, 0, &a, &b, &c, &d) && b & bit_CLFLUSHOPT)
		flush_freely(at, n);
	else
		for (i = 0; i < n; i += LINE)
			_mm_clflush(at + i);
	_mm_mfence();
}

#else

bool method_has_wide(void)
{
	return false;
}

void method_wide(void *dst, const void *src, size_t n)
{
	memcpy(dst, src, n);
}

bool method_has_rep(void)
{
	return false;
}

void method_rep(void *dst, const void *src, size_t n)
{
	memcpy(dst, src, n);
}

bool method_has_stream(void)
{
	return false;
}

void method_stream(void *dst, const void *src, size_t n, const void *next, size_t next_n)
{
	memcpy(dst, src, n);
}

void method_stream_fill(void *dst, int value, size_t n)
{
	memset(dst, value, n);
}

void method_flush(const void *mem, size_t n)
{
}

#endif
