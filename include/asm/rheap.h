/* SPDX-License-Identifier: MIT */
/*
 * A heap of numbers: hands out ranges of an address space that it does not
 * touch itself, e.g. of a controller's SRAM. It has no lock: its user has
 * one. src/base/lib/rheap.c.
 */
#ifndef _ASM_RHEAP_H
#define _ASM_RHEAP_H

typedef struct _rh_info rh_info_t;

/** rh_create() - an empty heap; @alignment: of what it gives, a power of two */
rh_info_t *rh_create(unsigned int alignment);
void rh_destroy(rh_info_t *info);

/** rh_attach_region() - 0; -EINVAL (it overlaps what is there, or is empty); -ENOMEM */
int rh_attach_region(rh_info_t *info, unsigned long start, int size);

/**
 * rh_alloc_align() - a range of @size bytes
 * @alignment: a power of two
 * @owner: who asks, for a debugger
 *
 * Return: where it starts, or an error code (see IS_ERR_VALUE()): -EINVAL, -ENOMEM.
 */
unsigned long rh_alloc_align(rh_info_t *info, int size, int alignment, const char *owner);
unsigned long rh_alloc(rh_info_t *info, int size, const char *owner);

/** rh_free() - its size, or -EINVAL: no range that is in use starts there */
int rh_free(rh_info_t *info, unsigned long start);

#endif
