// SPDX-License-Identifier: MIT
/*
 * A ring of log records, 1 MiB, the oldest dropped when there is no room. A
 * position is a count of bytes since the start and never wraps; a record does
 * not wrap either: what is left at the ring's end is skipped. printk.c uses it.
 */
#include <linux/align.h>
#include <linux/string.h>

#include "base/lib/log_ring.h"

#define RING_SIZE (1UL << 20)

static struct {
	char bytes[RING_SIZE] __attribute__((aligned(8)));
	u64 oldest, newest, end;	/* newest == end: empty */
} ring;

static struct log_record *ring_at(u64 pos)
{
	return (struct log_record *)(ring.bytes + pos % RING_SIZE);
}

/* how far it is from @pos to the ring's end */
static u64 ring_left(u64 pos)
{
	return RING_SIZE - pos % RING_SIZE;
}

/* @pos, or the ring's start where no record begins at @pos (size 0 marks it) */
static u64 ring_skip(u64 pos)
{
	if (pos == ring.end)
		return pos;
	if (ring_left(pos) < sizeof(struct log_record) || !ring_at(pos)->size)
		return pos + ring_left(pos);
	return pos;
}

static void ring_make_room(u64 end)
{
	while (end - ring.oldest > RING_SIZE) {
		ring.oldest = ring_skip(ring.oldest);
		if (end - ring.oldest <= RING_SIZE)
			break;
		ring.oldest += ring_at(ring.oldest)->size;
	}
}

void log_ring_reset(void)
{
	ring.oldest = ring.newest = ring.end = 0;
}

u64 log_ring_end(void)
{
	return ring.end;
}

void log_ring_add(const struct log_record *record, const char *text)
{
	u32 size = ALIGN(sizeof(*record) + record->len, 8);
	u64 pos = ring.end;
	struct log_record *at;

	if (ring_left(pos) < size) {
		ring_make_room(pos + ring_left(pos));
		if (ring_left(pos) >= sizeof(*record))
			ring_at(pos)->size = 0;
		pos += ring_left(pos);
	}
	ring_make_room(pos + size);
	at = ring_at(pos);
	*at = *record;
	at->size = size;
	memcpy(at + 1, text, record->len);
	ring.newest = pos;
	ring.end = pos + size;
}

struct log_record *log_ring_newest(void)
{
	return ring.newest == ring.end ? NULL : ring_at(ring.newest);
}

bool log_ring_extend(const char *text, size_t len)
{
	struct log_record *at = log_ring_newest();
	u32 size;

	if (!at || at->len + len > LOG_RECORD_MAX)
		return false;
	size = ALIGN(sizeof(*at) + at->len + len, 8);
	if (ring_left(ring.newest) < size)
		return false;
	ring_make_room(ring.newest + size);
	memcpy((char *)(at + 1) + at->len, text, len);
	at->len += len;
	at->size = size;
	ring.end = ring.newest + size;
	return true;
}

bool log_ring_read(u64 *pos, struct log_record *record, char *text)
{
	struct log_record *at;

	if (*pos < ring.oldest)
		*pos = ring.oldest;
	*pos = ring_skip(*pos);
	if (*pos >= ring.end)
		return false;
	at = ring_at(*pos);
	*record = *at;
	memcpy(text, at + 1, at->len);
	text[at->len] = '\0';
	*pos += at->size;
	return true;
}
