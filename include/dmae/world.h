/* SPDX-License-Identifier: MIT */
/*
 * A world: a machine that is running. One per process at a time.
 *
 *	struct dmae_world_params p = DMAE_WORLD_PARAMS;
 *
 *	p.board = "textbook";
 *	if (dmae_world_start(&p))
 *		...dmae_error() says why...
 *	...use the kernel's API: dma_request_chan(), dmaengine_submit(), ...
 *	dmae_world_stop();
 *
 * The thread that starts a world is a process context of it (a task). With
 * the fiber executor it is the only OS thread that may call into it; with
 * the thread executor any thread may.
 */
#ifndef DMAE_WORLD_H
#define DMAE_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum dmae_executor { DMAE_EXECUTOR_DEFAULT, DMAE_FIBERS, DMAE_THREADS };
enum dmae_switch { DMAE_DEFAULT, DMAE_OFF, DMAE_ON };

/**
 * struct dmae_world_params - how to start a world
 * @board: a board that the library ships ("textbook") or that the kernel has
 *	("zynq-zc702"; of the tree that $DMAE_KERNEL names, or of Debian's
 *	linux-source-6.1), a .dts or a .dtb file; NULL: the machine built into
 *	the library ("default": RAM and the software engine)
 * @overlays: .dtso or .dtbo files that are merged into the board, in order,
 *	NULL-terminated; NULL: none
 * @acpi_tables: files that each hold a static ACPI table (CSRT, ...), as
 *	drivers find them with acpi_get_table(); NULL-terminated; NULL: none
 * @executor: fibers (virtual time, seeded) or threads (real time); default:
 *	fibers for a board with models, threads otherwise
 * @seed: fibers: equal seeds give equal runs
 * @cpus: virtual CPUs, at most 64; 0: 2 in fibers, the host's in threads
 * @loglevel: messages below this level go to standard error, as the kernel's
 *	console_loglevel; 0: 7 (everything but debug); -1: none
 * @checker: the DMA checker; default: on for a board with models or in fibers
 * @trace: file for a trace, a line for each context switch (fibers),
 *	interrupt, register access, request line and bus error; NULL: none
 * @firmware: directories with firmware files, separated by colons, which come
 *	before those of $DMAE_FIRMWARE_PATH and /lib/firmware; NULL: none
 * @params: NULL-terminated settings, as on a kernel command line: those of the
 *	kernel ("swiotlb=force") and "module.name=value" of built-in modules; they
 *	come after those of the board's bootargs; NULL: none
 */
struct dmae_world_params {
	const char *board;
	const char *const *overlays;
	const char *const *acpi_tables;
	enum dmae_executor executor;
	uint64_t seed;
	unsigned int cpus;
	int loglevel;
	enum dmae_switch checker;
	const char *trace;
	const char *firmware;
	const char *const *params;
};

#define DMAE_WORLD_PARAMS { .board = NULL }

/**
 * dmae_world_start() - Return: 0, or a negative error code (-EBUSY: one is running); dmae_error()
 * has the line
 */
int dmae_world_start(const struct dmae_world_params *params);
/**
 * dmae_world_stop() - removes every device, frees everything
 *
 * Return: the number of allocations that drivers leaked (each was reported);
 * or a negative error code: -ENODEV (no world), -EIO (the trace file could
 * not be written whole; the world has stopped all the same). Process context
 * of the task that started the world.
 */
int dmae_world_stop(void);
/** dmae_world_running() - true between a dmae_world_start() that succeeded and dmae_world_stop() */
bool dmae_world_running(void);
/** dmae_error() - why the last dmae_ call of this thread failed: one line, "" if it did not */
const char *dmae_error(void);

/** dmae_world_idle() - let the world run for @ns of its time while the caller sleeps */
void dmae_world_idle(uint64_t ns);
/** dmae_world_now() - nanoseconds of the world's time since it started; 0 without a world */
uint64_t dmae_world_now(void);
/**
 * dmae_world_fingerprint() - a hash over every scheduling decision of this world, or of the last
 * one: equal runs have equal ones; 0 in threads
 */
uint64_t dmae_world_fingerprint(void);

struct dmae_task;
/**
 * dmae_spawn() - run @fn(@arg) in a task of its own, called @name; to be ended with dmae_join().
 * NULL with dmae_error().
 */
struct dmae_task *dmae_spawn(int (*fn)(void *arg), void *arg, const char *name);
/** dmae_join() - wait until @task has ended, free it, and return what its function returned */
int dmae_join(struct dmae_task *task);

/**
 * dmae_module_load() - load a module, as insmod would
 * @path: a .so, or the name of a module that is built into the library
 * @params: "a=1 b=2", or NULL
 *
 * Return: 0, -ENOENT, -EEXIST (loaded already), -ENOEXEC (no module, or a
 * symbol that nothing offers), -EINVAL (a parameter's value), or what its
 * init function returned. Process context.
 */
int dmae_module_load(const char *path, const char *params);
/**
 * dmae_module_unload() - as rmmod would. Return: 0, -ENOENT, -EWOULDBLOCK (it is in use). Process
 * context.
 */
int dmae_module_unload(const char *name);

/**
 * dmae_devices_unbound() - the devices of the board that no driver has claimed
 * @fn: called with the path of the node and its first "compatible", until it
 *	returns nonzero, which is returned
 * @arg: handed to @fn
 *
 * Return: 0, what @fn returned, or -ENODEV (no world). Process context.
 */
int dmae_devices_unbound(int (*fn)(const char *node, const char *compatible, void *arg), void *arg);

/* the world's files: /sys, /sys/kernel/debug, /proc, /dev */
struct dmae_dirent {
	char name[256];
	char type;		/* 'd', 'f', 'l' */
	unsigned int mode;
	char target[256];	/* of a link */
};
/**
 * dmae_file_read() - whole file; *@data is the caller's to free with dmae_free(). Return: 0 or a
 * negative error code
 */
int dmae_file_read(const char *path, char **data, size_t *len);
/**
 * dmae_file_write() - all of @data, as echo would. Return: 0 or a negative error code, -EACCES
 * where the file is read-only
 */
int dmae_file_write(const char *path, const char *data, size_t len);
/** dmae_dir_read() - calls @fn for each entry, sorted by name, until it returns nonzero */
int dmae_dir_read(const char *path, int (*fn)(const struct dmae_dirent *entry, void *arg),
		  void *arg);
/*
 * Device nodes, and any other file, held open as a program holds them. Each
 * call is the file's own operation in the calling task, which may sleep.
 */
struct dmae_file;
#define DMAE_OPEN_READ		1u
#define DMAE_OPEN_WRITE		2u
#define DMAE_OPEN_NONBLOCK	4u
/**
 * dmae_open() - @how: DMAE_OPEN_* bits. Return: 0 and *@file, to be ended with dmae_close(); or a
 * negative error code with dmae_error()
 */
int dmae_open(const char *path, unsigned int how, struct dmae_file **file);
/** dmae_close() - @file is gone after this, whether or not its device still is */
void dmae_close(struct dmae_file *file);
/**
 * dmae_read() - from where the last one ended. Return: bytes, 0 at the end, or a negative error
 * code
 */
long dmae_read(struct dmae_file *file, void *buf, size_t len);
/** dmae_write() - Return: bytes that were taken, or a negative error code */
long dmae_write(struct dmae_file *file, const void *buf, size_t len);
/** dmae_ioctl() - Return: what the driver does; -ENOTTY where the file has no such call */
long dmae_ioctl(struct dmae_file *file, unsigned int cmd, unsigned long arg);
/**
 * dmae_mmap() - what the file shows from @offset on (in bytes, a multiple of 4096)
 *
 * Return: a pointer to the memory itself, valid while the driver keeps it;
 * for registers a cookie, which only readl() and its kin understand; NULL
 * with dmae_error().
 */
void *dmae_mmap(struct dmae_file *file, size_t len, uint64_t offset);
/**
 * dmae_file_poll() - wait until one of @events (POLLIN 1, POLLOUT 4, ...) is there, at most @timeout_ms
 * (negative: no limit). Return: those that are, 0 when the time is over
 */
int dmae_file_poll(struct dmae_file *file, unsigned int events, int timeout_ms);

/** dmae_free() - free what dmae_file_read() gave */
void dmae_free(void *data);

/**
 * dmae_log_read() - the kernel log, oldest first, one call per line with its time in ns and level,
 * until @fn returns nonzero (which is returned)
 */
int dmae_log_read(int (*fn)(uint64_t ns, int level, const char *text, void *arg), void *arg);
/** dmae_log_console() - messages below @loglevel go to standard error from now on; -1: none */
void dmae_log_console(int loglevel);

#ifdef __cplusplus
}
#endif
#endif
