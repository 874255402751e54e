// SPDX-License-Identifier: MIT
/*
 * libFuzzer target: a descriptor that says it is another process's fence,
 * whatever its name and its message are, is one or is refused; and so are any
 * commands to sync_files and to sw_sync. Host side; one world for all.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <dmae/world.h>

#include "orders.h"

#define PREFIX	"dmae-signal "

/* <linux/sync_file.h>, of which the host may have an older one; and sw_sync's */
struct merge {
	char name[32];
	int32_t fd2, fence;
	uint32_t flags, pad;
};
struct fence_info {
	char names[64];
	int32_t status;
	uint32_t flags;
	uint64_t when;
};
struct file_info {
	char name[32];
	int32_t status;
	uint32_t flags, num_fences, pad;
	uint64_t infos;
};
struct create {
	uint32_t value;
	char name[32];
	int32_t fence;
};
struct get_deadline {
	uint64_t deadline;
	uint32_t pad;
	int32_t fd;
};

#define MERGE	     _IOWR('>', 3, struct merge)
#define FILE_INFO    _IOWR('>', 4, struct file_info)
#define SET_DEADLINE _IOW('>', 5, uint64_t[2])
#define CREATE_FENCE _IOWR('W', 0, struct create)
#define INC	     _IOW('W', 1, uint32_t)
#define GET_DEADLINE _IOWR('W', 2, struct get_deadline)

static void world_end(void)
{
	if (dmae_world_stop())
		abort();
}

static void world_start(void)
{
	static int started;
	struct dmae_world_params p = { .executor = DMAE_FIBERS, .loglevel = -1 };

	if (started++)
		return;
	if (dmae_world_start(&p) || atexit(world_end))
		abort();
}

/* as base/host/signal.c makes one, or nearly */
static void foreign_new(struct orders *o)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	size_t len = next(o) % (sizeof(addr.sun_path) - sizeof(PREFIX));
	size_t skip = offsetof(struct sockaddr_un, sun_path);
	struct {
		uint32_t magic;
		int32_t status;
		uint64_t ns;
	} message = { .magic = 0x646d6165u };
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return;
	memcpy(addr.sun_path + 1, PREFIX, sizeof(PREFIX) - 1);
	take(o, addr.sun_path + sizeof(PREFIX), len);
	/* a name that is taken leaves one without a name: fine, too */
	if (bind(ends[1], (struct sockaddr *)&addr, skip + sizeof(PREFIX) + len))
		len = 0;
	switch (next(o) % 4) {
	case 0: /* never */
		break;
	case 1: /* signalled, somehow */
		take(o, &message.status, sizeof(message) - sizeof(message.magic));
		send(ends[0], &message, sizeof(message), MSG_NOSIGNAL);
		break;
	case 2: /* nonsense, of any length */
		take(o, &message, sizeof(message));
		send(ends[0], &message, next(o) % (sizeof(message) + 1), MSG_NOSIGNAL);
		break;
	}
	close(ends[0]);
	put(o, ends[1]);
}

static void command(struct orders *o)
{
	static const unsigned long commands[] = { MERGE,	FILE_INFO, SET_DEADLINE,
						  CREATE_FENCE, INC,	   GET_DEADLINE };
	unsigned long cmd = commands[next(o) % 6];
	struct fence_info infos[4];
	union {
		struct merge merge;
		struct file_info info;
		struct create create;
		struct get_deadline get;
	} arg;
	int fd = *place(o);

	memset(&arg, 0, sizeof(arg));
	take(o, &arg, next(o) % sizeof(arg));
	if (cmd == MERGE) {
		arg.merge.fd2 = *place(o);
	} else if (cmd == FILE_INFO) {
		arg.info.num_fences %= 5;
		arg.info.infos = (uintptr_t)infos;
	} else if (cmd == GET_DEADLINE) {
		arg.get.fd = *place(o);
	}
	if (dmae_ioctl(fd, cmd, &arg))
		return;
	if (cmd == MERGE)
		put(o, arg.merge.fence);
	else if (cmd == CREATE_FENCE)
		put(o, arg.create.fence);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct orders o;

	world_start();
	orders_begin(&o, data, size);
	while (o.at < o.end) {
		switch (next(&o) % 8) {
		case 0:
			put(&o, dmae_open("/sys/kernel/debug/sync/sw_sync", O_RDWR));
			break;
		case 1:
			foreign_new(&o);
			break;
		case 2:
			put(&o, -1);
			break;
		case 3:
			dmae_file_poll(*place(&o), 1, 0);
			break;
		default:
			command(&o);
		}
	}
	orders_end(&o);
	return 0;
}
