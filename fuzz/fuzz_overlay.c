// SPDX-License-Identifier: MIT
/*
 * libFuzzer target: any overlay is merged into a board or is refused, and a
 * board that came of it is a board or is refused. The bytes are taken as a
 * blob if they begin as one, else as orders to write one, which get further
 * in. Host side.
 */
#include <libfdt.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/host.h"
#include "machine/board_private.h"

#define ROOM 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* names that mean something in an overlay, and some that do not */
static const char *const names[] = {
	"__fixups__", "__local_fixups__", "__symbols__", "__overlay__", "fragment@0", "fragment@1",
	"target",     "target-path",	  "phandle",	 "dma",		"soc",	      "reg",
	"compatible", "status",		  "dmas",	 "x",
};

/** struct orders - bytes that say what to write */
struct orders {
	const uint8_t *at, *end;
};

static uint8_t next(struct orders *o)
{
	return o->at < o->end ? *o->at++ : 0;
}

static const char *name_of(struct orders *o)
{
	return names[next(o) % (sizeof(names) / sizeof(names[0]))];
}

static void write_prop(void *fdt, struct orders *o)
{
	static const char *const texts[] = { "/fragment@0:target:0", "/soc", "/", "/soc:reg:0",
					     "/fragment@1:target:4", "okay" };
	const char *name = name_of(o), *text;
	unsigned int what = next(o), len = what % 16;

	if (what & 0x80) {
		text = texts[next(o) % 6];
		fdt_property_string(fdt, name, text);
	} else if (what & 0x40) {
		fdt_property_u32(fdt, name, next(o));
	} else {
		if (len > (size_t)(o->end - o->at))
			len = o->end - o->at;
		fdt_property(fdt, name, o->at, len);
		o->at += len;
	}
}

static void *write_blob(const uint8_t *data, size_t size)
{
	struct orders o = { data, data + size };
	void *fdt = host_alloc(ROOM);
	int depth = 1;

	fdt_create(fdt, ROOM);
	fdt_finish_reservemap(fdt);
	fdt_begin_node(fdt, "");
	while (o.at < o.end && depth < 32) {
		switch (next(&o) % 4) {
		case 0:
			depth += !fdt_begin_node(fdt, name_of(&o));
			break;
		case 1:
			if (depth > 1)
				depth -= !fdt_end_node(fdt);
			break;
		default:
			write_prop(fdt, &o);
		}
	}
	while (depth--)
		fdt_end_node(fdt);
	if (!fdt_finish(fdt))
		return fdt;
	host_free(fdt);
	return NULL;
}

static void *base_blob(void)
{
	static const uint8_t none;
	void *fdt = write_blob(&none, 0), *base = host_alloc(ROOM);
	int soc, dma, symbols;

	fdt_open_into(fdt, base, ROOM);
	host_free(fdt);
	soc = fdt_add_subnode(base, 0, "soc");
	dma = fdt_add_subnode(base, soc, "dma");
	fdt_setprop_u32(base, dma, "phandle", 1);
	symbols = fdt_add_subnode(base, 0, "__symbols__");
	fdt_setprop_string(base, symbols, "x", "/soc/dma");
	fdt_setprop_string(base, symbols, "dma", "/soc/dma");
	fdt_setprop_string(base, symbols, "soc", "/soc");
	fdt_pack(base);
	return base;
}

static void merge(void *overlay)
{
	char text[256];
	const struct board_why why = { text, sizeof(text) };
	void *blob = base_blob();
	struct board *board;
	size_t len;

	if (!board_overlay_apply("overlay", "board", &blob, &len, overlay, &why) &&
	    !board_parse(blob, len, "merged", &board, text, sizeof(text)))
		board_free(board);
	host_free(blob);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *overlay;
	char text[256];
	const struct board_why why = { text, sizeof(text) };

	if (size > 4 && data[0] == 0xd0 && data[1] == 0x0d) {
		overlay = memcpy(host_alloc(size), data, size);
	} else {
		overlay = write_blob(data, size);
		size = overlay ? fdt_totalsize(overlay) : 0;
	}
	if (overlay && !board_check_blob(overlay, size, &why))
		merge(overlay);
	host_free(overlay);
	return 0;
}
