/* SPDX-License-Identifier: MIT */
/* Kinds of reserved memory: for the room that can do something with one. */
#ifndef DMAE_DEVICE_OF_RESERVED_MEM_H
#define DMAE_DEVICE_OF_RESERVED_MEM_H

struct reserved_mem_ops;

/**
 * of_reserved_mem_kind() - regions with this @compatible are given to devices by @ops; NULL: none
 * are
 */
void of_reserved_mem_kind(const char *compatible, const struct reserved_mem_ops *ops);

#endif
