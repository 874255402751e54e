// SPDX-License-Identifier: MIT
/*
 * A model's events, on the executor's. Kernel side. Pending ones hang on
 * their model, so that none outlives it.
 */
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/list.h>

#include "machine/machine_private.h"

/**
 * struct event_inside - what is in dmae_event.opaque; @link: in the model's list while it is
 * pending
 */
struct event_inside {
	struct exec_event event;
	struct list_head link;
};

static_assert(sizeof(struct event_inside) <= sizeof(((struct dmae_event *)0)->opaque));

static struct event_inside *inside(const struct dmae_event *event)
{
	return (struct event_inside *)event->opaque;
}

static void event_fire(struct exec_event *exec_event)
{
	struct event_inside *in = container_of(exec_event, struct event_inside, event);
	struct dmae_event *event =
		(struct dmae_event *)((char *)in - offsetof(struct dmae_event, opaque));

	list_del_init(&in->link);
	event->fn(event->model, event);
}

uint64_t dmae_now_ns(void)
{
	return exec_now();
}

void dmae_event_init(struct dmae_event *event, struct dmae_model *m,
		     void (*fn)(struct dmae_model *m, struct dmae_event *event))
{
	event->model = m;
	event->fn = fn;
	exec_event_init(&inside(event)->event, event_fire);
	INIT_LIST_HEAD(&inside(event)->link);
}

void dmae_event_after(struct dmae_event *event, uint64_t ns)
{
	exec_ns now = exec_now();

	if (list_empty(&inside(event)->link))
		list_add_tail(&inside(event)->link, &event->model->events);
	exec_event_at(&inside(event)->event, ns > ~now ? ~0ull : now + ns);
}

void dmae_event_cancel(struct dmae_event *event)
{
	list_del_init(&inside(event)->link);
	exec_event_cancel(&inside(event)->event);
}

bool dmae_event_pending(const struct dmae_event *event)
{
	return exec_event_pending(&inside(event)->event);
}

void events_release(struct dmae_model *m)
{
	struct event_inside *in, *next;

	list_for_each_entry_safe(in, next, &m->events, link) {
		list_del_init(&in->link);
		exec_event_cancel(&in->event);
	}
}

void events_describe(struct dmae_model *m, struct dmae_text *text)
{
	struct event_inside *in;
	exec_ns now = exec_now();

	if (list_empty(&m->events))
		dmae_text_line(text, "no event is pending: it waits for a register access or a line");
	list_for_each_entry(in, &m->events, link) {
		exec_ns when = in->event.when;

		dmae_text_line(text, "an event is due in %llu ns", when > now ? when - now : 0ull);
	}
}
