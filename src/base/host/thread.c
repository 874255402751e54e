// SPDX-License-Identifier: MIT
/*
 * OS threads, and what they wait on. Host side; used by the thread executor and by short internal
 * locks.
 */
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/host.h"

struct host_thread {
	pthread_t thread;
	void (*fn)(void *arg);
	void *arg;
	char name[16];
};

struct host_mutex {
	pthread_mutex_t lock;
};

struct host_cond {
	pthread_cond_t cond;
};

static void *thread_main(void *data)
{
	struct host_thread *t = data;

	pthread_setname_np(pthread_self(), t->name);
	t->fn(t->arg);
	return NULL;
}

int host_thread_start(struct host_thread **thread, void (*fn)(void *arg), void *arg,
		      const char *name)
{
	struct host_thread *t = host_alloc(sizeof(*t));
	int err;

	t->fn = fn;
	t->arg = arg;
	strncpy(t->name, name, sizeof(t->name) - 1);
	*thread = t;
	err = pthread_create(&t->thread, NULL, thread_main, t);
	if (err) {
		*thread = NULL;
		host_free(t);
	}
	return -err;
}

void host_thread_join(struct host_thread *thread)
{
	pthread_join(thread->thread, NULL);
	host_free(thread);
}

void host_thread_exit(void)
{
	pthread_exit(NULL);
}

unsigned long host_thread_id(void)
{
	static unsigned long last;
	static __thread unsigned long id;

	if (!id)
		id = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
	return id;
}

void host_stack_bounds(void **low, size_t *size)
{
	pthread_attr_t attr;

	*low = NULL;
	*size = 0;
	if (pthread_getattr_np(pthread_self(), &attr))
		return;
	pthread_attr_getstack(&attr, low, size);
	pthread_attr_destroy(&attr);
}

bool host_on_own_stack(const void *addr)
{
	static __thread void *low;
	static __thread size_t size;

	if (!size)
		host_stack_bounds(&low, &size);
	return (const char *)addr - (char *)low >= 0 && (size_t)((const char *)addr - (char *)low) < size;
}

void host_thread_yield(void)
{
	sched_yield();
}

static pthread_key_t exit_key;
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;
static void (*exit_fn)(void *arg);

static void exit_run(void *arg)
{
	exit_fn(arg);
}

static void exit_key_make(void)
{
	pthread_key_create(&exit_key, exit_run);
}

void host_thread_on_exit(void (*fn)(void *arg), void *arg)
{
	exit_fn = fn;
	pthread_once(&exit_once, exit_key_make);
	pthread_setspecific(exit_key, arg);
}

struct host_mutex *host_mutex_new(bool recursive)
{
	struct host_mutex *m = host_alloc(sizeof(*m));
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	if (recursive)
		pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&m->lock, &attr);
	pthread_mutexattr_destroy(&attr);
	return m;
}

void host_mutex_free(struct host_mutex *m)
{
	if (!m)
		return;
	pthread_mutex_destroy(&m->lock);
	host_free(m);
}

void host_mutex_lock(struct host_mutex *m)
{
	pthread_mutex_lock(&m->lock);
}

bool host_mutex_trylock(struct host_mutex *m)
{
	return !pthread_mutex_trylock(&m->lock);
}

void host_mutex_unlock(struct host_mutex *m)
{
	pthread_mutex_unlock(&m->lock);
}

struct host_cond *host_cond_new(void)
{
	struct host_cond *c = host_alloc(sizeof(*c));
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&c->cond, &attr);
	pthread_condattr_destroy(&attr);
	return c;
}

void host_cond_free(struct host_cond *c)
{
	if (!c)
		return;
	pthread_cond_destroy(&c->cond);
	host_free(c);
}

static struct timespec timespec_of(unsigned long long ns)
{
	struct timespec ts = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	return ts;
}

void host_cond_wait(struct host_cond *c, struct host_mutex *m, unsigned long long until)
{
	struct timespec ts;

	if (!until) {
		pthread_cond_wait(&c->cond, &m->lock);
		return;
	}
	ts = timespec_of(until);
	pthread_cond_timedwait(&c->cond, &m->lock, &ts);
}

void host_cond_broadcast(struct host_cond *c)
{
	pthread_cond_broadcast(&c->cond);
}

void host_futex_wait(unsigned int *word, unsigned int value, unsigned long long until)
{
	struct timespec ts = timespec_of(until);

	/* the bitset form takes an absolute time */
	syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, value, until ? &ts : NULL, NULL,
		FUTEX_BITSET_MATCH_ANY);
}

void host_futex_wake(unsigned int *word, int count)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

unsigned int host_cpus(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	return CPU_COUNT(&set);
}
