/* SPDX-License-Identifier: MIT */
/* Who is running, for reports: also before a world, and on the hardware's side. */
#ifndef DMAE_BASE_CALLER_H
#define DMAE_BASE_CALLER_H

#include <linux/types.h>

/** caller_cpu() - the virtual CPU; -1: none of this world's */
int caller_cpu(void);
/** caller_pid() - the task's number; 0: none */
int caller_pid(void);
bool caller_in_interrupt(void);
/** caller_id() - a number that two contexts which may print at once do not share */
u64 caller_id(void);

#endif
