// SPDX-License-Identifier: MIT
/*
 * What a model is doing, in words: for reports about transfers that never
 * end, and for the world's files. The text is collected under the hardware
 * lock and handed out after it, since whoever reads it may sleep. Kernel side.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/machine_private.h"

#define LINE_SIZE 160

/** struct dmae_text - lines, each ended by a zero byte, one behind the other; @bytes is ours */
struct dmae_text {
	char *bytes;
	size_t len, size;
};

void dmae_text_line(struct dmae_text *text, const char *fmt, ...)
{
	va_list args;

	if (text->size - text->len < LINE_SIZE) {
		text->size = 2 * text->size + 8 * LINE_SIZE;
		text->bytes = host_realloc(text->bytes, text->size);
	}
	va_start(args, fmt);
	text->len += vscnprintf(text->bytes + text->len, LINE_SIZE, fmt, args) + 1;
	va_end(args);
}

bool machine_describe(int node, void (*line)(void *arg, const char *text), void *arg)
{
	struct dmae_text text = {};
	struct dmae_model *m;
	size_t at;

	exec_hw_lock();
	m = models_find(node);
	if (m && !m->dead) {
		lines_describe(m, &text);
		requests_describe(m, &text);
		events_describe(m, &text);
		if (m->cls->describe)
			m->cls->describe(m, &text);
	}
	exec_hw_unlock();
	for (at = 0; at < text.len; at += strlen(text.bytes + at) + 1)
		line(arg, text.bytes + at);
	host_free(text.bytes);
	return m && !m->dead;
}
