// SPDX-License-Identifier: MIT
/*
 * A module of several calls, for test_module_calls.c, as if its parts were
 * sources of their own: they note in what order they ran. Compiled with
 * WITHOUT_EXIT it is one that was meant to be built in.
 */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/printk.h>

static int fail_arch;
module_param(fail_arch, int, 0444);

static int fail_all;
module_param(fail_all, int, 0444);

static int calls_probe(struct platform_device *pdev)
{
	dev_info(&pdev->dev, "bound\n");
	return 0;
}

static struct platform_driver calls_driver = {
	.probe = calls_probe,
	.driver = { .name = KBUILD_MODNAME },
};

static int __init late_part(void)
{
	pr_info(KBUILD_MODNAME ": late\n");
	return fail_all;
}
late_initcall(late_part);

static int __init arch_part(void)
{
	pr_info(KBUILD_MODNAME ": arch\n");
	return fail_arch ? fail_arch : fail_all;
}
arch_initcall(arch_part)

#ifdef WITHOUT_EXIT
builtin_platform_driver(calls_driver);
#else
static int __init driver_part(void)
{
	pr_info(KBUILD_MODNAME ": driver\n");
	return fail_all ? fail_all : platform_driver_register(&calls_driver);
}
module_init(driver_part);

static void __exit first_exit(void)
{
	pr_info(KBUILD_MODNAME ": first exit\n");
}
module_exit(first_exit);

static void __exit second_exit(void)
{
	pr_info(KBUILD_MODNAME ": second exit\n");
	platform_driver_unregister(&calls_driver);
}
module_exit(second_exit);
#endif

MODULE_LICENSE("Dual MIT/GPL");
