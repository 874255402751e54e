/* SPDX-License-Identifier: MIT */
/* Shell patterns: *, ?, [a-z], [!a-z], and a backslash before what is meant as it is. */
#ifndef _LINUX_GLOB_H
#define _LINUX_GLOB_H

#include <linux/types.h>

/** glob_match() - true if all of @str is as @pat says */
bool __pure glob_match(const char *pat, const char *str);

#endif
