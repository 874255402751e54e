/* SPDX-License-Identifier: MIT */
/* What version_driver.c tells test_versions.c, in its device's platform data. */
#ifndef TESTS_VERSION_DRIVER_H
#define TESTS_VERSION_DRIVER_H

struct version_counts {
	unsigned int version;
	int probed, removed;
	char name[32];
};

#endif
