// SPDX-License-Identifier: MIT
/*
 * The kernel configuration that a module is built with: our
 * <generated/autoconf.h>, the symbol that Kbuild builds the module for, and
 * what the user sets. It becomes a header that <linux/kconfig.h> includes.
 * Host side.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/host.h"
#include "base/paths.h"
#include "cli/build.h"
#include "cli/cli.h"

static const char *without_prefix(const char *symbol)
{
	return strncmp(symbol, "CONFIG_", 7) ? symbol : symbol + 7;
}

static bool is_symbol(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	return len > 0;
}

static void add_unset(struct build *b, const char *symbol, int len)
{
	strings_add(&b->config, "#undef CONFIG_%.*s\n#undef CONFIG_%.*s_MODULE", len, symbol, len,
		    symbol);
}

/* "FOO", "FOO=y", "FOO=m", "FOO=value", each with or without CONFIG_ */
int config_set(struct build *b, const char *assignment)
{
	const char *symbol = without_prefix(assignment), *value = strchr(symbol, '=');
	int len = value ? (int)(value - symbol) : (int)strlen(symbol);

	if (!is_symbol(symbol, len))
		return cli_error(
			"build: '%s' is no configuration symbol, e.g. DMATEST or DMATEST=m",
			assignment);
	value = value ? value + 1 : "y";
	add_unset(b, symbol, len);
	if (!strcmp(value, "y"))
		strings_add(&b->config, "#define CONFIG_%.*s 1", len, symbol);
	else if (!strcmp(value, "m"))
		strings_add(&b->config, "#define CONFIG_%.*s_MODULE 1", len, symbol);
	else if (strcmp(value, "n"))
		strings_add(&b->config, "#define CONFIG_%.*s %s", len, symbol, value);
	return 0;
}

int config_unset(struct build *b, const char *symbol)
{
	const char *name = without_prefix(symbol);

	if (!is_symbol(name, strlen(name)))
		return cli_error("build: '%s' is no configuration symbol, e.g. DMATEST", symbol);
	add_unset(b, name, strlen(name));
	return 0;
}

static int config_line(struct build *b, char *line)
{
	static const char not_set[] = " is not set";
	char *end;

	if (!strncmp(line, "CONFIG_", 7) && strchr(line, '='))
		return config_set(b, line);
	if (!strncmp(line, "# CONFIG_", 9) && (end = strstr(line, not_set)) &&
	    !end[strlen(not_set)]) {
		*end = '\0';
		return config_unset(b, line + 2);
	}
	return *line && *line != '#' ? -1 : 0;
}

/* as the kernel's .config */
int config_read(struct build *b, const char *path)
{
	unsigned int number = 1;
	char *line, *next;
	void *text;
	size_t len;
	int err = host_file_read(path, &text, &len);

	if (err)
		return cli_error("build: %s: %s", path, strerror(-err));
	for (line = text; line && !err; line = next, number++) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		err = config_line(b, line);
		if (err < 0)
			cli_error("build: %s:%u: '%.60s': expected CONFIG_NAME=value or "
				  "'# CONFIG_NAME is not set'",
				  path, number, line);
	}
	host_free(text);
	return err ? EXIT_UNUSABLE : 0;
}

/* the last line that is about @symbol decides: 1, 0, or -1 where there is none */
static int set_by_user(const struct build *b, const char *symbol)
{
	char *define = path_format("#define CONFIG_%s", symbol);
	char *undef = path_format("#undef CONFIG_%s\n", symbol);
	size_t n = strlen(define), i;
	int set = -1;

	for (i = 0; i < b->config.count; i++) {
		const char *line = b->config.all[i];

		if (!strncmp(line, undef, strlen(undef)))
			set = 0;
		if (!strncmp(line, define, n) &&
		    (line[n] == ' ' || !strncmp(line + n, "_MODULE ", 8)))
			set = 1;
	}
	host_free(define);
	host_free(undef);
	return set;
}

static bool set_by_us(const struct build *b, const char *symbol)
{
	char *path = path_format("%s/generated/autoconf.h", b->include);
	char *define = path_format("\n#define CONFIG_%s ", symbol);
	bool found = false;
	void *text;
	size_t len;

	if (!host_file_read(path, &text, &len)) {
		found = strstr(text, define) != NULL;
		host_free(text);
	}
	host_free(path);
	host_free(define);
	return found;
}

bool config_enabled(const struct build *b, const char *symbol)
{
	int set = set_by_user(b, symbol);

	return set >= 0 ? set : set_by_us(b, symbol);
}

bool config_is_open(const struct build *b, const char *symbol)
{
	return set_by_user(b, symbol) < 0 && !set_by_us(b, symbol);
}

char *config_write(const struct build *b, const struct module *m)
{
	struct strings text = { .count = 0 };
	char *path = path_format("%s/config-%s.h", b->temp, m->name), *all, *at;
	size_t i, len = 1;

	if (m->config)
		strings_add(&text, "#ifndef CONFIG_%s\n#define CONFIG_%s_MODULE 1\n#endif",
			    m->config, m->config);
	for (i = 0; i < b->config.count; i++)
		strings_add(&text, "%s", b->config.all[i]);
	for (i = 0; i < text.count; i++)
		len += strlen(text.all[i]) + 1;
	at = all = host_alloc(len);
	for (i = 0; i < text.count; i++)
		at += host_snprintf(at, all + len - at, "%s\n", text.all[i]);
	if (host_file_write(path, all, at - all))
		cli_error("build: %s: cannot be written", path);
	host_free(all);
	strings_free(&text);
	return path;
}
