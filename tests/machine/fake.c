// SPDX-License-Identifier: MIT
/* A machine for tests: boards out of text, with fake models in it. Host side. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/exec/exec.h"
#include "base/mm.h"
#include "board_text.h"
#include "fake.h"

#define FAKES_MAX 16

static struct fake *fakes[FAKES_MAX];

static void fake_event(struct dmae_model *m, struct dmae_event *event)
{
	struct fake *fake = dmae_model_state(m);

	fake->fired++;
	fake->fired_at = dmae_now_ns();
}

static int fake_create(struct dmae_model *m)
{
	struct fake *fake = dmae_model_state(m);
	unsigned int i;

	fake->m = m;
	dmae_event_init(&fake->event, m, fake_event);
	for (i = 0; i < FAKES_MAX; i++) {
		if (fakes[i])
			continue;
		fakes[i] = fake;
		return 0;
	}
	return -ENOSPC;
}

static int fake_connect(struct dmae_model *m)
{
	struct fake *fake = dmae_model_state(m);

	fake->request_err = dmae_request_get(m, "data", 3, &fake->request);
	return 0;
}

static void fake_destroy(struct dmae_model *m)
{
	unsigned int i;

	for (i = 0; i < FAKES_MAX; i++)
		if (fakes[i] == dmae_model_state(m))
			fakes[i] = NULL;
}

static void fake_note(struct fake *fake, unsigned int window, uint64_t offset, unsigned int width)
{
	fake->window = window;
	fake->offset = offset;
	fake->width = width;
}

static uint64_t fake_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			  unsigned int width)
{
	struct fake *fake = dmae_model_state(m);

	fake->reads++;
	fake_note(fake, window, offset, width);
	/* the bits above are for whoever asks to cut off */
	return 0xabcdef0000000000ull | fake->regs[offset / 4 % 64];
}

static void fake_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		       unsigned int width, uint64_t value)
{
	struct fake *fake = dmae_model_state(m);

	fake->writes++;
	fake_note(fake, window, offset, width);
	fake->value = value;
	fake->regs[offset / 4 % 64] = value;
	if (fake->on_write)
		fake->on_write(fake);
}

static int fake_input(struct dmae_model *m, const uint32_t *cells, unsigned int ncells)
{
	return ncells == 1 && cells[0] < 32 ? (int)cells[0] : -EINVAL;
}

static void fake_changed(struct dmae_model *m, unsigned int input, bool level)
{
	struct fake *fake = dmae_model_state(m);

	fake->changes++;
	fake->input = input;
	fake->level = level;
	if (fake->on_change)
		fake->on_change(fake, input, level);
}

static void fake_acked(struct dmae_model *m, unsigned int line, bool last)
{
	struct fake *fake = dmae_model_state(m);

	fake->acks++;
	fake->acked_line = line;
	fake->acked_last = last;
	if (fake->on_ack)
		fake->on_ack(fake, line, last);
}

static const char *const fake_compatible[] = { "test,fake", NULL };

const struct dmae_model_class fake_class = {
	.name = "fake",
	.compatible = fake_compatible,
	.state_size = sizeof(struct fake),
	.create = fake_create,
	.connect = fake_connect,
	.destroy = fake_destroy,
	.read = fake_read,
	.write = fake_write,
	.request_input = fake_input,
	.request_changed = fake_changed,
	.request_acked = fake_acked,
};

/* ---- the machine ------------------------------------------------------- */

void fake_start(const char *nodes)
{
	size_t size = strlen(FAKE_HEAD) + strlen(nodes) + strlen(FAKE_TAIL) + 1;
	char *dts = malloc(size);
	int err;

	snprintf(dts, size, "%s%s%s", FAKE_HEAD, nodes, FAKE_TAIL);
	dmae_model_register(&fake_class);
	err = machine_setup_dts(dts);
	free(dts);
	assert_int_equal(err, 0);
}

int fake_stop(void **state)
{
	int leaks = machine_board() ? machine_teardown(state) : 0;

	dmae_model_unregister(&fake_class);
	return leaks;
}

const char *fake_start_err(const char *dts)
{
	static char err[256];
	struct exec_params params = { .kind = EXEC_FIBERS };
	struct board *board = text_board_ok(dts);

	dmae_model_register(&fake_class);
	assert_int_equal(base_start(&params), 0);
	assert_true(machine_start(board, err, sizeof(err)) < 0);
	assert_null(machine_board());
	base_stop();
	board_free(board);
	return err;
}

struct fake *fake_named(const char *name)
{
	unsigned int i;

	for (i = 0; i < FAKES_MAX; i++)
		if (fakes[i] && !strcmp(dmae_model_name(fakes[i]->m), name))
			return fakes[i];
	fail_msg("no fake is called %s", name);
	return NULL;
}

void *fake_ram(uint64_t phys)
{
	void *mem = machine_ioremap(phys, 1);

	assert_non_null(mem);
	return mem;
}

static int count_line(uint64_t ns, int level, const char *text, void *arg)
{
	const char *wanted = *(const char **)arg;

	if (strstr(text, wanted))
		++*(unsigned int *)((const char **)arg + 1);
	return 0;
}

unsigned int fake_log_count(const char *text)
{
	struct {
		const char *text;
		unsigned int count;
	} query = { text, 0 };

	dmae_log_read(count_line, &query);
	return query.count;
}
