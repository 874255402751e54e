// SPDX-License-Identifier: MIT
/* The models behind model_pci.h. Host side. */
#include "model_pci.h"

#include <string.h>

#include <dmae/model.h>

struct engine {
	uint64_t src, dst;
	uint32_t len, response, level, resets, word;
};

static uint64_t engine_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			    unsigned int width)
{
	const struct engine *e = dmae_model_state(m);

	if (window)
		return 0xabcd0000 | offset;
	switch (offset) {
	case PCI_TEST_START:
		return e->response;
	case PCI_TEST_LEVEL:
		return e->level;
	case PCI_TEST_RESETS:
		return e->resets;
	case PCI_TEST_WORD:
		return e->word;
	default:
		return 0;
	}
}

static void engine_levels(struct dmae_model *m, uint32_t level)
{
	struct engine *e = dmae_model_state(m);
	unsigned int i;

	e->level = level;
	for (i = 0; i < 32; i++)
		dmae_irq_set(m, i, level >> i & 1);
}

static void engine_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			 unsigned int width, uint64_t value)
{
	struct engine *e = dmae_model_state(m);
	bool read_failed;

	switch (window ? ~0ull : offset) {
	case PCI_TEST_SRC:
		e->src = value;
		break;
	case PCI_TEST_DST:
		e->dst = value;
		break;
	case PCI_TEST_LEN:
		e->len = value;
		break;
	case PCI_TEST_START:
		e->response = dmae_bus_copy(m, e->dst, e->src, e->len, &read_failed);
		break;
	case PCI_TEST_PULSE:
		dmae_irq_pulse(m, value);
		break;
	case PCI_TEST_LEVEL:
		engine_levels(m, value);
		break;
	case PCI_TEST_WORD:
		e->word = value;
		break;
	}
}

static void engine_reset(struct dmae_model *m)
{
	struct engine *e = dmae_model_state(m);

	engine_levels(m, 0);
	e->resets++;
	e->word = 0;
}

static const struct dmae_pci_function plain = {
	.vendor = PCI_TEST_VENDOR,
	.device = PCI_TEST_PLAIN,
	.subsystem_vendor = 0x1af4,
	.subsystem = 0x1100,
	.class_code = 0x080100,
	.revision = 3,
	.bars = { [0] = { .size = 0x1000 }, [2] = { .size = 0x10000 } },
	.pin = 1,
	.msi_vectors = 4,
	.msi_maskable = true,
	.reset = engine_reset,
};

/* a vendor's own: id, revision, length; two words of it */
static const uint32_t vsec_body[] = { 0x00c00000 | 0x1 << 16 | PCI_TEST_VSEC, 0x11111111, 0 };
static const uint32_t vsec_writable[] = { 0, 0, 0xffffffff };

static const struct dmae_pci_capability express_capabilities[] = {
	{ .id = 0x0b, .extended = true, .version = 1, .size = sizeof(vsec_body),
	  .body = vsec_body, .writable = vsec_writable },
};

static const struct dmae_pci_function express = {
	.vendor = PCI_TEST_VENDOR,
	.device = PCI_TEST_EXPRESS,
	.class_code = 0x088000,
	.bars = { [0] = { .size = 0x1000, .flags = DMAE_PCI_BAR_64 | DMAE_PCI_BAR_PREFETCH },
		  [4] = { .size = 0x1000 } },
	.pin = 2,
	.msix_vectors = 8,
	.msix_bar = 4,
	.msix_offset = 0,
	.msix_pending_offset = 0x800,
	.express = true,
	.error_reporting = true,
	.capabilities = express_capabilities,
	.capability_count = 1,
	.reset = engine_reset,
};

static const char *const plain_compatible[] = { "test,pci-plain", NULL };
static const char *const express_compatible[] = { "test,pci-express", NULL };

static const struct dmae_model_class plain_class = {
	.name = "test-pci-plain",
	.compatible = plain_compatible,
	.state_size = sizeof(struct engine),
	.read = engine_read,
	.write = engine_write,
	.pci = &plain,
};

static const struct dmae_model_class express_class = {
	.name = "test-pci-express",
	.compatible = express_compatible,
	.state_size = sizeof(struct engine),
	.read = engine_read,
	.write = engine_write,
	.pci = &express,
};

/* ---- messages of a platform device ------------------------------------- */

struct sender {
	uint64_t address[8];
	uint32_t data[8];
};

static void sender_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			 unsigned int width, uint64_t value)
{
	struct sender *s = dmae_model_state(m);

	if (offset == MSI_TEST_FIRE && value < 8)
		dmae_bus_write(m, s->address[value], &s->data[value], 4);
	else if (offset < MSI_TEST_FIRE && offset % 16 == 8)
		s->data[offset / 16] = value;
	else if (offset < MSI_TEST_FIRE)
		memcpy((char *)&s->address[offset / 16] + offset % 8, &value, width);
}

static const char *const sender_compatible[] = { "test,msi-sender", NULL };

static const struct dmae_model_class sender_class = {
	.name = "test-msi-sender",
	.compatible = sender_compatible,
	.state_size = sizeof(struct sender),
	.write = sender_write,
};

void model_pci_register(void)
{
	dmae_model_register(&plain_class);
	dmae_model_register(&express_class);
	dmae_model_register(&sender_class);
}

void model_pci_unregister(void)
{
	dmae_model_unregister(&plain_class);
	dmae_model_unregister(&express_class);
	dmae_model_unregister(&sender_class);
}
