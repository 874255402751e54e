/* SPDX-License-Identifier: MIT */
/* What src/base offers the world beyond the kernel's own names: starting, stopping, and reports. */
#ifndef DMAE_BASE_H
#define DMAE_BASE_H

#include "base/exec/exec.h"

/** base_start() - execution, locks and the log; no memory yet */
int base_start(const struct exec_params *params);
/** base_services_start() - what needs memory: timers, tasklets, work queues. After mm_add_bank().
 */
int base_services_start(void);
/**
 * base_services_stop() - and all memory with them. Return: how many allocations were never freed;
 * each was reported
 */
unsigned int base_services_stop(void);
/** base_stop() - after the machine, whose RAM is gone by then */
void base_stop(void);

/* between the files of src/base */
void softirq_stop(void);
/** softirq_barrier() - what runs in a softirq now has left it when this returns; may sleep */
void softirq_barrier(void);
void asym_start(void);
void locks_start(void);
void locks_stop(void);
/** locks_report_held() - print the spinlocks that this CPU holds */
void locks_report_held(void);
int percpu_start(void);
void percpu_stop(void);

#endif
