// SPDX-License-Identifier: MIT
/* The verbs cat and tree: the world's files. Host side. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

int cat_inside(const struct cli_options *options, int argc, char **argv)
{
	int code = EXIT_DONE, i;

	if (argc < 2)
		return cli_error("cat: which file? (dmae tree lists them)");
	for (i = 1; i < argc; i++) {
		char *data;
		size_t len;

		if (dmae_file_read(argv[i], &data, &len)) {
			code = cli_world_error();
			continue;
		}
		if (options->json) {
			printf("{\"path\": ");
			json_string(argv[i]);
			printf(", \"text\": ");
			json_string(data);
			printf("}\n");
		} else {
			fwrite(data, 1, len, stdout);
		}
		dmae_free(data);
	}
	return code;
}

int cat_run(struct cli_options *options, int argc, char **argv)
{
	if (argc < 2)
		return cat_inside(options, argc, argv);
	return verb_in_world(options, argc, argv, cat_inside);
}

struct tree {
	char path[4096];
	int depth;
	bool json;
	bool first;
};

static int tree_below(struct tree *t);

static int tree_entry(const struct dmae_dirent *entry, void *arg)
{
	struct tree *t = arg;
	size_t len = strlen(t->path);

	if (t->json) {
		printf("%s  {\"path\": ", t->first ? "" : ",\n");
		t->first = false;
		snprintf(t->path + len, sizeof(t->path) - len, "%s%s", len > 1 ? "/" : "", entry->name);
		json_string(t->path);
		printf(", \"type\": \"%c\", \"mode\": \"%04o\"", entry->type, entry->mode & 07777);
		if (entry->type == 'l') {
			printf(", \"target\": ");
			json_string(entry->target);
		}
		printf("}");
	} else {
		printf("%*s%s%s%s%s\n", 2 * t->depth, "", entry->name, entry->type == 'd' ? "/" : "",
		       entry->type == 'l' ? " -> " : "", entry->target);
		snprintf(t->path + len, sizeof(t->path) - len, "%s%s", len > 1 ? "/" : "", entry->name);
	}
	if (entry->type == 'd')
		tree_below(t);
	t->path[len] = '\0';
	return 0;
}

static int tree_below(struct tree *t)
{
	int err;

	t->depth++;
	err = dmae_dir_read(t->path, tree_entry, t);
	t->depth--;
	return err;
}

int tree_inside(const struct cli_options *options, int argc, char **argv)
{
	struct tree t = { .json = options->json, .first = true };
	int err;

	if (cli_no_more_args(argc, argv, 2))
		return EXIT_UNUSABLE;
	snprintf(t.path, sizeof(t.path), "%s", argc > 1 ? argv[1] : "/");
	while (strlen(t.path) > 1 && t.path[strlen(t.path) - 1] == '/')
		t.path[strlen(t.path) - 1] = '\0';
	if (t.json)
		printf("[\n");
	else
		printf("%s\n", t.path);
	err = tree_below(&t);
	if (t.json)
		printf("\n]\n");
	return err ? cli_world_error() : EXIT_DONE;
}

int tree_run(struct cli_options *options, int argc, char **argv)
{
	return verb_in_world(options, argc, argv, tree_inside);
}
