// SPDX-License-Identifier: MIT
/* Tests in two processes, and the system calls of programs that know nothing of us. Host side. */
#include "processes.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS 60

static int channel = -1;

int process_fork(int (*child)(void))
{
	int ends[2];
	pid_t pid;

	fflush(NULL);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -1;
	pid = fork();
	if (!pid) {
		close(ends[0]);
		channel = ends[1];
		alarm(SECONDS);
		_exit(child());
	}
	close(ends[1]);
	channel = ends[0];
	return pid;
}

int process_join(int child)
{
	int status = 0;

	close(channel);
	channel = -1;
	if (waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void process_tell(int word)
{
	char c = word;

	if (send(channel, &c, 1, MSG_NOSIGNAL) != 1)
		fprintf(stderr, "process_tell: nobody listens\n");
}

int process_hear(void)
{
	struct pollfd p = { .fd = channel, .events = POLLIN };
	char c;

	if (poll(&p, 1, SECONDS * 1000) != 1)
		return -1;
	return recv(channel, &c, 1, 0) == 1 ? c : -1;
}

union control {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

void process_send_fd(int fd)
{
	union control control = { .header = { .cmsg_level = SOL_SOCKET,
					      .cmsg_type = SCM_RIGHTS,
					      .cmsg_len = CMSG_LEN(sizeof(int)) } };
	struct iovec iov = { .iov_base = "f", .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	if (sendmsg(channel, &msg, MSG_NOSIGNAL) != 1)
		perror("process_send_fd");
}

int process_receive_fd(void)
{
	union control control;
	char c;
	struct iovec iov = { .iov_base = &c, .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	struct pollfd p = { .fd = channel, .events = POLLIN };
	struct cmsghdr *header;
	int fd = -1;

	if (poll(&p, 1, SECONDS * 1000) != 1 || recvmsg(channel, &msg, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	header = CMSG_FIRSTHDR(&msg);
	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

void process_expect(bool ok, const char *what, const char *file, int line)
{
	if (ok)
		return;
	fprintf(stderr, "%s:%d: in the child: %s does not hold\n", file, line, what);
	_exit(1);
}

/* ---- plain system calls ------------------------------------------------------ */

int native_poll(int fd, int timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, timeout_ms) == 1 ? p.revents : 0;
}

void native_close(int fd)
{
	close(fd);
}

int native_dup(int fd)
{
	return dup(fd);
}

void *native_mmap(int fd, size_t len)
{
	void *mem = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return mem == MAP_FAILED ? NULL : mem;
}

void native_munmap(void *mem, size_t len)
{
	munmap(mem, len);
}

unsigned int native_fds_open(void)
{
	unsigned int fd, n = 0;

	/* without a descriptor of its own */
	for (fd = 0; fd < 4096; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

void native_fd_limit(unsigned int count)
{
	static struct rlimit before;
	struct rlimit now;
	int fd, left = count;

	if (!before.rlim_max)
		getrlimit(RLIMIT_NOFILE, &before);
	now = before;
	if (count) {
		/* the limit is a number, below which there are holes */
		for (fd = 0; left > 0; fd++)
			left -= fcntl(fd, F_GETFD) < 0;
		now.rlim_cur = fd;
	}
	setrlimit(RLIMIT_NOFILE, &now);
}
