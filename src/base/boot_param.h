/* SPDX-License-Identifier: MIT */
/*
 * Kernel parameters: what Linux would take from its command line and what
 * belongs to no module ("swiotlb=force", "iommu.strict=0", "cma=16M"). A
 * file that has one declares it with BOOT_PARAM(); the world applies what a
 * board's bootargs and its own parameters say before the first room starts.
 */
#ifndef DMAE_BASE_BOOT_PARAM_H
#define DMAE_BASE_BOOT_PARAM_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct boot_param - a kernel parameter
 * @name: as on the command line; '-' and '_' are the same
 * @takes: what may be its value, for the message about one that may not: "force|noforce|SLABS"
 * @set: takes a value: "" where none was given; NULL when the world has stopped: back to the
 *	default. 0, or -EINVAL. Called before memory and rooms are there: it may only take note.
 *	The text is gone after the call.
 * @next: the list's
 */
struct boot_param {
	const char *name;
	const char *takes;
	int (*set)(const char *value);
	struct boot_param *next;
};

/* BOOT_PARAM() - declare one; @id is any identifier that the file has no other use for */
#define BOOT_PARAM(id, name_text, takes_text, set_fn)					\
	static __attribute__((constructor)) void __boot_param_##id(void)		\
	{										\
		static struct boot_param param = {					\
			.name = (name_text), .takes = (takes_text), .set = (set_fn),	\
		};									\
											\
		boot_param_declare(&param);						\
	}										\
	struct boot_param

/** boot_param_declare() - for BOOT_PARAM(), before the program starts */
void boot_param_declare(struct boot_param *param);

/**
 * boot_param_set() - apply one setting
 * @setting: "name" or "name=value"
 * @why: on failure, one line that says what would be right
 * @size: bytes of @why
 *
 * Return: 0; -ENOENT (there is no such parameter); -EINVAL (not a value of it).
 */
int boot_param_set(const char *setting, char *why, size_t size);

/** boot_param_known() - true if @setting ("name" or "name=value") names a kernel parameter */
bool boot_param_known(const char *setting);

/** boot_param_names() - the names of all of them, each after a space, into @size bytes of @text */
void boot_param_names(char *text, size_t size);

/**
 * boot_params_line() - apply the settings of a command line that are known here: a board's
 * bootargs, most of which are for others
 * @line: settings with spaces between them
 * @why: as for boot_param_set()
 * @size: as there
 */
int boot_params_line(const char *line, char *why, size_t size);

/** boot_params_reset() - all of them have their defaults again */
void boot_params_reset(void);

#endif
