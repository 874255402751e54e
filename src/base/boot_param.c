// SPDX-License-Identifier: MIT
/* The kernel parameters that files of the library have declared, and how they are set. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/boot_param.h"

/* in order of name, whatever order the linker chose */
static struct boot_param *boot_params;

void boot_param_declare(struct boot_param *param)
{
	struct boot_param **at = &boot_params;

	while (*at && strcmp((*at)->name, param->name) < 0)
		at = &(*at)->next;
	param->next = *at;
	*at = param;
}

static char same(char c)
{
	return c == '-' ? '_' : c;
}

static const struct boot_param *param_find(const char *name, size_t len)
{
	const struct boot_param *p;
	size_t i;

	for (p = boot_params; p; p = p->next) {
		for (i = 0; i < len && same(p->name[i]) == same(name[i]); i++)
			;
		if (i == len && !p->name[i])
			return p;
	}
	return NULL;
}

static const struct boot_param *param_of(const char *setting)
{
	return param_find(setting, strchrnul(setting, '=') - setting);
}

void boot_param_names(char *text, size_t size)
{
	const struct boot_param *p;

	text[0] = '\0';
	for (p = boot_params; p; p = p->next) {
		strlcat(text, " ", size);
		strlcat(text, p->name, size);
	}
}

bool boot_param_known(const char *setting)
{
	return param_of(setting);
}

int boot_param_set(const char *setting, char *why, size_t size)
{
	const struct boot_param *p = param_of(setting);
	const char *value = strchrnul(setting, '=');
	int err;

	if (!p) {
		scnprintf(why, size, "parameter '%s': no such kernel parameter", setting);
		return -ENOENT;
	}
	err = p->set(*value ? value + 1 : "");
	if (err)
		scnprintf(why, size, "parameter '%s': expected %s=%s", setting, p->name, p->takes);
	return err;
}

int boot_params_line(const char *line, char *why, size_t size)
{
	char setting[128];
	int err = 0;

	while (!err && *(line = skip_spaces(line))) {
		size_t len = strcspn(line, " \t\n");

		strscpy(setting, line, min(len + 1, sizeof(setting)));
		if (len < sizeof(setting) && boot_param_known(setting))
			err = boot_param_set(setting, why, size);
		line += len;
	}
	return err;
}

void boot_params_reset(void)
{
	const struct boot_param *p;

	for (p = boot_params; p; p = p->next)
		p->set(NULL);
}
