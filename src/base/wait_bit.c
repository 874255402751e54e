// SPDX-License-Identifier: MIT
/*
 * Wait queues by address. Several addresses share a queue, and all of it is
 * woken: who waits looks at the condition again anyway.
 */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/sched.h>
#include <linux/wait_bit.h>

#include "base/wait_bit.h"

#define TABLE_BITS 6

static wait_queue_head_t table[1 << TABLE_BITS];

void wait_bit_start(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		init_waitqueue_head(&table[i]);
}

wait_queue_head_t *__var_waitqueue(void *p)
{
	return &table[hash_ptr(p, TABLE_BITS)];
}
EXPORT_SYMBOL(__var_waitqueue);

wait_queue_head_t *bit_waitqueue(void *word, int bit)
{
	return &table[hash_long((unsigned long)word << 6 | bit, TABLE_BITS)];
}
EXPORT_SYMBOL(bit_waitqueue);

void wake_up_var(void *var)
{
	wake_up_all(__var_waitqueue(var));
}
EXPORT_SYMBOL(wake_up_var);

void wake_up_bit(void *word, int bit)
{
	wake_up_all(bit_waitqueue(word, bit));
}
EXPORT_SYMBOL(wake_up_bit);

void clear_and_wake_up_bit(int bit, void *word)
{
	clear_bit_unlock(bit, word);
	smp_mb__after_atomic();
	wake_up_bit(word, bit);
}
EXPORT_SYMBOL(clear_and_wake_up_bit);

int wait_on_bit(unsigned long *word, int bit, unsigned int mode)
{
	return wait_event_state(*bit_waitqueue(word, bit), !test_bit_acquire(bit, word), mode);
}
EXPORT_SYMBOL(wait_on_bit);

int wait_on_bit_timeout(unsigned long *word, int bit, unsigned int mode, unsigned long timeout)
{
	return wait_event_timeout(*bit_waitqueue(word, bit), !test_bit_acquire(bit, word), timeout)
		       ? 0
		       : -EAGAIN;
}
EXPORT_SYMBOL(wait_on_bit_timeout);

int wait_on_bit_lock(unsigned long *word, int bit, unsigned int mode)
{
	return wait_event_state(*bit_waitqueue(word, bit), !test_and_set_bit_lock(bit, word), mode);
}
EXPORT_SYMBOL(wait_on_bit_lock);
