// SPDX-License-Identifier: MIT
/*
 * After the compiler's own words: which of our headers lacks what. Its
 * messages name headers that were not found and names that nobody declared;
 * the kernel's own headers, where there is a tree, say where those belong.
 * Host side.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/host.h"
#include "base/paths.h"
#include "cli/build.h"
#include "cli/cli.h"

/**
 * struct complaint - what a compiler says about a name that is not there
 * @before, @after: what stands around the name
 * @what: what it is for us; the name goes in for %s
 */
struct complaint {
	const char *before, *after, *what;
};

static const struct complaint complaints[] = {
	/* gcc */
	{ "fatal error: ", ": No such file", "%s: not a header of libdmaengine" },
	{ "implicit declaration of function '", "'", "%s(): not a service of libdmaengine" },
	{ "error: '", "' undeclared", "%s: not declared by libdmaengine" },
	{ "unknown type name '", "'", "%s: not a type of libdmaengine" },
	{ "has no member named '", "'", "member %s: not in libdmaengine's struct" },
	{ "invalid use of undefined type '", "'", "%s: not defined by libdmaengine" },
	{ "' has incomplete type", "", NULL },
	/* clang */
	{ "fatal error: '", "' file not found", "%s: not a header of libdmaengine" },
	{ "call to undeclared function '", "'", "%s(): not a service of libdmaengine" },
	{ "use of undeclared identifier '", "'", "%s: not declared by libdmaengine" },
	{ "no member named '", "'", "member %s: not in libdmaengine's struct" },
	{ "incomplete definition of type '", "'", "%s: not defined by libdmaengine" },
};

#define N_COMPLAINTS (sizeof(complaints) / sizeof(complaints[0]))

/* the name that @line complains about, by @c, or NULL */
static char *name_in(const char *line, const struct complaint *c)
{
	const char *begin = c->what ? strstr(line, c->before) : NULL, *end;

	if (!begin)
		return NULL;
	begin += strlen(c->before);
	end = strstr(begin, c->after);
	if (!end || end == begin || end - begin > 120)
		return NULL;
	return path_format("%.*s", (int)(end - begin), begin);
}

/* "FILE:LINE" at the beginning of a message */
static char *place_of(const char *line)
{
	const char *at = line;

	while ((at = strchr(at, ':'))) {
		size_t digits = strspn(at + 1, "0123456789");

		if (digits && at[1 + digits] == ':')
			return path_format("%.*s", (int)(at + 1 + digits - line), line);
		at++;
	}
	return host_strdup("?");
}

/* ---- where the kernel has it ------------------------------------------------ */

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static const char *find_word(const char *text, const char *word)
{
	size_t n = strlen(word);
	const char *at = text;

	while ((at = strstr(at, word))) {
		if ((at == text || !is_word_char(at[-1])) && !is_word_char(at[n]))
			return at;
		at += n;
	}
	return NULL;
}

/* the first kernel header that @s includes itself and that has the word @name; "linux/foo.h" */
static char *kernel_header_of(const struct build *b, const struct source *s, const char *name)
{
	char *text, *at, *found = NULL;
	size_t len;
	void *data;

	if (!b->tree.root || host_file_read(s->path, &data, &len))
		return NULL;
	text = data;
	for (at = text; !found && (at = strstr(at, "#include <")); at++) {
		const char *header = at + strlen("#include <");
		int n = strcspn(header, ">\n");
		char *path = path_format("%s/include/%.*s", b->tree.root, n, header);
		void *content;

		if (!host_file_read(path, &content, &len)) {
			if (find_word(content, name))
				found = path_format("%.*s", n, header);
			host_free(content);
		}
		host_free(path);
	}
	host_free(data);
	return found;
}

/* ---- reporting ------------------------------------------------------------- */

static void note(const struct build *b, struct module *m, const struct source *s,
		 const struct complaint *c, const char *name, const char *line)
{
	char what[256], *place, *header = NULL, *text;

	host_snprintf(what, sizeof(what), c->what, name);
	place = place_of(line);
	if (!strstr(c->what, "header of"))
		header = kernel_header_of(b, s, strncmp(name, "struct ", 7) ? name : name + 7);
	if (header)
		text = path_format("%s; the kernel's is in %s (%s)", what, header, place);
	else
		text = path_format("%s (%s)", what, place);
	/* once for each name, at its first place */
	if (!strings_have(&m->missing, what)) {
		strings_add(&m->missing, "%s", what);
		if (b->json)
			strings_add(&m->where, "%s", place);
		else
			cli_error("%s", text);
	}
	host_free(text);
	host_free(header);
	host_free(place);
}

void report_missing(const struct build *b, struct module *m, const struct source *s)
{
	char *copy = host_strdup(s->messages), *line, *next, *name;
	unsigned int i;

	for (line = copy; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		for (i = 0; i < N_COMPLAINTS; i++) {
			name = name_in(line, &complaints[i]);
			if (!name)
				continue;
			note(b, m, s, &complaints[i], name, line);
			host_free(name);
			break;
		}
	}
	host_free(copy);
}

static char *line_in(const struct source *s, const char *name)
{
	unsigned int number = 1;
	const char *word, *at;
	char *where = NULL;
	void *text;
	size_t len;

	if (host_file_read(s->path, &text, &len))
		return NULL;
	word = find_word(text, name);
	if (word) {
		for (at = text; at < word; at++)
			number += *at == '\n';
		where = path_format("%s:%u", s->shown, number);
	}
	host_free(text);
	return where;
}

char *report_line(const struct module *m, const char *name)
{
	char *where = NULL;
	size_t i;

	for (i = 0; i < m->count && !where; i++)
		where = line_in(&m->sources[i], name);
	return where;
}
