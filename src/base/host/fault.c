// SPDX-License-Identifier: MIT
/*
 * Faults that we can explain: an access to a range nobody may touch (an MMIO
 * cookie) prints one line before the process dies. Every other fault goes to
 * whoever handled SIGSEGV before us. Host side.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "base/host.h"

#define MAX_WATCHES 16

static struct watch {
	char *base;
	size_t size;
	void (*explain)(void *addr, bool write);
} watches[MAX_WATCHES];

static pthread_mutex_t watches_lock = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction previous[2];
static const int fault_signals[2] = { SIGSEGV, SIGBUS };
static bool installed;

static bool fault_is_write(const void *context)
{
#if defined(__x86_64__)
	const ucontext_t *uc = context;

	return uc->uc_mcontext.gregs[REG_ERR] & 2;
#else
	return false;
#endif
}

static void fault_pass_on(int sig, siginfo_t *info, void *context)
{
	struct sigaction *old = &previous[sig == SIGBUS];

	if (old->sa_flags & SA_SIGINFO && old->sa_sigaction) {
		old->sa_sigaction(sig, info, context);
	} else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) {
		old->sa_handler(sig);
	} else {
		/* back to the default: the instruction faults again and ends us */
		signal(sig, SIG_DFL);
	}
}

static void fault_handler(int sig, siginfo_t *info, void *context)
{
	char *addr = info->si_addr;
	int i;

	for (i = 0; i < MAX_WATCHES; i++) {
		struct watch *w = &watches[i];

		if (w->explain && addr >= w->base && addr < w->base + w->size) {
			w->explain(addr, fault_is_write(context));
			abort();
		}
	}
	fault_pass_on(sig, info, context);
}

void host_fault_watch(void *base, size_t size, void (*explain)(void *addr, bool write))
{
	struct sigaction action;
	int i;

	pthread_mutex_lock(&watches_lock);
	if (!installed) {
		memset(&action, 0, sizeof(action));
		action.sa_sigaction = fault_handler;
		action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
		for (i = 0; i < 2; i++)
			sigaction(fault_signals[i], &action, &previous[i]);
		installed = true;
	}
	for (i = 0; i < MAX_WATCHES; i++) {
		if (watches[i].explain)
			continue;
		watches[i].base = base;
		watches[i].size = size;
		watches[i].explain = explain;
		break;
	}
	pthread_mutex_unlock(&watches_lock);
}

void host_fault_unwatch(void *base)
{
	int i;

	pthread_mutex_lock(&watches_lock);
	for (i = 0; i < MAX_WATCHES; i++)
		if (watches[i].base == base)
			memset(&watches[i], 0, sizeof(watches[i]));
	pthread_mutex_unlock(&watches_lock);
}
