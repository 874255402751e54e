/* SPDX-License-Identifier: MIT */
/* Module parameters, between their files and modules.c. */
#ifndef DMAE_DEVICE_PARAMS_H
#define DMAE_DEVICE_PARAMS_H

#include <linux/moduleparam.h>

/*
 * params.c: under the parameter's lock; -EINVAL where @val is NULL and the type needs one, -EPERM
 * where it cannot be set
 */
int param_set_value(const struct kernel_param *kp, const char *val);

/* param_types.c */
/* how many bytes at *@at hold the value; 0 if only the parameter's own operations know */
size_t param_storage(const struct kernel_param *kp, void **at);
/* what values of type charp still occupy */
void params_stop(void);

/* param_sysfs.c: /sys/module/NAME/parameters */
int module_params_add(struct module *mod);
void module_params_remove(struct module *mod);

#endif
