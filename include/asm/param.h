/* SPDX-License-Identifier: MIT */
/*
 * The rate of the timer tick. Not a knob: drivers compute with HZ as a
 * constant. Included through <linux/jiffies.h>.
 */
#ifndef _ASM_PARAM_H
#define _ASM_PARAM_H

#ifndef CONFIG_HZ
#define CONFIG_HZ 250
#endif

#define HZ CONFIG_HZ
#define USER_HZ 100

#endif
