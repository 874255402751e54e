/* SPDX-License-Identifier: MIT */
/* What test_modules.c sees of its built-in module. */
#ifndef TESTS_BUILTIN_FIXTURE_H
#define TESTS_BUILTIN_FIXTURE_H

struct module;

extern int toymod_inits, toymod_exits, toymod_result, toymod_depth;
extern char *toymod_name;
struct module *toymod_this(void);

#endif
