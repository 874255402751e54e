// SPDX-License-Identifier: MIT
/* Fixtures for the unit tests. Host side. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/host.h"
#include "base/mm.h"
#include "machine/machine.h"

#define BANK_PHYS 0x80000000ull
#define BANK_SIZE (16ul << 20)

int under_threads(void)
{
	const char *executor = getenv("DMAE_EXECUTOR");

	return executor && !strcmp(executor, "threads");
}

void need_virtual_time(void)
{
	if (under_threads())
		skip_because("threads live in the host's time");
}

static unsigned long long test_seed(void)
{
	const char *seed = getenv("DMAE_SEED");

	return seed ? strtoull(seed, NULL, 0) : 1;
}

struct dmae_world_params world_params(const char *board)
{
	struct dmae_world_params p = DMAE_WORLD_PARAMS;

	p.board = board;
	p.executor = under_threads() ? DMAE_THREADS : DMAE_FIBERS;
	p.seed = test_seed();
	p.loglevel = getenv("DMAE_LOGLEVEL") ? atoi(getenv("DMAE_LOGLEVEL")) : -1;
	return p;
}

static int start(const char *board)
{
	struct dmae_world_params p = world_params(board);
	int err = dmae_world_start(&p);

	if (err)
		fprintf(stderr, "world: %s\n", dmae_error());
	return err;
}

int world_setup(void **state)
{
	return start(NULL);
}

int textbook_setup(void **state)
{
	return start("textbook");
}

int world_teardown(void **state)
{
	return dmae_world_stop();
}

/* ---- base only --------------------------------------------------------- */

static void *bank;
static int bank_fd;

static int base_only_start(void)
{
	struct exec_params params = {
		.kind = under_threads() ? EXEC_THREADS : EXEC_FIBERS,
		.seed = test_seed(),
		.watchdog_ms = getenv("DMAE_WATCHDOG_MS") ? atoi(getenv("DMAE_WATCHDOG_MS")) : 0,
	};
	int err = base_start(&params);

	if (!err)
		dmae_log_console(getenv("DMAE_LOGLEVEL") ? atoi(getenv("DMAE_LOGLEVEL")) : -1);
	return err;
}

int base_setup(void **state)
{
	int err = base_only_start();

	if (err)
		return err;
	err = host_ram_map(BANK_SIZE, &bank, &bank_fd);
	if (!err)
		err = mm_add_bank(BANK_PHYS, BANK_SIZE, bank);
	if (!err)
		err = base_services_start();
	return err;
}

int base_teardown(void **state)
{
	unsigned int leaks = base_services_stop();

	host_ram_unmap(bank, BANK_SIZE, bank_fd);
	base_stop();
	return leaks;
}

/* ---- a machine --------------------------------------------------------- */

static struct board *board;

static int board_from_text(const char *dts, char *err, size_t err_size)
{
	char path[] = "/tmp/dmae-test-XXXXXX.dts";
	int fd = mkstemps(path, 4);
	int ret;

	if (fd < 0)
		return -errno;
	if (write(fd, dts, strlen(dts)) != (ssize_t)strlen(dts)) {
		close(fd);
		return -EIO;
	}
	close(fd);
	ret = board_load(path, &board, err, err_size);
	unlink(path);
	return ret;
}

int machine_setup_dts(const char *dts)
{
	char why[512] = "";
	int err = board_from_text(dts, why, sizeof(why));

	if (err) {
		fprintf(stderr, "board: %s\n", why);
		return err;
	}
	err = base_only_start();
	if (err)
		goto err_board;
	err = machine_start(board, why, sizeof(why));
	if (err) {
		fprintf(stderr, "machine: %s\n", why);
		goto err_base;
	}
	err = base_services_start();
	if (err)
		goto err_machine;
	return 0;

err_machine:
	mm_stop();
	machine_stop();
err_base:
	base_stop();
err_board:
	board_free(board);
	board = NULL;
	return err;
}

int machine_teardown(void **state)
{
	unsigned int leaks = base_services_stop();

	machine_stop();
	base_stop();
	board_free(board);
	board = NULL;
	return leaks;
}

/* ---- the log ----------------------------------------------------------- */

static int line_has(uint64_t ns, int level, const char *text, void *arg)
{
	return strstr(text, arg) != NULL;
}

int log_contains(const char *text)
{
	return dmae_log_read(line_has, (void *)text);
}
