// SPDX-License-Identifier: MIT
/* Shell patterns, matched with one place to come back to: the last star. */
#include <linux/export.h>
#include <linux/glob.h>

/*
 * One set, "[...]", whose text starts at *@pat behind the bracket. On return
 * *@pat is behind its end; false where it has none, and nothing was read.
 */
static bool set_match(const char **pat, unsigned char c, bool *match)
{
	const char *p = *pat;
	bool inverted = *p == '!', found = false;

	if (inverted)
		p++;
	do {
		unsigned char from = *p++, to = from;

		if (!from)
			return false;
		if (p[0] == '-' && p[1] != ']') {
			to = p[1];
			if (!to)
				return false;
			p += 2;
		}
		if (c >= from && c <= to)
			found = true;
	} while (*p != ']');
	*pat = p + 1;
	*match = found != inverted;
	return true;
}

bool glob_match(const char *pat, const char *str)
{
	const char *star_pat = NULL, *star_str = NULL;

	for (;;) {
		unsigned char c = *str, d = *pat++;
		bool match;

		switch (d) {
		case '*':
			if (!*pat)
				return true;
			star_pat = pat;
			star_str = str;
			continue;
		case '?':
			match = c;
			break;
		case '[':
			if (!c)
				match = false;
			else if (!set_match(&pat, c, &match))
				match = c == d;
			break;
		case '\\':
			d = *pat++;
			match = c == d;
			break;
		default:
			match = c == d;
		}
		if (match) {
			if (!c)
				return true;
			str++;
			continue;
		}
		/* the star takes one character more */
		if (!c || !star_pat)
			return false;
		pat = star_pat;
		str = ++star_str;
	}
}
EXPORT_SYMBOL(glob_match);
