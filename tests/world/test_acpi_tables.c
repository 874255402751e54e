// SPDX-License-Identifier: MIT
/* ACPI tables that the user gives to a world: drivers find them, bad ones end the start. Host side. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

#include "acpi_reader.h"

static char paths[2][64];

/* a table of @len bytes, which add up to @sum, in a file */
static void write_table(unsigned int i, const char *signature, unsigned int len, unsigned char sum)
{
	unsigned char table[64] = { 0 };
	unsigned int at;
	int fd;

	memcpy(table, signature, 4);
	table[4] = len;
	table[8] = 1;
	for (at = 0; at < len; at++)
		if (at != 9)
			sum -= table[at];
	table[9] = sum;
	strcpy(paths[i], "/tmp/dmae-acpi-XXXXXX");
	fd = mkstemp(paths[i]);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, table, 40), 40);
	close(fd);
}

static int start(const char *const *tables)
{
	struct dmae_world_params params = world_params(NULL);

	params.acpi_tables = tables;
	return dmae_world_start(&params);
}

static void drivers_find_what_was_given(void **state)
{
	const char *const tables[] = { paths[0], paths[1], NULL };

	write_table(0, "CSRT", 40, 0);
	write_table(1, "CSRT", 36, 0);
	assert_int_equal(start(tables), 0);
	assert_int_equal(acpi_reader_length("CSRT", 1), 40);
	assert_int_equal(acpi_reader_length("CSRT", 2), 36);
	assert_int_equal(acpi_reader_length("CSRT", 3), 0);
	assert_int_equal(acpi_reader_length("DBG2", 1), 0);
	assert_int_equal(dmae_world_stop(), 0);
	/* the next world has none of them */
	assert_int_equal(start(NULL), 0);
	assert_int_equal(acpi_reader_length("CSRT", 1), 0);
	assert_int_equal(dmae_world_stop(), 0);
	unlink(paths[0]);
	unlink(paths[1]);
}

static void a_table_that_is_none_ends_the_start(void **state)
{
	const char *const tables[] = { paths[0], NULL };

	write_table(0, "CSRT", 40, 1);
	assert_int_equal(start(tables), -EINVAL);
	assert_non_null(strstr(dmae_error(), "wrong checksum"));
	unlink(paths[0]);
	write_table(0, "CSRT", 60, 0);
	assert_int_equal(start(tables), -EINVAL);
	assert_non_null(strstr(dmae_error(), paths[0]));
	unlink(paths[0]);
	assert_int_equal(start(tables), -ENOENT);
	assert_non_null(strstr(dmae_error(), "cannot be read"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drivers_find_what_was_given),
		cmocka_unit_test(a_table_that_is_none_ends_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
