/* SPDX-License-Identifier: MIT */
/*
 * The host: what the kernel side needs from the operating system under us.
 *
 * This is the one header where the two kinds of source file meet. Host-side
 * files (src/base/host/) implement it with libc; kernel-side files call it.
 * It is plain C and uses freestanding headers only.
 */
#ifndef DMAE_BASE_HOST_H
#define DMAE_BASE_HOST_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* ---- memory that belongs to the host, not to the machine's RAM --------- */

/**
 * host_alloc() - zeroed memory from the host's heap
 * @size: bytes
 *
 * For the library's own bookkeeping, which must not disturb the simulated
 * RAM. Any context. Never returns NULL: running out of host memory ends the
 * process with a message.
 */
void *host_alloc(size_t size);
void *host_realloc(void *mem, size_t size);
void host_free(void *mem);
/** host_alloc_aligned() - zeroed, at a multiple of @align, a power of two; host_free() it */
void *host_alloc_aligned(size_t size, size_t align);
char *host_strdup(const char *text);

/**
 * host_ram_map() - @size bytes of zeroed, shared memory (a memfd), mapped once
 * Return: 0 and *@mem, *@fd; or a negative error code.
 */
int host_ram_map(size_t size, void **mem, int *fd);
/** host_ram_map_at() - the same at an address within what host_reserve() gave */
int host_ram_map_at(void *at, size_t size, int *fd);
void host_ram_unmap(void *mem, size_t size, int fd);

/**
 * host_ram_alias() - show RAM at a second address
 * @at: where, page-aligned, within what host_reserve() gave or in other addresses of ours
 * @mem: what; memory of host_ram_map(), page-aligned
 * @size: bytes, whole pages
 * @writable: false: to be read only
 *
 * Both addresses are the same bytes from now on. Any context.
 * Return: 0; -EFAULT (@mem is not all such memory), or what the system says.
 */
int host_ram_alias(void *at, const void *mem, size_t size, bool writable);
/** host_ram_unalias() - nothing is shown there any more, and nobody may touch it */
void host_ram_unalias(void *at, size_t size);

/**
 * host_ram_replace() - the bytes of a file take the place of a piece of RAM
 * @mem: first byte, page-aligned
 * @size: bytes, whole pages
 * @fd: a file that can be mapped shared, at least @offset + @size long; stays the caller's, who
 *	closes it after host_ram_restore() only
 * @offset: where in it; whole pages
 * @keep: the memory's contents are copied into the file first, and nobody may
 *	write to them meanwhile; false: the file's contents appear
 *
 * Aliases follow.
 * Return: 0; -EFAULT (no RAM, or replaced already), or what the system says: then all is as it was.
 */
int host_ram_replace(void *mem, size_t size, int fd, size_t offset, bool keep);
/** host_ram_restore() - and back, with the contents if @keep; @mem and @size as they were given */
int host_ram_restore(void *mem, size_t size, bool keep);
/** host_ram_file() - the file behind a byte of RAM, and where in it; negative if there is none */
int host_ram_file(const void *mem, size_t *offset);

/** host_protect() - let nobody touch whole pages, or (@accessible) everybody again */
void host_protect(void *mem, size_t size, bool accessible);
/** host_reserve() - @size bytes of inaccessible addresses (NULL if refused) */
void *host_reserve(size_t size);
/** host_commit_lazily() - like host_reserve(), readable and writable, zero, paid for when touched
 */
void *host_commit_lazily(size_t size);
void host_unreserve(void *mem, size_t size);

/**
 * host_stack_map() - a stack of @size bytes with a guard page below it; returns its lowest usable
 * byte
 */
void *host_stack_map(size_t size);
void host_stack_unmap(void *low, size_t size);
/** host_on_own_stack() - true if @addr is on the calling OS thread's own stack */
bool host_on_own_stack(const void *addr);
/**
 * host_is_constant() - true if any of @size bytes at @addr are code or constants of the program or
 * of a shared object
 */
bool host_is_constant(const void *addr, size_t size);
/** host_stack_bounds() - the calling OS thread's own stack */
void host_stack_bounds(void **low, size_t *size);

/* ---- descriptors -------------------------------------------------------- */

/** struct host_fd_id - which file of the host a descriptor leads to, and how long it is */
struct host_fd_id {
	unsigned long long dev, ino, size;
};

/** host_memfd() - @size bytes of zeroed memory as a file. Return: a descriptor, -EMFILE, ... */
int host_memfd(const char *name, unsigned long long size, bool cloexec);
/** host_memfd_seal() - nobody can change its size any more */
void host_memfd_seal(int fd);
/** host_memfd_seals() - F_SEAL_* bits; -EINVAL: not a memfd (or one that cannot have any) */
int host_memfd_seals(int fd);
/** host_fd_id() - Return: 0, -EBADF */
int host_fd_id(int fd, struct host_fd_id *id);
bool host_fd_same(const struct host_fd_id *a, const struct host_fd_id *b);
/** host_fd_over() - @onto, which is open, becomes a copy of @from; closed on exec if it was so */
int host_fd_over(int from, int onto);
/** host_fd_dup() - a copy that is closed on exec. Return: a descriptor, -EMFILE, -EBADF */
int host_fd_dup(int fd);
/** host_fd_reopen() - its file anew, for @mode: O_RDONLY, O_WRONLY or O_RDWR */
int host_fd_reopen(int fd, int mode);
/** host_fd_mode() - for what it was opened: O_RDONLY, O_WRONLY or O_RDWR */
int host_fd_mode(int fd);
int host_fd_close(int fd);
/** host_fd_name() - what the host calls the file: "/memfd:name (deleted)" */
int host_fd_name(int fd, char *buf, size_t size);
/** host_fd_other() - a descriptor of the file @id that @known() does not answer true for; or -1 */
int host_fd_other(const struct host_fd_id *id, bool (*known)(int fd, void *arg), void *arg);

/* ---- faults ------------------------------------------------------------ */

/**
 * host_fault_watch() - explain accesses to a range that nobody may touch
 * @base: first byte
 * @size: bytes
 * @explain: called from the signal handler; prints one line with
 *	host_console(), after which the process aborts
 */
void host_fault_watch(void *base, size_t size,
		      void (*explain)(void *addr, bool write));
void host_fault_unwatch(void *base);
/**
 * host_fault_filter() - @fn is asked first, in the signal handler: true if the access may be tried
 * again; NULL: nobody is asked. @last_word is called there before a fault is reported that ends us
 */
void host_fault_filter(bool (*fn)(void *addr, bool write, void *pc), void (*last_word)(void));
/**
 * host_fault_first() - @fn is asked even before that one: for who makes pages inaccessible only
 * until the next access; NULL: nobody
 */
void host_fault_first(bool (*fn)(void *addr, bool write, void *pc));
/**
 * host_fault_during() - what is going on, for the report of a fault that nobody explains, e.g.
 * "init of module x"; NULL: nothing in particular
 */
void host_fault_during(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* ---- threads, for the thread executor ---------------------------------- */

struct host_thread;
struct host_mutex;
struct host_cond;

int host_thread_start(struct host_thread **thread, void (*fn)(void *arg),
		      void *arg, const char *name);
void host_thread_join(struct host_thread *thread);
void host_thread_exit(void) __attribute__((noreturn));
/** host_thread_id() - a small number that is this OS thread's and no other's */
unsigned long host_thread_id(void);
void host_thread_yield(void);
/**
 * host_thread_on_exit() - call @fn(@arg) when the calling OS thread ends; one @fn for the process,
 * one @arg for each thread
 */
void host_thread_on_exit(void (*fn)(void *arg), void *arg);

struct host_mutex *host_mutex_new(bool recursive);
void host_mutex_free(struct host_mutex *m);
void host_mutex_lock(struct host_mutex *m);
bool host_mutex_trylock(struct host_mutex *m);
void host_mutex_unlock(struct host_mutex *m);

struct host_cond *host_cond_new(void);
void host_cond_free(struct host_cond *c);
/**
 * host_cond_wait() - until signalled or until host_now_ns() reaches @until (0: no limit); may wake
 * for nothing
 */
void host_cond_wait(struct host_cond *c, struct host_mutex *m,
		    unsigned long long until);
void host_cond_broadcast(struct host_cond *c);

/**
 * host_futex_wait() - sleep while *@word == @value, until woken or host_now_ns() >= @until (0: no
 * limit)
 */
void host_futex_wait(unsigned int *word, unsigned int value,
		     unsigned long long until);
void host_futex_wake(unsigned int *word, int count);

unsigned int host_cpus(void);

/**
 * host_cpus_named() - the host's CPUs that a text names: "0,2-3", or "node1" for a NUMA node's
 * Return: how many, at most @room, into @cpus; -EINVAL (it names none); -ENODEV (one of them is not
 * there, or not for this process).
 */
int host_cpus_named(const char *text, unsigned int *cpus, unsigned int room);
/** host_cpu() - which of the host's CPUs the calling thread is on, at this moment; -1: not known */
int host_cpu(void);
/**
 * host_thread_leave_cpu() - the calling thread goes on on another CPU, whichever the host takes
 * Return: 0; -EPERM (this is the only one that it may use), or another negative error code.
 */
int host_thread_leave_cpu(void);
/** host_thread_pin() - the calling thread runs on this CPU from now on */
int host_thread_pin(unsigned int cpu);

/** host_membarrier_register() - true if the host lets this process use host_membarrier() */
bool host_membarrier_register(void);
/** host_membarrier() - every thread of the process passes a memory barrier before it returns */
void host_membarrier(void);

/* ---- clock ------------------------------------------------------------- */

/** host_now_ns() - monotonic nanoseconds */
unsigned long long host_now_ns(void);
/** host_wall_ns() - nanoseconds since 1970 */
unsigned long long host_wall_ns(void);
/** host_cpu_ns() - CPU time that the process has used, all threads together */
unsigned long long host_cpu_ns(void);
void host_sleep_ns(unsigned long long ns);
void host_random(void *buf, size_t len);

/* ---- console and files ------------------------------------------------- */

/**
 * host_console() - write @len bytes to standard error, whole, in any context (a signal handler
 * too)
 */
void host_console(const char *text, size_t len);
/**
 * host_printf() - format with libc's printf to standard error; for reports that must not depend on
 * our own log
 */
void host_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/** host_vsnprintf() - libc's own formatting, for the host's side of a message */
int host_snprintf(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * host_file_read() - a whole file into host_alloc()ed memory (with a NUL behind it); negative
 * error code on failure
 */
int host_file_read(const char *path, void **data, size_t *len);
int host_file_write(const char *path, const void *data, size_t len);

/** host_firmware_path() - DMAE_FIRMWARE_PATH of the environment, "" if it is not set */
const char *host_firmware_path(void);

/** host_backtrace() - up to @max return addresses of the caller's callers */
int host_backtrace(void **pc, int max);
/** host_symbol() - "name+0x12" of the code at @pc into @buf (an address where no name is known) */
const char *host_symbol(const void *pc, char *buf, size_t size);
/**
 * host_place() - "name (file.c:12)" of the call that returns to @pc into @buf; where there is no
 * debug information, as host_symbol()
 */
const char *host_place(const void *pc, char *buf, size_t size);
/** host_is_module() - true if @pc is, or was, the code of a module that was loaded */
bool host_is_module(const void *pc);
/** host_symbols_loaded() - a module is at @base now: its names stay known when it has gone */
void host_symbols_loaded(const void *base, const char *path);

/* ---- modules ----------------------------------------------------------- */

void *host_module_open(const char *path, char *err, size_t err_size);
void *host_module_symbol(void *module, const char *name);
void host_module_close(void *module);
/** host_module_uses() - true if @user got a symbol of @provider when it was opened */
bool host_module_uses(void *user, void *provider);

void host_abort(void) __attribute__((noreturn));
/** host_on_death() - @fn is called once before the process ends by a panic or a fault; NULL: none
 */
void host_on_death(void (*fn)(void));
/**
 * host_death_code() - end by exit(@code) after a panic or a fault, as a command should, instead of
 * by a signal
 */
void host_death_code(int code);
/** host_die() - end so; after the report */
void host_die(void) __attribute__((noreturn));
/** host_panic() - the last line of a world: print, then abort */
void host_panic(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));

#endif
