// SPDX-License-Identifier: MIT
/*
 * Request lines: from a peripheral to an input of a DMA controller, past
 * routers, and acknowledgements on the way back. Kernel side.
 *
 * A wire is an input of a controller. What pulls it are its sources, each a
 * line of another model; the input is up while any source is. Wires are
 * immediate: the controller hears of a change before dmae_request_set()
 * returns.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/machine_private.h"

#define INPUT_MAX 4096
/* models that call one another deeper than this will never stop */
#define DEPTH_MAX 64

/** struct request_source - a line of @model that is connected to @wire */
struct request_source {
	struct list_head link;
	struct request_wire *wire;
	struct dmae_model *model;
	unsigned int line;
	unsigned int kind; /* enum dmae_request_kind */
	bool level;
};

/** struct request_wire - an input of a controller; owned by the controller's dmae_model */
struct request_wire {
	struct dmae_model *controller;
	unsigned int input;
	unsigned int asserted;
	struct list_head sources;
	struct request_source *latest; /* which one went up last: it gets the acknowledgement */
};

static struct request_wire *wire_get(struct dmae_model *controller, unsigned int input)
{
	struct request_wire *wire;

	if (input >= INPUT_MAX)
		return NULL;
	if (input >= controller->input_count) {
		unsigned int count = input + 16;

		controller->inputs =
			host_realloc(controller->inputs, count * sizeof(*controller->inputs));
		memset(controller->inputs + controller->input_count, 0,
		       (count - controller->input_count) * sizeof(*controller->inputs));
		controller->input_count = count;
	}
	wire = controller->inputs[input];
	if (!wire) {
		wire = host_alloc(sizeof(*wire));
		wire->controller = controller;
		wire->input = input;
		INIT_LIST_HEAD(&wire->sources);
		controller->inputs[input] = wire;
	}
	return wire;
}

static struct request_source *source_get(struct dmae_model *m, unsigned int line,
					 struct dmae_model *controller, unsigned int input)
{
	struct request_wire *wire = wire_get(controller, input);
	struct request_source *source;

	if (!wire)
		return NULL;
	list_for_each_entry(source, &wire->sources, link)
		if (source->model == m && source->line == line)
			return source;
	source = host_alloc(sizeof(*source));
	source->wire = wire;
	source->model = m;
	source->line = line;
	list_add_tail(&source->link, &wire->sources);
	return source;
}

/* true if one more call into @m may nest; false, with a report, where models chase one another */
static bool nest(struct dmae_model *m)
{
	if (m->depth < DEPTH_MAX) {
		m->depth++;
		return true;
	}
	dmae_model_error(m, "request lines run in a circle: a change was dropped");
	return false;
}

static void source_set(struct request_source *source, bool level)
{
	struct request_wire *wire = source->wire;
	struct dmae_model *m = wire->controller;
	bool was = wire->asserted;

	if (source->level == level)
		return;
	source->level = level;
	if (level) {
		wire->asserted++;
		wire->latest = source;
	} else {
		wire->asserted--;
	}
	if (was == !!wire->asserted)
		return;
	machine_traced("request", "%s: input %u goes %s (%s line %u)", m->name, wire->input,
		       level ? "high" : "low", source->model->name, source->line);
	if (m->dead || !m->cls->request_changed || !nest(m))
		return;
	m->cls->request_changed(m, wire->input, level);
	m->depth--;
}

void requests_release(struct dmae_model *m)
{
	struct request_source *source, *next;
	unsigned int i;

	for (i = 0; i < m->input_count; i++) {
		if (!m->inputs[i])
			continue;
		list_for_each_entry_safe(source, next, &m->inputs[i]->sources, link)
			host_free(source);
		host_free(m->inputs[i]);
	}
	host_free(m->inputs);
	m->inputs = NULL;
	m->input_count = 0;
}

/* ---- peripherals ------------------------------------------------------- */

int dmae_request_get(struct dmae_model *m, const char *name, unsigned int line,
		     struct dmae_request *request)
{
	int index = board_string_index(machine_tree, m->node, "dma-names", name), input, err;
	struct dmae_model *controller;
	struct board_ref ref;

	memset(request, 0, sizeof(*request));
	if (index < 0)
		return -ENOENT;
	err = board_ref(machine_tree, m->node, "dmas", "#dma-cells", index, &ref);
	if (err)
		return err;
	controller = models_find(ref.node);
	if (!controller || !controller->cls->request_input)
		return -ENOENT;
	input = controller->cls->request_input(controller, ref.cells, ref.ncells);
	if (input >= 0)
		request->source = source_get(m, line, controller, input);
	if (!request->source) {
		dmae_model_error(m, "dmas entry \"%s\": %s has no such request input", name,
				 controller->name);
		return -EINVAL;
	}
	request->controller = controller;
	request->input = input;
	return 0;
}

void dmae_request_set(struct dmae_request *request, bool level)
{
	if (request->level == level)
		return;
	request->level = level;
	if (request->source)
		source_set(request->source, level);
}

static void source_last(struct request_source *source)
{
	struct dmae_model *m = source->wire->controller;

	if (m->dead || !m->cls->request_last || !nest(m))
		return;
	m->cls->request_last(m, source->wire->input);
	m->depth--;
}

void dmae_request_last(struct dmae_request *request)
{
	if (request->source)
		source_last(request->source);
}

void dmae_request_qualify(struct dmae_request *request, unsigned int kind)
{
	struct request_source *source = request->source;
	struct dmae_model *m = request->controller;

	if (!source || source->kind == kind)
		return;
	source->kind = kind;
	if (!source->level || m->dead || !m->cls->request_changed || !nest(m))
		return;
	m->cls->request_changed(m, source->wire->input, true);
	m->depth--;
}

/* ---- controllers ------------------------------------------------------- */

/*
 * who is acknowledged: the source that asked last, unless it has withdrawn and another still asks
 */
static struct request_source *wire_served(struct request_wire *wire)
{
	struct request_source *source;

	if (wire->latest && (wire->latest->level || !wire->asserted))
		return wire->latest;
	list_for_each_entry(source, &wire->sources, link)
		if (source->level || !wire->asserted)
			return source;
	return NULL;
}

unsigned int dmae_request_kind(struct dmae_model *controller, unsigned int input)
{
	struct request_source *source;

	if (input >= controller->input_count || !controller->inputs[input])
		return DMAE_REQUEST_BURST;
	source = wire_served(controller->inputs[input]);
	return source ? source->kind : DMAE_REQUEST_BURST;
}

void dmae_request_ack(struct dmae_model *controller, unsigned int input, bool last)
{
	struct request_source *source;
	struct dmae_model *m;

	if (input >= controller->input_count || !controller->inputs[input])
		return;
	source = wire_served(controller->inputs[input]);
	if (!source)
		return;
	m = source->model;
	if (m->dead || !m->cls->request_acked || !nest(m))
		return;
	m->cls->request_acked(m, source->line, last);
	m->depth--;
}

/* ---- routers ----------------------------------------------------------- */

struct dmae_model *dmae_model_find(struct dmae_model *m, const char *prop, unsigned int index)
{
	struct board_ref ref;

	if (board_ref(machine_tree, m->node, prop, NULL, index, &ref))
		return NULL;
	return models_find(ref.node);
}

struct dmae_model *dmae_model_find_compatible(struct dmae_model *m, const char *compatible,
					      unsigned int index)
{
	return models_find_compatible(compatible, index);
}

void dmae_input_set(struct dmae_model *m, unsigned int line, struct dmae_model *controller,
		    unsigned int input, bool level)
{
	struct request_source *source = source_get(m, line, controller, input);

	if (source)
		source_set(source, level);
	else
		dmae_model_error(m, "%s has no request input %u", controller->name, input);
}

void dmae_input_last(struct dmae_model *m, unsigned int line, struct dmae_model *controller,
		     unsigned int input)
{
	struct request_source *source = source_get(m, line, controller, input);

	if (source)
		source_last(source);
}

void requests_describe(struct dmae_model *m, struct dmae_text *text)
{
	struct request_source *source;
	unsigned int i;

	for (i = 0; i < m->input_count; i++) {
		if (!m->inputs[i] || !m->inputs[i]->asserted)
			continue;
		list_for_each_entry(source, &m->inputs[i]->sources, link)
			if (source->level)
				dmae_text_line(text, "request input %u is high: %s line %u", i,
					       source->model->name, source->line);
	}
}
