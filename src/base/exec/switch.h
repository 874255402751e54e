/* SPDX-License-Identifier: MIT */
/*
 * Changing stacks, per processor. A saved stack pointer has the callee-saved
 * registers on top of its stack.
 */
#ifndef DMAE_BASE_EXEC_SWITCH_H
#define DMAE_BASE_EXEC_SWITCH_H

/**
 * exec_switch_stack() - save where we are in *@save, go on at @to; returns when somebody switches
 * back
 */
void exec_switch_stack(void **save, void *to);
/**
 * exec_new_stack() - a stack pointer from which exec_switch_stack() enters @entry, which must not
 * return
 */
void *exec_new_stack(void *top, void (*entry)(void));

#endif
