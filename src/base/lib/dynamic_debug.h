/* SPDX-License-Identifier: MIT */
/* Between the call sites of debug messages and the commands that select them. */
#ifndef DMAE_BASE_DYNAMIC_DEBUG_H
#define DMAE_BASE_DYNAMIC_DEBUG_H

#include <linux/types.h>

/* what a command says about the sites it means; NULL and 0: anything */
struct ddebug_query {
	const char *filename;
	const char *module;
	const char *function;
	const char *format;
	unsigned int first_lineno, last_lineno;
};

/* a site's flags become (flags & mask) | set */
struct ddebug_change {
	unsigned int mask;
	unsigned int set;
};

/** ddebug_apply() - Return: how many sites the query meant */
int ddebug_apply(const struct ddebug_query *query,
		 const struct ddebug_change *change);
/** ddebug_flag() - the flag that @letter stands for; 0 for '_'; -1: none */
int ddebug_flag(char letter);

#endif
