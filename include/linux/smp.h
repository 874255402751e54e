/* SPDX-License-Identifier: MIT */
/* Which CPU this is. */
#ifndef _LINUX_SMP_H
#define _LINUX_SMP_H

#include <linux/llist.h>
#include <linux/preempt.h>
#include <linux/cpumask.h>

#include <asm/smp.h>

#define raw_smp_processor_id()	((int)exec_cpu()->id)
#define smp_processor_id()	raw_smp_processor_id()

#define get_cpu()		({ preempt_disable(); smp_processor_id(); })
#define put_cpu()		preempt_enable()

#endif
