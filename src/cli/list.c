// SPDX-License-Identifier: MIT
/* The verb ls: controllers and channels, and devices that wait for a driver. Host side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dmae/dma.h>

#include "cli/cli.h"

/** struct listing - all channels, and how wide the columns must be; @channels is freed by
 * ls_inside() */
struct listing {
	struct dmae_channel_info *channels;
	size_t count;
	int name, device, driver, capabilities;
};

static void widen(int *width, const char *text)
{
	if ((int)strlen(text) > *width)
		*width = strlen(text);
}

static int note_channel(const struct dmae_channel_info *info, void *arg)
{
	struct listing *l = arg;
	struct dmae_channel_info *more;

	more = realloc(l->channels, (l->count + 1) * sizeof(*more));
	if (!more)
		return cli_error("ls: out of memory");
	l->channels = more;
	l->channels[l->count++] = *info;
	widen(&l->name, info->name);
	widen(&l->device, info->device);
	widen(&l->driver, info->driver);
	widen(&l->capabilities, info->capabilities);
	return 0;
}

/* ---- as text ----------------------------------------------------------- */

static void print_line(const struct listing *l, const char *name, const char *device,
		       const char *driver, const char *capabilities, const char *client)
{
	printf("%-*s  %-*s  %-*s  %-*s  %s", l->name, name, l->device, device, l->driver, driver,
	       l->capabilities, capabilities, client);
}

static int print_unbound(const char *node, const char *compatible, void *arg)
{
	printf("not bound: %s (%s)\n", node, compatible);
	return 0;
}

static void print_text(const struct listing *l)
{
	size_t i;

	if (l->count) {
		print_line(l, "CHANNEL", "DEVICE", "DRIVER", "CAPABILITIES", "IN USE BY");
		printf("\n");
	} else {
		printf("no DMA channels on this board\n");
	}
	for (i = 0; i < l->count; i++) {
		const struct dmae_channel_info *c = &l->channels[i];

		print_line(l, c->name, c->device, c->driver, c->capabilities,
			   c->client[0] ? c->client : "-");
		if (c->router[0])
			printf(" (via router: %s)", c->router);
		printf("\n");
	}
	dmae_devices_unbound(print_unbound, NULL);
}

/* ---- as JSON ----------------------------------------------------------- */

static void print_member(const char *name, const char *value, const char *after)
{
	printf("\"%s\": ", name);
	json_string(value);
	printf("%s", after);
}

static int print_unbound_json(const char *node, const char *compatible, void *arg)
{
	size_t *count = arg;

	printf("%s  {", (*count)++ ? ",\n" : "");
	print_member("node", node, ", ");
	print_member("compatible", compatible, "}");
	return 0;
}

static void print_json(const struct listing *l)
{
	size_t unbound = 0, i;

	printf("{\"channels\": [\n");
	for (i = 0; i < l->count; i++) {
		const struct dmae_channel_info *c = &l->channels[i];

		printf("  {");
		print_member("channel", c->name, ", ");
		print_member("device", c->device, ", ");
		print_member("driver", c->driver, ", ");
		print_member("capabilities", c->capabilities, ", ");
		print_member("client", c->client, ", ");
		print_member("router", c->router, ", ");
		printf("\"clients\": %u}%s\n", c->clients, i + 1 < l->count ? "," : "");
	}
	printf("], \"unbound\": [\n");
	dmae_devices_unbound(print_unbound_json, &unbound);
	printf("\n]}\n");
}

int ls_inside(const struct cli_options *options, int argc, char **argv)
{
	struct listing l = {
		.name = strlen("CHANNEL"),
		.device = strlen("DEVICE"),
		.driver = strlen("DRIVER"),
		.capabilities = strlen("CAPABILITIES"),
	};
	int err;

	if (cli_no_more_args(argc, argv, 1))
		return EXIT_UNUSABLE;
	err = dmae_channels(note_channel, &l);
	if (!err && options->json)
		print_json(&l);
	else if (!err)
		print_text(&l);
	free(l.channels);
	return err ? EXIT_UNUSABLE : EXIT_DONE;
}

int ls_run(struct cli_options *options, int argc, char **argv)
{
	if (cli_no_more_args(argc, argv, 1))
		return EXIT_UNUSABLE;
	return verb_in_world(options, argc, argv, ls_inside);
}
