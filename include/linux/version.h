/* SPDX-License-Identifier: MIT */
/*
 * The kernel version that this source file is compiled for. The library
 * itself is a 6.1. A driver of a newer tree is compiled with
 * -DLINUX_VERSION_CODE=... (`dmae build` takes it from the tree's Makefile):
 * the headers then give names and signatures of that version, but never
 * another layout, so that modules of all versions run in one world.
 */
#ifndef _LINUX_VERSION_H
#define _LINUX_VERSION_H

#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))

#ifndef LINUX_VERSION_CODE
#define LINUX_VERSION_CODE KERNEL_VERSION(6, 1, 0)
#endif

/*
 * const in callbacks and members from the version that added it: a driver of
 * either side of it compiles without a warning.
 */
#define __const_since(major, minor) __const_since_##major##_##minor
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#define __const_since_6_2 const
#else
#define __const_since_6_2
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define __const_since_6_3 const
#else
#define __const_since_6_3
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define __const_since_6_4 const
#else
#define __const_since_6_4
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define __const_since_6_11 const
#else
#define __const_since_6_11
#endif

#define LINUX_VERSION_MAJOR (LINUX_VERSION_CODE >> 16)
#define LINUX_VERSION_PATCHLEVEL (LINUX_VERSION_CODE >> 8 & 0xff)
#define LINUX_VERSION_SUBLEVEL (LINUX_VERSION_CODE & 0xff)

#endif
