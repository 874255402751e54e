/* SPDX-License-Identifier: MIT */
/*
 * What src/base/lib offers the rest of the library beyond the kernel's own
 * names: start and stop, reading the log, and formats for %p that a higher
 * floor knows how to print.
 */
#ifndef DMAE_BASE_LIB_H
#define DMAE_BASE_LIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * lib_start() - a fresh log, fresh "once" sites and rate limits, debug
 * messages off; after exec_start()
 */
int lib_start(void);
/**
 * lib_stop() - forgets modules and pointer names; the log's text stays
 * readable until the next lib_start()
 */
void lib_stop(void);

/* ---- the log ----------------------------------------------------------- */

/** printk_time - messages on the console begin with the world's time */
extern bool printk_time;

/**
 * printk_log_walk() - read the log, oldest message first
 * @fn: called once per line, without newline, with its time in ns and level,
 *	until it returns nonzero; may itself use printk()
 * Return: what @fn returned last, 0 for an empty log
 */
int printk_log_walk(int (*fn)(uint64_t ns, int level,
			      const char *text, void *arg), void *arg);
/** printk_log_clear() - readers see only what comes after, as after "dmesg -C" */
void printk_log_clear(void);

/* ---- %p extensions ----------------------------------------------------- */

/**
 * typedef vsprintf_pointer_fn - text for a pointer that %p<letter> names
 * @buf: for at most @size bytes, NUL included
 * @ptr: never NULL, nor an error code
 * @fmt: the letter and what follows it in the format
 * Return: length of the text, as snprintf() does
 */
typedef int (*vsprintf_pointer_fn)(char *buf, size_t size, const void *ptr,
				   const char *fmt);
/** vsprintf_register_pointer() - %p@letter prints through @fn; NULL: no more */
void vsprintf_register_pointer(char letter, vsprintf_pointer_fn fn);

/* ---- between the files of src/base/lib --------------------------------- */

int printk_start(void);
void printk_stop(void);
int pointer_names_start(void);
void pointer_names_stop(void);
int ddebug_start(void);
void ddebug_stop(void);
void once_start(void);

/** dump_calls() - "Call Trace:" into the log, less @skip callers of this */
void dump_calls(const char *log_lvl, unsigned int skip);

#endif
