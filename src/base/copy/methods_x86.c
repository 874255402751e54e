// SPDX-License-Identifier: MIT
/* Streaming stores and the string move of x86-64 (Intel SDM volume 1, 11.6 and 12.4). Host side. */
#include <string.h>

#include "base/copy/methods.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>

#define LINE 64
/* how far ahead of the loads lines are asked for */
#define AHEAD 512

bool method_has_rep(void)
{
	unsigned int a, b, c, d;

	/* enhanced REP MOVSB */
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & 1u << 9;
}

void method_rep(void *dst, const void *src, size_t n)
{
	__asm__ __volatile__("rep movsb" : "+D"(dst), "+S"(src), "+c"(n) : : "memory");
}

bool method_has_stream(void)
{
	return true;
}

/* bytes up to the next line of @dst, at most @n */
static size_t to_line(const void *dst, size_t n)
{
	size_t head = -(uintptr_t)dst & (LINE - 1);

	return head < n ? head : n;
}

__attribute__((target("avx512f"))) static void stream_512(char *dst, const char *src, size_t lines)
{
	for (; lines >= 4; lines -= 4, dst += 4 * LINE, src += 4 * LINE) {
		__m512i a, b, c, d;

		_mm_prefetch(src + AHEAD, _MM_HINT_T0);
		_mm_prefetch(src + AHEAD + LINE, _MM_HINT_T0);
		_mm_prefetch(src + AHEAD + 2 * LINE, _MM_HINT_T0);
		_mm_prefetch(src + AHEAD + 3 * LINE, _MM_HINT_T0);
		a = _mm512_loadu_si512(src);
		b = _mm512_loadu_si512(src + LINE);
		c = _mm512_loadu_si512(src + 2 * LINE);
		d = _mm512_loadu_si512(src + 3 * LINE);
		_mm512_stream_si512((__m512i *)dst, a);
		_mm512_stream_si512((__m512i *)(dst + LINE), b);
		_mm512_stream_si512((__m512i *)(dst + 2 * LINE), c);
		_mm512_stream_si512((__m512i *)(dst + 3 * LINE), d);
	}
	for (; lines; lines--, dst += LINE, src += LINE)
		_mm512_stream_si512((__m512i *)dst, _mm512_loadu_si512(src));
}

__attribute__((target("avx"))) static void stream_256(char *dst, const char *src, size_t lines)
{
	for (; lines; lines--, dst += LINE, src += LINE) {
		__m256i a, b;

		_mm_prefetch(src + AHEAD, _MM_HINT_T0);
		a = _mm256_loadu_si256((const __m256i *)src);
		b = _mm256_loadu_si256((const __m256i *)(src + 32));
		_mm256_stream_si256((__m256i *)dst, a);
		_mm256_stream_si256((__m256i *)(dst + 32), b);
	}
}

static void stream_128(char *dst, const char *src, size_t lines)
{
	unsigned int i;

	for (; lines; lines--, dst += LINE, src += LINE) {
		_mm_prefetch(src + AHEAD, _MM_HINT_T0);
		for (i = 0; i < LINE; i += 16)
			_mm_stream_si128((__m128i *)(dst + i),
					 _mm_loadu_si128((const __m128i *)(src + i)));
	}
}

void method_stream(void *dst, const void *src, size_t n)
{
	size_t head = to_line(dst, n), lines = (n - head) / LINE;
	size_t body = lines * LINE;
	const char *from = src;
	char *to = dst;

	memcpy(to, from, head);
	if (__builtin_cpu_supports("avx512f"))
		stream_512(to + head, from + head, lines);
	else if (__builtin_cpu_supports("avx"))
		stream_256(to + head, from + head, lines);
	else
		stream_128(to + head, from + head, lines);
	/* such stores are weakly ordered: nobody may hear of them before they are there */
	_mm_sfence();
	memcpy(to + head + body, from + head + body, n - head - body);
}

void method_stream_fill(void *dst, int value, size_t n)
{
	size_t head = to_line(dst, n), lines = (n - head) / LINE, i;
	__m128i v = _mm_set1_epi8((char)value);
	char *to = dst;

	memset(to, value, head);
	for (i = 0; i < lines * LINE; i += 16)
		_mm_stream_si128((__m128i *)(to + head + i), v);
	_mm_sfence();
	memset(to + head + lines * LINE, value, n - head - lines * LINE);
}

void method_flush(const void *mem, size_t n)
{
	const char *at = mem;
	size_t i;

	for (i = 0; i < n; i += LINE)
		_mm_clflush(at + i);
	_mm_mfence();
}

#else

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

void method_stream(void *dst, const void *src, size_t n)
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
