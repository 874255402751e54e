// SPDX-License-Identifier: MIT
/*
 * libFuzzer target: what reads text that a user typed. Numbers, module
 * and kernel parameters, CPU lists, dynamic-debug queries: any bytes are
 * read or refused. Kernel side; needs no world.
 */
#include <linux/bitmap.h>
#include <linux/dynamic_debug.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

#include "base/boot_param.h"
#include "base/lib/lib.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#define MAX_TEXT 512

static void read_numbers(const char *text)
{
	unsigned long long ull;
	long long ll;
	char *end, word[16];
	bool flag;
	int n;

	/* whether it is a number is not the question */
	if (kstrtoull(text, 0, &ull) || kstrtoll(text, 16, &ll) || kstrtobool(text, &flag))
		flag = false;
	memparse(text, &end);
	simple_strtoull(text, &end, 8);
	sscanf(text, "%i %15s", &n, word);
	sscanf(text, "%llx:%*d.%c", &ull, word);
}

static void read_lists(const char *text)
{
	DECLARE_BITMAP(bits, 128);

	bitmap_parselist(text, bits, 128);
	bitmap_parse(text, strlen(text), bits, 128);
}

static void read_arguments(char *text)
{
	char *param, *val, *rest = text;

	while (*rest) {
		char *before = rest;

		rest = next_arg(rest, &param, &val);
		if (rest == before)
			break;
	}
}

/* as the value of each parameter that takes more than a word, and as a whole command line */
static void read_boot_parameters(const char *text)
{
	static const char *const names[] = { "cma", "coherent_pool", "swiotlb", "iommu.strict",
					     "dma_debug_driver" };
	char setting[MAX_TEXT + 32], why[256];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(setting, sizeof(setting), "%s=%s", names[i], text);
		boot_param_set(setting, why, sizeof(why));
	}
	boot_params_line(text, why, sizeof(why));
	boot_params_reset();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char text[MAX_TEXT + 1], copy[MAX_TEXT + 1];

	if (size > MAX_TEXT)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	read_numbers(text);
	read_lists(text);
	read_boot_parameters(text);
	memcpy(copy, text, sizeof(copy));
	read_arguments(copy);
	memcpy(copy, text, sizeof(copy));
	string_unescape(copy, copy, 0, UNESCAPE_ANY);
	memcpy(copy, text, sizeof(copy));
	ddebug_exec_queries(copy, NULL);
	return 0;
}
