/* SPDX-License-Identifier: MIT */
/* Static keys: see <linux/jump_label.h>. */
#include <linux/jump_label.h>
