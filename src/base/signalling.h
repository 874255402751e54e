/* SPDX-License-Identifier: MIT */
/*
 * Sections that lead to a fence's signal. Who waits for the fence may hold
 * what the kernel lets a waiter hold: a reservation lock, or memory that is
 * being reclaimed. Wanting one of these inside of the section can deadlock.
 */
#ifndef DMAE_BASE_SIGNALLING_H
#define DMAE_BASE_SIGNALLING_H

#include <linux/types.h>

struct mutex;

/** signalling_begin() - Return: false if a section began here, true if there is nothing to end */
bool signalling_begin(void);
void signalling_end(void);
/** signalling_locks() - @lock is wanted in a section; report it if it is held where fences are
 * waited for */
void signalling_locks(struct mutex *lock);
/** signalling_waits() - a fence is waited for with whatever the task holds; reported likewise */
void signalling_waits(void);
/** signalling_reset() - a new world: what was reported may be again */
void signalling_reset(void);

#endif
