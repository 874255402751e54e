// SPDX-License-Identifier: MIT
/*
 * The models that the library brings along. A new one is declared and listed
 * here; the machine looks through the list for each node of a board, after
 * what users registered with dmae_model_register(). Host side.
 */
#include <dmae/model.h>

extern const struct dmae_model_class textbook_dmac_class;
extern const struct dmae_model_class textbook_fifo_class;
extern const struct dmae_model_class textbook_router_class;

const struct dmae_model_class *const dmae_builtin_models[] = {
	&textbook_dmac_class,
	&textbook_fifo_class,
	&textbook_router_class,
	NULL,
};
