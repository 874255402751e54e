// SPDX-License-Identifier: MIT
/* Parameter types and their text: <linux/moduleparam.h>. */
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/moduleparam.h>

#include "device/params.h"
#include "device_fixture.h"

static char *page;

static int setup(void **state)
{
	int err = core_setup(state);

	page = (char *)get_zeroed_page(GFP_KERNEL);
	return err;
}

static int teardown(void **state)
{
	free_page((unsigned long)page);
	return core_teardown(state);
}

static const char *shown(const struct kernel_param *kp)
{
	int len = kp->ops->get(page, kp);

	assert_int_equal(len, strlen(page));
	return page;
}

#define PARAM(_name, _ops, _arg) \
	const struct kernel_param _name = { .name = #_name, .ops = _ops, .arg = _arg }

static void numbers_keep_to_their_range(void **state)
{
	unsigned char b = 0;
	short s = 0;
	int i = 0;
	unsigned int u = 0;
	unsigned long long q = 0;
	PARAM(byte, &param_ops_byte, &b);
	PARAM(num, &param_ops_short, &s);
	PARAM(integer, &param_ops_int, &i);
	PARAM(hex, &param_ops_hexint, &u);
	PARAM(quad, &param_ops_ullong, &q);

	assert_int_equal(param_set_byte("255", &byte), 0);
	assert_string_equal(shown(&byte), "255\n");
	assert_int_equal(param_set_byte("256", &byte), -ERANGE);
	assert_int_equal(param_set_short("-7\n", &num), 0);
	assert_string_equal(shown(&num), "-7\n");
	assert_int_equal(param_set_int("0x10", &integer), 0);
	assert_int_equal(i, 16);
	assert_int_equal(param_set_int("10k", &integer), -EINVAL);
	assert_int_equal(param_set_hexint("255", &hex), 0);
	assert_string_equal(shown(&hex), "0x0000ff\n");
	assert_int_equal(param_set_ullong("18446744073709551615", &quad), 0);
	assert_string_equal(shown(&quad), "18446744073709551615\n");
	assert_int_equal(param_set_uint_minmax("5", &hex, 1, 4), -EINVAL);
	assert_int_equal(param_set_uint_minmax("4", &hex, 1, 4), 0);
}

static void yes_and_no_have_many_names(void **state)
{
	bool v = false, inverse = false, once = true;
	int bint = 5;
	PARAM(flag, &param_ops_bool, &v);
	PARAM(inv, &param_ops_invbool, &inverse);
	PARAM(lock, &param_ops_bool_enable_only, &once);
	PARAM(old, &param_ops_bint, &bint);

	assert_int_equal(param_set_bool("on", &flag), 0);
	assert_string_equal(shown(&flag), "Y\n");
	assert_int_equal(param_set_bool("0", &flag), 0);
	assert_int_equal(param_set_bool(NULL, &flag), 0);
	assert_true(v);
	assert_int_equal(param_set_bool("perhaps", &flag), -EINVAL);
	assert_int_equal(param_set_invbool("n", &inv), 0);
	assert_true(inverse);
	assert_string_equal(shown(&inv), "N\n");
	assert_int_equal(param_set_bool_enable_only("n", &lock), -EROFS);
	assert_true(once);
	assert_int_equal(param_set_bint("y", &old), 0);
	assert_int_equal(bint, 1);
}

static void strings_are_copied(void **state)
{
	char *v = "before", buffer[5] = "";
	const struct kparam_string kps = { sizeof(buffer), buffer };
	PARAM(text, &param_ops_charp, &v);
	const struct kernel_param fixed = { .name = "fixed",
					    .ops = &param_ops_string,
					    .str = &kps };
	static char longer[1100];

	assert_int_equal(param_set_charp("after", &text), 0);
	assert_int_equal(param_set_charp("again", &text), 0);
	assert_string_equal(shown(&text), "again\n");
	memset(longer, 'x', sizeof(longer) - 1);
	assert_int_equal(param_set_charp(longer, &text), -ENOSPC);
	param_free_charp(&v);
	assert_int_equal(param_set_copystring("four", &fixed), 0);
	assert_string_equal(shown(&fixed), "four\n");
	assert_int_equal(param_set_copystring("fives", &fixed), -ENOSPC);
	assert_true(log_contains("fixed: string doesn't fit in 4 chars."));
}

static void arrays_are_separated_by_commas(void **state)
{
	int v[3] = {};
	unsigned int n = 0;
	const struct kparam_array arr = {
		.max = 3, .elemsize = sizeof(int), .num = &n, .ops = &param_ops_int, .elem = v,
	};
	const struct kernel_param list = { .name = "list", .ops = &param_array_ops, .arr = &arr };

	assert_int_equal(list.ops->set("4,5", &list), 0);
	assert_int_equal(n, 2);
	assert_string_equal(shown(&list), "4,5\n");
	assert_int_equal(list.ops->set("1,2,3,4", &list), -EINVAL);
	assert_int_equal(list.ops->set("1,x", &list), -EINVAL);
	assert_int_equal(n, 2);
}

/* ---- lines of parameters ------------------------------------------------- */

static char unknown_seen[64];

static int unknown(char *param, char *val, const char *doing, void *arg)
{
	snprintf(unknown_seen, sizeof(unknown_seen), "%s=%s", param, val ? val : "(none)");
	return *(int *)arg;
}

static void a_line_sets_them_all(void **state)
{
	int a = 0, ret = 0;
	bool b = false;
	char *c = NULL;
	const struct kernel_param params[] = {
		{ .name = "a_value", .ops = &param_ops_int, .arg = &a, .level = -1 },
		{ .name = "b", .ops = &param_ops_bool, .arg = &b, .level = -1 },
		{ .name = "c", .ops = &param_ops_charp, .arg = &c, .level = -1 },
	};
	char line[] = "  a-value=3 b c=\"x y\" d=1 -- rest of it";
	char *after = parse_args("test", line, params, 3, -1, -1, &ret, unknown);

	assert_string_equal(after, "rest of it");
	assert_int_equal(a, 3);
	assert_true(b);
	assert_string_equal(c, "x y");
	assert_string_equal(unknown_seen, "d=1");
	param_free_charp(&c);
}

static void a_line_says_what_is_wrong(void **state)
{
	int a = 0, ret = -ENOENT;
	char buffer[3];
	const struct kparam_string kps = { sizeof(buffer), buffer };
	const struct kernel_param params[] = {
		{ .name = "a", .ops = &param_ops_int, .arg = &a },
		{ .name = "s", .ops = &param_ops_string, .str = &kps },
		{ .name = "ro",
		  .ops = &(struct kernel_param_ops){ .get = param_get_int },
		  .arg = &a },
	};
	char l1[] = "a=x", l2[] = "nope=1", l3[] = "s=long", l4[] = "a", l5[] = "ro=1";

	assert_int_equal(PTR_ERR(parse_args("t", l1, params, 3, 0, 0, &ret, unknown)), -EINVAL);
	assert_true(log_contains("t: `x' invalid for parameter `a'"));
	assert_int_equal(PTR_ERR(parse_args("t", l2, params, 3, 0, 0, &ret, unknown)), -ENOENT);
	assert_true(log_contains("t: Unknown parameter `nope'"));
	assert_int_equal(PTR_ERR(parse_args("t", l3, params, 3, 0, 0, &ret, unknown)), -ENOSPC);
	assert_true(log_contains("t: `long' too large for parameter `s'"));
	assert_int_equal(PTR_ERR(parse_args("t", l4, params, 3, 0, 0, &ret, unknown)), -EINVAL);
	assert_int_equal(PTR_ERR(parse_args("t", l5, params, 3, 0, 0, &ret, unknown)), -EPERM);
}

static void names_do_not_tell_dashes_from_underscores(void **state)
{
	assert_true(parameq("a-b_c", "a_b-c"));
	assert_false(parameq("a-b", "a-bc"));
	assert_true(parameqn("a-bX", "a_bY", 3));
}

static void storage_is_known_for_standard_types(void **state)
{
	int v[4];
	const struct kparam_array arr = {
		.max = 4, .elemsize = 4, .ops = &param_ops_int, .elem = v
	};
	const struct kernel_param list = { .ops = &param_array_ops, .arr = &arr };
	const struct kernel_param own = { .ops = &(struct kernel_param_ops){ }, .arg = v };
	PARAM(one, &param_ops_int, v);
	void *at;

	assert_int_equal(param_storage(&one, &at), sizeof(int));
	assert_ptr_equal(at, v);
	assert_int_equal(param_storage(&list, &at), sizeof(v));
	assert_int_equal(param_storage(&own, &at), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_keep_to_their_range),
		cmocka_unit_test(yes_and_no_have_many_names),
		cmocka_unit_test(strings_are_copied),
		cmocka_unit_test(arrays_are_separated_by_commas),
		cmocka_unit_test(a_line_sets_them_all),
		cmocka_unit_test(a_line_says_what_is_wrong),
		cmocka_unit_test(names_do_not_tell_dashes_from_underscores),
		cmocka_unit_test(storage_is_known_for_standard_types),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
