// SPDX-License-Identifier: MIT
/* The verb ls: controllers and channels. Host side. */
#include <stdio.h>
#include <string.h>

#include <dmae/dma.h>

#include "cli/cli.h"

struct listing {
	unsigned int count;
	char device[64];
};

static int print_line(const struct dmae_channel_info *info, void *arg)
{
	struct listing *l = arg;

	if (!l->count++)
		printf("%-12s %-28s %-16s %-48s %s\n", "CHANNEL", "DEVICE", "DRIVER",
		       "CAPABILITIES", "IN USE BY");
	printf("%-12s %-28s %-16s %-48s %s", info->name, info->device, info->driver,
	       info->capabilities, info->client[0] ? info->client : "-");
	if (info->router[0])
		printf(" (via router: %s)", info->router);
	printf("\n");
	return 0;
}

static int print_json(const struct dmae_channel_info *info, void *arg)
{
	struct listing *l = arg;

	printf("%s  {\"channel\": ", l->count++ ? ",\n" : "");
	json_string(info->name);
	printf(", \"device\": ");
	json_string(info->device);
	printf(", \"driver\": ");
	json_string(info->driver);
	printf(", \"capabilities\": ");
	json_string(info->capabilities);
	printf(", \"client\": ");
	json_string(info->client);
	printf(", \"router\": ");
	json_string(info->router);
	printf(", \"clients\": %u}", info->clients);
	return 0;
}

int ls_inside(const struct cli_options *options, int argc, char **argv)
{
	struct listing l = { 0 };

	if (cli_no_more_args(argc, argv, 1))
		return EXIT_UNUSABLE;
	if (options->json) {
		printf("[\n");
		dmae_channels(print_json, &l);
		printf("\n]\n");
		return EXIT_DONE;
	}
	dmae_channels(print_line, &l);
	if (!l.count)
		printf("no DMA channels on this board\n");
	return EXIT_DONE;
}

int ls_run(struct cli_options *options, int argc, char **argv)
{
	if (cli_no_more_args(argc, argv, 1))
		return EXIT_UNUSABLE;
	return verb_in_world(options, argc, argv, ls_inside);
}
