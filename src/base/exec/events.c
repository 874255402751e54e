// SPDX-License-Identifier: MIT
/* The queue of hardware events: a binary heap. Locking is the executor's. */
#include "base/exec/task.h"
#include "base/host.h"

static bool event_before(const struct exec_event *a, const struct exec_event *b)
{
	return a->when != b->when ? a->when < b->when : a->order < b->order;
}

static void heap_place(struct exec_event_queue *q, size_t slot, struct exec_event *event)
{
	q->heap[slot] = event;
	event->slot = slot + 1;
}

static void heap_rise(struct exec_event_queue *q, size_t slot, struct exec_event *event)
{
	while (slot) {
		size_t parent = (slot - 1) / 2;

		if (!event_before(event, q->heap[parent]))
			break;
		heap_place(q, slot, q->heap[parent]);
		slot = parent;
	}
	heap_place(q, slot, event);
}

static void heap_sink(struct exec_event_queue *q, size_t slot, struct exec_event *event)
{
	for (;;) {
		size_t child = 2 * slot + 1;

		if (child >= q->count)
			break;
		if (child + 1 < q->count && event_before(q->heap[child + 1], q->heap[child]))
			child++;
		if (!event_before(q->heap[child], event))
			break;
		heap_place(q, slot, q->heap[child]);
		slot = child;
	}
	heap_place(q, slot, event);
}

void event_queue_add(struct exec_event_queue *q, struct exec_event *event, exec_ns when)
{
	if (event->slot)
		event_queue_remove(q, event);
	if (q->count == q->room) {
		q->room = q->room ? 2 * q->room : 64;
		q->heap = host_realloc(q->heap, q->room * sizeof(*q->heap));
	}
	event->when = when;
	event->order = q->next_order++;
	heap_rise(q, q->count++, event);
}

bool event_queue_remove(struct exec_event_queue *q, struct exec_event *event)
{
	size_t slot = event->slot;
	struct exec_event *last;

	if (!slot)
		return false;
	event->slot = 0;
	last = q->heap[--q->count];
	if (last != event) {
		slot--;
		if (slot && event_before(last, q->heap[(slot - 1) / 2]))
			heap_rise(q, slot, last);
		else
			heap_sink(q, slot, last);
	}
	return true;
}

void event_queue_free(struct exec_event_queue *q)
{
	while (q->count)
		q->heap[--q->count]->slot = 0;
	host_free(q->heap);
	q->heap = NULL;
	q->room = 0;
	q->next_order = 0;
}
