// SPDX-License-Identifier: MIT
/*
 * Whether bytes are a device tree blob at all. Host side; board_parse() asks
 * before anything else looks at them. What the tree says is board_check.c's
 * subject.
 *
 * fdt_check_full() alone is not enough: up to libfdt 1.6.1 it adds a
 * property's length to its place without a look at the sum, and never comes
 * back from a length that wraps. So the tags are walked here first.
 */
#include <errno.h>
#include <libfdt.h>
#include <string.h>

#include "machine/board_private.h"

static int blob_check_header(const void *blob, size_t len, const struct board_why *why)
{
	if (len < sizeof(struct fdt_header))
		return board_refuse(why,
				    "truncated: %zu bytes, a device tree blob has at least %zu",
				    len, sizeof(struct fdt_header));
	if (len > BOARD_MAX_SIZE)
		return board_refuse(why,
				    "%zu bytes is too large for a device tree blob (at most %u)",
				    len, BOARD_MAX_SIZE);
	if (fdt_magic(blob) != FDT_MAGIC)
		return board_refuse(why,
				    "not a device tree blob: it starts with 0x%08x, not 0x%08x",
				    fdt_magic(blob), FDT_MAGIC);
	if (fdt_totalsize(blob) > len)
		return board_refuse(why, "truncated: %zu bytes of %u", len, fdt_totalsize(blob));
	if (fdt_totalsize(blob) < len)
		return board_refuse(
			why, "%zu bytes, but the header says %u: cut off what follows the tree",
			len, fdt_totalsize(blob));
	if (fdt_version(blob) < 17)
		return board_refuse(
			why,
			"device tree blob of version %u is too old; compile it with a newer dtc",
			fdt_version(blob));
	return 0;
}

/* bytes from @pos to the next tag, behind @len bytes of content; 0 where they do not fit in @room
 */
static uint64_t tag_skip(uint64_t head, uint64_t len, uint64_t room)
{
	uint64_t skip = (head + len + FDT_TAGSIZE - 1) & ~(uint64_t)(FDT_TAGSIZE - 1);

	return head <= room && len <= room - head && skip <= room ? skip : 0;
}

/* length of the tag at @tag, of @room bytes (at least one tag); 0 where it is cut off or unknown */
static uint64_t tag_length(const uint8_t *tag, uint64_t room)
{
	const uint8_t *end;

	switch (board_be32(tag)) {
	case FDT_BEGIN_NODE:
		end = memchr(tag + FDT_TAGSIZE, 0, room - FDT_TAGSIZE);
		return end ? tag_skip(FDT_TAGSIZE, end + 1 - (tag + FDT_TAGSIZE), room) : 0;
	case FDT_PROP:
		if (room < sizeof(struct fdt_property))
			return 0;
		return tag_skip(sizeof(struct fdt_property), board_be32(tag + FDT_TAGSIZE), room);
	case FDT_END_NODE:
	case FDT_NOP:
		return FDT_TAGSIZE;
	default:
		return 0;
	}
}

static int blob_check_structure(const void *blob, size_t len, const struct board_why *why)
{
	uint64_t at = fdt_off_dt_struct(blob), size = fdt_size_dt_struct(blob), pos = 0;
	const uint8_t *tags = (const uint8_t *)blob + at;

	if (at % FDT_TAGSIZE || at > len || size > len - at)
		return board_refuse(
			why, "malformed device tree blob: its structure block is not inside it");
	while (size - pos >= FDT_TAGSIZE && board_be32(tags + pos) != FDT_END) {
		uint64_t step = tag_length(tags + pos, size - pos);

		if (!step)
			return board_refuse(why,
					    "malformed device tree blob: bad tag at offset 0x%llx",
					    (unsigned long long)(at + pos));
		pos += step;
	}
	if (size - pos < FDT_TAGSIZE)
		return board_refuse(why,
				    "malformed device tree blob: its structure block has no end");
	return 0;
}

int board_check_blob(const void *blob, size_t len, const struct board_why *why)
{
	int err = blob_check_header(blob, len, why);

	if (!err)
		err = blob_check_structure(blob, len, why);
	if (err)
		return err;
	err = fdt_check_full(blob, len);
	return err ? board_refuse(why, "malformed device tree blob: %s", fdt_strerror(err)) : 0;
}
