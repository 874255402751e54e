/* SPDX-License-Identifier: MIT */
/* How a processor translates addresses: here, as the process does. Nothing to tell. */
#ifndef _ASM_MMU_H
#define _ASM_MMU_H
#endif
