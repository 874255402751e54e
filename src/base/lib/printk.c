// SPDX-License-Identifier: MIT
/*
 * The kernel log: formats a message, puts it into the ring, and shows it on
 * the console if it is important enough. Any context may print, the
 * hardware's side included: the only lock is a host mutex that is held for
 * copying and writing, and nothing here preempts.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/exec/exec.h"
#include "base/host.h"
#include "base/lib/caller.h"
#include "base/lib/lib.h"
#include "base/lib/log_ring.h"

int console_printk[4] = {
	CONSOLE_LOGLEVEL_DEFAULT, MESSAGE_LOGLEVEL_DEFAULT, 1,
	CONSOLE_LOGLEVEL_DEFAULT
};
EXPORT_SYMBOL(console_printk);

bool printk_time;

/* all under @lock, which is there while a world is */
static struct {
	struct host_mutex *lock;
	u64 first;		/* where readers begin */
	bool console_open;	/* the console's last line has no newline yet */
} klog;

static void klog_lock(void)
{
	if (klog.lock)
		host_mutex_lock(klog.lock);
}

static void klog_unlock(void)
{
	if (klog.lock)
		host_mutex_unlock(klog.lock);
}

static u64 klog_now(void)
{
	return exec_running() ? exec_stamp() : 0;
}

/* ---- console ----------------------------------------------------------- */

static void console_line(const char *text, size_t len, u64 ns, bool start,
			 bool newline)
{
	char line[LOG_RECORD_MAX + 32];
	size_t at = 0;

	if (start && printk_time)
		at = scnprintf(line, sizeof(line), "[%5llu.%06llu] ",
			       ns / 1000000000, ns / 1000 % 1000000);
	memcpy(line + at, text, len);
	at += len;
	if (newline)
		line[at++] = '\n';
	host_console(line, at);
}

/* @more: @text continues what the console shows; @open: more may follow */
static void console_show(const char *text, size_t len, u64 ns, bool more,
			 bool open)
{
	bool start = !more || !klog.console_open;

	if (start && klog.console_open)
		host_console("\n", 1);
	for (;;) {
		const char *newline = memchr(text, '\n', len);
		size_t part = newline ? (size_t)(newline - text) : len;

		console_line(text, part, ns, start, newline || !open);
		if (!newline)
			break;
		text += part + 1;
		len -= part + 1;
		start = true;
	}
	klog.console_open = open;
}

/* ---- a message --------------------------------------------------------- */

/* Return: what follows the level marks; *@level changes only from LOGLEVEL_DEFAULT */
static const char *printk_parse(const char *text, int *level, bool *more)
{
	int mark;

	while ((mark = printk_get_level(text))) {
		if (mark == 'c')
			*more = true;
		else if (*level == LOGLEVEL_DEFAULT)
			*level = mark - '0';
		text += 2;
	}
	return text;
}

/* Return: true if the newest record took the text */
static bool printk_continue(const char *text, size_t len, bool open,
			    int *level)
{
	struct log_record *last = log_ring_newest();

	if (!last || !last->open || last->caller != caller_id())
		return false;
	if (!log_ring_extend(text, len))
		return false;
	last->open = open;
	*level = last->level;
	return true;
}

static void printk_store(const char *text, size_t len, int level, bool more,
			 bool open)
{
	struct log_record record = {
		.ns = klog_now(),
		.caller = caller_id(),
		.len = len,
		.open = open,
	};

	klog_lock();
	more = more && printk_continue(text, len, open, &level);
	if (!more) {
		struct log_record *last = log_ring_newest();

		if (level == LOGLEVEL_DEFAULT)
			level = default_message_loglevel;
		if (last)
			last->open = false;
		record.level = level;
		log_ring_add(&record, text);
	}
	if (level < console_loglevel)
		console_show(text, len, record.ns, more, open);
	klog_unlock();
}

/* @dev_info would go into fields that no reader of ours shows; it makes the line complete */
int vprintk_emit(int facility, int level,
		 const struct dev_printk_info *dev_info, const char *fmt,
		 va_list args)
{
	char buf[LOG_RECORD_MAX];
	const char *text;
	bool more = false, open;
	size_t len;

	len = vscnprintf(buf, sizeof(buf), fmt, args);
	text = facility ? buf : printk_parse(buf, &level, &more);
	len -= text - buf;
	open = !dev_info;
	if (len && text[len - 1] == '\n') {
		len--;
		open = false;
	}
	printk_store(text, len, level, more, open);
	return len;
}
EXPORT_SYMBOL(vprintk_emit);

int vprintk(const char *fmt, va_list args)
{
	return vprintk_emit(0, LOGLEVEL_DEFAULT, NULL, fmt, args);
}
EXPORT_SYMBOL(vprintk);

int _printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(_printk);

/* ---- readers ----------------------------------------------------------- */

static int log_lines(const struct log_record *record, char *text,
		     int (*fn)(uint64_t, int, const char *, void *),
		     void *arg)
{
	for (;;) {
		char *newline = strchr(text, '\n');
		int stop;

		if (newline)
			*newline = '\0';
		stop = fn(record->ns, record->level, text, arg);
		if (stop || !newline)
			return stop;
		text = newline + 1;
	}
}

int printk_log_walk(int (*fn)(uint64_t ns, int level,
			      const char *text, void *arg), void *arg)
{
	char text[LOG_RECORD_MAX + 1];
	struct log_record record;
	u64 pos = klog.first, end;
	bool found;
	int stop = 0;

	klog_lock();
	end = log_ring_end();	/* what @fn prints is not for this walk */
	klog_unlock();
	while (!stop) {
		klog_lock();
		found = pos < end && log_ring_read(&pos, &record, text);
		klog_unlock();
		if (!found)
			break;
		stop = log_lines(&record, text, fn, arg);
	}
	return stop;
}

void printk_log_clear(void)
{
	klog_lock();
	klog.first = log_ring_end();
	klog_unlock();
}

int printk_start(void)
{
	console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;
	default_message_loglevel = MESSAGE_LOGLEVEL_DEFAULT;
	minimum_console_loglevel = 1;
	default_console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;
	printk_time = false;
	log_ring_reset();
	klog.first = 0;
	klog.console_open = false;
	klog.lock = host_mutex_new(false);
	return 0;
}

void printk_stop(void)
{
	if (klog.console_open)
		host_console("\n", 1);
	klog.console_open = false;
	host_mutex_free(klog.lock);
	klog.lock = NULL;
}
