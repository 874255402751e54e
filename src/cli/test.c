// SPDX-License-Identifier: MIT
/*
 * The verbs test and slavetest: set the parameters of a test module, start
 * it, wait for its end, print its results as a table. Host side.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "cli/cli.h"

#define POLL_NS 1000000

/** struct tester - a test module: its name, where it tells what it has done, and what it tests */
struct tester {
	const char *module;
	const char *results;
	const char *subject;
};

static const struct tester dmatest = {
	.module = "dmatest",
	.results = "/sys/kernel/debug/dmatest/results",
	.subject = "channel",
};
static const struct tester slavetest = {
	.module = "slavetest",
	.results = "/sys/kernel/debug/slavetest/results",
	.subject = "device",
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
	interrupted = 1;
}

/* ---- parameters -------------------------------------------------------- */

static void param_path(const struct tester *t, const char *name, char *path, size_t size)
{
	snprintf(path, size, "/sys/module/%s/parameters/%s", t->module, name);
}

/* files that say something or start something, and hold no setting */
static bool is_setting(const char *name)
{
	return strcmp(name, "run") && strcmp(name, "wait") && strcmp(name, "test_list");
}

static int append_name(const struct dmae_dirent *entry, void *arg)
{
	char *list = arg;
	size_t len = strlen(list);

	if (!is_setting(entry->name))
		return 0;
	snprintf(list + len, 512 - len, "%s%s", len ? " " : "", entry->name);
	return 0;
}

static int unknown_param(const struct tester *t, const char *name)
{
	char dir[128], list[512] = "";

	snprintf(dir, sizeof(dir), "/sys/module/%s/parameters", t->module);
	dmae_dir_read(dir, append_name, list);
	return cli_error("%s has no parameter '%s'; it has: %s", t->module, name, list);
}

static int set_failed(const struct tester *t, const char *name, const char *value, int err)
{
	switch (err) {
	case -ENOENT:
		return unknown_param(t, name);
	case -EACCES:
		return cli_error("%s: parameter '%s' can only be read", t->module, name);
	case -EBUSY:
		return cli_error("%s: %s=%s: no such channel, or it is busy or can do none of the operations "
				 "(dmae ls lists channels)", t->module, name, value);
	default:
		if (!strcmp(name, "channel"))
			return cli_error("%s: %s=%s: no such channel, or it is busy (dmae ls lists channels)",
					 t->module, name, value);
		return cli_error("%s: '%s' is not a value for parameter '%s'%s", t->module, value, name,
				 err == -ERANGE ? " (out of range)" : "");
	}
}

static int set_param(const struct tester *t, const char *setting)
{
	const char *equals = strchr(setting, '=');
	char name[64], path[192], value[256];
	int len, err;

	if (!equals || equals == setting || (size_t)(equals - setting) >= sizeof(name))
		return cli_error("%s: '%s': expected parameter=value", t->module, setting);
	memcpy(name, setting, equals - setting);
	name[equals - setting] = '\0';
	if (!is_setting(name))
		return unknown_param(t, name);
	param_path(t, name, path, sizeof(path));
	/* as echo writes it: an empty value is written, too */
	len = snprintf(value, sizeof(value), "%s\n", equals + 1);
	if (len >= (int)sizeof(value))
		return cli_error("%s: the value of '%s' is longer than %zu bytes", t->module, name,
				 sizeof(value) - 2);
	err = dmae_file_write(path, value, len);
	return err ? set_failed(t, name, equals + 1, err) : 0;
}

/* channels last: a channel is added with the parameters as they are then */
static int set_params(const struct tester *t, int argc, char **argv)
{
	int pass, i, err;

	for (pass = 0; pass < 2; pass++)
		for (i = 1; i < argc; i++) {
			bool is_channel = !strncmp(argv[i], "channel=", 8);

			if (is_channel != (pass == 1))
				continue;
			err = set_param(t, argv[i]);
			if (err)
				return err;
		}
	return 0;
}

/* ---- results ----------------------------------------------------------- */

/** struct row - a line of the results file; @why: of what was skipped */
struct row {
	char subject[64], op[32], state[16], why[128];
	unsigned int tests, failures;
	unsigned long long bytes, wall_ns;
};

static int parse_row(const char *line, struct row *r)
{
	r->why[0] = '\0';
	return sscanf(line, "%63s %31s %u %u %llu %llu %15s %127[^\n]", r->subject, r->op, &r->tests,
		      &r->failures, &r->bytes, &r->wall_ns, r->state, r->why) >= 7 ? 0 : -1;
}

static int for_each_row(const struct tester *t, void (*fn)(const struct row *r, void *arg),
			void *arg)
{
	char *text, *line, *next;
	struct row r;
	size_t len;

	if (dmae_file_read(t->results, &text, &len))
		return cli_world_error();
	for (line = text; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (line[0] != '#' && !parse_row(line, &r))
			fn(&r, arg);
	}
	dmae_free(text);
	return 0;
}

struct totals {
	unsigned int rows, running, unusable, skipped, tests, failures;
	const struct tester *tester;
	bool json;
};

static void count_row(const struct row *r, void *arg)
{
	struct totals *sum = arg;

	sum->rows++;
	sum->tests += r->tests;
	sum->failures += r->failures;
	if (!strcmp(r->state, "unusable"))
		sum->unusable++;
	else if (!strcmp(r->state, "skipped"))
		sum->skipped++;
	else if (strcmp(r->state, "done"))
		sum->running++;
}

static double per_second(double count, const struct row *r)
{
	return r->wall_ns ? count * 1e9 / r->wall_ns : 0;
}

static void print_row_json(const struct row *r, struct totals *printed)
{
	printf("%s  {\"%s\": ", printed->rows++ ? ",\n" : "", printed->tester->subject);
	json_string(r->subject);
	if (r->why[0]) {
		printf(", \"operation\": \"%s\", \"skipped\": ", r->op);
		json_string(r->why);
		putchar('}');
		return;
	}
	printf(", \"operation\": \"%s\", \"tests\": %u, \"failures\": %u, "
	       "\"tests_per_second\": %.0f, \"megabytes_per_second\": %.1f}",
	       r->op, r->tests, r->failures, per_second(r->tests, r),
	       per_second(r->bytes / 1e6, r));
}

static void print_row(const struct row *r, void *arg)
{
	struct totals *printed = arg;

	if (printed->json) {
		print_row_json(r, printed);
		return;
	}
	if (!printed->rows++)
		printf("%-25s %-12s %10s %10s %12s %10s\n",
		       strcmp(printed->tester->subject, "channel") ? "DEVICE" : "CHANNEL",
		       "OPERATION", "TESTS", "FAILURES", "TESTS/S", "MB/S");
	if (r->why[0]) {
		printf("%-25s %-12s    skipped: %s\n", r->subject, r->op, r->why);
		return;
	}
	printf("%-25s %-12s %10u %10u %12.0f %10.1f\n", r->subject, r->op, r->tests, r->failures,
	       per_second(r->tests, r), per_second(r->bytes / 1e6, r));
}

static int print_results(const struct tester *t, bool json)
{
	struct totals printed = { .tester = t, .json = json }, sum = { .rows = 0 };

	if (json)
		printf("[\n");
	if (for_each_row(t, print_row, &printed) || for_each_row(t, count_row, &sum))
		return EXIT_UNUSABLE;
	if (json)
		printf("\n]\n");
	else
		printf("%u tests, %u failures\n", sum.tests, sum.failures);
	return sum.failures ? EXIT_TEST_FAILED : EXIT_DONE;
}

/* ---- running ----------------------------------------------------------- */

/** struct last_word - the last thing that the log has of a module's troubles */
struct last_word {
	const char *module;
	char text[256];
};

static int note_word(uint64_t ns, int level, const char *text, void *arg)
{
	struct last_word *last = arg;
	size_t len = strlen(last->module);

	if (level <= LOG_ERR && !strncmp(text, last->module, len) && !strncmp(text + len, ": ", 2))
		snprintf(last->text, sizeof(last->text), "%s", text + len + 2);
	return 0;
}

static int cannot_run(const struct tester *t)
{
	struct last_word last = { .module = t->module };

	dmae_log_read(note_word, &last);
	return cli_error("%s cannot run like this: %s", t->module,
			 last.text[0] ? last.text : "see the log (dmae test --loglevel 7)");
}

static int wait_for_end(const struct tester *t)
{
	struct totals sum;

	do {
		dmae_world_idle(POLL_NS);
		memset(&sum, 0, sizeof(sum));
		if (for_each_row(t, count_row, &sum))
			return EXIT_UNUSABLE;
	} while (sum.running && !interrupted);
	if (sum.rows == sum.skipped)
		return cli_error("%s: nothing to test: no %s of this board fits (dmae ls lists them)",
				 t->module, t->subject);
	if (sum.unusable)
		return cannot_run(t);
	return 0;
}

static int run_loaded(const struct cli_options *options, const struct tester *t, int argc,
		      char **argv)
{
	char path[192];
	int err;

	err = set_params(t, argc, argv);
	if (err)
		return err;
	param_path(t, "run", path, sizeof(path));
	if (dmae_file_write(path, "1", 1))
		return cannot_run(t);
	err = wait_for_end(t);
	return err ? err : print_results(t, options->json);
}

static int tester_inside(const struct cli_options *options, const struct tester *t, int argc,
			 char **argv)
{
	void (*before_int)(int) = signal(SIGINT, on_interrupt);
	void (*before_term)(int) = signal(SIGTERM, on_interrupt);
	int err = dmae_module_load(t->module, NULL), code;

	interrupted = 0;
	/* whoever has loaded it already keeps it */
	if (err && err != -EEXIST)
		code = cli_world_error();
	else
		code = run_loaded(options, t, argc, argv);
	if (!err && dmae_module_unload(t->module))
		code = cli_world_error();
	signal(SIGINT, before_int);
	signal(SIGTERM, before_term);
	return code;
}

int test_inside(const struct cli_options *options, int argc, char **argv)
{
	return tester_inside(options, &dmatest, argc, argv);
}

int slavetest_inside(const struct cli_options *options, int argc, char **argv)
{
	return tester_inside(options, &slavetest, argc, argv);
}

int test_run(struct cli_options *options, int argc, char **argv)
{
	return verb_in_world(options, argc, argv, test_inside);
}

int slavetest_run(struct cli_options *options, int argc, char **argv)
{
	if (!options->world.board)
		options->world.board = "textbook";
	return verb_in_world(options, argc, argv, slavetest_inside);
}
