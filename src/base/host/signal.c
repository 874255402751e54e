// SPDX-License-Identifier: MIT
/*
 * Signals between processes (base/host_signal.h) with a SOCK_SEQPACKET pair.
 * Receivers share one queue, so they only peek. The receiving end is bound to
 * an abstract address: that is its name. A set of them is an epoll.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/host.h"
#include "base/host_signal.h"

#define PREFIX	   "dmae-signal "
#define MAGIC	   0x646d6165u /* "dmae" */
#define TEXT_MAX   64
#define NAME_TRIES 16

/* the same in every process, of whatever build */
struct message {
	unsigned int magic;
	int status;
	unsigned long long ns;
};

/* ---- a pair ------------------------------------------------------------------ */

static int name_it(int fd, const char *text)
{
	static unsigned int count;
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int i, len;

	for (i = 0; i < NAME_TRIES; i++) {
		unsigned long long salt;

		host_random(&salt, sizeof(salt));
		len = snprintf(addr.sun_path + 1, sizeof(addr.sun_path) - 1, PREFIX "%llx %u %.*s",
			       salt & 0xffffffff, __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED),
			       TEXT_MAX, text);
		if (!bind(fd, (struct sockaddr *)&addr,
			  offsetof(struct sockaddr_un, sun_path) + 1 + len))
			return 0;
		if (errno != EADDRINUSE)
			break;
	}
	return -errno;
}

int host_signal_pair(const char *text, int *sender, int *receiver)
{
	int ends[2], err;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	err = name_it(ends[1], text);
	if (err) {
		close(ends[0]);
		close(ends[1]);
		return err;
	}
	*sender = ends[0];
	*receiver = ends[1];
	return 0;
}

int host_signal_send(int sender, int status)
{
	struct message m = { .magic = MAGIC, .status = status, .ns = host_now_ns() };

	return send(sender, &m, sizeof(m), MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -errno : 0;
}

bool host_signal_unheard(int sender)
{
	struct pollfd p = { .fd = sender };

	return poll(&p, 1, 0) == 1 && p.revents & (POLLHUP | POLLERR);
}

/* ---- the end that was given away ------------------------------------------------ */

int host_signal_name(int fd, char name[HOST_SIGNAL_NAME])
{
	struct sockaddr_un addr;
	socklen_t len = sizeof(addr);
	size_t skip = offsetof(struct sockaddr_un, sun_path) + 1, prefix = strlen(PREFIX), n;

	memset(&addr, 0, sizeof(addr));
	if (getsockname(fd, (struct sockaddr *)&addr, &len))
		return errno == EBADF ? -EBADF : -EINVAL;
	if (addr.sun_family != AF_UNIX || len <= skip + prefix || addr.sun_path[0] ||
	    memcmp(addr.sun_path + 1, PREFIX, prefix))
		return -EINVAL;
	n = len - skip - prefix;
	if (n >= HOST_SIGNAL_NAME)
		n = HOST_SIGNAL_NAME - 1;
	memcpy(name, addr.sun_path + 1 + prefix, n);
	name[n] = '\0';
	return 0;
}

const char *host_signal_text(const char *name)
{
	const char *text = strchr(name, ' ');

	text = text ? strchr(text + 1, ' ') : NULL;
	return text ? text + 1 : "";
}

int host_signal_look(int fd, struct host_signal *got)
{
	struct message m;
	ssize_t n = recv(fd, &m, sizeof(m), MSG_PEEK | MSG_DONTWAIT);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -EPIPE;
	if (n != (ssize_t)sizeof(m) || m.magic != MAGIC || !m.status)
		return -EPIPE;
	got->status = m.status > 0 || m.status < -4095 ? 1 : m.status;
	got->ns = m.ns;
	return 1;
}

/* ---- many ------------------------------------------------------------------------- */

int host_watch_new(void)
{
	int watch = epoll_create1(EPOLL_CLOEXEC);

	return watch < 0 ? -errno : watch;
}

int host_watch_add(int watch, int fd, unsigned long long cookie)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = cookie };

	return epoll_ctl(watch, EPOLL_CTL_ADD, fd, &ev) ? -errno : 0;
}

void host_watch_del(int watch, int fd)
{
	epoll_ctl(watch, EPOLL_CTL_DEL, fd, NULL);
}

int host_watch_ready(int watch, unsigned long long *cookies, int max)
{
	struct epoll_event ev[16];
	int n, i;

	n = epoll_wait(watch, ev, max < 16 ? max : 16, 0);
	for (i = 0; i < n; i++)
		cookies[i] = ev[i].data.u64;
	return n < 0 ? 0 : n;
}

void host_watch_wait(int watch, unsigned long long ns)
{
	struct timespec limit = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
	struct pollfd p = { .fd = watch, .events = POLLIN };

	ppoll(&p, 1, ns == ~0ull ? NULL : &limit, NULL);
}
