// SPDX-License-Identifier: MIT
/* Kernel parameters: how settings find theirs. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/boot_param.h"
#include "unit.h"

static char seen[32];

static int set_fruit(const char *value)
{
	strscpy(seen, value ? value : "default", sizeof(seen));
	return value && !strcmp(value, "stone") ? -EINVAL : 0;
}
BOOT_PARAM(fruit, "test_fruit.kind", "apple|pear", set_fruit);

static char why[256];

static void a_setting_reaches_its_parameter(void **state)
{
	assert_int_equal(boot_param_set("test_fruit.kind=pear", why, sizeof(why)), 0);
	assert_string_equal(seen, "pear");
}

static void a_setting_may_have_no_value(void **state)
{
	assert_int_equal(boot_param_set("test_fruit.kind", why, sizeof(why)), 0);
	assert_string_equal(seen, "");
}

static void dashes_and_underscores_are_the_same(void **state)
{
	assert_int_equal(boot_param_set("test-fruit.kind=plum", why, sizeof(why)), 0);
	assert_string_equal(seen, "plum");
	assert_false(boot_param_known("test-fruit.kin=plum"));
	assert_false(boot_param_known("test-fruit.kinds=plum"));
}

static void a_wrong_value_is_told_with_those_that_are_right(void **state)
{
	assert_int_equal(boot_param_set("test_fruit.kind=stone", why, sizeof(why)), -EINVAL);
	assert_string_equal(why, "parameter 'test_fruit.kind=stone': expected "
				 "test_fruit.kind=apple|pear");
}

static void an_unknown_one_is_refused_alone_and_skipped_in_a_line(void **state)
{
	assert_int_equal(boot_param_set("test_stone=1", why, sizeof(why)), -ENOENT);
	assert_string_equal(why, "parameter 'test_stone=1': no such kernel parameter");
	assert_int_equal(boot_params_line("root=/dev/nfs test_stone=1  test_fruit.kind=fig ro", why,
					  sizeof(why)), 0);
	assert_string_equal(seen, "fig");
	assert_int_equal(boot_params_line("quiet test_fruit.kind=stone", why, sizeof(why)), -EINVAL);
}

static void a_reset_brings_defaults_back(void **state)
{
	assert_int_equal(boot_param_set("test_fruit.kind=fig", why, sizeof(why)), 0);
	boot_params_reset();
	assert_string_equal(seen, "default");
}

static void all_names_are_listed(void **state)
{
	char names[512];

	boot_param_names(names, sizeof(names));
	assert_non_null(strstr(names, " test_fruit.kind"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_setting_reaches_its_parameter),
		cmocka_unit_test(a_setting_may_have_no_value),
		cmocka_unit_test(dashes_and_underscores_are_the_same),
		cmocka_unit_test(a_wrong_value_is_told_with_those_that_are_right),
		cmocka_unit_test(an_unknown_one_is_refused_alone_and_skipped_in_a_line),
		cmocka_unit_test(a_reset_brings_defaults_back),
		cmocka_unit_test(all_names_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
