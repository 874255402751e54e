/* SPDX-License-Identifier: MIT */
/* Sets of CPUs. Every virtual CPU of a world is possible, present and online. */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H

#include <linux/threads.h>
#include <linux/types.h>
#include <linux/bitmap.h>

typedef struct cpumask {
	DECLARE_BITMAP(bits, NR_CPUS);
} cpumask_t;

typedef struct cpumask cpumask_var_t[1];

extern unsigned int nr_cpu_ids;
extern struct cpumask __cpu_online_mask;

#define cpu_possible_mask	((const struct cpumask *)&__cpu_online_mask)
#define cpu_online_mask		((const struct cpumask *)&__cpu_online_mask)
#define cpu_present_mask	((const struct cpumask *)&__cpu_online_mask)
#define cpu_active_mask		((const struct cpumask *)&__cpu_online_mask)

const struct cpumask *cpumask_of(unsigned int cpu);
#define get_cpu_mask(cpu)	cpumask_of(cpu)
#define cpumask_of_node(node)	((void)(node), cpu_online_mask)
#define cpu_to_node(cpu)	((void)(cpu), 0)
#define numa_node_id()		0

#define cpumask_bits(maskp)	((maskp)->bits)
#define cpumask_pr_args(maskp)	NR_CPUS, cpumask_bits(maskp)

#define num_online_cpus()	nr_cpu_ids
#define num_possible_cpus()	nr_cpu_ids
#define num_present_cpus()	nr_cpu_ids
#define cpu_online(cpu)		((unsigned int)(cpu) < nr_cpu_ids)
#define cpu_possible(cpu)	((unsigned int)(cpu) < nr_cpu_ids)

static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *mask)
{
	mask->bits[cpu / BITS_PER_LONG] |= 1ul << (cpu % BITS_PER_LONG);
}

static inline void cpumask_clear_cpu(int cpu, struct cpumask *mask)
{
	mask->bits[cpu / BITS_PER_LONG] &= ~(1ul << (cpu % BITS_PER_LONG));
}

static inline bool cpumask_test_cpu(int cpu, const struct cpumask *mask)
{
	return mask->bits[cpu / BITS_PER_LONG] >> (cpu % BITS_PER_LONG) & 1;
}

static inline void cpumask_clear(struct cpumask *mask)
{
	bitmap_zero(mask->bits, NR_CPUS);
}

static inline void cpumask_setall(struct cpumask *mask)
{
	bitmap_fill(mask->bits, NR_CPUS);
}

static inline void cpumask_copy(struct cpumask *dst, const struct cpumask *src)
{
	bitmap_copy(dst->bits, src->bits, NR_CPUS);
}

static inline bool cpumask_empty(const struct cpumask *mask)
{
	return bitmap_empty(mask->bits, NR_CPUS);
}

static inline unsigned int cpumask_weight(const struct cpumask *mask)
{
	return bitmap_weight(mask->bits, NR_CPUS);
}

static inline unsigned int cpumask_first(const struct cpumask *mask)
{
	return find_first_bit(mask->bits, NR_CPUS);
}

static inline unsigned int cpumask_next(int n, const struct cpumask *mask)
{
	return find_next_bit(mask->bits, NR_CPUS, n + 1);
}

static inline unsigned int cpumask_last(const struct cpumask *mask)
{
	return find_last_bit(mask->bits, NR_CPUS);
}

static inline bool cpumask_test_and_set_cpu(int cpu, struct cpumask *mask)
{
	return test_and_set_bit(cpu, mask->bits);
}

static inline bool cpumask_test_and_clear_cpu(int cpu, struct cpumask *mask)
{
	return test_and_clear_bit(cpu, mask->bits);
}

static inline bool cpumask_and(struct cpumask *dst, const struct cpumask *a,
			       const struct cpumask *b)
{
	return bitmap_and(dst->bits, a->bits, b->bits, NR_CPUS);
}

static inline void cpumask_or(struct cpumask *dst, const struct cpumask *a,
			      const struct cpumask *b)
{
	bitmap_or(dst->bits, a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_equal(const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_equal(a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_intersects(const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_intersects(a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_subset(const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_subset(a->bits, b->bits, NR_CPUS);
}

#define cpumask_any(mask)	cpumask_first(mask)

/* some CPU of @mask other than @cpu, or at least nr_cpu_ids */
static inline unsigned int cpumask_any_but(const struct cpumask *mask, unsigned int cpu)
{
	unsigned int i = cpumask_first(mask);

	return i == cpu ? cpumask_next(i, mask) : i;
}

static inline ssize_t cpumap_print_to_pagebuf(bool list, char *buf, const struct cpumask *mask)
{
	return bitmap_print_to_pagebuf(list, buf, mask->bits, nr_cpu_ids);
}

#define for_each_cpu(cpu, mask)						\
	for ((cpu) = cpumask_first(mask); (cpu) < nr_cpu_ids;		\
	     (cpu) = cpumask_next((cpu), (mask)))
#define for_each_possible_cpu(cpu)	for ((cpu) = 0; (cpu) < nr_cpu_ids; (cpu)++)
#define for_each_online_cpu(cpu)	for_each_possible_cpu(cpu)
#define for_each_present_cpu(cpu)	for_each_possible_cpu(cpu)

#endif
