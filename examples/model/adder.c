// SPDX-License-Identifier: MIT
/*
 * A model in one page: a block that adds up the words of a memory range.
 *
 *	0x00 ADDR	bus address of the first word
 *	0x04 COUNT	writing it starts: that many 32-bit words
 *	0x08 SUM	the result
 *	0x0c STATUS	0: 1 done, 1: 1 bus error; writing 1 clears, and lowers the interrupt
 *
 * Adding takes 10 ns a word. The driver is adder-driver.c, the board adder.dts.
 */
#include <stdio.h>
#include <stdlib.h>

#include <dmae/model.h>
#include <dmae/world.h>

enum { ADDR = 0x00, COUNT = 0x04, SUM = 0x08, STATUS = 0x0c };
enum { STATUS_DONE = 1, STATUS_ERROR = 2 };

struct adder {
	uint32_t addr, count, sum, status;
	struct dmae_event finish;
};

static void adder_finish(struct dmae_model *m, struct dmae_event *event)
{
	struct adder *a = dmae_model_state(m);
	uint32_t i, word;

	a->sum = 0;
	for (i = 0; i < a->count; i++) {
		if (dmae_bus_read(m, a->addr + 4 * i, &word, sizeof(word)) != DMAE_BUS_OKAY) {
			a->status |= STATUS_ERROR;
			break;
		}
		a->sum += word;
	}
	a->status |= STATUS_DONE;
	dmae_irq_set(m, 0, true);
}

static int adder_create(struct dmae_model *m)
{
	struct adder *a = dmae_model_state(m);

	dmae_event_init(&a->finish, m, adder_finish);
	return 0;
}

static uint64_t adder_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			   unsigned int width)
{
	struct adder *a = dmae_model_state(m);

	switch (offset) {
	case ADDR:
		return a->addr;
	case COUNT:
		return a->count;
	case SUM:
		return a->sum;
	case STATUS:
		return a->status;
	default:
		return 0;
	}
}

static void adder_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			unsigned int width, uint64_t value)
{
	struct adder *a = dmae_model_state(m);

	switch (offset) {
	case ADDR:
		a->addr = value;
		break;
	case COUNT:
		a->count = value;
		dmae_event_after(&a->finish, 10ull * a->count);
		break;
	case STATUS:
		a->status &= ~value;
		dmae_irq_set(m, 0, a->status);
		break;
	}
}

static const char *const adder_compatible[] = { "example,adder", NULL };

static const struct dmae_model_class adder_class = {
	.name = "adder",
	.compatible = adder_compatible,
	.state_size = sizeof(struct adder),
	.create = adder_create,
	.read = adder_read,
	.write = adder_write,
};

/* adder-driver.c */
int adder_driver_run(void);

int main(int argc, char **argv)
{
	struct dmae_world_params p = DMAE_WORLD_PARAMS;
	int err;

	p.board = argc > 1 ? argv[1] : "examples/model/adder.dts";
	p.checker = DMAE_ON;
	dmae_model_register(&adder_class);
	if (dmae_world_start(&p)) {
		fprintf(stderr, "adder: %s\n", dmae_error());
		return 2;
	}
	err = adder_driver_run();
	if (dmae_world_stop() || err)
		return 1;
	printf("the adder works\n");
	return 0;
}
