/* SPDX-License-Identifier: MIT */
/*
 * A test in two processes, which talk over a socket: words of one byte, and
 * descriptors. Plain C, for both sides. processes.c.
 */
#ifndef TESTS_PROCESSES_H
#define TESTS_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * process_fork() - run @child in a process of its own, which ends with what it returns
 *
 * Before a world is started: each starts its own. Return: the child.
 */
int process_fork(int (*child)(void));
/** process_join() - what @child returned; negative: it was killed, or took longer than 60 s */
int process_join(int child);

/* to the other process, and from it; -1 when it has gone */
void process_tell(int word);
int process_hear(void);
void process_send_fd(int fd);
int process_receive_fd(void);

/** expect() - in the child: say where it went wrong, and end */
#define expect(condition) process_expect(condition, #condition, __FILE__, __LINE__)
void process_expect(bool ok, const char *what, const char *file, int line);

/* plain system calls */
/** native_poll() - poll(2) for POLLIN. Return: the events */
int native_poll(int fd, int timeout_ms);
void native_close(int fd);
int native_dup(int fd);
void *native_mmap(int fd, size_t len);
void native_munmap(void *mem, size_t len);
/** native_fd_limit() - no more than @count descriptors besides those that are open; 0: as before */
void native_fd_limit(unsigned int count);
unsigned int native_fds_open(void);

#endif
