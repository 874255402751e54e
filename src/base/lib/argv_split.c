// SPDX-License-Identifier: MIT
/* A text's words, as an array of strings with NULL behind the last. */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

/* the words of @text, whose ends are marked in it; @argv NULL: only counts */
static int split(char *text, char **argv)
{
	int count = 0;

	for (;;) {
		while (isspace(*text))
			text++;
		if (!*text)
			return count;
		if (argv)
			argv[count] = text;
		count++;
		while (*text && !isspace(*text))
			text++;
		if (*text && argv)
			*text++ = '\0';
	}
}

char **argv_split(gfp_t gfp, const char *str, int *argcp)
{
	char *text = kstrndup(str, KMALLOC_MAX_SIZE - 1, gfp), **argv;
	int count;

	if (!text)
		return NULL;
	count = split(text, NULL);
	/* before the first word: what argv_free() frees with them */
	argv = kmalloc_array(count + 2, sizeof(*argv), gfp);
	if (!argv) {
		kfree(text);
		return NULL;
	}
	*argv++ = text;
	split(text, argv);
	argv[count] = NULL;
	if (argcp)
		*argcp = count;
	return argv;
}
EXPORT_SYMBOL(argv_split);

void argv_free(char **argv)
{
	argv--;
	kfree(argv[0]);
	kfree(argv);
}
EXPORT_SYMBOL(argv_free);
