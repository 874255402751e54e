/* SPDX-License-Identifier: MIT */
/* RCU's life in a world. */
#ifndef DMAE_BASE_RCU_H
#define DMAE_BASE_RCU_H

/** rcu_start() - after time_start() */
void rcu_start(void);
/** rcu_stop() - while timers and softirqs still run: runs the callbacks that are left */
void rcu_stop(void);

#endif
