// SPDX-License-Identifier: MIT
/*
 * What a model asks about itself: its state, its name, its node, its windows;
 * and its messages. Kernel side.
 */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "machine/machine_private.h"

void *dmae_model_state(struct dmae_model *m)
{
	return m->state;
}

const char *dmae_model_name(const struct dmae_model *m)
{
	return m->name;
}

const void *dmae_model_prop(struct dmae_model *m, const char *name, int *len)
{
	return board_prop(machine_tree, m->node, name, len);
}

uint32_t dmae_model_prop_u32(struct dmae_model *m, const char *name, uint32_t otherwise)
{
	uint32_t value;

	return board_prop_u32(machine_tree, m->node, name, 0, &value) ? value : otherwise;
}

bool dmae_model_prop_bool(struct dmae_model *m, const char *name)
{
	return board_prop(machine_tree, m->node, name, NULL);
}

uint64_t dmae_model_window_base(struct dmae_model *m, unsigned int window)
{
	return window < m->window_count ? m->windows[window].base : 0;
}

uint64_t dmae_model_window_size(struct dmae_model *m, unsigned int window)
{
	return window < m->window_count ? m->windows[window].size : 0;
}

bool dmae_board_compatible(struct dmae_model *m, const char *compatible)
{
	return board_compatible(machine_tree, board_root(machine_tree), compatible);
}

/* ---- messages ---------------------------------------------------------- */

#define MESSAGE_SIZE 256

static const char *message(char *text, const char *fmt, va_list args)
{
	int len = vscnprintf(text, MESSAGE_SIZE, fmt, args);

	/* the log ends a line itself */
	while (len && text[len - 1] == '\n')
		text[--len] = '\0';
	return text;
}

void dmae_model_error(struct dmae_model *m, const char *fmt, ...)
{
	char text[MESSAGE_SIZE];
	va_list args;

	if (!machine_may_say(&m->limit, m->name))
		return;
	va_start(args, fmt);
	pr_err("%s: %s\n", m->name, message(text, fmt, args));
	va_end(args);
}

void dmae_model_warn(struct dmae_model *m, const char *fmt, ...)
{
	char text[MESSAGE_SIZE];
	va_list args;

	if (!machine_may_say(&m->limit, m->name))
		return;
	va_start(args, fmt);
	pr_warn("%s: %s\n", m->name, message(text, fmt, args));
	va_end(args);
}

void dmae_model_debug(struct dmae_model *m, const char *fmt, ...)
{
	char text[MESSAGE_SIZE];
	va_list args;

	va_start(args, fmt);
	pr_debug("%s: %s\n", m->name, message(text, fmt, args));
	va_end(args);
}
