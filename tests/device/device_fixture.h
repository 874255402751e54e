/* SPDX-License-Identifier: MIT */
/*
 * Fixture of the driver core's tests: the base with its bank of RAM and the
 * driver core on it, without a machine. Teardown fails on what leaked.
 * Kernel side.
 */
#ifndef TESTS_DEVICE_FIXTURE_H
#define TESTS_DEVICE_FIXTURE_H

#include <linux/device.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/host.h"
#include "device/device.h"
#include "device/filetree.h"

#include "unit.h"

static inline int core_setup(void **state)
{
	int err = base_setup(state);

	return err ? err : core_start();
}

static inline int core_teardown(void **state)
{
	core_stop();
	return base_teardown(state);
}

/* the file at @path says exactly @text */
#define assert_file(path, text)						\
	do {								\
		char *__data = NULL;					\
		size_t __len;						\
									\
		assert_int_equal(filetree_read(path, &__data, &__len), 0); \
		assert_string_equal(__data, text);			\
		host_free(__data);					\
	} while (0)

#define assert_link(path, text)						\
	do {								\
		char __text[256] = "";					\
									\
		assert_int_equal(filetree_readlink(path, __text, sizeof(__text)), 0); \
		assert_string_equal(__text, text);			\
	} while (0)

static inline int file_write(const char *path, const char *text)
{
	return filetree_write(path, text, strlen(text));
}

static inline int file_read_error(const char *path)
{
	char *data = NULL;
	size_t len;
	int err = filetree_read(path, &data, &len);

	if (!err)
		host_free(data);
	return err;
}

/* 'd', 'f', 'l', or 0 if there is nothing */
static inline char file_type(const char *path)
{
	unsigned int mode;
	char type;

	return filetree_stat(path, false, &type, &mode) ? 0 : type;
}

#endif
