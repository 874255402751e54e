// SPDX-License-Identifier: MIT
/* Tasks for applications: dmae_spawn() and dmae_join(). */
#include <linux/err.h>
#include <linux/sched.h>

#include <dmae/world.h>

#include "base/host.h"
#include "base/sched.h"
#include "world/world.h"

struct dmae_task {
	struct task_struct *task;
};

struct dmae_task *dmae_spawn(int (*fn)(void *arg), void *arg, const char *name)
{
	struct task_struct *task;
	struct dmae_task *t;

	if (world_check_running())
		return NULL;
	task = task_spawn(fn, arg, name ? name : "task");
	if (IS_ERR(task)) {
		world_error(PTR_ERR(task), "no more tasks: the host refused a stack or a thread");
		return NULL;
	}
	t = host_alloc(sizeof(*t));
	t->task = task;
	wake_up_process(task);
	world_ok(0);
	return t;
}

int dmae_join(struct dmae_task *t)
{
	int ret = task_join(t->task);

	put_task_struct(t->task);
	host_free(t);
	return ret;
}
