// SPDX-License-Identifier: MIT
/* Queues in a ring: copying elements in and out, around the end of the buffer. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kfifo.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp)
{
	*fifo = (struct __kfifo){ .esize = esize };
	if (size > 1u << 31)
		return -EINVAL;
	size = roundup_pow_of_two(size ? size : 1);
	if (size < 2)
		return -EINVAL;
	fifo->data = kmalloc_array(size, esize, gfp);
	if (!fifo->data)
		return -ENOMEM;
	fifo->mask = size - 1;
	return 0;
}
EXPORT_SYMBOL(__kfifo_alloc);

void __kfifo_free(struct __kfifo *fifo)
{
	kfree(fifo->data);
	*fifo = (struct __kfifo){ .data = NULL };
}
EXPORT_SYMBOL(__kfifo_free);

int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size, size_t esize)
{
	size /= esize;
	*fifo = (struct __kfifo){ .esize = esize, .data = buffer };
	if (size)
		size = rounddown_pow_of_two(size);
	if (size < 2)
		return -EINVAL;
	fifo->mask = size - 1;
	return 0;
}
EXPORT_SYMBOL(__kfifo_init);

/* up to the end of the buffer, then from its start: two pieces in bytes from element @at on */
struct pieces {
	char *first;
	size_t first_len;
	size_t second_len;
};

static struct pieces pieces_of(struct __kfifo *fifo, unsigned int at, unsigned int n)
{
	unsigned int size = fifo->mask + 1, off = at & fifo->mask;
	unsigned int first = min(n, size - off);

	return (struct pieces){
		.first = (char *)fifo->data + (size_t)off * fifo->esize,
		.first_len = (size_t)first * fifo->esize,
		.second_len = (size_t)(n - first) * fifo->esize,
	};
}

unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf, unsigned int n)
{
	unsigned int in = fifo->in, room;
	struct pieces p;

	room = fifo->mask + 1 - (in - __atomic_load_n(&fifo->out, __ATOMIC_ACQUIRE));
	if (!fifo->data)
		return 0;
	n = min(n, room);
	p = pieces_of(fifo, in, n);
	memcpy(p.first, buf, p.first_len);
	memcpy(fifo->data, (const char *)buf + p.first_len, p.second_len);
	__atomic_store_n(&fifo->in, in + n, __ATOMIC_RELEASE);
	return n;
}
EXPORT_SYMBOL(__kfifo_in);

unsigned int __kfifo_out_peek(struct __kfifo *fifo, void *buf, unsigned int n)
{
	unsigned int out = fifo->out;
	struct pieces p;

	n = min(n, __atomic_load_n(&fifo->in, __ATOMIC_ACQUIRE) - out);
	p = pieces_of(fifo, out, n);
	memcpy(buf, p.first, p.first_len);
	memcpy((char *)buf + p.first_len, fifo->data, p.second_len);
	return n;
}
EXPORT_SYMBOL(__kfifo_out_peek);

unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int n)
{
	n = __kfifo_out_peek(fifo, buf, n);
	__atomic_store_n(&fifo->out, fifo->out + n, __ATOMIC_RELEASE);
	return n;
}
EXPORT_SYMBOL(__kfifo_out);

int __kfifo_from_user(struct __kfifo *fifo, const void __user *from, unsigned long len,
		      unsigned int *copied)
{
	*copied = 0;
	if (!access_ok(from, len))
		return -EFAULT;
	*copied = __kfifo_in(fifo, from, len / fifo->esize) * fifo->esize;
	return 0;
}
EXPORT_SYMBOL(__kfifo_from_user);

int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long len, unsigned int *copied)
{
	*copied = 0;
	if (!access_ok(to, len))
		return -EFAULT;
	*copied = __kfifo_out(fifo, to, len / fifo->esize) * fifo->esize;
	return 0;
}
EXPORT_SYMBOL(__kfifo_to_user);
