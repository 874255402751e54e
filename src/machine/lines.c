// SPDX-License-Identifier: MIT
/*
 * Interrupt lines: wires from models into interrupt controllers. Kernel side.
 * What a controller does with a line is src/device/irq's subject; here, a
 * line has a level, which several models may hold up at once.
 */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/machine_private.h"

static struct machine_line *lines;

struct machine_line *machine_line(const struct board_ref *spec)
{
	struct machine_line *line;

	exec_hw_lock();
	for (line = lines; line; line = line->next)
		if (line->spec.node == spec->node && line->spec.ncells == spec->ncells &&
		    !memcmp(line->spec.cells, spec->cells, spec->ncells * sizeof(spec->cells[0])))
			break;
	if (!line) {
		line = host_alloc(sizeof(*line));
		line->spec.node = spec->node;
		line->spec.ncells = spec->ncells;
		memcpy(line->spec.cells, spec->cells, spec->ncells * sizeof(spec->cells[0]));
		line->next = lines;
		lines = line;
	}
	exec_hw_unlock();
	return line;
}

void line_set(struct machine_line *line, bool level, const char *who)
{
	bool was = line->asserted;

	if (level)
		line->asserted++;
	else
		line->asserted--;
	if (was == !!line->asserted)
		return;
	line->edges += level;
	machine_traced("irq", "%s: line %u of %s goes %s", who,
		       line->spec.ncells ? line->spec.cells[0] : 0,
		       board_node_name(machine_tree, line->spec.node), level ? "high" : "low");
	if (line->sink)
		line->sink(line, level);
}

void lines_connect(struct dmae_model *m)
{
	struct board_ref ref;
	unsigned int i;

	if (m->pci) {
		pci_messages_init(m->pci);
		return;
	}
	while (!board_interrupt(machine_tree, m->node, m->irq_count, &ref))
		m->irq_count++;
	m->irqs = host_alloc((m->irq_count + 1) * sizeof(*m->irqs));
	for (i = 0; i < m->irq_count; i++)
		if (!board_interrupt(machine_tree, m->node, i, &ref))
			m->irqs[i].line = machine_line(&ref);
}

void lines_release(struct dmae_model *m)
{
	unsigned int i;

	for (i = 0; i < m->irq_count; i++)
		dmae_irq_set(m, i, false);
}

/* the cells of the line's specifier: "16 4" */
static const char *line_cells(const struct machine_line *line, char *buf, size_t size)
{
	unsigned int i, len = 0;

	buf[0] = '\0';
	for (i = 0; i < line->spec.ncells; i++)
		len += scnprintf(buf + len, size - len, "%s%u", i ? " " : "", line->spec.cells[i]);
	return buf;
}

void lines_describe(struct dmae_model *m, struct dmae_text *text)
{
	char cells[64];
	unsigned int i;

	for (i = 0; i < m->irq_count; i++) {
		struct machine_line *line = m->irqs[i].line;

		if (!line)
			continue;
		dmae_text_line(text, "interrupt %u, line %s of %s: %s, raised %lu times%s", i,
			       line_cells(line, cells, sizeof(cells)),
			       board_node_name(machine_tree, line->spec.node),
			       line->asserted ? "high" : "low", line->edges,
			       line->sink ? "" : ", nobody listens");
	}
}

void lines_stop(void)
{
	struct machine_line *line;

	while ((line = lines)) {
		lines = line->next;
		host_free(line);
	}
}

void dmae_irq_set(struct dmae_model *m, unsigned int index, bool level)
{
	struct model_irq *irq;

	if (index >= m->irq_count)
		return;
	if (m->pci) {
		pci_irq_set(m->pci, index, level);
		return;
	}
	if (m->irqs[index].level == level)
		return;
	irq = &m->irqs[index];
	irq->level = level;
	line_set(irq->line, level, m->name);
}

unsigned int dmae_irq_count(struct dmae_model *m)
{
	return m->irq_count;
}

void dmae_irq_pulse(struct dmae_model *m, unsigned int index)
{
	dmae_irq_set(m, index, false);
	dmae_irq_set(m, index, true);
	dmae_irq_set(m, index, false);
}

void dmae_irq_pulse_parent(struct dmae_model *m, const uint32_t *cells, unsigned int ncells)
{
	struct board_ref ref = { .ncells = ncells };
	struct machine_line *line;

	ref.node = board_interrupt_parent(machine_tree, m->node);
	if (ref.node < 0 || ncells > ARRAY_SIZE(ref.cells))
		return;
	memcpy(ref.cells, cells, ncells * sizeof(*cells));
	line = machine_line(&ref);
	line_set(line, true, m->name);
	line_set(line, false, m->name);
}
