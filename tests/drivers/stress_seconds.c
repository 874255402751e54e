// SPDX-License-Identifier: MIT
/* How long a soak is to take: DMAE_SOAK_SECONDS, or not at all. Host side. */
#include <stdlib.h>

int stress_seconds(void);

int stress_seconds(void)
{
	const char *text = getenv("DMAE_SOAK_SECONDS");

	return text ? atoi(text) : 0;
}
