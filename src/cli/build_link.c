// SPDX-License-Identifier: MIT
/*
 * Objects to a module: a shared object that shows its description and what it
 * EXPORT_SYMBOL()s, and wants nothing that the library does not have. Host side.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/host.h"
#include "base/paths.h"
#include "base/process.h"
#include "cli/build.h"
#include "cli/cli.h"

static bool all_compiled(const struct module *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (!m->sources[i].compiled)
			return false;
	return true;
}

void link_list_exports(struct build *b)
{
	size_t i, k;

	for (i = 0; i < b->count; i++) {
		struct module *m = &b->modules[i];

		for (k = 0; all_compiled(m) && k < m->count; k++)
			symbols_exported(m->sources[k].object, &m->exports);
	}
}

/* which symbols others see */
static char *write_exports(const struct build *b, const struct module *m)
{
	char *path = path_format("%s/%s.map", b->temp, m->name);
	FILE *f = fopen(path, "w");
	size_t i;

	if (!f)
		return path;
	fputs("{ global: dmae_module_image;\n", f);
	for (i = 0; i < m->exports.count; i++)
		fprintf(f, "%s;\n", m->exports.all[i]);
	fputs("local: *; };\n", f);
	fclose(f);
	return path;
}

static void link_command(struct process *p, const struct build *b, const struct module *m,
			 const char *exports, const char *out)
{
	size_t i;

	process_args(p, build_compiler());
	process_args(p, "-shared -g -pthread -Wl,-Bsymbolic -Wl,-z,now");
	process_args(p, DMAE_SANITIZE);
	process_arg(p, "-Wl,--version-script=%s", exports);
	for (i = 0; i < m->count; i++)
		process_arg(p, "%s", m->sources[i].object);
	process_args(p, "-o");
	process_arg(p, "%s", out);
}

/* true if another module of this run has it; @m then needs that one */
static bool offered_beside(const struct build *b, struct module *m, const char *name)
{
	size_t i;

	for (i = 0; i < b->count; i++) {
		const struct module *other = &b->modules[i];

		if (other == m || !strings_have(&other->exports, name))
			continue;
		if (!strings_have(&m->needs, other->name))
			strings_add(&m->needs, "%s", other->name);
		return true;
	}
	return false;
}

static void list_unresolved(const struct build *b, struct module *m, const char *out)
{
	struct strings wanted = { .count = 0 };
	size_t i;

	symbols_wanted(out, &wanted);
	for (i = 0; i < wanted.count; i++)
		if (!symbol_is_service(wanted.all[i]) &&
		    !strings_have(&b->offered, wanted.all[i]) &&
		    !offered_beside(b, m, wanted.all[i]))
			strings_add(&m->unresolved, "%s", wanted.all[i]);
	strings_free(&wanted);
}

/* ---- which line wants it --------------------------------------------------- */

/* "FILE:LINE: undefined reference to `NAME'", where the linker can say so */
static char *line_by_linker(const char *messages, const char *name)
{
	char *mark = path_format(": undefined reference to `%s'", name);
	const char *at = messages, *begin, *own;
	char *where = NULL;

	while (!where && (at = strstr(at, mark))) {
		for (begin = at; begin > messages && begin[-1] != '\n';)
			begin--;
		/* some lines begin with the linker's own name */
		if ((own = strstr(begin, "ld: ")) && own < at)
			begin = own + strlen("ld: ");
		/* behind the last colon: a line, or a place in a section */
		if (at > begin && at[-1] != ')')
			where = path_format("%.*s", (int)(at - begin), begin);
		at++;
	}
	host_free(mark);
	return where;
}

/* have the linker say which line wants what; what is there it complains about as well */
static char *ask_linker(const struct build *b, const struct module *m, const char *exports)
{
	char *out = path_format("%s/asked.so", b->temp), *text;
	struct process p = { .argc = 0 };

	link_command(&p, b, m, exports, out);
	process_args(&p, "-Wl,-z,defs -nostdlib");
	process_run(&p);
	text = host_strdup(p.messages ? p.messages : "");
	process_free(&p);
	host_free(out);
	return text;
}

/* debug information has absolute paths; the user's own are shorter */
static char *as_shown(const struct module *m, char *where)
{
	size_t i, n;
	char *shown;

	for (i = 0; where && i < m->count; i++) {
		n = strlen(m->sources[i].path);
		if (strncmp(where, m->sources[i].path, n) || where[n] != ':')
			continue;
		shown = path_format("%s%s", m->sources[i].shown, where + n);
		host_free(where);
		return shown;
	}
	return where;
}

static void find_lines(const struct build *b, struct module *m, const char *exports)
{
	char *messages = ask_linker(b, m, exports);
	size_t i;

	for (i = 0; i < m->unresolved.count; i++) {
		const char *name = m->unresolved.all[i];
		char *where = as_shown(m, line_by_linker(messages, name));

		if (!where)
			where = report_line(m, name);
		strings_add(&m->where, "%s", where ? where : m->sources[0].shown);
		host_free(where);
	}
	host_free(messages);
}

/* ---- linking --------------------------------------------------------------- */

static int link_failed(const struct build *b, const struct module *m, const struct process *p,
		       int status)
{
	char *text;

	if (status < 0)
		return cli_error("build: cannot run the linker through '%s': %s", build_compiler(),
				 strerror(-status));
	text = stage_unstage(b, m, p->messages);
	fputs(text, stderr);
	host_free(text);
	cli_error("build: %s: not built: the linker refused it", m->out);
	return EXIT_TEST_FAILED;
}

static int check_symbols(struct build *b, struct module *m, const char *exports, const char *made)
{
	size_t i;

	list_unresolved(b, m, made);
	if (!m->unresolved.count)
		return 0;
	find_lines(b, m, exports);
	for (i = 0; i < m->unresolved.count && !b->json; i++)
		cli_error("%s: not a service of libdmaengine (%s)", m->unresolved.all[i],
			  m->where.all[i]);
	if (b->allow_unresolved)
		return 0;
	if (!b->json)
		cli_error(
			"build: %s: not built: %zu symbol%s unresolved (another module's .so among "
			"the files offers its own; --allow-unresolved builds it all the same)",
			m->out, m->unresolved.count, m->unresolved.count == 1 ? "" : "s");
	return EXIT_TEST_FAILED;
}

int build_link(struct build *b, struct module *m)
{
	char *exports, *made;
	struct process p = { .argc = 0 };
	int code;

	if (!all_compiled(m)) {
		if (!b->json)
			cli_error("build: %s: not built", m->out);
		return EXIT_TEST_FAILED;
	}
	exports = write_exports(b, m);
	made = path_format("%s.%d", m->out, (int)getpid());
	link_command(&p, b, m, exports, made);
	code = process_run(&p);
	if (code)
		code = link_failed(b, m, &p, code);
	else
		code = check_symbols(b, m, exports, made);
	/* whoever has the old one loaded keeps it */
	if (!code && rename(made, m->out))
		code = cli_error("build: %s: %s", m->out, strerror(errno));
	if (code)
		unlink(made);
	m->built = !code;
	process_free(&p);
	host_free(made);
	host_free(exports);
	return code;
}
