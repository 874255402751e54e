// SPDX-License-Identifier: MIT
/* The model behind model_wires.h. Host side. */
#include "model_wires.h"

#include <string.h>

#include <dmae/model.h>

#define WIRES 4

struct wires {
	uint32_t level;
	uint32_t width;
	uint32_t count;
	uint32_t fifo;
	uint32_t sum;
	uint8_t data[64];
	struct dmae_event event;
};

static void wires_drive(struct dmae_model *m, uint32_t level)
{
	struct wires *w = dmae_model_state(m);
	unsigned int i;

	w->level = level;
	for (i = 0; i < WIRES; i++)
		dmae_irq_set(m, i, level >> i & 1);
}

static void wires_event(struct dmae_model *m, struct dmae_event *event)
{
	struct wires *w = dmae_model_state(m);

	wires_drive(m, w->level | 1);
}

static int wires_create(struct dmae_model *m)
{
	struct wires *w = dmae_model_state(m);

	dmae_event_init(&w->event, m, wires_event);
	return 0;
}

static uint64_t wires_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			   unsigned int width)
{
	struct wires *w = dmae_model_state(m);
	uint64_t value = 0;

	switch (offset) {
	case WIRES_LEVEL:
		return w->level;
	case WIRES_WIDTH:
		return w->width;
	case WIRES_COUNT:
		return w->count;
	case WIRES_FIFO:
		return ++w->fifo;
	case WIRES_SUM:
		return w->sum;
	}
	if (offset >= WIRES_DATA && offset + width <= WIRES_DATA + sizeof(w->data)) {
		w->width = width;
		w->count++;
		memcpy(&value, w->data + offset - WIRES_DATA, width);
	}
	return value;
}

static void wires_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			unsigned int width, uint64_t value)
{
	struct wires *w = dmae_model_state(m);

	switch (offset) {
	case WIRES_LEVEL:
		wires_drive(m, value);
		return;
	case WIRES_PULSE:
		dmae_irq_pulse(m, value);
		return;
	case WIRES_DELAY:
		dmae_event_after(&w->event, value);
		return;
	case WIRES_ACK:
		wires_drive(m, w->level & ~value);
		return;
	case WIRES_FIFO:
		w->sum += value;
		return;
	}
	if (offset >= WIRES_DATA && offset + width <= WIRES_DATA + sizeof(w->data)) {
		w->width = width;
		w->count++;
		memcpy(w->data + offset - WIRES_DATA, &value, width);
	}
}

static const char *const wires_compatible[] = { WIRES_COMPATIBLE, NULL };

static const struct dmae_model_class wires_class = {
	.name = "wires",
	.compatible = wires_compatible,
	.state_size = sizeof(struct wires),
	.create = wires_create,
	.read = wires_read,
	.write = wires_write,
};

void model_wires_register(void)
{
	dmae_model_register(&wires_class);
}

void model_wires_unregister(void)
{
	dmae_model_unregister(&wires_class);
}
