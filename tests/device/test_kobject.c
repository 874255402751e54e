// SPDX-License-Identifier: MIT
/* kobjects and ksets: <linux/kobject.h>. */
#include <linux/kobject.h>
#include <linux/slab.h>

#include "device_fixture.h"

static int released;

static void count_release(struct kobject *kobj)
{
	released++;
}

static const struct kobj_type counted = {
	.release = count_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

static void released_once_with_the_last_reference(void **state)
{
	struct kobject kobj = {};

	released = 0;
	kobject_init(&kobj, &counted);
	assert_int_equal(kobject_set_name(&kobj, "thing%d", 7), 0);
	assert_string_equal(kobject_name(&kobj), "thing7");
	assert_ptr_equal(kobject_get(&kobj), &kobj);
	kobject_put(&kobj);
	assert_int_equal(released, 0);
	kobject_put(&kobj);
	assert_int_equal(released, 1);
	assert_null(kobject_get(NULL));
}

static void slashes_in_a_name_become_exclamation_marks(void **state)
{
	struct kobject kobj = {};

	kobject_init(&kobj, &counted);
	kobject_set_name(&kobj, "a/b/c");
	assert_string_equal(kobject_name(&kobj), "a!b!c");
	kobject_put(&kobj);
}

static void is_a_directory_while_it_is_added(void **state)
{
	struct kobject *top = kobject_create_and_add("top", NULL);
	struct kobject *sub = kobject_create_and_add("sub", top);
	char *path = kobject_get_path(sub, GFP_KERNEL);

	assert_int_equal(file_type("/sys/top/sub"), 'd');
	assert_string_equal(path, "/top/sub");
	kfree(path);
	kobject_del(sub);
	assert_int_equal(file_type("/sys/top/sub"), 0);
	kobject_put(sub);
	kobject_put(top);
	assert_int_equal(file_type("/sys/top"), 0);
}

static void a_child_keeps_its_parent(void **state)
{
	static struct kobject parent;
	struct kobject *child;

	released = 0;
	memset(&parent, 0, sizeof(parent));
	assert_int_equal(kobject_init_and_add(&parent, &counted, NULL, "parent"), 0);
	child = kobject_create_and_add("child", &parent);
	kobject_put(&parent);
	assert_int_equal(released, 0);
	kobject_put(child);
	assert_int_equal(released, 1);
	assert_int_equal(file_type("/sys/parent"), 0);
}

static void a_second_of_the_same_name_is_refused_and_reported(void **state)
{
	struct kobject *first = kobject_create_and_add("twin", NULL);

	assert_null(kobject_create_and_add("twin", NULL));
	assert_true(log_contains("sysfs: cannot create duplicate filename '/twin'"));
	assert_true(log_contains("kobject_add_internal failed for twin with -EEXIST"));
	kobject_put(first);
}

static void without_a_name_it_is_refused(void **state)
{
	struct kobject kobj = {};

	kobject_init(&kobj, &counted);
	assert_int_equal(kobject_add(&kobj, NULL, "%s", ""), -EINVAL);
	kobject_put(&kobj);
}

static void rename_and_move_change_the_path(void **state)
{
	struct kobject *a = kobject_create_and_add("a", NULL);
	struct kobject *b = kobject_create_and_add("b", NULL);
	struct kobject *x = kobject_create_and_add("x", a);

	assert_int_equal(kobject_rename(x, "y"), 0);
	assert_string_equal(kobject_name(x), "y");
	assert_int_equal(file_type("/sys/a/y"), 'd');
	assert_int_equal(file_type("/sys/a/x"), 0);
	assert_int_equal(kobject_move(x, b), 0);
	assert_int_equal(file_type("/sys/b/y"), 'd');
	assert_int_equal(file_type("/sys/a/y"), 0);
	kobject_put(x);
	kobject_put(a);
	kobject_put(b);
}

static void a_kset_finds_its_members(void **state)
{
	struct kset *set = kset_create_and_add("set", NULL, NULL);
	struct kobject member = { .kset = set };
	struct kobject *found;

	released = 0;
	assert_int_equal(kobject_init_and_add(&member, &counted, NULL, "member"), 0);
	assert_ptr_equal(member.parent, &set->kobj);
	found = kset_find_obj(set, "member");
	assert_ptr_equal(found, &member);
	kobject_put(found);
	assert_null(kset_find_obj(set, "other"));
	kobject_del(&member);
	assert_null(kset_find_obj(set, "member"));
	kobject_put(&member);
	assert_int_equal(released, 1);
	kset_unregister(set);
	assert_int_equal(file_type("/sys/set"), 0);
}

static void uevent_variables_have_limits(void **state)
{
	struct kobj_uevent_env *env = kzalloc(sizeof(*env), GFP_KERNEL);
	int i, ret = 0;

	assert_int_equal(add_uevent_var(env, "NAME=%s", "value"), 0);
	assert_string_equal(env->envp[0], "NAME=value");
	for (i = 0; i < UEVENT_NUM_ENVP && !ret; i++)
		ret = add_uevent_var(env, "N=%d", i);
	assert_int_equal(ret, -ENOMEM);
	kfree(env);
}

static void unknown_uevent_actions_are_refused(void **state)
{
	struct kobject *kobj = kobject_create_and_add("k", NULL);

	assert_int_equal(kobject_synth_uevent(kobj, "add\n", 4), 0);
	assert_int_equal(kobject_synth_uevent(kobj, "explode\n", 8), -EINVAL);
	kobject_put(kobj);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(released_once_with_the_last_reference),
		cmocka_unit_test(slashes_in_a_name_become_exclamation_marks),
		cmocka_unit_test(is_a_directory_while_it_is_added),
		cmocka_unit_test(a_child_keeps_its_parent),
		cmocka_unit_test(a_second_of_the_same_name_is_refused_and_reported),
		cmocka_unit_test(without_a_name_it_is_refused),
		cmocka_unit_test(rename_and_move_change_the_path),
		cmocka_unit_test(a_kset_finds_its_members),
		cmocka_unit_test(uevent_variables_have_limits),
		cmocka_unit_test(unknown_uevent_actions_are_refused),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
