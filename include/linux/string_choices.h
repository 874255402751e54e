/* SPDX-License-Identifier: MIT */
/* One of two words for a boolean. */
#ifndef _LINUX_STRING_CHOICES_H_
#define _LINUX_STRING_CHOICES_H_

#include <linux/string_helpers.h>

static inline const char *str_enabling_disabling(bool v)
{
	return v ? "enabling" : "disabling";
}

static inline const char *str_assert_deassert(bool v)
{
	return v ? "assert" : "deassert";
}

static inline const char *str_high_low(bool v)
{
	return v ? "high" : "low";
}

static inline const char *str_hi_lo(bool v)
{
	return v ? "hi" : "lo";
}

static inline const char *str_true_false(bool v)
{
	return v ? "true" : "false";
}

static inline const char *str_up_down(bool v)
{
	return v ? "up" : "down";
}

static inline const char *str_input_output(bool v)
{
	return v ? "input" : "output";
}

static inline const char *str_plural(size_t num)
{
	return num == 1 ? "" : "s";
}

#define str_no_yes(v)			str_yes_no(!(v))
#define str_off_on(v)			str_on_off(!(v))
#define str_disable_enable(v)		str_enable_disable(!(v))
#define str_disabled_enabled(v)		str_enabled_disabled(!(v))
#define str_disabling_enabling(v)	str_enabling_disabling(!(v))
#define str_deassert_assert(v)		str_assert_deassert(!(v))
#define str_low_high(v)			str_high_low(!(v))
#define str_lo_hi(v)			str_hi_lo(!(v))
#define str_write_read(v)		str_read_write(!(v))
#define str_false_true(v)		str_true_false(!(v))
#define str_down_up(v)			str_up_down(!(v))
#define str_output_input(v)		str_input_output(!(v))

#endif
