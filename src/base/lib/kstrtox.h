/* SPDX-License-Identifier: MIT */
/* Digits to integers, shared by the kstrto*, simple_strto* and sscanf families. */
#ifndef DMAE_BASE_KSTRTOX_H
#define DMAE_BASE_KSTRTOX_H

#include <linux/types.h>

/** kstrtox_radix() - settle *@base (0: by prefix) and skip a "0x". Return: first digit */
const char *kstrtox_radix(const char *s, unsigned int *base);
/**
 * kstrtox_digits() - up to @max characters. Return: how many were digits;
 * *@overflow says whether *@res wrapped
 */
size_t kstrtox_digits(const char *s, unsigned int base, size_t max,
		      unsigned long long *res, bool *overflow);
/**
 * kstrtox_scan() - the number at @s in at most @max characters, prefix
 * included; *@end where it ends
 */
unsigned long long kstrtox_scan(const char *s, size_t max, char **end,
				unsigned int base);
/** kstrtox_scan_signed() - the same with a '-' in front */
long long kstrtox_scan_signed(const char *s, size_t max, char **end,
			      unsigned int base);

#endif
