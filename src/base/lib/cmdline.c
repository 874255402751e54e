// SPDX-License-Identifier: MIT
/* Parameters as on a kernel command line: splitting, lists of numbers, sizes. */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

/*
 * One number. Return: 0: there was none, 1: it was the last, 2: a comma
 * follows (and was skipped), 3: a '-' follows, as in a range.
 */
int get_option(char **str, int *pint)
{
	char *at = *str;
	bool negative;
	int value;

	if (!at || !*at)
		return 0;
	negative = *at == '-';
	if (negative)
		at++;
	value = (int)simple_strtoull(at, str, 0);
	if (negative)
		value = -value;
	if (pint)
		*pint = value;
	if (at == *str)
		return 0;
	if (**str == ',') {
		(*str)++;
		return 2;
	}
	return **str == '-' ? 3 : 1;
}
EXPORT_SYMBOL(get_option);

/* "first-last" with first at *@ints and at most @room numbers. Return: how many, or -1 */
static int cmdline_range(char **str, int *ints, int room, bool count_only)
{
	int first = *ints, last, i;

	(*str)++;
	last = (int)simple_strtol(*str, NULL, 0);
	if (last < first)
		return -1;
	if (!count_only)
		for (i = 0; i < room && first + i <= last; i++)
			ints[i] = first + i;
	return last - first;
}

/* ints[0] becomes the count; with @nints 0 the list is only counted */
char *get_options(const char *str, int nints, int *ints)
{
	bool count_only = nints == 0;
	char *at = (char *)str;
	int i = 1;

	while (i < nints || count_only) {
		int *slot = count_only ? ints : ints + i;
		int found = get_option(&at, slot);

		if (!found)
			break;
		if (found == 3) {
			int more = cmdline_range(&at, slot, nints - i,
						 count_only);

			if (more < 0)
				break;
			/* the range's last number is the loop's next */
			i += more - 1;
		}
		i++;
		if (found == 1)
			break;
	}
	ints[0] = i - 1;
	return at;
}
EXPORT_SYMBOL(get_options);

unsigned long long memparse(const char *ptr, char **retptr)
{
	static const char suffixes[] = "kmgtpe";
	char *end;
	unsigned long long value = simple_strtoull(ptr, &end, 0);
	const char *suffix = *end ? strchr(suffixes, _tolower(*end)) : NULL;

	if (suffix) {
		value <<= 10 * (suffix - suffixes + 1);
		end++;
	}
	if (retptr)
		*retptr = end;
	return value;
}
EXPORT_SYMBOL(memparse);

/* true if @option is an element of the comma-separated list @str */
bool parse_option_str(const char *str, const char *option)
{
	size_t len = strlen(option);

	while (*str) {
		if (!strncmp(str, option, len) &&
		    (str[len] == ',' || !str[len]))
			return true;
		str = strchrnul(str, ',');
		if (*str == ',')
			str++;
	}
	return false;
}
EXPORT_SYMBOL(parse_option_str);

char *next_arg(char *args, char **param, char **val)
{
	bool quoted = *args == '"', inside = quoted;
	char *equals = NULL, *at;

	if (quoted)
		args++;
	for (at = args; *at && (inside || !isspace(*at)); at++) {
		if (*at == '=' && !equals && at != args)
			equals = at;
		else if (*at == '"')
			inside = !inside;
	}
	*param = args;
	*val = NULL;
	if (equals) {
		*equals = '\0';
		*val = equals + 1;
		if (**val == '"') {
			(*val)++;
			if (at[-1] == '"')
				at[-1] = '\0';
		}
	}
	if (quoted && at > args && at[-1] == '"')
		at[-1] = '\0';
	if (*at)
		*at++ = '\0';
	return skip_spaces(at);
}
EXPORT_SYMBOL(next_arg);
