// SPDX-License-Identifier: MIT
/* Per-CPU memory: one area per CPU, one map of what is taken for all of them. */
#include <linux/bug.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "base/base.h"
#include "base/exec/exec.h"
#include "base/host.h"

#define GRAIN		16
#define GRAINS		(PERCPU_AREA / GRAIN)

/* @lock protects @size: the grains of an allocation, at its first grain */
static struct {
	char *area;
	unsigned int cpus;
	struct host_mutex *lock;
	unsigned short *size;
} pc;

char *dmae_percpu_area;
unsigned int nr_cpu_ids = 1;
struct cpumask __cpu_online_mask;
static struct cpumask cpu_masks[NR_CPUS];

/*
 * The variables of a module: CPU 0 has them where they are, between @start and
 * @stop; @initial is how they began, @copies what the other CPUs have. All of
 * them under @modules_lock, which is not a kernel lock: modules come and go
 * without a world, too.
 */
struct percpu_module {
	char *start;
	size_t size;
	void *initial;
	char *copies;
	struct percpu_module *next;
};
static struct percpu_module *modules;
static bool modules_lock;

static void modules_enter(void)
{
	while (__atomic_test_and_set(&modules_lock, __ATOMIC_ACQUIRE))
		host_thread_yield();
}

static void modules_leave(void)
{
	__atomic_clear(&modules_lock, __ATOMIC_RELEASE);
}

void dmae_percpu_add(void *start, void *stop)
{
	struct percpu_module *m;

	modules_enter();
	for (m = modules; m && m->start != start; m = m->next)
		;
	if (!m) {
		m = host_alloc(sizeof(*m));
		m->start = start;
		m->size = (char *)stop - (char *)start;
		m->initial = host_alloc(m->size);
		memcpy(m->initial, start, m->size);
		m->next = modules;
		modules = m;
	}
	modules_leave();
}

void dmae_percpu_del(void *start)
{
	struct percpu_module **at, *m;

	modules_enter();
	for (at = &modules; *at && (*at)->start != start; at = &(*at)->next)
		;
	m = *at;
	if (m) {
		*at = m->next;
		host_free(m->copies);
		host_free(m->initial);
		host_free(m);
	}
	modules_leave();
}

static void modules_forget_copies(void)
{
	struct percpu_module *m;

	modules_enter();
	for (m = modules; m; m = m->next) {
		host_free(m->copies);
		m->copies = NULL;
	}
	modules_leave();
}

static void copies_make(struct percpu_module *m)
{
	unsigned int cpu;

	m->copies = host_alloc(pc.cpus * m->size);
	for (cpu = 0; cpu < pc.cpus; cpu++)
		memcpy(m->copies + cpu * m->size, m->initial, m->size);
}

void *dmae_per_cpu_module(const volatile void *ptr, unsigned int cpu)
{
	char *at = (char *)ptr;
	struct percpu_module *m;

	if (!cpu || cpu >= pc.cpus)
		return at;
	modules_enter();
	for (m = modules; m; m = m->next)
		if (at >= m->start && at < m->start + m->size)
			break;
	if (m) {
		if (!m->copies)
			copies_make(m);
		at = m->copies + cpu * m->size + (at - m->start);
	}
	modules_leave();
	WARN_ONCE(!m, "per_cpu_ptr() of memory that is not per-CPU\n");
	return at;
}

const struct cpumask *cpumask_of(unsigned int cpu)
{
	return &cpu_masks[cpu];
}

int percpu_start(void)
{
	unsigned int cpu;

	pc.cpus = exec_cpus();
	pc.area = host_commit_lazily(pc.cpus * PERCPU_AREA);
	if (!pc.area)
		return -ENOMEM;
	pc.size = host_alloc(GRAINS * sizeof(*pc.size));
	pc.lock = host_mutex_new(false);
	nr_cpu_ids = pc.cpus;
	dmae_percpu_area = pc.area;
	cpumask_clear(&__cpu_online_mask);
	for (cpu = 0; cpu < pc.cpus; cpu++) {
		cpumask_set_cpu(cpu, &__cpu_online_mask);
		cpumask_clear(&cpu_masks[cpu]);
		cpumask_set_cpu(cpu, &cpu_masks[cpu]);
	}
	return 0;
}

void percpu_stop(void)
{
	unsigned int grain, leaks = 0;

	for (grain = 0; grain < GRAINS; grain++)
		leaks += pc.size[grain] != 0;
	if (leaks)
		pr_warn("percpu: %u allocation%s never freed\n", leaks, leaks == 1 ? "" : "s");
	dmae_percpu_area = NULL;
	modules_forget_copies();
	host_unreserve(pc.area, pc.cpus * PERCPU_AREA);
	host_free(pc.size);
	host_mutex_free(pc.lock);
	memset(&pc, 0, sizeof(pc));
}

/* the first run of @want free grains, or GRAINS */
static unsigned int find_free(unsigned int want)
{
	unsigned int run = 0, grain = 0;

	while (grain < GRAINS) {
		if (pc.size[grain]) {
			grain += pc.size[grain];
			run = 0;
			continue;
		}
		grain++;
		if (++run == want)
			return grain - want;
	}
	return GRAINS;
}

void __percpu *__alloc_percpu(size_t size, size_t align)
{
	unsigned int want = (size + GRAIN - 1) / GRAIN, first, cpu;
	char *mem = NULL;

	might_sleep();
	if (!size || size > PERCPU_AREA / 4 || align > 4096) {
		WARN(1, "illegal size (%zu) or align (%zu) for percpu allocation\n", size, align);
		return NULL;
	}
	if (align > GRAIN)
		want += align / GRAIN;
	host_mutex_lock(pc.lock);
	first = find_free(want);
	if (first != GRAINS) {
		pc.size[first] = want;
		mem = pc.area + (size_t)first * GRAIN;
	}
	host_mutex_unlock(pc.lock);
	if (!mem) {
		pr_warn("percpu: allocation failed, size=%zu align=%zu\n", size, align);
		return NULL;
	}
	for (cpu = 0; cpu < pc.cpus; cpu++)
		memset(mem + cpu * PERCPU_AREA, 0, (size_t)want * GRAIN);
	return (void *)(((unsigned long)mem + align - 1) & ~(align - 1));
}

void free_percpu(void __percpu *ptr)
{
	unsigned int grain;

	if (!ptr)
		return;
	host_mutex_lock(pc.lock);
	grain = ((char *)ptr - pc.area) / GRAIN;
	/* an aligned pointer may lie behind the first grain of its allocation */
	while (grain && !pc.size[grain])
		grain--;
	WARN_ON(!pc.size[grain]);
	pc.size[grain] = 0;
	host_mutex_unlock(pc.lock);
}
