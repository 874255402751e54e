/* SPDX-License-Identifier: MIT */
/* The number that stands for a pointer in the log. */
#ifndef DMAE_BASE_POINTER_NAMES_H
#define DMAE_BASE_POINTER_NAMES_H

#include <linux/types.h>

/** pointer_name() - the number of @ptr; a new one the first time. Return: false if no world runs */
bool pointer_name(const void *ptr, u64 *number);

#endif
