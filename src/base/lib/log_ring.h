/* SPDX-License-Identifier: MIT */
/* The memory of the log: records in a ring. printk.c's lock protects it. */
#ifndef DMAE_BASE_LOG_RING_H
#define DMAE_BASE_LOG_RING_H

#include <linux/types.h>

/* longest text of a record */
#define LOG_RECORD_MAX 1024

/* a message; its text follows, without NUL */
struct log_record {
	u64 ns;
	u64 caller;
	u32 size;		/* of the record in the ring, a multiple of 8 */
	u16 len;		/* of the text */
	u8 level;
	bool open;		/* no newline yet: its caller may continue it */
};

void log_ring_reset(void);
/** log_ring_add() - the oldest records make room */
void log_ring_add(const struct log_record *record, const char *text);
/** log_ring_newest() - NULL: the ring is empty */
struct log_record *log_ring_newest(void);
/**
 * log_ring_extend() - more text for the newest record. Return: false if it
 * gets too long or has no room
 */
bool log_ring_extend(const char *text, size_t len);
/** log_ring_end() - a position behind the newest record */
u64 log_ring_end(void);
/**
 * log_ring_read() - copy the record at *@pos, or the oldest one if that is gone
 * @text: LOG_RECORD_MAX + 1 bytes; gets a NUL
 * Return: false if there is none; *@pos moves behind the record
 */
bool log_ring_read(u64 *pos, struct log_record *record, char *text);

#endif
