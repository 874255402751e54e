/* SPDX-License-Identifier: MIT */
/* Cache lines: see <linux/cache.h>. */
#include <linux/cache.h>
