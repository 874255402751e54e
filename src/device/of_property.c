// SPDX-License-Identifier: MIT
/*
 * Properties of device tree nodes: found, counted and converted. Errors are
 * the kernel's: -EINVAL (no such property), -ENODATA (no value), -EOVERFLOW
 * (of another size), -EILSEQ (a string without an end).
 */
#define pr_fmt(fmt) "OF: " fmt

#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/string.h>

struct property *of_find_property(const struct device_node *np,
				  const char *name, int *lenp)
{
	struct property *pp;

	if (!np)
		return NULL;
	for_each_property_of_node(np, pp) {
		if (!strcmp(pp->name, name)) {
			if (lenp)
				*lenp = pp->length;
			return pp;
		}
	}
	return NULL;
}
EXPORT_SYMBOL(of_find_property);

const void *of_get_property(const struct device_node *node, const char *name,
			    int *lenp)
{
	struct property *pp = of_find_property(node, name, lenp);

	return pp ? pp->value : NULL;
}
EXPORT_SYMBOL(of_get_property);

int of_property_count_elems_of_size(const struct device_node *np,
				    const char *propname, int elem_size)
{
	const struct property *prop = of_find_property(np, propname, NULL);

	if (!prop || !prop->value)
		return prop ? -ENODATA : -EINVAL;
	if (prop->length % elem_size == 0)
		return prop->length / elem_size;
	pr_err("size of %s in node %pOF is not a multiple of %d\n", propname, np, elem_size);
	return -EINVAL;
}
EXPORT_SYMBOL_GPL(of_property_count_elems_of_size);

/* a value of @min to @max bytes; @max of 0: no limit */
static const void *value_of_size(const struct device_node *np,
				 const char *propname, size_t min, size_t max,
				 size_t *len)
{
	const struct property *prop = of_find_property(np, propname, NULL);
	size_t size;

	if (!prop || !prop->value)
		return ERR_PTR(prop ? -ENODATA : -EINVAL);
	size = prop->length;
	if (size < min || size > (max ?: size))
		return ERR_PTR(-EOVERFLOW);
	*len = size;
	return prop->value;
}

/* the @width bytes at @value as a number; values need not be aligned */
static u64 read_big_endian(const u8 *value, unsigned int width)
{
	u64 number = 0;

	while (width--)
		number = number << 8 | *value++;
	return number;
}

int of_property_read_u32_index(const struct device_node *np,
			       const char *propname, u32 index, u32 *out_value)
{
	size_t len;
	const u8 *value = value_of_size(np, propname, (index + 1ul) * 4, 0,
					&len);

	if (IS_ERR(value))
		return PTR_ERR(value);
	*out_value = read_big_endian(value + index * 4ul, 4);
	return 0;
}
EXPORT_SYMBOL_GPL(of_property_read_u32_index);

int of_property_read_u64_index(const struct device_node *np,
			       const char *propname, u32 index, u64 *out_value)
{
	size_t len;
	const u8 *value = value_of_size(np, propname, (index + 1ul) * 8, 0,
					&len);

	if (IS_ERR(value))
		return PTR_ERR(value);
	*out_value = read_big_endian(value + index * 8ul, 8);
	return 0;
}
EXPORT_SYMBOL_GPL(of_property_read_u64_index);

int of_property_read_u64(const struct device_node *np, const char *propname,
			 u64 *out_value)
{
	return of_property_read_u64_index(np, propname, 0, out_value);
}
EXPORT_SYMBOL_GPL(of_property_read_u64);

/* between sz_min and sz_max elements; sz_max of 0: exactly the first sz_min */
#define OF_READ_VARIABLE(bits)						\
int of_property_read_variable_u##bits##_array(				\
		const struct device_node *np, const char *propname,	\
		u##bits *out_values, size_t sz_min, size_t sz_max)	\
{									\
	const unsigned int width = sizeof(u##bits);			\
	size_t len, i;							\
	const u8 *value = value_of_size(np, propname, sz_min * width,	\
					sz_max * width, &len);		\
									\
	if (IS_ERR(value))						\
		return PTR_ERR(value);					\
	len = sz_max ? len / width : sz_min;				\
	for (i = 0; i < len; i++)					\
		out_values[i] = read_big_endian(value + i * width, width); \
	return len;							\
}									\
EXPORT_SYMBOL_GPL(of_property_read_variable_u##bits##_array)

OF_READ_VARIABLE(8);
OF_READ_VARIABLE(16);
OF_READ_VARIABLE(32);
OF_READ_VARIABLE(64);

int of_property_read_string(const struct device_node *np, const char *propname,
			    const char **out_string)
{
	const struct property *prop = of_find_property(np, propname, NULL);

	if (!prop || !prop->length)
		return prop ? -ENODATA : -EINVAL;
	/* the string ends inside the property */
	if (!memchr(prop->value, '\0', prop->length))
		return -EILSEQ;
	*out_string = prop->value;
	return 0;
}
EXPORT_SYMBOL_GPL(of_property_read_string);

int of_property_match_string(const struct device_node *np,
			     const char *propname, const char *string)
{
	struct property *prop = of_find_property(np, propname, NULL);
	const char *at;
	const char *end;
	int i;

	if (!prop)
		return -EINVAL;
	if (!prop->value)
		return -ENODATA;
	at = prop->value;
	end = at + prop->length;
	for (i = 0; at < end; i++) {
		size_t len = strnlen(at, end - at);

		if (at + len == end)
			return -EILSEQ;
		if (!strcmp(at, string))
			return i;
		at += len + 1;
	}
	return -ENODATA;
}
EXPORT_SYMBOL_GPL(of_property_match_string);

/* up to @sz strings from number @skip on; counts where @out_strs is NULL */
int of_property_read_string_helper(const struct device_node *np,
				   const char *propname, const char **out_strs,
				   size_t sz, int skip)
{
	struct property *prop = of_find_property(np, propname, NULL);
	const char *at;
	const char *end;
	int i;

	if (!prop)
		return -EINVAL;
	if (!prop->value)
		return -ENODATA;
	at = prop->value;
	end = at + prop->length;
	for (i = 0; at < end && (!out_strs || i < skip + (int)sz); i++) {
		size_t len = strnlen(at, end - at);

		if (at + len == end)
			return -EILSEQ;
		if (out_strs && i >= skip)
			*out_strs++ = at;
		at += len + 1;
	}
	i -= skip;
	return i <= 0 ? -ENODATA : i;
}
EXPORT_SYMBOL_GPL(of_property_read_string_helper);

const __be32 *of_prop_next_u32(struct property *prop, const __be32 *cur,
			       u32 *pu)
{
	const __be32 *end;

	if (!prop || !prop->value)
		return NULL;
	end = (const __be32 *)prop->value + prop->length / 4;
	cur = cur ? cur + 1 : prop->value;
	if (cur >= end)
		return NULL;
	*pu = of_read_number(cur, 1);
	return cur;
}
EXPORT_SYMBOL_GPL(of_prop_next_u32);

const char *of_prop_next_string(struct property *prop, const char *cur)
{
	const char *end;

	if (!prop || !prop->value)
		return NULL;
	end = (const char *)prop->value + prop->length;
	cur = cur ? cur + strlen(cur) + 1 : prop->value;
	/* a last string without its end is not one */
	if (cur >= end || strnlen(cur, end - cur) == (size_t)(end - cur))
		return NULL;
	return cur;
}
EXPORT_SYMBOL_GPL(of_prop_next_string);
