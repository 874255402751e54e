// SPDX-License-Identifier: MIT
/*
 * A program with an event loop that leaves its large copies to the DMA engine: an eventfd fires when
 * one is over, beside the timer that the loop has anyway.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <dmae/world.h>

#include "offload.h"

#define SIZE	(16u << 20)
#define COPIES	8

static int copied;	/* eventfd: counts the copies that are over */

static void note(void *arg)
{
	uint64_t one = 1;

	if (write(copied, &one, sizeof(one)) != sizeof(one))
		abort();
}

static int watch(int loop, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
}

static int ticker(void)
{
	const struct itimerspec every = { { 0, 1000000 }, { 0, 1000000 } };
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);

	timerfd_settime(fd, 0, &every, NULL);
	return fd;
}

/* what the loop does until all copies are over; how often the timer came meanwhile */
static unsigned long run(int loop, int timer)
{
	unsigned long ticks = 0, over = 0;
	struct epoll_event event;
	uint64_t count;

	while (over < COPIES) {
		if (epoll_wait(loop, &event, 1, -1) < 1 ||
		    read(event.data.fd, &count, sizeof(count)) != sizeof(count))
			continue;
		if (event.data.fd == timer)
			ticks += count;
		else
			over += count;
	}
	return ticks;
}

int main(void)
{
	struct dmae_world_params p = { .executor = DMAE_THREADS };
	char *src = malloc(SIZE), *dst = malloc(SIZE);
	int loop = epoll_create1(0), timer = ticker(), i;
	unsigned long ticks;

	if (dmae_world_start(&p) || offload_open()) {
		fprintf(stderr, "%s\n", dmae_error());
		return 2;
	}
	copied = eventfd(0, 0);
	watch(loop, timer);
	watch(loop, copied);
	memset(src, 0x5a, SIZE);
	for (i = 0; i < COPIES; i++)
		if (offload_copy(dst + i * (SIZE / COPIES), src + i * (SIZE / COPIES), SIZE / COPIES,
				 note, NULL))
			return 1;
	ticks = run(loop, timer);
	printf("%d copies of %u bytes are over; the timer came %lu times meanwhile\n", COPIES,
	       SIZE / COPIES, ticks);
	printf("the memory is %s\n", memcmp(src, dst, SIZE) ? "not the same" : "the same");
	offload_close();
	free(src);
	free(dst);
	return dmae_world_stop();
}
