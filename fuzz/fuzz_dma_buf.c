// SPDX-License-Identifier: MIT
/*
 * libFuzzer target: whatever a program asks of heaps, of /dev/udmabuf and of
 * the dma-bufs that they give, in any order, with numbers that were closed,
 * copied or are somebody else's, and with memfds that say they are another
 * process's dma-bufs. Host side; one world for all.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <dmae/world.h>
#include <uapi/linux/dma-buf.h>
#include <uapi/linux/dma-heap.h>
#include <uapi/linux/udmabuf.h>

#include "orders.h"

#define MAX_MAPS  4
#define MAX_ITEMS 4

/** struct map - what dmae_mmap() gave */
struct map {
	char *mem;
	size_t len;
};

static struct map maps[MAX_MAPS];
static int heap, udmabuf;

static void world_start(void)
{
	static int started;
	struct dmae_world_params p = { .executor = DMAE_FIBERS, .loglevel = -1 };

	if (started++)
		return;
	if (dmae_world_start(&p))
		abort();
	heap = dmae_open("/dev/dma_heap/system", O_RDWR);
	udmabuf = dmae_open("/dev/udmabuf", O_RDWR);
	if (heap < 0 || udmabuf < 0)
		abort();
}

/* some bytes, whole pages, or anything */
static uint64_t number(struct orders *o)
{
	uint64_t value = 0;

	switch (next(o) % 3) {
	case 0:
		return next(o) * 4096ull;
	case 1:
		return next(o);
	default:
		take(o, &value, sizeof(value));
		return value;
	}
}

/* ---- what makes descriptors ----------------------------------------------------- */

static void allocate(struct orders *o)
{
	struct dma_heap_allocation_data want = { .len = number(o) };

	take(o, &want.fd, next(o) % 17);
	/* more than the host would like to give */
	if (want.len > 1 << 24 && want.len < 1ull << 34)
		return;
	if (!dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want))
		put(o, want.fd);
}

static void memfd(struct orders *o)
{
	char name[32] = "dmabuf:";
	unsigned int how = next(o), seals = next(o);
	int fd;

	if (how & 1)
		take(o, name + 7, next(o) % 24);
	fd = memfd_create(how & 2 ? name : "memfd", MFD_CLOEXEC | (how & 4 ? 0 : MFD_ALLOW_SEALING));
	if (fd < 0)
		return;
	if (ftruncate(fd, number(o) & 0xffffff))
		perror("ftruncate");
	fcntl(fd, F_ADD_SEALS, seals & 0x1f);
	put(o, fd);
}

static void of_memfds(struct orders *o)
{
	/* room for as many as may be asked for */
	static _Alignas(8) char room[sizeof(struct udmabuf_create_list) +
			 1024 * sizeof(struct udmabuf_create_item)];
	struct udmabuf_create_list *list = (struct udmabuf_create_list *)room;
	unsigned int i;
	long fd;

	list->flags = next(o);
	list->count = next(o) % (MAX_ITEMS + 1);
	for (i = 0; i < MAX_ITEMS; i++) {
		list->list[i].memfd = *place(o);
		list->list[i].offset = number(o);
		list->list[i].size = number(o);
	}
	if (!(next(o) % 8))
		list->count = number(o);
	fd = dmae_ioctl(udmabuf, UDMABUF_CREATE_LIST, list);
	if (fd >= 0)
		put(o, fd);
}

/* ---- what is done with them -------------------------------------------------------- */

static void command(struct orders *o)
{
	static const unsigned long commands[] = {
		DMA_BUF_IOCTL_SYNC, DMA_BUF_SET_NAME, DMA_BUF_IOCTL_EXPORT_SYNC_FILE,
		DMA_BUF_IOCTL_IMPORT_SYNC_FILE,
	};
	unsigned long cmd = commands[next(o) % 4];
	char arg[64] = "";
	int fd = *place(o);

	take(o, arg, next(o) % (sizeof(arg) - 1));
	if (cmd == DMA_BUF_IOCTL_IMPORT_SYNC_FILE)
		((struct dma_buf_import_sync_file *)arg)->fd = *place(o);
	if (!dmae_ioctl(fd, cmd, arg) && cmd == DMA_BUF_IOCTL_EXPORT_SYNC_FILE)
		put(o, ((struct dma_buf_export_sync_file *)arg)->fd);
}

static void unmap(struct map *m)
{
	if (m->mem && dmae_munmap(m->mem, m->len))
		abort();
	m->mem = NULL;
}

static void map(struct orders *o)
{
	struct map *m = &maps[next(o) % MAX_MAPS];
	size_t len = number(o) & 0xffffff;

	unmap(m);
	m->mem = dmae_mmap(*place(o), len, number(o));
	m->len = len;
}

static void plain(struct orders *o)
{
	int *at = place(o), fd = *at;

	if (fd < 0)
		return;
	switch (next(o) % 3) {
	case 0:
		put(o, dup(fd));
		break;
	case 1:
		close(fd);
		*at = -1;
		break;
	default:
		dmae_lseek(fd, number(o), next(o) % 4);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct orders o;
	unsigned int i;

	world_start();
	orders_begin(&o, data, size);
	while (o.at < o.end) {
		static void (*const what[])(struct orders *o) = { allocate, memfd,   of_memfds,
								  map,	    command, plain };

		if (next(&o) % 8 == 7)
			dmae_file_poll(*place(&o), 5, 0);
		else
			what[next(&o) % 6](&o);
	}
	for (i = 0; i < MAX_MAPS; i++)
		unmap(&maps[i]);
	orders_end(&o);
	return 0;
}
