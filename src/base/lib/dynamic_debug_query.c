// SPDX-License-Identifier: MIT
/*
 * Commands that switch debug messages, as /proc/dynamic_debug/control and the
 * parameter "dyndbg" take them:
 *
 *	file virt-dma.c line 10-40 func vchan_* module soft format "cookie" +pf
 */
#define pr_fmt(fmt) "dyndbg: " fmt

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

#include "base/lib/dynamic_debug.h"

#define DDEBUG_MAX_WORDS 11

/* splits in place at spaces; quotes group. Return: number of words, or -EINVAL */
static int query_split(char *buf, char *words[])
{
	int count = 0;

	for (;;) {
		char *end;

		buf = skip_spaces(buf);
		if (!*buf || *buf == '#')
			return count;
		if (count == DDEBUG_MAX_WORDS) {
			pr_err("too many words, legal max <=%d\n",
			       DDEBUG_MAX_WORDS);
			return -EINVAL;
		}
		if (*buf == '"' || *buf == '\'') {
			end = strchr(buf + 1, *buf);
			if (!end) {
				pr_err("unclosed quote: %s\n", buf + 1);
				return -EINVAL;
			}
			buf++;
		} else {
			end = buf;
			while (*end && !isspace(*end))
				end++;
		}
		words[count++] = buf;
		if (!*end)
			return count;
		*end = '\0';
		buf = end + 1;
	}
}

static int query_flags(const char *word, struct ddebug_change *change)
{
	char op = *word;
	unsigned int flags = 0;

	if (op != '+' && op != '-' && op != '=') {
		pr_err("bad flag-op %c, at start of %s\n", op, word);
		return -EINVAL;
	}
	for (word++; *word; word++) {
		int flag = ddebug_flag(*word);

		if (flag < 0) {
			pr_err("unknown flag '%c'\n", *word);
			return -EINVAL;
		}
		flags |= flag;
	}
	change->set = op == '-' ? 0 : flags;
	change->mask = op == '=' ? _DPRINTK_FLAGS_BORN_ON :
		       op == '-' ? ~flags : ~0U;
	return 0;
}

/* an empty number means "no limit" */
static int query_line(const char *word, unsigned int *line)
{
	*line = 0;
	if (*word && kstrtouint(word, 10, line)) {
		pr_err("bad line-number: %s\n", word);
		return -EINVAL;
	}
	return 0;
}

static int query_lines(struct ddebug_query *query, char *word)
{
	char *last = strchr(word, '-');

	if (query->first_lineno || query->last_lineno) {
		pr_err("match-spec: line used 2x\n");
		return -EINVAL;
	}
	if (last)
		*last++ = '\0';
	if (query_line(word, &query->first_lineno))
		return -EINVAL;
	query->last_lineno = query->first_lineno;
	if (!last)
		return 0;
	if (query_line(last, &query->last_lineno))
		return -EINVAL;
	if (!query->last_lineno)
		query->last_lineno = UINT_MAX;
	if (query->last_lineno < query->first_lineno) {
		pr_err("last-line:%u < 1st-line:%u\n", query->last_lineno,
		       query->first_lineno);
		return -EINVAL;
	}
	return 0;
}

static int query_set(const char **what, const char *word, const char *keyword)
{
	if (*what) {
		pr_err("match-spec:%s val:%s overridden by %s\n", keyword,
		       *what, word);
		return -EINVAL;
	}
	*what = word;
	return 0;
}

/* "name.c", "name.c:function" or "name.c:lines" */
static int query_file(struct ddebug_query *query, char *word)
{
	char *tail = strchr(word, ':');

	if (query_set(&query->filename, word, "file"))
		return -EINVAL;
	if (!tail)
		return 0;
	*tail++ = '\0';
	if (isalpha(*tail) || *tail == '*' || *tail == '?' || *tail == '_')
		return query_set(&query->function, tail, "func");
	return query_lines(query, tail);
}

static int query_pair(struct ddebug_query *query, const char *keyword,
		      char *word)
{
	if (!strcmp(keyword, "func"))
		return query_set(&query->function, word, keyword);
	if (!strcmp(keyword, "file"))
		return query_file(query, word);
	if (!strcmp(keyword, "module"))
		return query_set(&query->module, word, keyword);
	if (!strcmp(keyword, "format")) {
		string_unescape_inplace(word, UNESCAPE_SPACE | UNESCAPE_OCTAL |
					UNESCAPE_SPECIAL);
		return query_set(&query->format, word, keyword);
	}
	if (!strcmp(keyword, "line"))
		return query_lines(query, word);
	pr_err("unknown keyword \"%s\"\n", keyword);
	return -EINVAL;
}

/* Return: how many sites the command meant, or -EINVAL */
static int query_exec(char *text, const char *modname)
{
	struct ddebug_query query = { 0 };
	struct ddebug_change change;
	char *words[DDEBUG_MAX_WORDS];
	int i, count = query_split(text, words);

	if (count <= 0)
		return -EINVAL;
	if (query_flags(words[count - 1], &change)) {
		pr_err("flags parse failed\n");
		return -EINVAL;
	}
	if (count % 2 == 0) {
		pr_err("expecting pairs of match-spec <value>\n");
		return -EINVAL;
	}
	for (i = 0; i < count - 1; i += 2)
		if (query_pair(&query, words[i], words[i + 1]))
			return -EINVAL;
	if (!query.module)
		query.module = modname;
	return ddebug_apply(&query, &change);
}

/* a wrong command does not keep the others from being done */
int ddebug_exec_queries(char *query, const char *modname)
{
	int found = 0, err = 0;
	char *next;

	for (; query; query = next) {
		int ret;

		next = strpbrk(query, ";\n");
		if (next)
			*next++ = '\0';
		query = skip_spaces(query);
		if (!*query || *query == '#')
			continue;
		ret = query_exec(query, modname);
		if (ret < 0)
			err = ret;
		else
			found += ret;
	}
	return err ? err : found;
}
EXPORT_SYMBOL(ddebug_exec_queries);

int ddebug_dyndbg_module_param_cb(char *param, char *val, const char *modname)
{
	char all[] = "+p";

	if (strcmp(param, "dyndbg"))
		return -ENOENT;
	ddebug_exec_queries(val ? val : all, modname);
	return 0;
}
EXPORT_SYMBOL(ddebug_dyndbg_module_param_cb);
