// SPDX-License-Identifier: MIT
/* The model behind toucher.h. Host side. */
#include "toucher.h"

#include <dmae/model.h>

unsigned char toucher_memory[TOUCHER_CHANNELS][TOUCHER_BYTES];

struct toucher {
	uint64_t addr[TOUCHER_CHANNELS];
	uint32_t len[TOUCHER_CHANNELS];
	uint32_t result[TOUCHER_CHANNELS];
};

static void go(struct dmae_model *m, unsigned int n, uint64_t what)
{
	struct toucher *t = dmae_model_state(m);
	uint32_t len = t->len[n] < TOUCHER_BYTES ? t->len[n] : TOUCHER_BYTES;

	if (what == TOUCHER_READ)
		t->result[n] = dmae_bus_read(m, t->addr[n], toucher_memory[n], len);
	else
		t->result[n] = dmae_bus_write(m, t->addr[n], toucher_memory[n], len);
}

static void toucher_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			  unsigned int width, uint64_t value)
{
	struct toucher *t = dmae_model_state(m);
	unsigned int n = offset / TOUCHER_STRIDE;

	if (n >= TOUCHER_CHANNELS)
		return;
	switch (offset % TOUCHER_STRIDE) {
	case TOUCHER_ADDR:
		t->addr[n] = value;
		break;
	case TOUCHER_LEN:
		t->len[n] = value;
		break;
	case TOUCHER_GO:
		go(m, n, value);
		break;
	}
}

static uint64_t toucher_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			     unsigned int width)
{
	const struct toucher *t = dmae_model_state(m);
	unsigned int n = offset / TOUCHER_STRIDE;

	return n < TOUCHER_CHANNELS && offset % TOUCHER_STRIDE == TOUCHER_RESULT ? t->result[n] : 0;
}

static const char *const compatible[] = { "test,toucher", NULL };
static const struct dmae_model_class toucher_class = {
	.name = "toucher",
	.compatible = compatible,
	.state_size = sizeof(struct toucher),
	.read = toucher_read,
	.write = toucher_write,
};

void toucher_register(void)
{
	dmae_model_register(&toucher_class);
}

void toucher_unregister(void)
{
	dmae_model_unregister(&toucher_class);
}
