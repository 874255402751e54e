/* SPDX-License-Identifier: MIT */
/* Section marks, which mean nothing here, and the type of an initcall. */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define __init
#define __initdata
#define __initconst
#define __exitdata
#define __exit __maybe_unused
#define __exit_call
#define __ref
#define __refdata
#define __refconst
#define __devinit
#define __devexit
#define __meminit
#define __memexit
#define __cpuinit
#define __INIT
#define __FINIT
#define __init_or_module
#define __initdata_or_module
#define __initconst_or_module

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);

#endif
