// SPDX-License-Identifier: MIT
/*
 * A module in a shared object, for test_modules.c: it has parameters, a driver, and can be told to
 * fail.
 */
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/printk.h>

static int fail;
module_param(fail, int, 0444);
MODULE_PARM_DESC(fail, "what init returns");

static char *text = "compiled";
module_param(text, charp, 0644);

static int values[3];
static unsigned int nvalues;
module_param_array(values, int, &nvalues, 0444);

static int fixture_probe(struct platform_device *pdev)
{
	dev_info(&pdev->dev, "hello from %s\n", KBUILD_MODNAME);
	return 0;
}

static struct platform_driver fixture_driver = {
	.probe = fixture_probe,
	.driver = { .name = "fixture" },
};

static int __init fixture_init(void)
{
	pr_debug("fixture init\n");
	if (fail)
		return fail;
	return platform_driver_register(&fixture_driver);
}
module_init(fixture_init);

static void __exit fixture_exit(void)
{
	platform_driver_unregister(&fixture_driver);
}
module_exit(fixture_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("fixture of test_modules.c");
MODULE_VERSION("1.2");
