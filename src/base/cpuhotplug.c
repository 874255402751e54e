// SPDX-License-Identifier: MIT
/*
 * CPU hotplug states. No CPU of a world comes or goes, so that a state's
 * callbacks run when it is set up and taken away (for each instance, where it
 * has instances), and at no other time.
 */
#include <linux/bug.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mutex.h>

struct state {
	const char *name;
	int (*startup)(unsigned int cpu);
	int (*teardown)(unsigned int cpu);
	bool multi;
	struct hlist_head instances;
};

/* @states_lock protects all of them */
static DEFINE_MUTEX(states_lock);
static struct state states[CPUHP_ONLINE + 1];

static int call(int (*fn)(unsigned int), unsigned int cpu, struct hlist_node *node)
{
	if (!fn)
		return 0;
	if (node)
		return ((int (*)(unsigned int, struct hlist_node *))(void *)fn)(cpu, node);
	return fn(cpu);
}

static void tear_down(struct state *s, struct hlist_node *node, unsigned int cpus)
{
	while (cpus--)
		call(s->teardown, cpus, node);
}

/* on all CPUs, or on none */
static int start_up(struct state *s, struct hlist_node *node)
{
	unsigned int cpu;
	int ret;

	for_each_online_cpu(cpu) {
		ret = call(s->startup, cpu, node);
		if (ret) {
			tear_down(s, node, cpu);
			return ret;
		}
	}
	return 0;
}

static struct state *state_find(enum cpuhp_state state)
{
	if (WARN_ON(state <= CPUHP_OFFLINE || state > CPUHP_ONLINE || !states[state].name))
		return NULL;
	return &states[state];
}

/* a free one of those that are given out, or @state itself if it is free */
static int state_choose(enum cpuhp_state state)
{
	enum cpuhp_state last = state == CPUHP_AP_ONLINE_DYN	? CPUHP_AP_ONLINE_DYN_END
				: state == CPUHP_BP_PREPARE_DYN ? CPUHP_BP_PREPARE_DYN_END
								: state;
	enum cpuhp_state at;

	if (state <= CPUHP_OFFLINE || state > CPUHP_ONLINE)
		return -EINVAL;
	for (at = state; at <= last; at++)
		if (!states[at].name)
			return at;
	return last == state ? -EBUSY : -ENOSPC;
}

int __cpuhp_setup_state(enum cpuhp_state state, const char *name, bool invoke,
			int (*startup)(unsigned int cpu), int (*teardown)(unsigned int cpu),
			bool multi_instance)
{
	bool dynamic = state == CPUHP_AP_ONLINE_DYN || state == CPUHP_BP_PREPARE_DYN;
	int at, ret = 0;

	if (!name)
		return -EINVAL;
	mutex_lock(&states_lock);
	at = state_choose(state);
	if (at >= 0) {
		states[at] = (struct state){ name, startup, teardown, multi_instance, { NULL } };
		if (invoke)
			ret = start_up(&states[at], NULL);
		if (ret)
			states[at].name = NULL;
	}
	mutex_unlock(&states_lock);
	if (at < 0)
		return at;
	return ret ? ret : dynamic ? at : 0;
}
EXPORT_SYMBOL(__cpuhp_setup_state);

void __cpuhp_remove_state(enum cpuhp_state state, bool invoke)
{
	struct state *s;

	mutex_lock(&states_lock);
	s = state_find(state);
	if (s) {
		WARN(s->multi && !hlist_empty(&s->instances),
		     "Error: Removing state %d which has instances left.\n", state);
		if (invoke && !s->multi)
			tear_down(s, NULL, num_online_cpus());
		s->name = NULL;
	}
	mutex_unlock(&states_lock);
}
EXPORT_SYMBOL(__cpuhp_remove_state);

int __cpuhp_state_add_instance(enum cpuhp_state state, struct hlist_node *node, bool invoke)
{
	struct state *s;
	int ret = -EINVAL;

	mutex_lock(&states_lock);
	s = state_find(state);
	if (s && s->multi) {
		ret = invoke ? start_up(s, node) : 0;
		if (!ret)
			hlist_add_head(node, &s->instances);
	}
	mutex_unlock(&states_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(__cpuhp_state_add_instance);

int __cpuhp_state_remove_instance(enum cpuhp_state state, struct hlist_node *node, bool invoke)
{
	struct state *s;
	int ret = -EINVAL;

	mutex_lock(&states_lock);
	s = state_find(state);
	if (s && s->multi) {
		if (invoke)
			tear_down(s, node, num_online_cpus());
		hlist_del(node);
		ret = 0;
	}
	mutex_unlock(&states_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(__cpuhp_state_remove_instance);
