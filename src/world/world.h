/* SPDX-License-Identifier: MIT */
/* Between the files of src/world. */
#ifndef DMAE_WORLD_WORLD_H
#define DMAE_WORLD_WORLD_H

#include <stdbool.h>
#include <stddef.h>

/** world_error() - note why the public call fails, in one line; returns @err */
int world_error(int err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** world_path_error() - the same for a path: "PATH: no such file or directory (error -2)" */
int world_path_error(const char *path, int err);
/** world_ok() - forget the last error; returns @ret */
int world_ok(int ret);
/** world_check_running() - 0, or -ENODEV with the line */
int world_check_running(void);
/** world_module_args() - what the world's parameters say for @module; host_free() it */
char *world_module_args(const char *module);

/** builtin_check_param() - 0 if @setting is a kernel parameter's, or "module.name=value" of a
 * built-in module's; or world_error() */
int builtin_check_param(const char *setting);
/** builtin_anchors - the init functions of the built-in modules, so that a linker keeps them */
extern int (*const builtin_anchors[])(void);
/** builtin_load_drivers() - load the built-in modules that are drivers */
int builtin_load_drivers(void);

/** trace_start() - write what happens to @path, or nothing where it is NULL; world_error() on
 * failure */
int trace_start(const char *path);
/** trace_stop() - 0, or -EIO if the file could not be written whole */
int trace_stop(void);

#endif
