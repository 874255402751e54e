// SPDX-License-Identifier: MIT
/*
 * %pR and %pr: a resource in a message, "[mem 0x40000000-0x40000fff]"; %pr
 * gives the flags as a number. %pOF and %pfw: a firmware node, by its path.
 * Registered with the base's formatter.
 */
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/property.h>
#include <linux/string.h>

#include "base/lib/lib.h"
#include "device/firmware.h"

/* struct text - what is written so far; counts on past the end, as snprintf() does */
struct text {
	char *buf;
	size_t size;
	size_t len;
};

static __printf(2, 3) void put(struct text *t, const char *fmt, ...)
{
	size_t at = min(t->len, t->size);
	va_list args;

	va_start(args, fmt);
	t->len += vsnprintf(t->buf + at, t->size - at, fmt, args);
	va_end(args);
}

/* ---- resources ------------------------------------------------------------ */

static const char *resource_kind(const struct resource *res)
{
	if (res->flags & IORESOURCE_BUS)
		return "bus";
	switch (resource_type(res)) {
	case IORESOURCE_IO:
		return "io";
	case IORESOURCE_MEM:
		return "mem";
	case IORESOURCE_IRQ:
		return "irq";
	case IORESOURCE_DMA:
		return "dma";
	}
	return "???";
}

static void put_number(struct text *t, const struct resource *res, u64 number)
{
	switch (resource_type(res)) {
	case IORESOURCE_IO:
		put(t, "%#06llx", number);
		break;
	case IORESOURCE_IRQ:
	case IORESOURCE_DMA:
		put(t, "%lld", number);
		break;
	case IORESOURCE_BUS:
		put(t, "%02llx", number);
		break;
	default:
		put(t, "%#010llx", number);
	}
}

static int format_resource(char *buf, size_t size, const void *ptr,
			   const char *fmt)
{
	const struct resource *res = ptr;
	struct text t = { buf, size };
	bool known = strcmp(resource_kind(res), "???");
	bool decode = fmt[0] == 'R';

	put(&t, "[%s ", resource_kind(res));
	if (decode && known && res->flags & IORESOURCE_UNSET) {
		put(&t, "size ");
		put_number(&t, res, resource_size(res));
	} else {
		put_number(&t, res, res->start);
		if (res->start != res->end) {
			put(&t, "-");
			put_number(&t, res, res->end);
		}
	}
	if (!decode || !known) {
		put(&t, " flags %#lx]", res->flags);
		return t.len;
	}
	put(&t, "%s%s%s%s]", res->flags & IORESOURCE_MEM_64 ? " 64bit" : "",
	    res->flags & IORESOURCE_PREFETCH ? " pref" : "",
	    res->flags & IORESOURCE_WINDOW ? " window" : "",
	    res->flags & IORESOURCE_DISABLED ? " disabled" : "");
	return t.len;
}

/* ---- nodes ------------------------------------------------------------------ */

static void put_path(struct text *t, const struct device_node *np)
{
	if (np->parent) {
		if (np->parent->parent)
			put_path(t, np->parent);
		put(t, "/%s", np->full_name);
	} else {
		put(t, "/");
	}
}

static void put_compatible(struct text *t, const struct device_node *np,
			   bool all)
{
	struct property *prop = of_find_property(np, "compatible", NULL);
	const char *text = of_prop_next_string(prop, NULL);
	int i;

	if (!all) {
		put(t, "%s", text ? text : "");
		return;
	}
	for (i = 0; text; text = of_prop_next_string(prop, text), i++)
		put(t, "%s\"%s\"", i ? "," : "", text);
}

static void put_flags(struct text *t, const struct device_node *np)
{
	put(t, "%c%c%c%c",
	    of_node_check_flag(np, OF_DYNAMIC) ? 'D' : '-',
	    of_node_check_flag(np, OF_DETACHED) ? 'd' : '-',
	    of_node_check_flag(np, OF_POPULATED) ? 'P' : '-',
	    of_node_check_flag(np, OF_POPULATED_BUS) ? 'B' : '-');
}

/* %pOF[fnpPcCF]: the parts asked for, with ':' between them */
static int format_of_node(char *buf, size_t size, const void *ptr,
			  const char *fmt)
{
	const struct device_node *np = ptr;
	struct text t = { buf, size };
	const char *parts;

	if (fmt[1] != 'F') {
		put(&t, "(%%pO?)");
		return t.len;
	}
	parts = fmt + 2;
	if (!*parts || !strchr("fnpPcCF", *parts))
		parts = "f";
	for (; *parts && strchr("fnpPcCF", *parts); parts++) {
		if (t.len)
			put(&t, ":");
		switch (*parts) {
		case 'f':
			put_path(&t, np);
			break;
		case 'n':
			put(&t, "%s", np->name);
			break;
		case 'p':
			put(&t, "%u", np->phandle);
			break;
		case 'P':
			put(&t, "%s", np->parent ? np->full_name : "/");
			break;
		case 'F':
			put_flags(&t, np);
			break;
		case 'c':
		case 'C':
			put_compatible(&t, np, *parts == 'C');
			break;
		}
	}
	return t.len;
}

static void put_fwnode_path(struct text *t, struct fwnode_handle *fwnode)
{
	struct fwnode_handle *parent = fwnode_get_parent(fwnode);

	if (parent) {
		put_fwnode_path(t, parent);
		fwnode_handle_put(parent);
	}
	put(t, "%s%s", fwnode_get_name_prefix(fwnode) ?: "",
	    fwnode_get_name(fwnode) ?: "");
}

/* %pfw[fP]: the path, or only the name */
static int format_fwnode(char *buf, size_t size, const void *ptr,
			 const char *fmt)
{
	struct fwnode_handle *fwnode = (struct fwnode_handle *)ptr;
	struct text t = { buf, size };

	if (fmt[1] != 'w')
		put(&t, "(%%pf?)");
	else if (fmt[2] == 'P')
		put(&t, "%s", fwnode_get_name(fwnode) ?: "");
	else if (is_of_node(fwnode))
		put_path(&t, to_of_node(fwnode));
	else
		put_fwnode_path(&t, fwnode);
	return t.len;
}

void firmware_format_start(void)
{
	vsprintf_register_pointer('R', format_resource);
	vsprintf_register_pointer('r', format_resource);
	vsprintf_register_pointer('O', format_of_node);
	vsprintf_register_pointer('f', format_fwnode);
}

void firmware_format_stop(void)
{
	vsprintf_register_pointer('R', NULL);
	vsprintf_register_pointer('r', NULL);
	vsprintf_register_pointer('O', NULL);
	vsprintf_register_pointer('f', NULL);
}
