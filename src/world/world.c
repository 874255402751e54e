// SPDX-License-Identifier: MIT
/*
 * Building a machine and its devices from a board, in the one order that
 * works, and taking it apart again. The functions of <dmae/world.h> that are
 * about the world as a whole; files are in files.c, tasks in tasks.c, the
 * log in log.c.
 */
#include <linux/acpi.h>
#include <linux/err.h>
#include <linux/device.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/threads.h>

#include <dmae/world.h>

#include "base/base.h"
#include "base/boot_param.h"
#include "base/host.h"
#include "base/mm.h"
#include "base/sched.h"
#include "device/device.h"
#include "device/file_table.h"
#include "device/firmware.h"
#include "device/firmware_loader.h"
#include "device/modules.h"
#include "engine/engine.h"
#include "machine/machine.h"
#include "mapping/mapping.h"
#include "world/world.h"

#define DEFAULT_BOARD		"default"
#define DEFAULT_LOGLEVEL	7

static struct {
	bool running;
	struct board *board;
	char **params;			/* copies, NULL-terminated */
	unsigned long long fingerprint;	/* of the last world */
} world;

static __thread char error_line[512];

int world_error(int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(error_line, sizeof(error_line), fmt, args);
	va_end(args);
	return err;
}

int world_ok(int ret)
{
	error_line[0] = '\0';
	return ret;
}

const char *dmae_error(void)
{
	return error_line;
}

bool dmae_world_running(void)
{
	return world.running;
}

int world_check_running(void)
{
	if (world.running)
		return 0;
	return world_error(-ENODEV, "no world is running: start one with dmae_world_start()");
}

/* ---- parameters -------------------------------------------------------- */

static void params_copy(const char *const *params)
{
	size_t n = 0, i;

	while (params && params[n])
		n++;
	world.params = host_alloc((n + 1) * sizeof(*world.params));
	for (i = 0; i < n; i++)
		world.params[i] = host_strdup(params[i]);
}

static void params_free(void)
{
	size_t i;

	for (i = 0; world.params && world.params[i]; i++)
		host_free(world.params[i]);
	host_free(world.params);
	world.params = NULL;
}

static int params_check(const char *const *params)
{
	int err = 0;

	for (; params && *params && !err; params++)
		err = builtin_check_param(*params);
	return err;
}

/* what the board's bootargs say, then, with the last word, what the caller says */
static int params_boot(void)
{
	int chosen = board_find_path(world.board, "/chosen");
	const char *bootargs = chosen < 0 ? NULL :
			       board_prop_string(world.board, chosen, "bootargs", 0);
	char why[384] = "", **param;
	int err = boot_params_line(bootargs ? bootargs : "", why, sizeof(why));

	for (param = world.params; *param && !err; param++)
		if (boot_param_known(*param))
			err = boot_param_set(*param, why, sizeof(why));
	if (!err)
		return 0;
	boot_params_reset();
	return world_error(err, "%s", why);
}

/* "name=value name=value" of all the parameters that start with "@module." */
char *world_module_args(const char *module)
{
	size_t prefix = strlen(module), len = 1;
	char *args, **param;

	for (param = world.params; param && *param; param++)
		len += strlen(*param) + 1;
	args = host_alloc(len);
	for (param = world.params; param && *param; param++) {
		if (strncmp(*param, module, prefix) || (*param)[prefix] != '.')
			continue;
		if (args[0])
			strlcat(args, " ", len);
		strlcat(args, *param + prefix + 1, len);
	}
	return args;
}

/* ---- start ------------------------------------------------------------- */

static enum exec_kind executor_of(const struct dmae_world_params *p)
{
	if (p->executor != DMAE_EXECUTOR_DEFAULT)
		return p->executor == DMAE_FIBERS ? EXEC_FIBERS : EXEC_THREADS;
	return machine_board_has_models(world.board) ? EXEC_FIBERS : EXEC_THREADS;
}

static bool checker_of(const struct dmae_world_params *p, enum exec_kind kind)
{
	if (p->checker != DMAE_DEFAULT)
		return p->checker == DMAE_ON;
	return kind == EXEC_FIBERS || machine_board_has_models(world.board);
}

static int rooms_start(void)
{
	int err;

	mapping_reserve();
	err = device_start();
	if (err)
		goto err_reserved;
	err = mapping_start();
	if (err)
		goto err_device;
	err = engine_start();
	if (err)
		goto err_mapping;
	return 0;

err_mapping:
	mapping_stop();
err_device:
	device_stop();
err_reserved:
	mapping_unreserve();
	return err;
}

/* who may not sleep cannot wait for anything to end, and would try for ever */
static void check_leaks(void)
{
	if (likely(!task_is_atomic()))
		return;
	pr_err("BUG: the world is stopped in atomic context: %s/0x%08x/%d\n", current->comm,
	       preempt_count(), task_pid_nr(current));
	task_leave_atomic();
}

static void rooms_stop(void)
{
	/* programs go first, then clients, then devices with their drivers, then what the devices held */
	files_close_all();
	module_unload_all();
	engine_release_clients();
	firmware_depopulate();
	module_unload_all();
	engine_stop();
	mapping_stop();
	device_stop();
}

static int machine_up(const struct dmae_world_params *p)
{
	enum exec_kind kind = executor_of(p);
	struct exec_params exec = {
		.kind = kind,
		.seed = p->seed,
		.cpus = p->cpus,
	};
	char why[384] = "";
	int err;

	err = base_start(&exec);
	if (err)
		return world_error(err, "the executor does not start: error %d", err);
	dmae_log_console(p->loglevel ? p->loglevel : DEFAULT_LOGLEVEL);
	err = trace_start(p->trace);
	if (err)
		goto err_base;
	machine_checker_set(checker_of(p, kind));
	mm_guard(checker_of(p, kind));
	err = machine_start(world.board, why, sizeof(why));
	if (err) {
		world_error(err, "%s", why);
		goto err_trace;
	}
	err = base_services_start();
	if (err) {
		world_error(err, "timers and work queues do not start: error %d", err);
		goto err_machine;
	}
	return 0;

err_machine:
	machine_stop();
err_trace:
	trace_stop();
err_base:
	base_stop();
	return err;
}

/* the number of leaks, or the negative error code of a trace that is not whole */
static int machine_down(void)
{
	int leaks = base_services_stop(), err;

	machine_stop();
	err = trace_stop();
	world.fingerprint = exec_fingerprint();
	base_stop();
	return err ? err : leaks;
}

/* static ACPI tables are there before the first driver looks for one */
static int install_acpi_table(const char *path)
{
	acpi_status status;
	void *data;
	size_t len;
	int err = host_file_read(path, &data, &len);

	if (err)
		return world_error(err, "ACPI table %s: cannot be read: error %d", path, err);
	status = acpi_install_table(data, len);
	host_free(data);
	if (status == AE_BAD_CHECKSUM)
		return world_error(-EINVAL, "ACPI table %s: wrong checksum: its bytes must add up "
					    "to 0", path);
	if (ACPI_FAILURE(status))
		return world_error(-EINVAL, "ACPI table %s: no table: the length in its header "
					    "does not fit the file", path);
	return 0;
}

static int install_acpi_tables(const char *const *paths)
{
	int err = 0;

	while (paths && *paths && !err)
		err = install_acpi_table(*paths++);
	return err;
}

static int devices_up(const struct dmae_world_params *p)
{
	int err = rooms_start();

	if (err)
		return world_error(err, "the driver core does not start: error %d", err);
	err = install_acpi_tables(p->acpi_tables);
	if (err)
		goto err_rooms;
	err = builtin_load_drivers();
	if (err)
		goto err_rooms;
	firmware_populate();
	wait_for_device_probe();
	return 0;

err_rooms:
	rooms_stop();
	return err;
}

int dmae_world_start(const struct dmae_world_params *params)
{
	static const struct dmae_world_params defaults = DMAE_WORLD_PARAMS;
	char why[384] = "";
	int err;

	if (!params)
		params = &defaults;
	if (world.running)
		return world_error(-EBUSY,
				   "a world is running in this process already: stop it first");
	if (params->cpus > NR_CPUS)
		return world_error(-EINVAL, "cpus=%u: at most %d", params->cpus, NR_CPUS);
	err = params_check(params->params);
	if (err)
		return err;
	err = board_load_overlaid(params->board ? params->board : DEFAULT_BOARD, params->overlays,
				  &world.board, why, sizeof(why));
	if (err)
		return world_error(err, "%s", why);
	params_copy(params->params);
	firmware_loader_path(params->firmware);
	err = params_boot();
	if (err)
		goto err_board;
	err = machine_up(params);
	if (err)
		goto err_params;
	err = devices_up(params);
	if (err)
		goto err_machine;
	world.running = true;
	return world_ok(0);

err_machine:
	machine_down();
err_params:
	boot_params_reset();
err_board:
	firmware_loader_path(NULL);
	params_free();
	board_free(world.board);
	world.board = NULL;
	return err;
}

/* ---- stop -------------------------------------------------------------- */

int dmae_world_stop(void)
{
	int ret;

	if (world_check_running())
		return -ENODEV;
	check_leaks();
	rooms_stop();
	world.running = false;
	ret = machine_down();
	boot_params_reset();
	firmware_loader_path(NULL);
	params_free();
	board_free(world.board);
	world.board = NULL;
	if (ret < 0)
		return world_error(ret, "the trace file could not be written whole");
	return world_ok(ret);
}

void dmae_world_idle(uint64_t ns)
{
	if (!world_check_running())
		exec_idle(ns);
}

uint64_t dmae_world_now(void)
{
	return exec_now();
}

uint64_t dmae_world_fingerprint(void)
{
	return world.running ? exec_fingerprint() : world.fingerprint;
}
