// SPDX-License-Identifier: MIT
/*
 * Device tree overlays: what a user adds to a board without changing it, a
 * .dtso source or a .dtbo blob. libfdt merges them; this file says in words
 * why it did not. Host side; board_load.c calls it.
 */
#include <errno.h>
#include <libfdt.h>
#include <string.h>

#include "base/host.h"
#include "machine/board_private.h"

/* room for what merging adds beside the overlay itself: names, phandles */
#define SLACK 4096

/* the first label that the overlay needs and the board does not have */
static const char *missing_label(const void *base, const void *overlay)
{
	int fixups = fdt_path_offset(overlay, "/__fixups__"), prop;
	int symbols = fdt_path_offset(base, "/__symbols__");
	const char *label;

	if (fixups < 0)
		return NULL;
	fdt_for_each_property_offset(prop, overlay, fixups)
	{
		if (fdt_getprop_by_offset(overlay, prop, &label, NULL) &&
		    (symbols < 0 || !fdt_getprop(base, symbols, label, NULL)))
			return label;
	}
	return NULL;
}

static int refuse(const char *path, const char *board, const char *label, bool symbols, int err,
		  const struct board_why *why)
{
	if (label && !symbols)
		return board_refuse(why,
				    "%s: label \"%s\": board %s has no labels: it was not "
				    "compiled with dtc -@",
				    path, label, board);
	if (label)
		return board_refuse(why, "%s: board %s has no label \"%s\"", path, board, label);
	if (err == -FDT_ERR_NOTFOUND)
		return board_refuse(why,
				    "%s: not an overlay for board %s: a node that it adds to is "
				    "not there",
				    path, board);
	return board_refuse(why, "%s: cannot be merged into board %s: %s", path, board,
			    fdt_strerror(err));
}

int board_overlay_apply(const char *path, const char *name, void **blob, size_t *len, void *overlay,
			const struct board_why *why)
{
	size_t size = fdt_totalsize(*blob) + fdt_totalsize(overlay) + SLACK;
	const char *label = missing_label(*blob, overlay);
	bool symbols = fdt_path_offset(*blob, "/__symbols__") >= 0;
	void *merged;
	int err;

	if (label)
		return refuse(path, name, label, symbols, 0, why);
	merged = host_alloc(size);
	err = fdt_open_into(*blob, merged, size);
	if (!err)
		err = fdt_overlay_apply(merged, overlay);
	if (!err)
		err = fdt_pack(merged);
	if (err) {
		host_free(merged);
		return refuse(path, name, NULL, symbols, err, why);
	}
	host_free(*blob);
	*blob = merged;
	*len = fdt_totalsize(merged);
	return 0;
}
