/* SPDX-License-Identifier: MIT */
/*
 * Signals between processes: a socket pair of which one end is given away. Who
 * keeps the other sends one message, once; whoever has the end that was given
 * away, or a copy of it in any process, finds it readable from then on with
 * poll(2), and the message, which nobody takes out, says how it went. The end
 * has a name, by which it is known for what it is. Plain C; any context.
 * src/base/host/signal.c.
 */
#ifndef DMAE_BASE_HOST_SIGNAL_H
#define DMAE_BASE_HOST_SIGNAL_H

#include <stdbool.h>
#include <stddef.h>

/* of a name, with the NUL */
#define HOST_SIGNAL_NAME 96

/** struct host_signal - the message: @status > 0, or a negative error; @ns: host_now_ns() then */
struct host_signal {
	int status;
	unsigned long long ns;
};

/**
 * host_signal_pair() - two ends
 * @text: is in the name; cut if it is longer than 64 bytes
 * @sender: set to the end to keep
 * @receiver: set to the end to give away
 *
 * Both are closed on exec. Return: 0, -EMFILE, -ENFILE, -ENOMEM, ...
 */
int host_signal_pair(const char *text, int *sender, int *receiver);
/** host_signal_send() - Return: 0, or -EPIPE: nobody has the other end any more */
int host_signal_send(int sender, int status);
/** host_signal_unheard() - nobody has the other end any more */
bool host_signal_unheard(int sender);

/**
 * host_signal_name() - what is this descriptor?
 * @name: gets the name, which no other pair has: two words that identify it, a space, and the text
 *
 * Return: 0; -EINVAL (no such end), -EBADF.
 */
int host_signal_name(int fd, char name[HOST_SIGNAL_NAME]);
/** host_signal_text() - the text within a name */
const char *host_signal_text(const char *name);
/** host_signal_look() - Return: 1 and *@got; 0: not yet; -EPIPE: never, the sender is gone */
int host_signal_look(int fd, struct host_signal *got);

/* ---- waiting for many --------------------------------------------------- */

/** host_watch_new() - a set of receiving ends. Return: its descriptor, -EMFILE, ... */
int host_watch_new(void);
/** host_watch_add() - @cookie is told when @fd can be looked at. Return: 0, -ENOSPC, -ENOMEM */
int host_watch_add(int watch, int fd, unsigned long long cookie);
void host_watch_del(int watch, int fd);
/** host_watch_ready() - up to @max cookies. Return: how many; does not wait */
int host_watch_ready(int watch, unsigned long long *cookies, int max);
/** host_watch_wait() - until one is ready, or @ns have passed (0: looks only, ~0: no limit); may
 * return for nothing */
void host_watch_wait(int watch, unsigned long long ns);

#endif
