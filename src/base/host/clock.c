// SPDX-License-Identifier: MIT
/* The host's clocks and its entropy. Host side. */
#include <errno.h>
#include <stdint.h>
#include <sys/random.h>
#include <time.h>

#include "base/host.h"

static unsigned long long clock_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

unsigned long long host_now_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

unsigned long long host_wall_ns(void)
{
	return clock_ns(CLOCK_REALTIME);
}

unsigned long long host_cpu_ns(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

void host_sleep_ns(unsigned long long ns)
{
	struct timespec ts = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	while (nanosleep(&ts, &ts) && errno == EINTR)
		;
}

void host_random(void *buf, size_t len)
{
	char *p = buf;
	ssize_t n;

	while (len) {
		n = getrandom(p, len, 0);
		if (n < 0 && errno != EINTR)
			host_panic("the host gives no random numbers (error %d)", errno);
		if (n <= 0)
			continue;
		p += n;
		len -= n;
	}
}
