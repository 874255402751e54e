// SPDX-License-Identifier: MIT
/* The verb run: a verb in a world with modules; without one, a shell. Host side. */
#include <string.h>

#include "cli/cli.h"

int run_run(struct cli_options *options, int argc, char **argv)
{
	static char *shell[] = { "shell", NULL };
	const struct verb *v;

	if (argc > 1 && strcmp(argv[1], "--"))
		return cli_error("run: unexpected argument '%s': the verb comes after --", argv[1]);
	if (argc > 2) {
		argc -= 2;
		argv += 2;
	} else {
		argc = 1;
		argv = shell;
	}
	v = verb_find(argv[0]);
	if (!v || !v->inside)
		return cli_error(
			"run: '%s' is no verb that runs in a world (dmae --help lists them)",
			argv[0]);
	return verb_in_world(options, argc, argv, v->inside);
}
