// SPDX-License-Identifier: MIT
/* Heapsort of an array: no memory, no worst case. */
#include <linux/export.h>
#include <linux/sort.h>

struct sort_job {
	char *base;
	size_t size;
	cmp_r_func_t cmp;
	swap_r_func_t swap;	/* NULL: byte by byte */
	const void *priv;
};

static void sort_swap(const struct sort_job *job, size_t a, size_t b)
{
	char *x = job->base + a * job->size, *y = job->base + b * job->size;
	size_t i;

	if (job->swap) {
		job->swap(x, y, (int)job->size, job->priv);
		return;
	}
	for (i = 0; i < job->size; i++) {
		char c = x[i];

		x[i] = y[i];
		y[i] = c;
	}
}

static int sort_cmp(const struct sort_job *job, size_t a, size_t b)
{
	return job->cmp(job->base + a * job->size, job->base + b * job->size,
			job->priv);
}

/* the element at @root goes down to its place in a heap of @num */
static void sort_sift(const struct sort_job *job, size_t root, size_t num)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= num)
			return;
		if (child + 1 < num && sort_cmp(job, child, child + 1) < 0)
			child++;
		if (sort_cmp(job, root, child) >= 0)
			return;
		sort_swap(job, root, child);
		root = child;
	}
}

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func,
	    swap_r_func_t swap_func, const void *priv)
{
	const struct sort_job job = { base, size, cmp_func, swap_func, priv };
	size_t i;

	for (i = num / 2; i-- > 0; )
		sort_sift(&job, i, num);
	for (i = num; i-- > 1; ) {
		sort_swap(&job, 0, i);
		sort_sift(&job, 0, i);
	}
}
EXPORT_SYMBOL(sort_r);

/* sort()'s functions, which take no private pointer */
struct sort_plain {
	cmp_func_t cmp;
	swap_func_t swap;
};

static int sort_plain_cmp(const void *a, const void *b, const void *priv)
{
	return ((const struct sort_plain *)priv)->cmp(a, b);
}

static void sort_plain_swap(void *a, void *b, int size, const void *priv)
{
	((const struct sort_plain *)priv)->swap(a, b, size);
}

void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func,
	  swap_func_t swap_func)
{
	const struct sort_plain plain = { cmp_func, swap_func };

	sort_r(base, num, size, sort_plain_cmp,
	       swap_func ? sort_plain_swap : NULL, &plain);
}
EXPORT_SYMBOL(sort);
