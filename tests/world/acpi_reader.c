// SPDX-License-Identifier: MIT
/* What a driver of test_acpi_tables.c finds. Kernel side. */
#include <linux/acpi.h>

#include "acpi_reader.h"

unsigned int acpi_reader_length(char *signature, unsigned int instance)
{
	struct acpi_table_header *table;
	unsigned int length;

	if (ACPI_FAILURE(acpi_get_table(signature, instance, &table)))
		return 0;
	length = table->length;
	acpi_put_table(table);
	return length;
}
