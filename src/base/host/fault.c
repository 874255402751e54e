// SPDX-License-Identifier: MIT
/*
 * Faults. An access to a range nobody may touch (an MMIO cookie) is explained
 * in one line; of any other it is said where it happened, in the kernel's
 * words, before it goes to whoever handled the signal before us (a sanitizer,
 * a debugger). Either way the process ends. Host side.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/host.h"

#define MAX_WATCHES 16

static struct watch {
	char *base;
	size_t size;
	void (*explain)(void *addr, bool write);
} watches[MAX_WATCHES];

static pthread_mutex_t watches_lock = PTHREAD_MUTEX_INITIALIZER;
static const int fault_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL };

#define N_SIGNALS (sizeof(fault_signals) / sizeof(fault_signals[0]))

static struct sigaction previous[N_SIGNALS];
static char during[128];
static bool (*first_filter)(void *addr, bool write, void *pc);
static bool (*filter)(void *addr, bool write, void *pc);
static void (*last_word)(void);

void host_fault_during(const char *fmt, ...)
{
	va_list args;

	during[0] = '\0';
	if (!fmt)
		return;
	va_start(args, fmt);
	vsnprintf(during, sizeof(during), fmt, args);
	va_end(args);
}

static bool fault_is_write(const void *context)
{
#if defined(__x86_64__)
	const ucontext_t *uc = context;

	return uc->uc_mcontext.gregs[REG_ERR] & 2;
#else
	return false;
#endif
}

/* ---- the report ------------------------------------------------------------ */

#define NULL_PAGE  4096
#define MAX_FRAMES 8

/* where it happened; a jump to nowhere happened where it was called from */
static void *fault_pc(const void *context)
{
#if defined(__x86_64__)
	const ucontext_t *uc = context;
	uintptr_t pc = uc->uc_mcontext.gregs[REG_RIP];

	return pc < NULL_PAGE ? *(void **)uc->uc_mcontext.gregs[REG_RSP] : (void *)pc;
#elif defined(__aarch64__)
	const ucontext_t *uc = context;
	uintptr_t pc = uc->uc_mcontext.pc;

	return (void *)(pc < NULL_PAGE ? uc->uc_mcontext.regs[30] : pc);
#else
	return NULL;
#endif
}

/* "function+0x12 (file.c:5) [module]"; @pc is where a call returns to */
static const char *place(const void *pc, char *buf, size_t size)
{
	char symbol[320], source[192];
	const char *slash, *line;
	size_t len;
	Dl_info info;

	host_symbol((const char *)pc - 1, symbol, sizeof(symbol));
	line = strstr(host_place(pc, source, sizeof(source)), " (");
	len = strlen(symbol);
	if (line)
		snprintf(symbol + len, sizeof(symbol) - len, "%s", line);
	snprintf(buf, size, "%s", symbol);
	if (!dladdr(pc, &info) || !info.dli_fname)
		return buf;
	slash = strrchr(info.dli_fname, '/');
	slash = slash ? slash + 1 : info.dli_fname;
	len = strlen(slash);
	if (len > 3 && !strcmp(slash + len - 3, ".so"))
		snprintf(buf, size, "%s [%.*s]", symbol, (int)len - 3, slash);
	return buf;
}

static void report_trace(const void *pc)
{
	char text[256];
	void *frames[24];
	int n = host_backtrace(frames, 24), i, from = 0;

	for (i = 0; i < n; i++)
		if (frames[i] == pc)
			from = i + 1;
	if (!from || from >= n)
		return;
	host_printf("Call Trace:\n");
	for (i = from; i < n && i < from + MAX_FRAMES; i++)
		host_printf(" %s\n", place(frames[i], text, sizeof(text)));
}

static void fault_report(int sig, const siginfo_t *info, const void *context)
{
	uintptr_t addr = (uintptr_t)info->si_addr;
	const char *access = fault_is_write(context) ? "write" : "read";
	void *pc = fault_pc(context);
	char text[256];

	if (sig == SIGFPE)
		host_printf("divide error\n");
	else if (sig == SIGILL)
		host_printf("invalid opcode\n");
	else if (info->si_code == SI_KERNEL)
		host_printf(
			"general protection fault, probably for non-canonical address (a pointer "
			"that was poisoned, as by list_del(), or overwritten)\n");
	else if (addr < NULL_PAGE)
		host_printf("BUG: kernel NULL pointer dereference, address: 0x%lx (%s)\n",
			    (unsigned long)addr, access);
	else
		host_printf("BUG: unable to handle page fault for address: 0x%lx (%s)\n",
			    (unsigned long)addr, access);
	host_printf("RIP: %s\n", place((char *)pc + 1, text, sizeof(text)));
	report_trace(pc);
	if (during[0])
		host_printf("during %s; the world ends here\n", during);
	else
		host_printf("the world ends here\n");
}

/* ---- handling -------------------------------------------------------------- */

static struct sigaction *previous_of(int sig)
{
	unsigned int i;

	for (i = 0; i < N_SIGNALS - 1; i++)
		if (fault_signals[i] == sig)
			break;
	return &previous[i];
}

static void fault_pass_on(int sig, siginfo_t *info, void *context)
{
	struct sigaction *old = previous_of(sig);

	if (old->sa_flags & SA_SIGINFO && old->sa_sigaction)
		old->sa_sigaction(sig, info, context);
	else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN)
		old->sa_handler(sig);
	else
		host_die();
}

static void fault_handler(int sig, siginfo_t *info, void *context)
{
	static bool reported;
	char *addr = info->si_addr;
	int i;

	if (first_filter && first_filter(addr, fault_is_write(context), fault_pc(context)))
		return;
	if (filter && filter(addr, fault_is_write(context), fault_pc(context)))
		return;
	for (i = 0; i < MAX_WATCHES; i++) {
		struct watch *w = &watches[i];

		if (w->explain && addr >= w->base && addr < w->base + w->size) {
			w->explain(addr, fault_is_write(context));
			host_die();
		}
	}
	/* a second one: the report itself, or what it read, is broken */
	if (!reported) {
		reported = true;
		if (last_word)
			last_word();
		fault_report(sig, info, context);
	}
	fault_pass_on(sig, info, context);
}

/*
 * A stack that has run over cannot hold the handler, and the one that a
 * sanitizer gives us is too small for reading debug information. A thread
 * other than the first one has the sanitizer take its own back at its end.
 */
static void own_stack(void)
{
	static char stack[1 << 20];
	stack_t now, ours = { .ss_sp = stack, .ss_size = sizeof(stack) };

	if (sigaltstack(NULL, &now))
		return;
	if (now.ss_flags & SS_DISABLE || (now.ss_size < sizeof(stack) && gettid() == getpid()))
		sigaltstack(&ours, NULL);
}

static void install(void)
{
	struct sigaction action;
	unsigned int i;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = fault_handler;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
	for (i = 0; i < N_SIGNALS; i++) {
		struct sigaction now;

		/* whoever has come since is asked after us */
		sigaction(fault_signals[i], NULL, &now);
		if (now.sa_sigaction == fault_handler)
			continue;
		previous[i] = now;
		sigaction(fault_signals[i], &action, NULL);
	}
	own_stack();
}

void host_fault_watch(void *base, size_t size, void (*explain)(void *addr, bool write))
{
	int i;

	pthread_mutex_lock(&watches_lock);
	install();
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

void host_fault_filter(bool (*fn)(void *addr, bool write, void *pc), void (*last)(void))
{
	pthread_mutex_lock(&watches_lock);
	install();
	filter = fn;
	last_word = last;
	pthread_mutex_unlock(&watches_lock);
}

void host_fault_first(bool (*fn)(void *addr, bool write, void *pc))
{
	pthread_mutex_lock(&watches_lock);
	install();
	first_filter = fn;
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
