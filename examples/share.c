// SPDX-License-Identifier: MIT
/*
 * Two processes share a buffer. The first has a world: it takes a dma-buf from the system heap,
 * sends its descriptor and that of a fence over a socket, lets the DMA engine fill the buffer, and
 * signals the fence. The second knows nothing of us: it maps the one descriptor with mmap(2), waits
 * for the other with poll(2), and reads.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dmae/dma.h>
#include <dmae/file.h>
#include <dmae/world.h>
#include <uapi/linux/dma-buf.h>
#include <uapi/linux/dma-heap.h>

#define LEN (1 << 20)

/* fences by hand, as Linux's debugfs has them */
struct sw_sync_create_fence_data {
	unsigned int value;
	char name[32];
	int fence;
};
#define SW_SYNC_IOC_CREATE_FENCE _IOWR('W', 0, struct sw_sync_create_fence_data)
#define SW_SYNC_IOC_INC		 _IOW('W', 1, unsigned int)

static void fail(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, dmae_error());
	exit(1);
}

/* ---- a descriptor over a socket ------------------------------------------------------------ */

union control {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

static void send_fd(int to, int fd)
{
	union control control = { .header = { CMSG_LEN(sizeof(fd)), SOL_SOCKET, SCM_RIGHTS } };
	struct iovec iov = { "", 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
			      .msg_controllen = sizeof(control) };

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	if (sendmsg(to, &msg, MSG_NOSIGNAL) != 1)
		perror("sendmsg");
}

static int receive_fd(int from)
{
	union control control;
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	int fd = -1;

	if (recvmsg(from, &msg, 0) == 1 && CMSG_FIRSTHDR(&msg))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	return fd;
}

/* ---- the two --------------------------------------------------------------------------------- */

static int consumer(int from)
{
	int buffer = receive_fd(from), fence = receive_fd(from);
	struct pollfd wait = { .fd = fence, .events = POLLIN };
	const unsigned char *mem = mmap(NULL, LEN, PROT_READ, MAP_SHARED, buffer, 0);
	unsigned long sum = 0, i;

	if (mem == MAP_FAILED || poll(&wait, 1, 10000) != 1) {
		perror("consumer");
		return 1;
	}
	for (i = 0; i < LEN; i++)
		sum += mem[i];
	printf("process 2: the buffer says \"%s\", its bytes add up to %lu\n", mem, sum);
	return 0;
}

/* through a channel of the DMA engine */
static void fill(int buffer)
{
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_WRITE };
	struct dmae_copier *copier = dmae_copier_open(NULL);
	char *mem = dmae_mmap(buffer, LEN, 0), *text = malloc(LEN);

	if (!copier || !mem)
		fail("fill");
	memset(text, 1, LEN);
	strcpy(text, "written by the DMA engine");
	dmae_ioctl(buffer, DMA_BUF_IOCTL_SYNC, &sync);
	if (dmae_copier_copy(copier, mem, text, LEN))
		fail("copy");
	sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_WRITE;
	dmae_ioctl(buffer, DMA_BUF_IOCTL_SYNC, &sync);
	printf("process 1: filled through %s\n", dmae_copier_channel(copier));
	fflush(stdout);
	dmae_copier_close(copier);
	dmae_munmap(mem, LEN);
	free(text);
}

static void producer(int to)
{
	struct dma_heap_allocation_data want = { .len = LEN, .fd_flags = O_RDWR | O_CLOEXEC };
	struct sw_sync_create_fence_data fence = { .value = 1, .name = "filled" };
	int heap = dmae_open("/dev/dma_heap/system", O_RDWR);
	int timeline = dmae_open("/sys/kernel/debug/sync/sw_sync", O_RDWR);
	unsigned int one = 1;

	if (heap < 0 || dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want))
		fail("heap");
	if (timeline < 0 || dmae_ioctl(timeline, SW_SYNC_IOC_CREATE_FENCE, &fence))
		fail("fence");
	send_fd(to, want.fd);
	send_fd(to, fence.fence);
	fill(want.fd);
	dmae_ioctl(timeline, SW_SYNC_IOC_INC, &one);
	dmae_close(fence.fence);
	dmae_close(timeline);
	dmae_close(want.fd);
	dmae_close(heap);
}

int main(void)
{
	struct dmae_world_params p = DMAE_WORLD_PARAMS;
	int ends[2], status = 1;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends))
		return 1;
	/* before the world: a process that is forked off has a world's memory, but not its threads */
	if (!fork())
		return consumer(ends[1]);
	p.loglevel = -1;
	if (dmae_world_start(&p))
		fail("world");
	producer(ends[0]);
	dmae_world_stop();
	wait(&status);
	return status != 0;
}
