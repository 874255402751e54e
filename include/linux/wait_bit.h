/* SPDX-License-Identifier: MIT */
/*
 * Waiting for a bit of a word to be cleared, or for a condition about a
 * variable, where a wait queue in the object would be too much: the queue is
 * found by the address. Whoever clears the bit, or makes the condition true,
 * wakes by the same address. src/base/wait_bit.c.
 */
#ifndef _LINUX_WAIT_BIT_H
#define _LINUX_WAIT_BIT_H

#include <linux/bitops.h>
#include <linux/wait.h>

/** bit_waitqueue() - the queue for bit @bit of @word; shared with other addresses */
wait_queue_head_t *bit_waitqueue(void *word, int bit);
/** __var_waitqueue() - the queue for the variable at @p; shared with other addresses */
wait_queue_head_t *__var_waitqueue(void *p);

/** wake_up_bit() - @bit of @word was cleared, with a barrier in between. Any context */
void wake_up_bit(void *word, int bit);
/** clear_and_wake_up_bit() - clear it, and wake who waits. Any context */
void clear_and_wake_up_bit(int bit, void *word);
/** wake_up_var() - the condition about @var may be true now. Any context */
void wake_up_var(void *var);

/** wait_on_bit() - sleep in state @mode until @bit of @word is clear. Return: 0 */
int wait_on_bit(unsigned long *word, int bit, unsigned int mode);
/** wait_on_bit_io() - the same */
static inline int wait_on_bit_io(unsigned long *word, int bit, unsigned int mode)
{
	return wait_on_bit(word, bit, mode);
}
/** wait_on_bit_timeout() - at most @timeout jiffies. Return: 0, or -EAGAIN when they have passed */
int wait_on_bit_timeout(unsigned long *word, int bit, unsigned int mode, unsigned long timeout);
/** wait_on_bit_lock() - sleep until we are the one who sets @bit. Return: 0 */
int wait_on_bit_lock(unsigned long *word, int bit, unsigned int mode);

/* the forms of wait_event(), with the address of a variable in place of the queue */
#define wait_var_event(var, condition)	wait_event(*__var_waitqueue(var), condition)
#define wait_var_event_killable(var, condition) \
	wait_event_killable(*__var_waitqueue(var), condition)
#define wait_var_event_interruptible(var, condition) \
	wait_event_interruptible(*__var_waitqueue(var), condition)
#define wait_var_event_timeout(var, condition, timeout) \
	wait_event_timeout(*__var_waitqueue(var), condition, timeout)

#endif
