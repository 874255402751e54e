// SPDX-License-Identifier: MIT
/* Managed memory: kmalloc(), strings, pages and per-CPU data that go with a device's driver. */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>

/*
 * The resource is a pointer to the memory rather than the memory itself, so that krealloc() can
 * move it
 */
struct memory_devres {
	void *mem;
	size_t size;
};

static void devm_memory_release(struct device *dev, void *res)
{
	kfree(((struct memory_devres *)res)->mem);
}

static int devm_memory_match(struct device *dev, void *res, void *mem)
{
	return ((struct memory_devres *)res)->mem == mem;
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	struct memory_devres *devres;

	if (unlikely(!size))
		return ZERO_SIZE_PTR;
	devres = devres_alloc(devm_memory_release, sizeof(*devres), gfp & ~__GFP_ZERO);
	if (!devres)
		return NULL;
	devres->mem = __kmalloc_node_track_caller(size, gfp, NUMA_NO_NODE,
						  (unsigned long)__builtin_return_address(0));
	if (!devres->mem) {
		devres_free(devres);
		return NULL;
	}
	devres->size = size;
	devres_add(dev, devres);
	return devres->mem;
}

void *devm_krealloc(struct device *dev, void *ptr, size_t new_size, gfp_t gfp)
{
	struct memory_devres *devres;
	void *new_ptr;

	if (!new_size) {
		devm_kfree(dev, ptr);
		return ZERO_SIZE_PTR;
	}
	if (ZERO_OR_NULL_PTR(ptr))
		return devm_kmalloc(dev, new_size, gfp);
	devres = devres_find(dev, devm_memory_release, devm_memory_match, ptr);
	if (WARN_ON(!devres))
		return NULL;	/* not managed, or not this device's */
	if (new_size <= devres->size)
		return ptr;
	new_ptr = krealloc(ptr, new_size, gfp);
	if (!new_ptr)
		return NULL;
	devres->mem = new_ptr;
	devres->size = new_size;
	return new_ptr;
}

void devm_kfree(struct device *dev, const void *p)
{
	if (unlikely(ZERO_OR_NULL_PTR(p)))
		return;
	WARN_ON(devres_release(dev, devm_memory_release, devm_memory_match, (void *)p));
}

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? devm_kmemdup(dev, s, strlen(s) + 1, gfp) : NULL;
}

const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp)
{
	/* no string is known to be constant here (see kstrdup_const()) */
	return devm_kstrdup(dev, s, gfp);
}

char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list ap)
{
	va_list again;
	size_t size;
	char *text;

	va_copy(again, ap);
	size = vsnprintf(NULL, 0, fmt, ap) + 1;
	text = devm_kmalloc(dev, size, gfp);
	if (text)
		vsnprintf(text, size, fmt, again);
	va_end(again);
	return text;
}

char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = devm_kvasprintf(dev, gfp, fmt, ap);
	va_end(ap);
	return p;
}

void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, len, gfp);

	if (p && len)
		memcpy(p, src, len);
	return p;
}

/* ---- pages ------------------------------------------------------------- */

struct pages_devres {
	unsigned long addr;
	unsigned int order;
};

static int devm_pages_match(struct device *dev, void *res, void *p)
{
	return ((struct pages_devres *)res)->addr == ((struct pages_devres *)p)->addr;
}

static void devm_pages_release(struct device *dev, void *res)
{
	struct pages_devres *devres = res;

	free_pages(devres->addr, devres->order);
}

unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp_mask, unsigned int order)
{
	struct pages_devres *owned;
	unsigned long addr;

	owned = devres_alloc(devm_pages_release, sizeof(*owned), GFP_KERNEL);
	addr = owned ? __get_free_pages(gfp_mask, order) : 0;
	if (!addr) {
		devres_free(owned);
		return 0;
	}
	*owned = (struct pages_devres){ .addr = addr, .order = order };
	devres_add(dev, owned);
	return addr;
}

void devm_free_pages(struct device *dev, unsigned long addr)
{
	struct pages_devres devres = { .addr = addr };

	WARN_ON(devres_release(dev, devm_pages_release, devm_pages_match, &devres));
}

/* ---- bitmaps ------------------------------------------------------------- */

unsigned long *devm_bitmap_alloc(struct device *dev, unsigned int nbits, gfp_t flags)
{
	return devm_kmalloc(dev, BITS_TO_LONGS(nbits) * sizeof(unsigned long), flags);
}

unsigned long *devm_bitmap_zalloc(struct device *dev, unsigned int nbits, gfp_t flags)
{
	return devm_bitmap_alloc(dev, nbits, flags | __GFP_ZERO);
}

/* ---- per-CPU data ------------------------------------------------------ */

static void devm_percpu_release(struct device *dev, void *pdata)
{
	free_percpu(*(void __percpu **)pdata);
}

static int devm_percpu_match(struct device *dev, void *data, void *p)
{
	return *(void **)data == p;
}

void __percpu *__devm_alloc_percpu(struct device *dev, size_t size, size_t align)
{
	void __percpu *pcpu = __alloc_percpu(size, align);
	void *p;

	if (!pcpu)
		return NULL;
	p = devres_alloc(devm_percpu_release, sizeof(void *), GFP_KERNEL);
	if (!p) {
		free_percpu(pcpu);
		return NULL;
	}
	*(void __percpu **)p = pcpu;
	devres_add(dev, p);
	return pcpu;
}

void devm_free_percpu(struct device *dev, void __percpu *pdata)
{
	WARN_ON(devres_release(dev, devm_percpu_release, devm_percpu_match, (void *)pdata));
}
