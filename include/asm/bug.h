/* SPDX-License-Identifier: MIT */
/* Warnings and bugs: see <linux/bug.h>. */
#ifndef _ASM_BUG_H
#define _ASM_BUG_H

#include <linux/bug.h>

#endif
