/* SPDX-License-Identifier: MIT */
/* Plain C: the kernel side of test_acpi_tables.c. */
#ifndef TESTS_ACPI_READER_H
#define TESTS_ACPI_READER_H

/* the length of a table, or 0 if there is none */
unsigned int acpi_reader_length(char *signature, unsigned int instance);

#endif
