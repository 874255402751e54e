// SPDX-License-Identifier: MIT
/*
 * Sources to objects. The flags are those that Kbuild gives on x86-64, as far
 * as they concern the language and the compiler's warnings; code is built for
 * a shared object instead of a kernel. Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/host.h"
#include "base/paths.h"
#include "base/process.h"
#include "cli/build.h"
#include "cli/cli.h"

static const char language[] =
	"-std=gnu11 -O2 -g -fPIC -pthread -D__KERNEL__ -DMODULE -fno-strict-aliasing -fno-common "
	"-fno-strict-overflow -fno-delete-null-pointer-checks -fno-semantic-interposition "
	"-fno-omit-frame-pointer -fno-optimize-sibling-calls -fno-builtin-wcslen";

/* loops over bytes, as a test's patterns are, as fast as clang has them at -O2 */
static const char loops_gcc[] = "-fvect-cost-model=dynamic -funswitch-loops";

static const char warnings[] =
	"-Wall -Wundef -Wno-trigraphs -Wvla -Wno-format-security -Wno-pointer-sign "
	"-Wno-unused-const-variable -Wno-unused-but-set-variable -Wno-sign-compare "
	"-Wno-missing-field-initializers -Wno-unused-parameter -Wno-address-of-packed-member "
	"-Wcast-function-type -Werror=strict-prototypes -Werror=implicit-function-declaration "
	"-Werror=implicit-int -Werror=return-type -Werror=date-time";

static const char warnings_gcc[] =
	"-Wno-main -Wno-maybe-uninitialized -Wno-stringop-truncation -Wno-stringop-overflow "
	"-Wno-restrict -Wno-alloc-size-larger-than -Wno-packed-not-aligned -Wno-format-truncation "
	"-Wno-format-overflow -Wno-dangling-pointer -Wno-array-bounds -Wno-stringop-overread "
	"-Werror=designated-init -Wimplicit-fallthrough=5 -fconserve-stack";

static const char warnings_clang[] =
	"-Wno-gnu -Wno-initializer-overrides -Wno-tautological-constant-out-of-range-compare "
	"-Wno-enum-enum-conversion -Wno-enum-compare-conditional -Wno-unknown-warning-option "
	"-Wno-void-pointer-to-enum-cast -Wno-unused-function "
	"-Wimplicit-fallthrough -Qunused-arguments";

static bool in_path(const char *program)
{
	const char *dirs = getenv("PATH");
	bool found = false;

	if (strchr(program, '/'))
		return !access(program, X_OK);
	while (dirs && *dirs && !found) {
		int len = strcspn(dirs, ":");
		char *path = path_format("%.*s/%s", len, dirs, program);

		found = !access(path, X_OK);
		host_free(path);
		dirs += len + (dirs[len] == ':');
	}
	return found;
}

/* $CC, or what the library was built with (sanitizers' runtimes must match), or cc */
const char *build_compiler(void)
{
	const char *cc = getenv("CC");

	if (cc && *cc)
		return cc;
	return in_path(DMAE_CC) ? DMAE_CC : "cc";
}

static bool is_clang(void)
{
	const char *name = path_name(build_compiler());

	return strstr(name, "clang") != NULL;
}

/* ---- one source ------------------------------------------------------------ */

static char *underscored(const char *name)
{
	char *copy = host_strdup(name), *c;

	for (c = copy; *c; c++)
		if (*c == '-')
			*c = '_';
	return copy;
}

static void add_names(struct process *p, const struct module *m, const struct source *s)
{
	char *module = underscored(m->name), *base = underscored(path_name(s->path));

	base[strlen(base) - 2] = '\0';
	process_arg(p, "-DKBUILD_MODNAME=\"%s\"", module);
	process_arg(p, "-D__KBUILD_MODNAME=%s", module);
	process_arg(p, "-DKBUILD_BASENAME=\"%s\"", base);
	process_arg(p, "-DKBUILD_MODFILE=\"%s\"", m->name);
	host_free(module);
	host_free(base);
}

static void add_version(struct process *p, const struct build *b)
{
	const struct kernel_tree *t = &b->tree;
	unsigned int sublevel = t->sublevel < 255 ? t->sublevel : 255;

	process_arg(p, "-DLINUX_VERSION_CODE=%u", t->version << 16 | t->patchlevel << 8 | sublevel);
	/* char is unsigned everywhere since 6.2 */
	if (t->version > 6 || (t->version == 6 && t->patchlevel >= 2))
		process_arg(p, "-funsigned-char");
}

static void add_folders(struct process *p, const struct build *b, const struct source *s)
{
	char *staged = path_folder(s->staged), *real = path_folder(s->path);

	process_arg(p, "-iquote%s", staged);
	process_arg(p, "-I%s", b->include);
	process_arg(p, "-I%s/include", b->stage);
	process_arg(p, "-iquote%s", real);
	/* the last one that fits counts */
	if (b->tree.root)
		process_arg(p, "-ffile-prefix-map=%s=%s", b->stage, b->tree.root);
	process_arg(p, "-ffile-prefix-map=%s=%s", staged, real);
	host_free(staged);
	host_free(real);
}

static void compiler_command(struct process *p, const struct build *b, const struct module *m,
			     const struct source *s)
{
	process_args(p, build_compiler());
	process_args(p, language);
	process_args(p, warnings);
	process_args(p, is_clang() ? warnings_clang : warnings_gcc);
	if (!is_clang())
		process_args(p, loops_gcc);
	process_args(p, DMAE_SANITIZE);
	/* drivers may count on unaligned accesses, as where the kernel says so of a machine */
	if (strstr(DMAE_SANITIZE, "undefined"))
		process_args(p, "-fno-sanitize=alignment");
	if (isatty(STDERR_FILENO))
		process_arg(p, "-fdiagnostics-color=always");
	add_names(p, m, s);
	add_version(p, b);
	add_folders(p, b, s);
	process_arg(p, "-DDMAE_KCONFIG_FILE=\"%s\"", m->config_header);
	process_args(p, "-include linux/kconfig.h -include linux/compiler_types.h -c");
	process_arg(p, "%s", s->staged);
	process_args(p, "-o");
	process_arg(p, "%s", s->object);
}

static void print_command(const struct process *p)
{
	int i;

	for (i = 0; i < p->argc; i++)
		fprintf(stderr, "%s%s", i ? " " : "", p->argv[i]);
	fputc('\n', stderr);
}

static unsigned int count(const char *text, const char *word)
{
	unsigned int n = 0;

	for (; (text = strstr(text, word)); text++)
		n++;
	return n;
}

static int compiler_missing(int err)
{
	return cli_error("build: cannot run the compiler '%s': %s (CC can name another)",
			 build_compiler(), strerror(-err));
}

/** struct job - a source of one of the modules, and the compiler at work on it */
struct job {
	struct module *module;
	struct source *source;
	struct process compiler;
};

static int job_start(struct build *b, struct job *job)
{
	struct module *m = job->module;
	int err;

	job->source->object =
		path_format("%s/%s-%zu.o", b->temp, m->name, (size_t)(job->source - m->sources));
	compiler_command(&job->compiler, b, m, job->source);
	if (b->verbose)
		print_command(&job->compiler);
	err = process_start(&job->compiler);
	return err ? compiler_missing(err) : 0;
}

static void job_done(struct build *b, struct job *job)
{
	struct source *s = job->source;
	int status = process_wait(&job->compiler);

	s->messages = stage_unstage(b, job->module, job->compiler.messages);
	s->warnings = count(s->messages, "warning: ");
	s->compiled = !status;
	if (!b->json)
		fputs(s->messages, stderr);
	if (!s->compiled)
		report_missing(b, job->module, s);
	process_free(&job->compiler);
}

/* ---- all of them ----------------------------------------------------------- */

static struct job *list_jobs(struct build *b, size_t *count_of)
{
	size_t i, k, n = 0;
	struct job *jobs;

	for (i = 0; i < b->count; i++)
		n += b->modules[i].count;
	jobs = host_alloc(n * sizeof(*jobs));
	*count_of = n;
	for (i = n = 0; i < b->count; i++) {
		struct module *m = &b->modules[i];

		m->config_header = config_write(b, m);
		for (k = 0; k < m->count; k++)
			jobs[n++] = (struct job){ .module = m, .source = &m->sources[k] };
	}
	return jobs;
}

int build_compile(struct build *b)
{
	size_t at_once = host_cpus(), started = 0, done = 0, n;
	struct job *jobs = list_jobs(b, &n);
	int err = 0;

	while (done < n) {
		while (!err && !build_interrupted() && started < n && started < done + at_once) {
			err = job_start(b, &jobs[started]);
			if (err)
				process_free(&jobs[started].compiler);
			else
				started++;
		}
		if (done == started)
			break;
		job_done(b, &jobs[done++]);
	}
	host_free(jobs);
	return err;
}
