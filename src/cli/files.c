// SPDX-License-Identifier: MIT
/* The verbs cat and tree: the world's files. Host side. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static void print_json(const char *path, const char *text, bool first)
{
	printf("%s  {\"path\": ", first ? "" : ",\n");
	json_string(path);
	printf(", \"text\": ");
	json_string(text);
	printf("}");
}

/* as cat does: what can be read is printed, whatever becomes of the others */
int cat_inside(const struct cli_options *options, int argc, char **argv)
{
	int code = EXIT_DONE, printed = 0, i;

	if (argc < 2)
		return cli_error("cat: which file? (dmae tree lists them)");
	for (i = 1; i < argc; i++) {
		char *data;
		size_t len;

		if (dmae_file_read(argv[i], &data, &len)) {
			code = cli_world_error();
			continue;
		}
		if (options->json && !printed)
			printf("[\n");
		if (options->json)
			print_json(argv[i], data, !printed);
		else
			fwrite(data, 1, len, stdout);
		printed++;
		dmae_free(data);
	}
	if (options->json && printed)
		printf("\n]\n");
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
	bool begun;
};

static int tree_below(struct tree *t);

/* the first line, but not before the directory has been found */
static void tree_begin(struct tree *t)
{
	if (!t->begun && t->json)
		printf("[");
	else if (!t->begun)
		printf("%s\n", t->path);
	t->begun = true;
}

static void tree_print(const struct tree *t, const struct dmae_dirent *entry)
{
	printf("%*s%s%s%s%s\n", 2 * t->depth, "", entry->name, entry->type == 'd' ? "/" : "",
	       entry->type == 'l' ? " -> " : "", entry->target);
}

/* @t->path is the entry's own */
static void tree_print_json(const struct tree *t, const struct dmae_dirent *entry, bool first)
{
	printf("%s\n  {\"path\": ", first ? "" : ",");
	json_string(t->path);
	printf(", \"type\": \"%c\", \"mode\": \"%04o\"", entry->type, entry->mode & 07777);
	if (entry->type == 'l') {
		printf(", \"target\": ");
		json_string(entry->target);
	}
	printf("}");
}

static int tree_entry(const struct dmae_dirent *entry, void *arg)
{
	struct tree *t = arg;
	size_t len = strlen(t->path);
	bool first = !t->begun;

	tree_begin(t);
	snprintf(t->path + len, sizeof(t->path) - len, "%s%s", len > 1 ? "/" : "", entry->name);
	if (t->json)
		tree_print_json(t, entry, first);
	else
		tree_print(t, entry);
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
	struct tree t = { .json = options->json };

	if (cli_no_more_args(argc, argv, 2))
		return EXIT_UNUSABLE;
	snprintf(t.path, sizeof(t.path), "%s", argc > 1 ? argv[1] : "/");
	while (strlen(t.path) > 1 && t.path[strlen(t.path) - 1] == '/')
		t.path[strlen(t.path) - 1] = '\0';
	if (tree_below(&t))
		return cli_world_error();
	tree_begin(&t);
	if (t.json)
		printf("\n]\n");
	return EXIT_DONE;
}

int tree_run(struct cli_options *options, int argc, char **argv)
{
	return verb_in_world(options, argc, argv, tree_inside);
}
