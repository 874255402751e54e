// SPDX-License-Identifier: MIT
/* Starting and stopping the library part of the base. Called by base.c. */
#include <linux/types.h>

#include "base/lib/lib.h"

int lib_start(void)
{
	int err;

	once_start();
	err = printk_start();
	if (err)
		return err;
	err = pointer_names_start();
	if (err)
		goto err_printk;
	err = ddebug_start();
	if (err)
		goto err_names;
	return 0;

err_names:
	pointer_names_stop();
err_printk:
	printk_stop();
	return err;
}

void lib_stop(void)
{
	ddebug_stop();
	pointer_names_stop();
	printk_stop();
}
